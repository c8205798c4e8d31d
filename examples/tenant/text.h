/*
 * text.h: the small text forms of HTTP: times, numbers, percent escapes.
 *
 * Times are milliseconds since 1970 in UTC. Nothing here depends on locale.
 */
#ifndef TENANT_TEXT_H
#define TENANT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"

/* ISO 8601: a date, or a date and time with optional fraction and Z or an
 * offset; no zone means UTC. */
bool text_read_time(struct slice text, int64_t *time_ms);

/* A decimal integer that fills the whole slice and fits. */
bool text_read_integer(struct slice text, int64_t *number);

/* A decimal number such as 0.05 that fills the whole text. */
bool text_read_decimal(const char *text, double *number);

/* The value of `name` in a=1&b=2 with %XX and + undone; NULL when it is
 * absent. The caller frees it. */
char *text_form_value(struct slice form, const char *name);

/* %XX undone (and + when is_form); the caller frees it. */
char *text_unescape(struct slice text, bool is_form);

int64_t text_wall_ms(void);   /* wall clock */
int64_t text_steady_ms(void); /* never steps */

#endif
