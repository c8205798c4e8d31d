/*
 * texts.h: Lua's strings as the core takes texts, for the bindings.
 *
 * No byte is copied: strings live as long as the table they stand in, so a
 * binding keeps that on the stack. What is no string raises.
 */
#ifndef UT_BIND_TEXTS_H
#define UT_BIND_TEXTS_H

#include "bind/bind.h"
#include "core/span.h"

/* The string at `index`. */
struct ut_span ut_check_text(lua_State *L, int index);

/* The list of strings at `index`; pushes a userdata that holds the spans. */
struct ut_spans ut_check_texts(lua_State *L, int index);

/* The table { name = for messages, bytes = of the file } on top of the stack,
 * found in argument 1. */
struct ut_file_text ut_check_file_text(lua_State *L);

#endif
