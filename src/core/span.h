/*
 * span.h: a run of bytes inside a text that someone else owns.
 *
 * Passed by value; never freed. The helpers here read no further than the
 * span goes.
 */
#ifndef UT_SPAN_H
#define UT_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct ut_span {
    const char *bytes;
    size_t size_bytes;
};

/* Texts, documents: a list that someone else owns as well. */
struct ut_spans {
    const struct ut_span *items;
    size_t count;
};

/* What is left behind the first bytes. */
static inline struct ut_span ut_span_skip(struct ut_span span,
                                          size_t size_bytes)
{
    return (struct ut_span){span.bytes + size_bytes,
                            span.size_bytes - size_bytes};
}

static inline bool ut_span_starts_with(struct ut_span span, char byte)
{
    return span.size_bytes > 0 && span.bytes[0] == byte;
}

/* How many times the byte stands at the start. */
static inline size_t ut_span_run(struct ut_span span, char byte)
{
    size_t size = 0;
    while (size < span.size_bytes && span.bytes[size] == byte)
        size++;
    return size;
}

#endif
