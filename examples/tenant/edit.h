/*
 * edit.h: changes to an answer's JSON body, by the name of a member wherever
 * it first occurs.
 */
#ifndef TENANT_EDIT_H
#define TENANT_EDIT_H

#include "exchange.h"

/* Puts `json` in place of the member's value; false when there is no such
 * member or no memory, and the body is as it was. */
bool edit_replace(struct answer *answer, const char *name, const char *json);

/* Takes the member out, with its comma. */
bool edit_remove(struct answer *answer, const char *name);

/* The member's value as JSON text; the caller frees it. */
char *edit_copy(const struct answer *answer, const char *name);

/* Puts `size` bytes in place of body[from, to). */
bool edit_splice(struct answer *answer, size_t from, size_t to,
                 struct slice bytes);

#endif
