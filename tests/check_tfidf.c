/* check_tfidf.c: cutting terms, counting them, and the matrix built of them.
 * The comparison with scikit-learn is tests/spec/tfidf_spec.lua. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/tfidf.h"
#include "support/suite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(string) ((struct ut_span){string, sizeof(string) - 1})

static const struct {
    struct ut_span text;
    const char *terms; /* joined by '|' */
} cuts[] = {
    {TEXT(""), ""},
    {TEXT("a I !"), ""},
    {TEXT("The quick-brown fox_2"), "the|quick|brown|fox_2"},
    {TEXT("don't e-mail x2\0y3"), "don|mail|x2|y3"},
    {TEXT("STRASSE \xc3\x84RGER \xc3\xa9"), "strasse|\xc3\xa4rger"},
    {TEXT("\xce\x9f\xce\x94\xce\x9f\xce\xa3."),
     "\xce\xbf\xce\xb4\xce\xbf\xcf\x82"},
    {TEXT("x\xc2\xb2 \xe2\x85\xa7\xe2\x85\xa7 \xe4\xb8\xad\xe6\x96\x87"),
     "x\xc2\xb2|\xe2\x85\xb7\xe2\x85\xb7|\xe4\xb8\xad\xe6\x96\x87"},
    {TEXT("ab\xff\xfe"
          "cd \xc3"),
     "ab|cd"},
    {TEXT("one\xe2\x80\x94two\xc2\xa0three"), "one|two|three"},
};

START_TEST(cuts_terms)
{
    struct ut_terms terms;
    struct ut_span term;
    char joined[200] = "";
    ut_terms_init(&terms);
    ck_assert_int_eq(ut_terms_start(&terms, cuts[_i].text), 0);
    while (ut_terms_next(&terms, &term)) {
        size_t used = strlen(joined);
        snprintf(joined + used, sizeof joined - used, "%s%.*s",
                 used > 0 ? "|" : "", (int)term.size_bytes, term.bytes);
    }
    ck_assert_str_eq(joined, cuts[_i].terms);
    ut_terms_clear(&terms);
}
END_TEST

/* Checks the terms of text[0 .. size) against a byte by byte search; bytes
 * from 0x80 on are not word characters here. */
static void check_plain(struct ut_terms *terms, const char *text, size_t size)
{
    struct ut_span term;
    ck_assert_int_eq(ut_terms_start(terms, (struct ut_span){text, size}), 0);
    for (size_t start = 0, end; start < size; start = end + 1) {
        for (end = start; end < size && text[end] >= 'a';)
            end++;
        if (end - start < 2)
            continue;
        ck_assert(ut_terms_next(terms, &term));
        ck_assert_uint_eq(term.size_bytes, end - start);
        ck_assert_mem_eq(term.bytes, text + start, end - start);
    }
    ck_assert(!ut_terms_next(terms, &term));
    ck_assert(!ut_terms_next(terms, &term));
}

/* Every size and every place of a gap around the blocks of 64, as ASCII and
 * with a dash that is not. */
START_TEST(cuts_anywhere)
{
    char text[204];
    struct ut_terms terms;
    ut_terms_init(&terms);
    for (size_t size = 0; size <= 200; size++)
        for (size_t gap = 1; gap < 70; gap += 3) {
            memset(text, 'x', sizeof text);
            for (size_t i = gap; i < size; i += gap + 1)
                text[i] = i % 2 ? ' ' : '.';
            check_plain(&terms, text, size);
            memcpy(text + size, "\xe2\x80\x94", 3);
            check_plain(&terms, text, size + 3);
        }
    ut_terms_clear(&terms);
}
END_TEST

static const struct ut_span corpus[] = {
    TEXT("red red green"),
    TEXT("green blue"),
    TEXT(""),
    TEXT("blue blue red"),
};

static const struct ut_tfidf_options everything = {
    UT_TFIDF_ALL_FEATURES, {1, false}, {1, true}};

