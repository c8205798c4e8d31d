/*
 * http_answer.c: what an engine hands out, pushed as Lua tables: responses,
 * failures, events and counts. Owns nothing and keeps nothing.
 */
#include <string.h>

#include "bind/http_tables.h"

/* Adds one "name: value" line to the table on top; repeated ones join. */
static void push_header(lua_State *L, const char *line, const char *end)
{
    const char *colon = memchr(line, ':', (size_t)(end - line));
    lua_pushlstring(L, line, (size_t)(colon - line));
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_pushlstring(L, colon + 1, (size_t)(end - colon - 1));
    } else {
        lua_pushliteral(L, ", ");
        lua_pushlstring(L, colon + 1, (size_t)(end - colon - 1));
        lua_concat(L, 3);
    }
    lua_rawset(L, -3);
}

static void push_headers(lua_State *L, const struct ut_buf *headers)
{
    lua_newtable(L);
    const char *line = headers->bytes;
    const char *end;
    while (line != NULL && (end = strchr(line, '\n')) != NULL) {
        push_header(L, line, end);
        line = end + 1;
    }
}

void ut_push_http_response(lua_State *L, const struct ut_fetch_result *result)
{
    const struct ut_buf *body = &result->reply->body;
    lua_createtable(L, 0, 5);
    lua_pushinteger(L, result->status);
    lua_setfield(L, -2, "status");
    if (result->status != 200) {
        lua_pushstring(L, result->message);
        lua_setfield(L, -2, "description");
    }
    lua_pushlstring(L, body->bytes ? body->bytes : "", body->size_bytes);
    lua_setfield(L, -2, "body");
    push_headers(L, &result->reply->headers);
    lua_setfield(L, -2, "headers");
    lua_pushinteger(L, result->attempts);
    lua_setfield(L, -2, "attempts");
}

void ut_push_http_failure(lua_State *L, const struct ut_fetch_result *result)
{
    static const char *const endings[] = {
        [UT_FETCH_ALONE] = "alone",
        [UT_FETCH_OUT_OF_BUDGET] = "out_of_budget",
        [UT_FETCH_SET_ASIDE] = "set_aside",
        [UT_FETCH_STOPPED] = "stopped",
    };
    lua_pushstring(L, result->message);
    lua_pushstring(L, ut_status_name(result->code));
    lua_createtable(L, 0, 4);
    if (result->status != 0) {
        lua_pushinteger(L, result->status);
        lua_setfield(L, -2, "status");
    }
    lua_pushinteger(L, result->attempts);
    lua_setfield(L, -2, "attempts");
    lua_pushstring(L, ut_status_text(result->code));
    lua_setfield(L, -2, "reason");
    lua_pushstring(L, endings[result->ending]);
    lua_setfield(L, -2, "ending");
}

void ut_push_http_event(lua_State *L, const struct ut_fetch_event *event)
{
    static const char *const kinds[] = {
        [UT_FETCH_RETRY] = "retry",
        [UT_FETCH_PAUSE] = "pause",
        [UT_FETCH_OUTAGE] = "outage",
        [UT_FETCH_RECOVER] = "recover",
    };
    lua_createtable(L, 0, 6);
    lua_pushstring(L, kinds[event->kind]);
    lua_setfield(L, -2, "kind");
    lua_pushinteger(L, event->wait_ms);
    lua_setfield(L, -2, "wait_ms");
    lua_pushinteger(L, event->waits.count);
    lua_setfield(L, -2, "waits");
    lua_pushinteger(L, event->waits.ms);
    lua_setfield(L, -2, "waited_ms");
    lua_pushinteger(L, event->status);
    lua_setfield(L, -2, "status");
    lua_pushstring(L, event->message);
    lua_setfield(L, -2, "message");
}

void ut_push_http_stats(lua_State *L, const struct ut_fetch_stats *stats)
{
    const struct {
        const char *name;
        int64_t value;
    } rows[] = {
        {"requests", stats->requests},   {"retries", stats->retries},
        {"throttled", stats->throttled}, {"bytes", stats->wire_bytes},
        {"pause_ms", stats->pause_ms},   {"queued", stats->queued},
        {"in_flight", stats->in_flight},
    };
    lua_createtable(L, 0, sizeof rows / sizeof rows[0] + 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lua_pushinteger(L, rows[i].value);
        lua_setfield(L, -2, rows[i].name);
    }
    lua_pushnumber(L, stats->rate);
    lua_setfield(L, -2, "rate");
}
