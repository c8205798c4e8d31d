/* check_rng.c: draws against NumPy 1.24.2's RandomState, which printed the
 * expected values here; the 10000th word against the authors' own. */
#include <check.h>
#include <stdlib.h>

#include "core/rng.h"
#include "support/suite.h"

static const uint64_t bounds[9] = {
    10, 2043, 1, 3, 1ull << 31, 1ull << 32, 1ull << 33, (1ull << 40) + 1, 7};

static const struct {
    uint32_t seed;
    uint64_t below[9]; /* one randint per bound */
    double uniform[2]; /* then random_sample(2) */
    uint64_t sized[5]; /* then randint(1000, size=5) */
} numpy[] = {
    {0,
     {5, 1216, 0, 1, 530702035, 2774094101, 1879422756, 377492290630, 0},
     {0x1.ed65349173336p-1, 0x1.88a4e4bd24216p-2},
     {486, 551, 87, 174, 600}},
    {42,
     {6, 1459, 0, 0, 787846414, 3143890026, 6866185916, 86569440870, 1},
     {0x1.3f7a0e1997f4cp-3, 0x1.dbd229d645570p-5},
     {87, 372, 99, 871, 663}},
    {4294967295,
     {3, 290, 0, 0, 269265991, 3388880820, 3350089942, 530828646130, 3},
     {0x1.2b3f78b30728cp-3, 0x1.d1999c0aed972p-1},
     {438, 87, 311, 726, 526}},
};

START_TEST(draws_as_random_state)
{
    struct ut_rng rng;
    ut_rng_seed(&rng, numpy[_i].seed);
    for (size_t i = 0; i < 9; i++)
        ck_assert_uint_eq(ut_rng_below(&rng, bounds[i]), numpy[_i].below[i]);
    for (size_t i = 0; i < 2; i++)
        ck_assert(ut_rng_uniform(&rng) == numpy[_i].uniform[i]);
    for (size_t i = 0; i < 5; i++)
        ck_assert_uint_eq(ut_rng_below(&rng, 1000), numpy[_i].sized[i]);
}
END_TEST

/* Over refills, mixed with single draws, up to the largest count. */
START_TEST(fills_as_one_by_one)
{
    static const uint32_t counts[] = {1, 2, 3, 1025, 1u << 31, UINT32_MAX};
    static uint32_t values[3000];
    struct ut_rng one, many;
    ut_rng_seed(&one, 3);
    ut_rng_seed(&many, 3);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        size_t size = 3000 - 7 * i;
        ut_rng_fill_below(&many, counts[i], values, size);
        for (size_t j = 0; j < size; j++)
            ck_assert_uint_eq(values[j], ut_rng_below(&one, counts[i]));
        ut_rng_fill_below(&many, counts[i], values, 0);
        ck_assert_uint_eq(ut_rng_bits(&one), ut_rng_bits(&many));
    }
}
END_TEST

START_TEST(refills_and_matches_the_published_stream)
{
    struct ut_rng rng;
    ut_rng_seed(&rng, 7);
    for (int i = 0; i < 400; i++)
        ut_rng_uniform(&rng);
    ck_assert(ut_rng_uniform(&rng) == 0x1.9d365ad2f4841p-1);

    ut_rng_seed(&rng, 5489);
    for (int i = 1; i < 10000; i++)
        ut_rng_bits(&rng);
    ck_assert_uint_eq(ut_rng_bits(&rng), 4123659995u);
}
END_TEST

START_TEST(shuffles_as_random_state)
{
    int deck[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    static const int numpy_deck[8] = {7, 2, 4, 1, 0, 5, 6, 3};
    struct ut_rng rng;
    ut_rng_seed(&rng, 5);
    for (size_t i = 7; i > 0; i--) {
        size_t j = ut_rng_below(&rng, i + 1);
        int kept = deck[i];
        deck[i] = deck[j];
        deck[j] = kept;
    }
    ck_assert_mem_eq(deck, numpy_deck, sizeof deck);
}
END_TEST

START_TEST(a_copy_continues_from_the_same_point)
{
    struct ut_rng rng, copy;
    ut_rng_seed(&rng, 1);
    ut_rng_uniform(&rng);
    copy = rng;
    for (int i = 0; i < 1000; i++)
        ck_assert_uint_eq(ut_rng_bits(&rng), ut_rng_bits(&copy));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rng");
    TCase *tests = tcase_create("rng");
    tcase_add_loop_test(tests, draws_as_random_state, 0, 3);
    tcase_add_test(tests, fills_as_one_by_one);
    tcase_add_test(tests, refills_and_matches_the_published_stream);
    tcase_add_test(tests, shuffles_as_random_state);
    tcase_add_test(tests, a_copy_continues_from_the_same_point);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
