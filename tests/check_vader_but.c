/*
 * check_vader_but.c: the rule for "but" against the walk it stands for.
 *
 * The reference's list is walked literally here, in quadratic time, on random
 * lists with many equal values and values that are halves of others.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/vader_but.h"
#include "support/suite.h"

#define LONGEST 60

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static size_t index_of(const double *list, double value)
{
    size_t i = 0;
    while (list[i] != value)
        i++;
    return i;
}

static void walk_literally(double *list, size_t count, size_t but)
{
    for (size_t i = 0; i < count; i++) {
        double value = list[i];
        size_t found = index_of(list, value);
        if (found < but)
            list[found] = value * 0.5;
        else if (found > but)
            list[found] = value * 1.5;
    }
}

static size_t keep_nonzero(const double *list, size_t count,
                           struct ut_sentiment *sentiments)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (list[i] != 0)
            sentiments[kept++] = (struct ut_sentiment){.value = list[i],
                                                       .position = (uint32_t)i};
    return kept;
}

static int differs(struct ut_but_scratch *scratch, uint32_t *state)
{
    static const double values[] = {0,  1,  2, 4,    0.5, 0.25, 1.5,   2.25,
                                    -1, -2, 3, -1.5, 6,   0.75, 3.375, -0.5};
    double list[LONGEST];
    struct ut_sentiment sentiments[LONGEST];
    size_t count = 1 + next_random(state) % LONGEST;
    size_t but = next_random(state) % count;
    size_t choice = 1 + next_random(state) % 16;
    for (size_t i = 0; i < count; i++)
        list[i] = values[next_random(state) % choice];
    size_t kept = keep_nonzero(list, count, sentiments);
    walk_literally(list, count, but);
    if (ut_but_apply(scratch, sentiments, kept, (uint32_t)but) != 0)
        return 1;
    for (size_t i = 0; i < kept; i++)
        if (sentiments[i].value != list[sentiments[i].position])
            return 1;
    return 0;
}

START_TEST(equals_the_literal_walk)
{
    struct ut_but_scratch scratch = {0};
    uint32_t state = 1;
    int different = 0;
    for (int i = 0; i < 20000; i++)
        different += differs(&scratch, &state);
    ck_assert_int_eq(different, 0);
    ut_but_clear(&scratch);
}
END_TEST

START_TEST(takes_an_empty_list)
{
    struct ut_but_scratch scratch = {0};
    ck_assert_int_eq(ut_but_apply(&scratch, NULL, 0, 3), 0);
    ut_but_clear(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vader_but");
    TCase *tests = tcase_create("vader_but");
    tcase_add_test(tests, equals_the_literal_walk);
    tcase_add_test(tests, takes_an_empty_list);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