START_TEST(rows_have_length_one_in_reversed_order_of_appearance)
{
    struct ut_tfidf *model;
    struct ut_sparse matrix;
    ck_assert_int_eq(ut_tfidf_fit((struct ut_spans){corpus, 4}, &everything,
                                  &model, &matrix, NULL),
                     0);
    ck_assert_uint_eq(ut_tfidf_count(model), 3);
    ck_assert_str_eq(ut_tfidf_term(model, 0).bytes, "blue");
    ck_assert_uint_eq(matrix.columns[0], 1); /* green came after red */
    ck_assert_uint_eq(matrix.columns[1], 2);
    double ratio = matrix.values[1] / matrix.values[0];
    ck_assert_double_eq_tol(ratio, 2, 1e-12); /* all have the same idf */
    for (size_t row = 0; row < 4; row++)
        ck_assert_double_eq_tol(ut_sparse_squared_length(&matrix, row),
                                row == 2 ? 0 : 1, 1e-12);
    ck_assert_double_eq_tol(ut_tfidf_idf(model, 0), log(5. / 3) + 1, 1e-12);
    ut_sparse_clear(&matrix);
    ut_tfidf_free(model);
}
END_TEST

START_TEST(failures_leave_outputs_alone)
{
    struct ut_tfidf *model = NULL;
    struct ut_sparse matrix = {.rows = 77};
    struct ut_error error;
    struct ut_tfidf_options options = everything;
    options.min_df.value = 4;
    ck_assert_int_eq(ut_tfidf_fit((struct ut_spans){corpus, 4}, &options,
                                  &model, &matrix, &error),
                     UNDERTONE_EINVALID);
    ck_assert_int_eq(error.code, UNDERTONE_EINVALID);
    options = everything;
    options.max_features = 0;
    ck_assert_int_eq(ut_tfidf_fit((struct ut_spans){corpus, 4}, &options,
                                  &model, &matrix, NULL),
                     UNDERTONE_EINVALID);
    ck_assert(model == NULL && matrix.rows == 77);
}
END_TEST

/* 10,000 terms in two rows that share every third; max_df leaves those of
 * one row only. */
START_TEST(wide_rows_are_reversed_too)
{
    enum { TERMS = 10000, SIZE = 6 };
    static char text[2][TERMS * (SIZE + 1)];
    size_t used[2] = {0, 0};
    for (int i = 0; i < TERMS; i++)
        for (int row = 0; row < 2; row++)
            if (i % 3 == 0 || i % 2 == row)
                used[row] += (size_t)snprintf(text[row] + used[row], SIZE + 1,
                                              "a%04d ", i % 10000);
    const struct ut_span wide[] = {{text[0], used[0]}, {text[1], used[1]}};
    const struct ut_tfidf_options lonely = {
        UT_TFIDF_ALL_FEATURES, {1, false}, {1, false}};
    struct ut_tfidf *model;
    struct ut_sparse matrix;
    ck_assert_int_eq(ut_tfidf_fit((struct ut_spans){wide, 2}, &lonely, &model,
                                  &matrix, NULL),
                     0);
    size_t expected = 0;
    for (int i = 0; i < TERMS; i++)
        expected += i % 3 != 0;
    ck_assert_uint_eq(ut_sparse_entries(&matrix), expected);
    for (size_t row = 0; row < 2; row++)
        for (size_t i = matrix.offsets[row] + 1; i < matrix.offsets[row + 1];
             i++)
            ck_assert_uint_gt(matrix.columns[i - 1], matrix.columns[i]);
    ut_sparse_clear(&matrix);
    ut_tfidf_free(model);
}
END_TEST

START_TEST(transforms_into_known_columns)
{
    static const struct ut_span others[] = {TEXT("Blue pink BLUE")};
    struct ut_tfidf *model;
    struct ut_sparse matrix, counts;
    ut_tfidf_fit((struct ut_spans){corpus, 4}, &everything, &model, &matrix,
                 NULL);
    ck_assert_int_eq(ut_tfidf_transform(model, (struct ut_spans){others, 1},
                                        true, &counts, NULL),
                     0);
    ck_assert_uint_eq(ut_sparse_entries(&counts), 1);
    ck_assert_double_eq(counts.values[0], 2);
    ut_sparse_clear(&counts);
    ut_sparse_clear(&matrix);
    ut_tfidf_free(model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tfidf");
    TCase *tests = tcase_create("tfidf");
    tcase_add_loop_test(tests, cuts_terms, 0, (int)COUNT(cuts));
    tcase_add_test(tests, cuts_anywhere);
    tcase_add_test(tests, wide_rows_are_reversed_too);
    tcase_add_test(tests, rows_have_length_one_in_reversed_order_of_appearance);
    tcase_add_test(tests, failures_leave_outputs_alone);
    tcase_add_test(tests, transforms_into_known_columns);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
