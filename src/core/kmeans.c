/*
 * kmeans.c: checks, and the best of several runs.
 *
 * How many numbers a seeding draws does not depend on the data, so every
 * run's generator is known beforehand and runs go on side by side; their
 * results are compared in order of the runs.
 */
#include "core/kmeans.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "core/kmeans_run.h"

struct contest {
    const struct ut_kmeans_data *data;
    struct ut_rng *generators;  /* by run */
    struct ut_kmeans *finished; /* by run; losers are cleared */
    size_t runs;
    size_t compared; /* runs before this one have been */
    size_t best;     /* of them */
    bool is_spread;  /* over the threads, a run on each */
    int status;
};

void ut_kmeans_clear(struct ut_kmeans *result)
{
    free(result->labels);
    free(result->sizes);
    free(result->centers);
    *result = (struct ut_kmeans){0};
}

static int init_result(struct ut_kmeans *result,
                       const struct ut_kmeans_data *data)
{
    size_t rows = data->matrix->rows, cols = data->matrix->cols;
    *result = (struct ut_kmeans){
        .clusters = data->clusters,
        .rows = rows,
        .cols = cols,
        .labels = calloc(rows, sizeof *result->labels),
        .sizes = calloc(data->clusters, sizeof *result->sizes),
        .centers = calloc(cols + 1, data->clusters * sizeof(double)),
    };
    if (result->labels && result->sizes && result->centers)
        return 0;
    ut_kmeans_clear(result);
    return UNDERTONE_EMEMORY;
}

/* --- runs ---------------------------------------------------------------- */

/* Gives each run the generator it would have after all runs before it. */
static int plan_draws(struct contest *contest, uint32_t seed)
{
    const struct ut_kmeans_data *data = contest->data;
    size_t uniforms =
        (data->clusters - 1) * ut_kmeans_candidates(data->clusters);
    struct ut_rng rng;
    contest->generators = calloc(contest->runs, sizeof rng);
    if (contest->generators == NULL)
        return UNDERTONE_EMEMORY;
    ut_rng_seed(&rng, seed);
    for (size_t run = 0; run < contest->runs; run++) {
        contest->generators[run] = rng;
        ut_rng_below(&rng, data->matrix->rows);
        for (size_t i = 0; i < uniforms; i++)
            ut_rng_uniform(&rng);
    }
    return 0;
}

/* Whether the labels are the same groups under other numbers. */
static bool is_same_grouping(const struct ut_kmeans *a,
                             const struct ut_kmeans *b, int32_t *renamed)
{
    memset(renamed, 0xff, a->clusters * sizeof *renamed);
    for (size_t row = 0; row < a->rows; row++) {
        int32_t *other = &renamed[a->labels[row]];
        if (*other == -1)
            *other = b->labels[row];
        else if (*other != b->labels[row])
            return false;
    }
    return true;
}

/* Clears the next finished run or the best so far, whichever is worse. */
static int compare_run(struct contest *contest)
{
    size_t next = contest->compared++, worse = next;
    struct ut_kmeans *best = &contest->finished[contest->best];
    struct ut_kmeans *run = &contest->finished[next];
    if (next == contest->best)
        return 0;
    if (run->inertia < best->inertia) {
        int32_t *renamed = calloc(run->clusters, sizeof *renamed);
        if (renamed == NULL)
            return UNDERTONE_EMEMORY;
        if (!is_same_grouping(run, best, renamed)) {
            worse = contest->best;
            contest->best = next;
        }
        free(renamed);
    }
    ut_kmeans_clear(&contest->finished[worse]);
    return 0;
}

static int play_run(const struct contest *contest, size_t run,
                    struct ut_kmeans *result)
{
    const atomic_int *interrupted = contest->data->interrupted;
    if (interrupted != NULL && *interrupted)
        return UNDERTONE_EINTERRUPTED;
    int status = init_result(result, contest->data);
    if (status == 0)
        status = ut_kmeans_seed(contest->data, &contest->generators[run],
                                result->centers);
    if (status == 0)
        status = ut_kmeans_iterate(contest->data, result);
    if (status != 0)
        ut_kmeans_clear(result);
    return status;
}

