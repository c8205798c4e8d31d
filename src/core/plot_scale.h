/*
 * plot_scale.h: where the ticks of an axis lie and how numbers are written.
 *
 * Pure arithmetic, no drawing. A linear axis gets multiples of 1, 2 or 5
 * times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics
 * Gems, 1990), held as integers, so that a label is exact and never "0.30000".
 * A day axis gets days, weeks, months or years. Text is the same in every
 * locale: point as decimal mark, minus U+2212, a comma between groups of
 * three.
 */
#ifndef UT_PLOT_SCALE_H
#define UT_PLOT_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#define UT_TICKS_MAX 64
#define UT_TICK_LABEL_SIZE 64

struct ut_tick {
    double value;
    char label[UT_TICK_LABEL_SIZE];
};

struct ut_ticks {
    size_t count;
    struct ut_tick at[UT_TICKS_MAX];
};

/* How a linear axis wants its ticks. */
struct ut_tick_wish {
    size_t most;  /* at most so many, at least 2 */
    double step;  /* this step, when it gives no more than UT_TICKS_MAX; NaN:
                     chosen */
    bool integer; /* no step below 1 */
    bool percent; /* 0.25 is written "25 %" */
};

/* Ticks within [low, high], both finite and low < high. */
void ut_ticks_linear(double low, double high, const struct ut_tick_wish *wish,
                     struct ut_ticks *ticks);

/* Ticks for days since 1970-01-01: "3 Nov", "Nov" or "2026"; a second line
 * names the year on the first tick and where it changes. Days outside the
 * years 1 to 9999 give no tick. */
void ut_ticks_days(double low, double high, size_t most,
                   struct ut_ticks *ticks);

/* Writes `value` rounded to `decimals` (0 to 6) places; "–" for NaN and
 * infinity, and as "1e+16" from 1e15 up. */
void ut_label_number(double value, int decimals, char out[UT_TICK_LABEL_SIZE]);

#endif
