/*
 * check_pace.c: the rate keeps its promise, the breaker equals a model, and
 * the learnt rate finds a limiter without being told.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/pace.h"
#include "support/suite.h"

/* Small and repeatable; the seed is printed with every failure. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

START_TEST(no_rate_never_waits)
{
    struct ut_pace pace;
    ut_pace_init(&pace, 0.0, 0);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(ut_pace_take(&pace, 5), 0);
}
END_TEST

START_TEST(a_rate_is_kept)
{
    static const double rates[] = {0.5, 1.0, 7.0, 50.0, 1000.0};
    for (size_t r = 0; r < 5; r++) {
        struct ut_pace pace;
        ut_pace_init(&pace, rates[r], 0);
        int64_t now_ms = 0;
        int sent = 0;
        while (now_ms < 60000) {
            int64_t wait_ms = ut_pace_take(&pace, now_ms);
            if (wait_ms == 0)
                sent++;
            now_ms += wait_ms;
        }
        double share = sent / (rates[r] * 60.0);
        ck_assert_msg(share > 0.97 && share < 1.04, "%g/s: share %g", rates[r],
                      share);
    }
}
END_TEST

/* A limiter like the tenant's: a bucket of one second, Retry-After: 1. */
struct limiter {
    double rate, tokens;
    int64_t filled_ms;
};

static bool limiter_accepts(struct limiter *limiter, int64_t now_ms)
{
    limiter->tokens +=
        limiter->rate * (double)(now_ms - limiter->filled_ms) / 1000.0;
    if (limiter->tokens > limiter->rate)
        limiter->tokens = limiter->rate;
    limiter->filled_ms = now_ms;
    if (limiter->tokens < 1.0)
        return false;
    limiter->tokens -= 1.0;
    return true;
}

struct outcome {
    int accepted, refused;
};

/* One request per free slot and millisecond at most, answered at once. Each
 * pause is the wish and up to a tenth of it, as retry.h draws it. */
static struct outcome simulate(double rate, uint32_t seed)
{
    struct limiter limiter = {.rate = rate, .tokens = rate};
    struct ut_pace pace;
    struct outcome outcome = {0};
    ut_pace_init(&pace, 0.0, 0);
    int64_t pause_until_ms = 0;
    for (int64_t now_ms = 0; now_ms < 45000; now_ms++) {
        if (now_ms < pause_until_ms || ut_pace_take(&pace, now_ms) > 0)
            continue;
        bool is_counted = now_ms >= 5000;
        if (limiter_accepts(&limiter, now_ms)) {
            ut_pace_accepted(&pace);
            outcome.accepted += is_counted;
        } else {
            ut_pace_refused(&pace, now_ms, now_ms);
            pause_until_ms = now_ms + 1000 + next_random(&seed) % 100;
            outcome.refused += is_counted;
        }
    }
    return outcome;
}

START_TEST(learns_the_rate_of_a_limiter)
{
    static const double rates[] = {5.0, 10.0, 50.0, 200.0};
    double least = 1.0, most = 0.0;
    for (uint32_t i = 0; i < 400; i++) {
        double rate = rates[i % 4];
        struct outcome seen = simulate(rate, i);
        double used = seen.accepted / (rate * 40.0);
        double refused = (double)seen.refused / (seen.accepted + seen.refused);
        ck_assert_msg(used >= 0.90 && refused <= 0.02,
                      "seed %u, %g/s: %g used, %g refused", i, rate, used,
                      refused);
        least = used < least ? used : least;
        most = refused > most ? refused : most;
    }
    printf("limiters: at least %.1f %% used, at most %.2f %% refused\n",
           least * 100.0, most * 100.0);
}
END_TEST

/* Ten answers, then a refusal, all at one moment. */
static void refuse_after_ten(struct ut_pace *pace, int64_t now_ms)
{
    for (int i = 0; i < 10; i++)
        ut_pace_accepted(pace);
    ck_assert(ut_pace_refused(pace, now_ms, now_ms));
}

