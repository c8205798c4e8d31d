/* safe_gsub.c: string.gsub of safe engines, as in Lua 5.4. */
#include <lauxlib.h>

#include "host/safe_pattern.h"
#include "host/state.h"

/* Adds what %x in a replacement string stands for. */
static void add_escape(lua_State *L, luaL_Buffer *out, char letter,
                       const struct ut_pattern *pattern, size_t start)
{
    int index = letter - '1';
    bool is_digit = letter >= '0' && letter <= '9';
    if (letter == '%') {
        luaL_addchar(out, '%');
    } else if (letter == '0' ||
               (letter == '1' && pattern->capture_count == 0)) {
        luaL_addlstring(out, pattern->subject + start, pattern->end - start);
    } else if (is_digit && index < pattern->capture_count) {
        ut_safe_push_capture(L, pattern, index);
        luaL_tolstring(L, -1, NULL);
        lua_remove(L, -2);
        luaL_addvalue(out);
    } else if (is_digit) {
        luaL_error(L, "invalid capture index %%%d", index + 1);
    } else {
        luaL_error(L, "invalid use of '%%' in replacement string");
    }
}

/* Pushes what the replacement string, argument 3, makes of the match. */
static void push_template(lua_State *L, const struct ut_pattern *pattern,
                          size_t start)
{
    size_t size_bytes;
    const char *template = lua_tolstring(L, 3, &size_bytes);
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    for (size_t i = 0; i < size_bytes; i++) {
        if (template[i] != '%')
            luaL_addchar(&out, template[i]);
        else
            add_escape(L, &out, ++i < size_bytes ? template[i] : '\0', pattern,
                       start);
    }
    luaL_pushresult(&out);
}

/* Pushes the replacement of a match: false or nil keep it as it was. */
static void push_replacement(lua_State *L, const struct ut_pattern *pattern,
                             size_t start)
{
    switch (lua_type(L, 3)) {
    case LUA_TFUNCTION:
        lua_pushvalue(L, 3);
        lua_call(L, ut_safe_push_captures(L, pattern, start, true), 1);
        break;
    case LUA_TTABLE:
        if (pattern->capture_count > 0)
            ut_safe_push_capture(L, pattern, 0);
        else
            ut_safe_push_captures(L, pattern, start, true);
        lua_gettable(L, 3);
        break;
    default:
        push_template(L, pattern, start);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        lua_pushlstring(L, pattern->subject + start, pattern->end - start);
    } else if (!lua_isstring(L, -1)) {
        luaL_error(L, "invalid replacement value (a %s)", luaL_typename(L, -1));
    }
}

static void check_replacement(lua_State *L)
{
    int type = lua_type(L, 3);
    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING ||
                         type == LUA_TFUNCTION || type == LUA_TTABLE,
                     3, "string/function/table");
}

int ut_safe_gsub(lua_State *L)
{
    struct ut_pattern pattern;
    bool is_anchored = ut_safe_init(L, &pattern);
    check_replacement(L);
    lua_Integer most =
        luaL_optinteger(L, 4, (lua_Integer)pattern.subject_bytes + 1);
    lua_Integer count = 0;
    size_t at = 0, last_end = (size_t)-1;
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    while (count < most) {
        int result = ut_pattern_match_at(&pattern, at);
        if (ut_safe_result(L, &pattern, result) == 1 &&
            pattern.end != last_end) {
            count++;
            push_replacement(L, &pattern, at);
            luaL_addvalue(&out);
            at = last_end = pattern.end;
        } else if (at < pattern.subject_bytes) {
            luaL_addchar(&out, pattern.subject[at++]);
        } else {
            break;
        }
        if (is_anchored)
            break;
    }
    if (at < pattern.subject_bytes)
        luaL_addlstring(&out, pattern.subject + at, pattern.subject_bytes - at);
    luaL_pushresult(&out);
    lua_pushinteger(L, count);
    return 2;
}
