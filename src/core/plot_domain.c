/*
 * plot_domain.c: which values an axis covers, and where a value lies on it.
 *
 * Pure arithmetic over the marks; nothing is drawn.
 */
#include "core/plot_internal.h"

#include <math.h>

#define VALUE_MAX 1e300 /* larger ones overflow in differences */
#define NARROW 1e-9     /* a range below this share of its ends is one value */
#define DAYS_AROUND 3.0 /* a single day */
#define FAR_POINTS 20000.0 /* cairo's fixed-point coordinates end later */

struct span {
    double low, high;
    bool has_bars; /* whose zero is an end without padding */
};

static void include_column(struct span *span, const double *values,
                           size_t count)
{
    for (size_t i = 0; values != NULL && i < count; i++) {
        if (!(fabs(values[i]) <= VALUE_MAX))
            continue;
        span->low = fmin(span->low, values[i]);
        span->high = fmax(span->high, values[i]);
    }
}

static struct span span_of(const struct ut_axes *axes, char axis)
{
    struct span span = {INFINITY, -INFINITY, false};
    for (struct ut_mark *mark = axes->first; mark != NULL; mark = mark->next) {
        const struct ut_mark_spec *spec = &mark->spec;
        for (size_t i = 0; i < ut_mark_column_count(spec->kind); i++)
            if (ut_mark_column_axis(spec, i) == axis)
                include_column(&span, spec->columns[i], spec->count);
        span.has_bars |= spec->kind == UT_MARK_BARS;
    }
    return span;
}

/* A range of no width gets one around its value. */
static void widen(struct span *span, enum ut_scale scale)
{
    double size = fmax(fabs(span->low), fabs(span->high));
    if (span->high - span->low > NARROW * size)
        return;
    double spread = size * 0.1 > 0.5 ? size * 0.1 : 0.5;
    if (scale == UT_SCALE_DAY)
        spread = DAYS_AROUND;
    span->low -= spread;
    span->high += spread;
}

static void pad(struct span *span, const struct ut_axis_spec *spec)
{
    double range = span->high - span->low;
    if (!(span->has_bars && span->low == 0))
        span->low -= range * spec->pad_low;
    if (!(span->has_bars && span->high == 0))
        span->high += range * spec->pad_high;
}

/* The ends that were asked for win over those of the data. */
static void fix_ends(struct span *span, const struct ut_axis_spec *spec)
{
    bool has_min = isfinite(spec->min), has_max = isfinite(spec->max);
    if (has_min)
        span->low = spec->min;
    if (has_max)
        span->high = spec->max;
    double step = fmax(1, fabs(has_min ? span->low : span->high) * 0.1);
    if (span->low < span->high)
        return;
    if (has_max && !has_min)
        span->low = span->high - step;
    else
        span->high = span->low + step;
}

void ut_axis_domain(const struct ut_axes *axes, struct ut_axis *axis)
{
    const struct ut_axis_spec *spec = axis->spec;
    if (spec->scale == UT_SCALE_CATEGORY) {
        axis->low = 0.5;
        axis->high = (double)spec->category_count + 0.5;
        if (spec->category_count == 0)
            axis->high = 1.5;
        return;
    }
    struct span span = span_of(axes, spec == &axes->spec.x ? 'x' : 'y');
    if (span.low > span.high)
        span = (struct span){0, 1, false};
    widen(&span, spec->scale);
    pad(&span, spec);
    fix_ends(&span, spec);
    axis->low = span.low;
    axis->high = span.high;
}

double ut_axis_place(const struct ut_axis *axis, double value)
{
    double share = (value - axis->low) / (axis->high - axis->low);
    double place = axis->from + share * (axis->to - axis->from);
    return fmin(fmax(place, -FAR_POINTS), FAR_POINTS);
}
