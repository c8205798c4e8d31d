/*
 * check_text_memory.c: every allocation of the text analytics fails once, and
 * again with all that follow it. A failure is UNDERTONE_EMEMORY, leaves
 * nothing behind and its outputs as they were; the next try works.
 */
#include <check.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/content.h"
#include "core/csv.h"
#include "core/kmeans.h"
#include "core/stats_boot.h"
#include "core/stock.h"
#include "core/tfidf.h"
#include "core/vader.h"
#include "failing_malloc.h"
#include "support/suite.h"

/* Large enough for a sweep to end by itself, or the test fails. */
#define SWEEP_MAX 5000

#define TEXT(literal)                                                          \
    {                                                                          \
        literal, sizeof literal - 1                                            \
    }

static const struct ut_span documents[] = {
    TEXT("red apples and green apples"),
    TEXT("a blue car, a red car"),
    TEXT("green cars \xc3\x84PFEL"),
    TEXT("internationalization of apples"),
};
static const struct ut_spans corpus = {documents, 4};
static const struct ut_tfidf_options three_terms = {3, {1, false}, {1, true}};

static const char path[] = "build/check_text_memory.csv";

/* --- what is swept: each runs once and says how it ended ------------------ */

static bool is_as_expected;

/* Check's own assertions allocate. */
static void expect(bool is_true)
{
    is_as_expected = is_as_expected && is_true;
}

static int fit_tfidf(void)
{
    struct ut_tfidf *model = NULL;
    struct ut_sparse matrix = {.rows = 77};
    int status = ut_tfidf_fit(corpus, &three_terms, &model, &matrix, NULL);
    if (status != 0) {
        expect(model == NULL && matrix.rows == 77);
        return status;
    }
    ut_sparse_clear(&matrix);
    matrix.rows = 77;
    status = ut_tfidf_transform(model, corpus, false, &matrix, NULL);
    if (status == 0)
        ut_sparse_clear(&matrix);
    else
        expect(matrix.rows == 77);
    ut_tfidf_free(model);
    return status;
}

/* Rows 1, 1, 1, 2, ...: three distinct ones, so that clusters are emptied. */
static int fit_kmeans(void)
{
    size_t offsets[] = {0, 1, 2, 3, 4, 5, 6};
    uint32_t columns[] = {0, 0, 0, 1, 1, 0};
    double values[] = {1, 1, 1, 2, 2, 3};
    struct ut_sparse matrix = {6, 2, offsets, columns, values};
    struct ut_kmeans_options options = {
        .clusters = 4, .runs = 3, .max_iterations = 20, .tolerance = 1e-4};
    struct ut_kmeans result = {.rows = 77};
    int status = ut_kmeans_fit(&matrix, &options, &result, NULL);
    if (status == 0)
        ut_kmeans_clear(&result);
    else
        expect(result.rows == 77 && result.labels == NULL);
    return status;
}

static int score_vader(void)
{
    static const char text[] = "The food was GREAT, but not good :) \xff!";
    struct ut_vader vader;
    struct ut_vader_scratch scratch;
    struct ut_vader_scores scores = {.compound = 77};
    int status = ut_vader_init(&vader);
    ut_vader_scratch_init(&scratch);
    if (status == 0)
        status = ut_vader_score(
            &vader, &scratch, (struct ut_span){text, sizeof text - 1}, &scores);
    expect((status == 0) == (scores.compound != 77));
    ut_vader_scratch_clear(&scratch);
    ut_vader_clear(&vader);
    return status;
}

static int cut_content(const struct ut_content_rules *rules)
{
    static const char text[] = "Dr. Who's \xc3\x84pfel weren't red. They are.";
    struct ut_content_scratch scratch;
    struct ut_buf out;
    ut_buf_init(&out, UT_CONTENT_MAX_BYTES);
    ut_content_scratch_init(&scratch, rules->punkt);
    struct ut_span span = {text, sizeof text - 1};
    int status = ut_content_all_words(&scratch, span);
    if (status == 0)
        status = ut_content_words(rules, &scratch, span, &out);
    ut_content_scratch_clear(&scratch);
    ut_buf_clear(&out);
    return status;
}

static int load_and_cut(void)
{
    struct ut_punkt *punkt = NULL;
    struct ut_stopwords stopwords;
    const struct ut_file_text *model =
        ut_stock_find("lexicon/punkt_english.txt");
    const struct ut_file_text *words = ut_stock_find("lexicon/stopwords.txt");
    int status = ut_punkt_new(*model, &punkt, NULL);
    if (status != 0)
        return status;
    status = ut_stopwords_init(&stopwords, words->text);
    if (status == 0) {
        struct ut_content_rules rules = {.punkt = punkt,
                                         .stopwords = &stopwords};
        status = cut_content(&rules);
    }
    ut_stopwords_clear(&stopwords);
    ut_punkt_free(punkt);
    return status;
}

static int write_csv(void)
{
    static const struct ut_csv_style style = {.is_sheet = true};
    struct ut_csv_writer writer;
    ut_csv_writer_init(&writer);
    int status = ut_csv_writer_open(&writer, path, &style, NULL);
    if (status == 0)
        status = ut_csv_add_text(&writer, "=1\xff\"", 4, NULL);
    if (status == 0)
        status = ut_csv_end_row(&writer, NULL);
    if (status == 0)
        status = ut_csv_writer_close(&writer, NULL);
    ut_csv_writer_discard(&writer);
    return status;
}

static int bootstrap(void)
{
    static const double values[] = {1, 2, 4, 8, 16};
    static const struct ut_resampling plan = {
        .seed = 1, .resamples = 99, .level = 0.9};
    struct ut_interval interval = {77, 77};
    int status = ut_boot_mean((struct ut_sample){values, 5}, &plan, &interval);
    expect((status == 0) == (interval.low != 77));
    return status;
}

/* --- the sweeps ---------------------------------------------------------- */

static int (*const works[])(void) = {fit_tfidf,    fit_kmeans, score_vader,
                                     load_and_cut, write_csv,  bootstrap};
#define WORKS ((int)(sizeof works / sizeof *works))

/* Loop index: the work, failing once and then for good. */
START_TEST(survives_every_failing_allocation)
{
    int (*work)(void) = works[_i / 2];
    bool has_failed = true;
    long point = 0, live_blocks;
    omp_set_num_threads(1);
    is_as_expected = true;
    ck_assert_int_eq(work(), 0);
    for (; has_failed && point < SWEEP_MAX; point++) {
        failing_start(point, _i % 2 == 1);
        int status = work();
        has_failed = failing_stop(&live_blocks);
        ck_assert_int_eq(status, has_failed ? UNDERTONE_EMEMORY : 0);
        ck_assert_msg(is_as_expected, "outputs at allocation %ld", point);
        ck_assert_msg(live_blocks == 0, "%ld blocks left at allocation %ld",
                      live_blocks, point);
    }
    ck_assert_int_gt(point, 1);
    ck_assert_int_lt(point, SWEEP_MAX);
    unlink(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_memory");
    TCase *tests = tcase_create("text_memory");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, survives_every_failing_allocation, 0, 2 * WORKS);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
