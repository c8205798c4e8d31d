-- stats.lua: statistics over lists of numbers. NaN and infinities raise; what
-- cannot be computed (the deviation of one value) is nil. n is a count, p a
-- p-value, low and high the ends of an interval.
--
-- Describing
--   sum(list)                     of integers an integer
--   mean(list), sd(list)          sd with n - 1
--   quantile(list, fraction)      linear between order statistics (type 7)
--   box(list) --> {low=, q1=, median=, q3=, high=, n=, outliers=list}: whiskers
--                 to the most extreme values within 1.5 quartile ranges
--   auto_bins(list) --> {first=, last=, count=}: NumPy's "auto" rule
--   edges(bins) --> list of count + 1 edges
--   histogram(list, bins) --> list of counts, the last bin closed
--   ranks(list) --> list, ties share the mean rank
--   scott(list) --> bandwidth by Scott's rule
--   density(list, grid, bandwidth [, low, high]) --> list: Gaussian kernels;
--                 with bounds, what would leak past them is reflected
--   grid(first, last, count) --> list of evenly spaced numbers
--
-- Distributions: tail P(X > x), and the quantile below which p lies
--   normal_sf(x), student_sf(t, df), chi2_sf(x, df), f_sf(x, df1, df2)
--   normal_quantile(p), student_quantile(p, df), chi2_quantile(p, df),
--   f_quantile(p, df1, df2)
--
-- Tests and effects. plan = {seed = 0, resamples = 9999, level = 0.95}
--   mean_interval(list, plan) --> {low=, high=}: BCa bootstrap, as
--                 scipy.stats.bootstrap from RandomState(seed)
--   kruskal(groups [, level]) --> {h=, df=, p=, epsilon2=, eta2=, low=,
--                 high=}: Kruskal-Wallis, tie-corrected; epsilon2 is the share
--                 of rank variance between the groups, eta2 the same without
--                 what chance adds, the interval is of that
--   dunn(groups) --> list of {i=, j=, z=, p=, adjusted=} for pairs i < j of
--                 groups that are not empty; z above 0: group i ranks higher;
--                 adjusted by Holm
--   welch(groups) --> {f=, df1=, df2=, p=}: analysis of variance
--   mann_whitney(x, y) --> {u=, p=, is_exact=}, two-sided, as SciPy's "auto"
--   cliff(x, y [, level]) --> {delta=, a=, low=, high=}: a is the chance that
--                 x beats y (Vargha-Delaney), the interval is of delta
--   spearman(x, y [, level]) --> {rho=, p=, n=, low=, high=}
--   wilson(hits, n [, level]) --> {low=, high=} of the share hits / n
--   holm(list of p), bh(list of p) --> adjusted list (Benjamini-Hochberg)
--   chi2(rows, plan) --> {n=, chi2=, df=, p=, v=, least=, expected=,
--                 residuals=, method=}: rows of counts; residuals are the
--                 adjusted ones, v is Cramer's with the bias taken out; a
--                 least expected count below 5 makes p a Monte Carlo one and
--                 method "monte_carlo", else "chi2"

local stats = {}

local parts = { "describe", "dist", "tests" }

for _, part in ipairs(parts) do
  for name, value in pairs(require("undertone.core.stats_" .. part)) do
    stats[name] = value
  end
end

function stats.sum(list)
  local total = 0
  for _, value in ipairs(list) do
    total = total + value
  end
  return total
end

function stats.grid(first, last, count)
  return stats.edges({ first = first, last = last, count = count - 1 })
end

local dunn_z = stats.dunn

function stats.dunn(groups)
  local all, z = {}, dunn_z(groups)
  local pairs_found, p = {}, {}
  for i = 1, #groups do
    for j = i + 1, #groups do
      all[#all + 1] = { i = i, j = j }
    end
  end
  for k, pair in ipairs(all) do
    if z[k] then
      pair.z, pair.p = z[k], 2 * stats.normal_sf(math.abs(z[k]))
      pairs_found[#pairs_found + 1], p[#p + 1] = pair, pair.p
    end
  end
  for k, adjusted in ipairs(stats.holm(p)) do
    pairs_found[k].adjusted = adjusted
  end
  return pairs_found
end

local chi2, monte_carlo = stats.chi2, stats.chi2_monte_carlo
stats.chi2_monte_carlo = nil

function stats.chi2(rows, plan)
  local test, message, code = chi2(rows)
  if not test then
    return nil, message, code
  end
  test.method = "chi2"
  if test.p and test.least < 5 then
    test.p, message, code = monte_carlo(rows, plan)
    test.method = "monte_carlo"
    if not test.p then
      return nil, message, code
    end
  end
  return test
end

return stats