START_TEST(forgets_a_limit_that_is_gone)
{
    struct ut_pace pace;
    ut_pace_init(&pace, 0.0, 0);
    for (int64_t now_ms = 0; now_ms <= 3000; now_ms += 1000)
        refuse_after_ten(&pace, now_ms);
    ck_assert(ut_pace_rate(&pace, 3000) > 9.0);
    ck_assert(ut_pace_rate(&pace, 3000) < 10.0);
    ck_assert(ut_pace_rate(&pace, 51000) > 15.0);
    ut_pace_take(&pace, 63000);
    ck_assert(ut_pace_rate(&pace, 63000) <= 0.0);
}
END_TEST

/* Retry-After: 2 each time, and our pause of 2.2 s is most of the cycle. */
START_TEST(isolated_refusals_teach_nothing)
{
    struct ut_pace pace;
    ut_pace_init(&pace, 0.0, 0);
    refuse_after_ten(&pace, 0);
    refuse_after_ten(&pace, 2250);
    ck_assert(ut_pace_rate(&pace, 2250) <= 0.0);
    refuse_after_ten(&pace, 22250);
    ck_assert(ut_pace_rate(&pace, 22250) <= 0.0);
    refuse_after_ten(&pace, 24500);
    ck_assert(ut_pace_rate(&pace, 24500) <= 0.0);
    refuse_after_ten(&pace, 26750);
    refuse_after_ten(&pace, 29000);
    ck_assert(ut_pace_rate(&pace, 29000) > 0.0);
    ck_assert(ut_pace_refused(&pace, 29001, 31250)); /* nothing accepted */
    ck_assert(ut_pace_rate(&pace, 31250) > 0.0);
    refuse_after_ten(&pace, 37250);
    ck_assert(ut_pace_rate(&pace, 37250) <= 0.0);
}
END_TEST

/* One in fifty is refused by chance; a thousand a second would go. */
static int simulate_chance(uint32_t random, int seconds)
{
    struct ut_pace pace;
    ut_pace_init(&pace, 0.0, 0);
    int accepted = 0;
    int64_t pause_until_ms = 0;
    for (int64_t now_ms = 0; now_ms < seconds * 1000LL; now_ms++) {
        if (now_ms < pause_until_ms || ut_pace_take(&pace, now_ms) > 0)
            continue;
        if (next_random(&random) % 50 > 0) {
            ut_pace_accepted(&pace);
            accepted++;
        } else {
            ut_pace_refused(&pace, now_ms, now_ms);
            pause_until_ms = now_ms + 2200;
        }
    }
    return accepted;
}

/* 49 accepted in each 50 ms of work and 2.2 s of pause: 21.8 a second. */
START_TEST(refusals_by_chance_cost_little_but_their_pauses)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        double rate = simulate_chance(seed, 1800) / 1800.0;
        ck_assert_msg(rate > 21.8 * 0.8, "seed %u: %g/s", seed, rate);
    }
}
END_TEST

START_TEST(a_burst_of_refusals_is_one)
{
    struct ut_pace pace;
    ut_pace_init(&pace, 0.0, 0);
    ck_assert(ut_pace_refused(&pace, 100, 200));
    for (int i = 0; i < 8; i++)
        ck_assert(!ut_pace_refused(&pace, 150, 210));
    ck_assert(!ut_pace_refused(&pace, 200, 210));
    ck_assert(ut_pace_refused(&pace, 300, 400));
}
END_TEST

/* The breaker said again, with a plain list of the last calls. */
struct model {
    bool failed[UT_BREAKER_WINDOW];
    int calls;
    bool is_open, is_trial;
    int64_t until_ms, open_ms;
};

static bool model_may_go(const struct model *model, int64_t now_ms)
{
    return !model->is_open || (!model->is_trial && now_ms >= model->until_ms);
}

