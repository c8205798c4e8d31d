/* safe_pattern.c: see safe_pattern.h. */
#include "host/safe_pattern.h"

#include <lauxlib.h>
#include <string.h>

#include "host/engine.h"

static bool keep_going(void *engine)
{
    return !ut_limits_is_stopping(&((undertone *)engine)->limits);
}

bool ut_safe_init(lua_State *L, struct ut_pattern *pattern)
{
    memset(pattern, 0, sizeof *pattern);
    pattern->subject = luaL_checklstring(L, 1, &pattern->subject_bytes);
    pattern->text = luaL_checklstring(L, 2, &pattern->text_bytes);
    pattern->keep_going = keep_going;
    pattern->data = ut_engine_of(L);
    bool is_anchored = pattern->text_bytes > 0 && pattern->text[0] == '^';
    pattern->text += is_anchored;
    pattern->text_bytes -= is_anchored;
    return is_anchored;
}

int ut_safe_result(lua_State *L, const struct ut_pattern *pattern, int result)
{
    if (result >= 0)
        return result;
    ut_limits_raise(L);
    return luaL_error(L, "%s", pattern->error.message);
}

void ut_safe_push_capture(lua_State *L, const struct ut_pattern *pattern,
                          int index)
{
    const struct ut_capture *capture = &pattern->captures[index];
    if (capture->size_bytes == UT_CAPTURE_OPEN)
        luaL_error(L, "unfinished capture");
    if (capture->size_bytes == UT_CAPTURE_POSITION)
        lua_pushinteger(L, (lua_Integer)capture->start + 1);
    else
        lua_pushlstring(L, pattern->subject + capture->start,
                        capture->size_bytes);
}

int ut_safe_push_captures(lua_State *L, const struct ut_pattern *pattern,
                          size_t start, bool or_whole)
{
    luaL_checkstack(L, UT_PATTERN_CAPTURES_MAX, "captures");
    for (int i = 0; i < pattern->capture_count; i++)
        ut_safe_push_capture(L, pattern, i);
    if (pattern->capture_count > 0 || !or_whole)
        return pattern->capture_count;
    lua_pushlstring(L, pattern->subject + start, pattern->end - start);
    return 1;
}
