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
#include <string.h>

struct ut_span {
    const char *bytes;
    size_t size_bytes;
};

/* Texts, documents: a list that someone else owns as well. */
struct ut_spans {
    const struct ut_span *items;
    size_t count;
};

/* A file's text, and the name that messages call it by. */
struct ut_file_text {
    const char *name;
    struct ut_span text;
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

/* A string without its NUL. */
static inline struct ut_span ut_span_of(const char *string)
{
    return (struct ut_span){string, strlen(string)};
}

static inline bool ut_span_equals(struct ut_span span, const char *string)
{
    return span.size_bytes == strlen(string) &&
           memcmp(span.bytes, string, span.size_bytes) == 0;
}

/* Takes off what stands before the next such byte, and that byte with it;
 * the whole span when there is none. */
static inline struct ut_span ut_span_cut(struct ut_span *span, char byte)
{
    struct ut_span cut = *span;
    const char *end = NULL;
    if (span->size_bytes > 0) /* the bytes of none may be NULL */
        end = memchr(span->bytes, byte, span->size_bytes);
    if (end != NULL)
        cut.size_bytes = (size_t)(end - span->bytes);
    *span = ut_span_skip(*span, cut.size_bytes + (end != NULL));
    return cut;
}

#endif
