/* stats_table.c: the chi-squared test of a table and its simulation. */
#include "core/stats_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "core/stats_dist.h"

struct margins {
    double *rows; /* one allocation with columns */
    double *columns;
    double n;
    double used_rows, used_columns; /* that have counts */
};

static double count_positive(const double *values, size_t count)
{
    double positive = 0;
    for (size_t i = 0; i < count; i++)
        positive += values[i] > 0;
    return positive;
}

static int sum_margins(const struct ut_table *table, struct margins *margins)
{
    *margins = (struct margins){.n = 0};
    margins->rows = calloc(table->rows + table->columns + 1, sizeof(double));
    if (margins->rows == NULL)
        return UNDERTONE_EMEMORY;
    margins->columns = margins->rows + table->rows;
    for (size_t i = 0; i < table->rows; i++)
        for (size_t j = 0; j < table->columns; j++) {
            double count = table->counts[i * table->columns + j];
            margins->rows[i] += count;
            margins->columns[j] += count;
            margins->n += count;
        }
    margins->used_rows = count_positive(margins->rows, table->rows);
    margins->used_columns = count_positive(margins->columns, table->columns);
    return 0;
}

/* Cells of empty rows and columns expect 0 and have no residual. */
static void fill_cell(const struct ut_table *table,
                      const struct margins *margins, size_t cell,
                      struct ut_table_test *test)
{
    size_t row = cell / table->columns, column = cell % table->columns;
    double count = table->counts[cell], in_row = margins->rows[row],
           in_column = margins->columns[column];
    double n = margins->n, expected = n > 0 ? in_row * in_column / n : 0;
    test->expected[cell] = expected;
    test->residuals[cell] = 0;
    if (!(expected > 0))
        return;
    double spread = expected * (1 - in_row / n) * (1 - in_column / n);
    test->chi2 += (count - expected) * (count - expected) / expected;
    test->least = fmin(test->least, expected);
    if (spread > 0)
        test->residuals[cell] = (count - expected) / sqrt(spread);
}

static double corrected_v(double chi2, const struct margins *margins)
{
    double n = margins->n, r = margins->used_rows, c = margins->used_columns;
    double phi2 = fmax(0, chi2 / n - (r - 1) * (c - 1) / (n - 1));
    double rows = r - (r - 1) * (r - 1) / (n - 1);
    double columns = c - (c - 1) * (c - 1) / (n - 1);
    double least = fmin(rows, columns) - 1;
    return least > 0 ? fmin(1, sqrt(phi2 / least)) : NAN;
}

int ut_stats_table(const struct ut_table *table, struct ut_table_test *test)
{
    struct margins margins;
    int status = sum_margins(table, &margins);
    if (status != 0)
        return status;
    test->n = margins.n;
    test->chi2 = 0;
    test->least = INFINITY;
    for (size_t cell = 0; cell < table->rows * table->columns; cell++)
        fill_cell(table, &margins, cell, test);
    double df = (margins.used_rows - 1) * (margins.used_columns - 1);
    test->df = margins.n > 0 ? df : 0;
    test->p = test->df > 0 ? ut_chi2_sf(test->chi2, df) : NAN;
    test->v = test->df > 0 ? corrected_v(test->chi2, &margins) : NAN;
    free(margins.rows);
    return 0;
}

/* Every observation by its column, to be shuffled among the rows. */
static uint32_t *expand_columns(const struct ut_table *table,
                                const struct margins *margins)
{
    size_t at = 0;
    uint32_t *labels = malloc(((size_t)margins->n + 1) * sizeof *labels);
    for (size_t j = 0; labels != NULL && j < table->columns; j++)
        for (size_t k = 0; k < (size_t)margins->columns[j]; k++)
            labels[at++] = (uint32_t)j;
    return labels;
}

/* sum of count^2 / (row total * column total): chi2 = n * (this - 1). */
static double association(const double *counts, const struct ut_table *table,
                          const struct margins *margins)
{
    double sum = 0;
    for (size_t i = 0; i < table->rows; i++)
        for (size_t j = 0; j < table->columns; j++) {
            double count = counts[i * table->columns + j];
            if (count > 0)
                sum += count * count / (margins->rows[i] * margins->columns[j]);
        }
    return sum;
}

static size_t largest_row(const struct ut_table *table,
                          const struct margins *margins)
{
    size_t largest = 0;
    for (size_t i = 1; i < table->rows; i++)
        if (margins->rows[i] > margins->rows[largest])
            largest = i;
    return largest;
}

/* Draws one row's labels without putting them back: the drawn ones are moved
 * behind the `left` others. */
static size_t deal_row(uint32_t *labels, size_t left, size_t size, double *row,
                       struct ut_rng *rng)
{
    for (size_t k = 0; k < size; k++) {
        size_t pick = ut_rng_below(rng, left--);
        uint32_t label = labels[pick];
        labels[pick] = labels[left];
        labels[left] = label;
        row[label]++;
    }
    return left;
}

/* Deals the labels to the rows at random into counts. The largest row needs
 * no drawing: it gets what the others leave. */
static void deal(const struct ut_table *table, const struct margins *margins,
                 uint32_t *labels, double *counts, struct ut_rng *rng)
{
    size_t left = (size_t)margins->n, columns = table->columns;
    double *rest = counts + largest_row(table, margins) * columns;
    memset(counts, 0, table->rows * columns * sizeof *counts);
    memcpy(rest, margins->columns, columns * sizeof *rest);
    for (size_t i = 0; i < table->rows; i++) {
        double *row = counts + i * columns;
        if (row == rest)
            continue;
        left = deal_row(labels, left, (size_t)margins->rows[i], row, rng);
        for (size_t j = 0; j < columns; j++)
            rest[j] -= row[j];
    }
}

/* What one table dealt at random takes. */
struct deck {
    uint32_t *labels; /* of the observations, in the order dealt */
    double *counts;
};

static int simulate(const struct ut_table *table, const struct margins *margins,
                    const struct ut_resampling *plan, struct deck deck,
                    double *p)
{
    struct ut_rng rng;
    size_t hits = 0;
    /* equal tables may differ in the last bits of their sums */
    double least = association(table->counts, table, margins) * (1 - 1e-12);
    ut_rng_seed(&rng, plan->seed);
    for (size_t i = 0; i < plan->resamples; i++) {
        if (ut_boot_is_interrupted(plan))
            return UNDERTONE_EINTERRUPTED;
        deal(table, margins, deck.labels, deck.counts, &rng);
        hits += association(deck.counts, table, margins) >= least;
    }
    *p = (double)(hits + 1) / (double)(plan->resamples + 1);
    return 0;
}

int ut_stats_table_monte_carlo(const struct ut_table *table,
                               const struct ut_resampling *plan, double *p)
{
    struct margins margins;
    int status = sum_margins(table, &margins);
    if (status != 0)
        return status;
    struct deck deck = {
        .labels = expand_columns(table, &margins),
        .counts = calloc(table->rows * table->columns + 1, sizeof(double)),
    };
    if (deck.labels != NULL && deck.counts != NULL)
        status = simulate(table, &margins, plan, deck, p);
    else
        status = UNDERTONE_EMEMORY;
    free(deck.labels);
    free(deck.counts);
    free(margins.rows);
    return status;
}