static void model_record(struct model *model, bool is_trial, bool is_failure,
                         int64_t now_ms)
{
    if (is_trial && !is_failure) {
        *model = (struct model){.open_ms = 30000};
    } else if (is_trial) {
        model->is_trial = false;
        model->open_ms = model->open_ms >= 150000 ? 300000 : model->open_ms * 2;
        model->until_ms = now_ms + model->open_ms;
    } else if (!model->is_open) {
        int failures = 0;
        model->failed[model->calls++ % UT_BREAKER_WINDOW] = is_failure;
        for (int i = 0; i < UT_BREAKER_WINDOW; i++)
            failures += model->failed[i];
        model->is_open =
            is_failure && failures >= 10 && model->calls >= UT_BREAKER_WINDOW;
        model->until_ms = now_ms + model->open_ms;
    }
}

static void compare_once(uint32_t seed)
{
    struct ut_breaker breaker;
    struct model model = {.open_ms = 30000};
    ut_breaker_init(&breaker, 30000, 300000);
    uint32_t random = seed;
    int64_t now_ms = 0;
    uint32_t failing = next_random(&random) % 101;
    bool is_trial_out = false;
    for (int i = 0; i < 60; i++) {
        now_ms += next_random(&random) % 20000;
        bool may_go = model_may_go(&model, now_ms);
        ck_assert_msg((ut_breaker_hold(&breaker, now_ms) == 0) == may_go,
                      "seed %u, event %d", seed, i);
        bool is_failure = next_random(&random) % 100 < failing;
        if (may_go) {
            bool is_trial = ut_breaker_enter(&breaker);
            ck_assert_msg(is_trial == model.is_open, "seed %u", seed);
            model.is_trial = is_trial_out = is_trial;
        }
        /* a late call of before ends now and then, too */
        bool is_late = !may_go && next_random(&random) % 3 > 0;
        bool is_trial = is_trial_out && !is_late;
        ut_breaker_record(&breaker, is_trial, is_failure, now_ms);
        model_record(&model, is_trial, is_failure, now_ms);
        is_trial_out = is_trial_out && !is_trial;
    }
}

START_TEST(the_breaker_equals_its_model)
{
    for (uint32_t seed = 1; seed <= 10000; seed++)
        compare_once(seed);
}
END_TEST

/* The tenth good call fills the window: half of it failed, but long ago. */
START_TEST(a_success_never_opens_the_breaker)
{
    struct ut_breaker breaker;
    ut_breaker_init(&breaker, 30000, 300000);
    for (int i = 0; i < UT_BREAKER_WINDOW; i++)
        ut_breaker_record(&breaker, false, i < UT_BREAKER_WINDOW / 2, 0);
    ck_assert_int_eq(breaker.state, UT_BREAKER_CLOSED);
    ut_breaker_record(&breaker, false, true, 0);
    ck_assert_int_eq(breaker.state, UT_BREAKER_OPEN);
}
END_TEST

START_TEST(failed_trials_wait_twice_as_long_to_a_limit)
{
    static const int64_t holds_ms[] = {30, 60, 70, 70};
    struct ut_breaker breaker;
    ut_breaker_init(&breaker, 30, 70);
    for (int i = 0; i < UT_BREAKER_WINDOW; i++)
        ut_breaker_record(&breaker, false, true, 0);
    int64_t now_ms = 0;
    for (size_t i = 0; i < sizeof holds_ms / sizeof holds_ms[0]; i++) {
        ck_assert_int_eq(ut_breaker_hold(&breaker, now_ms), holds_ms[i]);
        now_ms += holds_ms[i];
        ck_assert(ut_breaker_enter(&breaker));
        ut_breaker_record(&breaker, true, true, now_ms);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pace");
    TCase *tests = tcase_create("pace");
    tcase_add_test(tests, no_rate_never_waits);
    tcase_add_test(tests, a_rate_is_kept);
    tcase_add_test(tests, learns_the_rate_of_a_limiter);
    tcase_add_test(tests, forgets_a_limit_that_is_gone);
    tcase_add_test(tests, isolated_refusals_teach_nothing);
    tcase_add_test(tests, refusals_by_chance_cost_little_but_their_pauses);
    tcase_add_test(tests, a_burst_of_refusals_is_one);
    tcase_add_test(tests, the_breaker_equals_its_model);
    tcase_add_test(tests, a_success_never_opens_the_breaker);
    tcase_add_test(tests, failed_trials_wait_twice_as_long_to_a_limit);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
