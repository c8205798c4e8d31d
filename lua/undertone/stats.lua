-- stats.lua: statistics over lists of numbers. NaN and infinities raise; what
-- cannot be computed (the deviation of one value) is nil. n is a count, p a
-- p-value, low and high the ends of an interval.
--
-- Describing
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

local stats = {}

local parts = { "describe", "dist" }

for _, part in ipairs(parts) do
  for name, value in pairs(require("undertone.core.stats_" .. part)) do
    stats[name] = value
  end
end

function stats.grid(first, last, count)
  return stats.edges({ first = first, last = last, count = count - 1 })
end

return stats