/* Files a run's result and compares what can now be compared in order. */
static void file_run(struct contest *contest, size_t run,
                     const struct ut_kmeans *result, int status)
{
    contest->finished[run] = *result;
    if (contest->status == 0)
        contest->status = status;
    while (contest->status == 0 && contest->compared < contest->runs &&
           contest->finished[contest->compared].labels != NULL)
        contest->status = compare_run(contest);
}

/* With fewer runs than threads, the threads work inside each run instead. */
static void play(struct contest *contest)
{
    contest->is_spread = contest->runs >= (size_t)omp_get_max_threads();
#pragma omp parallel for schedule(dynamic, 1) if (contest->is_spread)
    for (size_t run = 0; run < contest->runs; run++) {
        struct ut_kmeans result = {0};
        int status = play_run(contest, run, &result);
#pragma omp critical(kmeans_file_run)
        file_run(contest, run, &result, status);
    }
}

static int run_contest(struct contest *contest, uint32_t seed,
                       struct ut_kmeans *result)
{
    contest->finished = calloc(contest->runs, sizeof *contest->finished);
    contest->status = plan_draws(contest, seed);
    if (contest->finished == NULL)
        contest->status = UNDERTONE_EMEMORY;
    if (contest->status == 0)
        play(contest);
    if (contest->status == 0) {
        *result = contest->finished[contest->best];
        contest->finished[contest->best] = (struct ut_kmeans){0};
    }
    for (size_t i = 0; contest->finished != NULL && i < contest->runs; i++)
        ut_kmeans_clear(&contest->finished[i]);
    free(contest->finished);
    free(contest->generators);
    return contest->status;
}

/* --- the whole ----------------------------------------------------------- */

static int check(const struct ut_sparse *matrix,
                 const struct ut_kmeans_options *options,
                 struct ut_error *error)
{
    if (options->clusters == 0 || options->runs == 0 ||
        options->max_iterations == 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "k, n_init and max_iter must be at least 1");
    if (!(options->tolerance >= 0))
        return ut_fail(error, UNDERTONE_EINVALID, "tol must not be negative");
    if (matrix->rows < options->clusters)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "%zu documents cannot form %zu clusters", matrix->rows,
                       options->clusters);
    if (matrix->rows > INT32_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT, "too many rows to cluster");
    if (!ut_sparse_is_finite(matrix))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the matrix holds a weight that is not a finite "
                       "number");
    return 0;
}

static int fail(int status, struct ut_error *error)
{
    if (status == UNDERTONE_EINTERRUPTED)
        return ut_fail(error, status, "clustering was interrupted");
    return ut_fail_memory(error);
}

/* The rows' squared lengths, then their lengths; the caller frees them. */
static double *measure_rows(const struct ut_sparse *matrix)
{
    double *lengths = calloc(matrix->rows, 2 * sizeof *lengths);
    for (size_t row = 0; lengths != NULL && row < matrix->rows; row++) {
        lengths[row] = ut_sparse_squared_length(matrix, row);
        lengths[matrix->rows + row] = sqrt(lengths[row]);
    }
    return lengths;
}

int ut_kmeans_fit(const struct ut_sparse *matrix,
                  const struct ut_kmeans_options *options,
                  struct ut_kmeans *result, struct ut_error *error)
{
    int status = check(matrix, options, error);
    if (status != 0)
        return status;
    double *lengths = measure_rows(matrix);
    if (lengths == NULL)
        return ut_fail_memory(error);
    struct ut_kmeans_data data = {
        .matrix = matrix,
        .squared_lengths = lengths,
        .lengths = lengths + matrix->rows,
        .clusters = options->clusters,
        .max_iterations = options->max_iterations,
        .tolerance = options->tolerance,
        .interrupted = options->interrupted,
    };
    struct contest contest = {.data = &data, .runs = options->runs};
    status = ut_kmeans_scale_tolerance(matrix, &data.tolerance);
    if (status == 0)
        status = run_contest(&contest, options->seed, result);
    free(lengths);
    return status == 0 ? 0 : fail(status, error);
}
