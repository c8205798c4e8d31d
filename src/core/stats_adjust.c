/* stats_adjust.c: p-values adjusted for several comparisons. */
#include <math.h>
#include <stdlib.h>

#include "core/stats_pair.h"

static int compare(const void *a, const void *b)
{
    double x = **(double *const *)a, y = **(double *const *)b;
    return (x > y) - (x < y);
}

/* Pointers to the p-values, smallest first; the caller frees. */
static double **sorted(double *p, size_t count)
{
    double **order = malloc((count + 1) * sizeof *order);
    if (order == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        order[i] = &p[i];
    qsort(order, count, sizeof *order, compare);
    return order;
}

int ut_stats_holm(double *p, size_t count)
{
    double **order = sorted(p, count), highest = 0;
    if (order == NULL)
        return UNDERTONE_EMEMORY;
    for (size_t i = 0; i < count; i++) {
        highest = fmax(highest, fmin(1, *order[i] * (double)(count - i)));
        *order[i] = highest;
    }
    free(order);
    return 0;
}

int ut_stats_bh(double *p, size_t count)
{
    double **order = sorted(p, count), lowest = 1;
    if (order == NULL)
        return UNDERTONE_EMEMORY;
    for (size_t i = count; i > 0; i--) {
        lowest = fmin(lowest, *order[i - 1] * (double)count / (double)i);
        *order[i - 1] = lowest;
    }
    free(order);
    return 0;
}
