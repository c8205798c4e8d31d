/* pace.c: token bucket, learnt rate and breaker. */
#include "core/pace.h"

#include <math.h>

#define BURST_SECONDS 0.1     /* how much unused time may be caught up with */
#define START_SHARE 0.95      /* of the learnt rate, right after a refusal */
#define LINEAR_GROWTH 0.005   /* of it, per second */
#define CUBIC_SECONDS 60.0    /* the cube has doubled the rate after this */
#define FORGET_SHARE 2.0      /* grown so far, the limit is no more */
#define AGREE_SHARE 0.75      /* of each other, for two measurements of one */
#define AGREE_TIMES 2         /* in a row, to be believed */
#define LEARN_WITHIN_MS 10000 /* refusals further apart say nothing new */

void ut_pace_init(struct ut_pace *pace, double rate, int64_t now_ms)
{
    *pace = (struct ut_pace){
        .rate = rate, .tokens = 1.0, .filled_ms = now_ms, .refused_ms = -1};
}

static double growth(const struct ut_pace *pace, int64_t now_ms)
{
    double seconds = (double)(now_ms - pace->refused_ms) / 1000.0;
    return START_SHARE + LINEAR_GROWTH * seconds +
           pow(seconds / CUBIC_SECONDS, 3.0);
}

double ut_pace_rate(const struct ut_pace *pace, int64_t now_ms)
{
    if (pace->learnt <= 0.0)
        return pace->rate;
    double grown = pace->learnt * growth(pace, now_ms);
    return pace->rate > 0.0 && pace->rate < grown ? pace->rate : grown;
}

static void forget_when_outgrown(struct ut_pace *pace, int64_t now_ms)
{
    if (pace->learnt > 0.0 && growth(pace, now_ms) > FORGET_SHARE)
        pace->learnt = pace->measured = 0.0;
}

int64_t ut_pace_take(struct ut_pace *pace, int64_t now_ms)
{
    forget_when_outgrown(pace, now_ms);
    double rate = ut_pace_rate(pace, now_ms);
    if (rate <= 0.0)
        return 0;
    double burst = rate * BURST_SECONDS > 1.0 ? rate * BURST_SECONDS : 1.0;
    double filled = rate * (double)(now_ms - pace->filled_ms) / 1000.0;
    pace->tokens = fmin(burst, pace->tokens + filled);
    pace->filled_ms = now_ms;
    if (pace->tokens >= 1.0) {
        pace->tokens -= 1.0;
        return 0;
    }
    return (int64_t)ceil((1.0 - pace->tokens) / rate * 1000.0);
}

void ut_pace_accepted(struct ut_pace *pace)
{
    pace->accepted++;
}

/* Our own pause counts: a limiter fills while we wait. One that is full before
 * we come back measures too little, so the higher of two that agree is nearer.
 * A refusal by chance measures little more than that pause, and each time
 * something else. */
static void learn(struct ut_pace *pace, int64_t elapsed_ms)
{
    double before = pace->measured;
    double now = (double)pace->accepted * 1000.0 / (double)elapsed_ms;
    bool agree = now >= before * AGREE_SHARE && before >= now * AGREE_SHARE;
    pace->agreed = agree ? pace->agreed + 1 : 0;
    pace->learnt = pace->agreed >= AGREE_TIMES ? fmax(now, before) : 0.0;
    pace->measured = now;
}

bool ut_pace_refused(struct ut_pace *pace, int64_t sent_ms, int64_t now_ms)
{
    if (pace->refused_ms >= 0 && sent_ms <= pace->refused_ms)
        return false;
    int64_t elapsed_ms = now_ms - pace->refused_ms;
    if (pace->refused_ms < 0 ||
        (pace->learnt <= 0.0 && elapsed_ms > LEARN_WITHIN_MS))
        pace->measured = 0.0;
    else if (elapsed_ms > 0 && pace->accepted > 0)
        learn(pace, elapsed_ms);
    pace->refused_ms = now_ms;
    pace->accepted = 0;
    pace->tokens = 0.0;
    return true;
}

/* --- breaker -------------------------------------------------------------- */

void ut_breaker_init(struct ut_breaker *breaker, int64_t first_ms,
                     int64_t most_ms)
{
    *breaker = (struct ut_breaker){
        .first_ms = first_ms, .most_ms = most_ms, .open_ms = first_ms};
}

int64_t ut_breaker_hold(const struct ut_breaker *breaker, int64_t now_ms)
{
    if (breaker->state == UT_BREAKER_CLOSED)
        return 0;
    if (breaker->state == UT_BREAKER_TRIAL)
        return breaker->open_ms;
    return breaker->until_ms > now_ms ? breaker->until_ms - now_ms : 0;
}

bool ut_breaker_enter(struct ut_breaker *breaker)
{
    if (breaker->state != UT_BREAKER_OPEN)
        return false;
    breaker->state = UT_BREAKER_TRIAL;
    return true;
}

static void open_until(struct ut_breaker *breaker, int64_t now_ms)
{
    breaker->state = UT_BREAKER_OPEN;
    breaker->until_ms = now_ms + breaker->open_ms;
}

static void end_trial(struct ut_breaker *breaker, bool is_failure,
                      int64_t now_ms)
{
    if (!is_failure) {
        ut_breaker_init(breaker, breaker->first_ms, breaker->most_ms);
        return;
    }
    breaker->open_ms *= 2;
    if (breaker->open_ms > breaker->most_ms)
        breaker->open_ms = breaker->most_ms;
    open_until(breaker, now_ms);
}

void ut_breaker_record(struct ut_breaker *breaker, bool is_trial,
                       bool is_failure, int64_t now_ms)
{
    if (is_trial && breaker->state == UT_BREAKER_TRIAL) {
        end_trial(breaker, is_failure, now_ms);
        return;
    }
    if (breaker->state != UT_BREAKER_CLOSED)
        return;
    uint32_t window = (1u << UT_BREAKER_WINDOW) - 1;
    breaker->failures = (breaker->failures << 1 | is_failure) & window;
    if (breaker->calls < UT_BREAKER_WINDOW)
        breaker->calls++;
    int failed = __builtin_popcount(breaker->failures);
    if (is_failure && breaker->calls == UT_BREAKER_WINDOW &&
        failed * 2 >= breaker->calls)
        open_until(breaker, now_ms);
}
