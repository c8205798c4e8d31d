/*
 * http_tables.h: the Lua tables of the fetch engine's binding: options and
 * orders read, responses and failures pushed.
 *
 * Reading raises on misuse. Strings that are read stay Lua's: they live as
 * long as their table. lua/undertone/http.lua says what the tables hold.
 */
#ifndef UT_BIND_HTTP_TABLES_H
#define UT_BIND_HTTP_TABLES_H

#include <lua.h>

#include "core/fetch.h"

/* Overwrites those of `options` that the table at `index` names. */
void ut_read_http_options(lua_State *L, int index,
                          struct ut_fetch_options *options);

/* Fills `request`, but for its tag, from the order at `index`. `headers` is
 * emptied and then holds the request's. */
void ut_read_http_order(lua_State *L, int index, struct ut_buf *headers,
                        struct ut_fetch_request *request);

/* Pushes { status, body, headers = {name = value}, attempts, description }. */
void ut_push_http_response(lua_State *L, const struct ut_fetch_result *result);

/* Pushes the message, the code's name and { status, attempts, reason,
 * ending }. */
void ut_push_http_failure(lua_State *L, const struct ut_fetch_result *result);

/* Pushes { kind, wait_ms, waits, waited_ms, status, message }. */
void ut_push_http_event(lua_State *L, const struct ut_fetch_event *event);

/* Pushes the counts by name. */
void ut_push_http_stats(lua_State *L, const struct ut_fetch_stats *stats);

/* Adds what needs no engine to the module on top: escape, show, ... */
void ut_add_http_functions(lua_State *L);

#endif
