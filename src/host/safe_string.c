/*
 * safe_string.c: the string functions of safe engines that can run long.
 *
 * find, match, gmatch and gsub (safe_gsub.c) as in Lua 5.4, over
 * safe_pattern.h; rep without its endless loop over nothing.
 */
#define _GNU_SOURCE /* memmem */
#include <lauxlib.h>
#include <string.h>

#include "host/safe_pattern.h"
#include "host/state.h"

/* Argument 3 as an offset; past the end when nothing can be found. */
static size_t check_start(lua_State *L, size_t subject_bytes)
{
    lua_Integer start = luaL_optinteger(L, 3, 1);
    if (start > 0)
        return (size_t)start - 1;
    if (start == 0 || start < -(lua_Integer)subject_bytes)
        return 0;
    return subject_bytes - (size_t)-start;
}

static int push_positions(lua_State *L, size_t start, size_t end)
{
    lua_pushinteger(L, (lua_Integer)start + 1);
    lua_pushinteger(L, (lua_Integer)end);
    return 2;
}

/* find(s, text, start, true): memmem is linear. */
static int find_plain(lua_State *L, size_t start)
{
    size_t subject_bytes, text_bytes;
    const char *subject = luaL_checklstring(L, 1, &subject_bytes);
    const char *text = luaL_checklstring(L, 2, &text_bytes);
    const char *found =
        memmem(subject + start, subject_bytes - start, text, text_bytes);
    if (found == NULL) {
        lua_pushnil(L);
        return 1;
    }
    start = (size_t)(found - subject);
    return push_positions(L, start, start + text_bytes);
}

/* Lua takes a pattern without these for plain text. */
static bool has_specials(lua_State *L)
{
    size_t text_bytes;
    const char *text = luaL_checklstring(L, 2, &text_bytes);
    for (size_t i = 0; i < text_bytes; i++)
        if (text[i] != '\0' && strchr("^$*+?.([%-", text[i]) != NULL)
            return true;
    return false;
}

static int search(lua_State *L, bool wants_positions)
{
    struct ut_pattern pattern;
    bool is_anchored = ut_safe_init(L, &pattern);
    size_t start = check_start(L, pattern.subject_bytes);
    if (start > pattern.subject_bytes) {
        lua_pushnil(L);
        return 1;
    }
    if (wants_positions && (lua_toboolean(L, 4) || !has_specials(L)))
        return find_plain(L, start);
    int result = ut_pattern_find(&pattern, start, is_anchored, &start);
    if (ut_safe_result(L, &pattern, result) == 0) {
        lua_pushnil(L);
        return 1;
    }
    int positions = wants_positions ? push_positions(L, start, pattern.end) : 0;
    return positions +
           ut_safe_push_captures(L, &pattern, start, !wants_positions);
}

static int l_find(lua_State *L)
{
    return search(L, true);
}

static int l_match(lua_State *L)
{
    return search(L, false);
}

/* One step of gmatch. Upvalues: subject, pattern, offset to go on from,
 * offset where the last match ended (an empty match there does not count).
 */
static int l_gmatch_step(lua_State *L)
{
    struct ut_pattern pattern;
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, lua_upvalueindex(2));
    bool is_anchored = ut_safe_init(L, &pattern);
    pattern.text -= is_anchored; /* in gmatch a '^' is itself */
    pattern.text_bytes += is_anchored;
    size_t start = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last_end = lua_tointeger(L, lua_upvalueindex(4));
    for (; start <= pattern.subject_bytes; start++) {
        int result = ut_pattern_match_at(&pattern, start);
        if (ut_safe_result(L, &pattern, result) == 1 &&
            (lua_Integer)pattern.end != last_end) {
            lua_pushinteger(L, (lua_Integer)pattern.end);
            lua_pushvalue(L, -1);
            lua_replace(L, lua_upvalueindex(3));
            lua_replace(L, lua_upvalueindex(4));
            return ut_safe_push_captures(L, &pattern, start, true);
        }
    }
    return 0;
}

static int l_gmatch(lua_State *L)
{
    size_t subject_bytes;
    luaL_checklstring(L, 1, &subject_bytes);
    luaL_checkstring(L, 2);
    size_t start = check_start(L, subject_bytes);
    if (start > subject_bytes)
        start = subject_bytes + 1;
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)start);
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, l_gmatch_step, 4);
    return 1;
}

/* rep: upvalue 1 is the original, which loops n times over nothing. */
static int l_rep(lua_State *L)
{
    size_t size_bytes, separator_bytes;
    luaL_checklstring(L, 1, &size_bytes);
    luaL_optlstring(L, 3, "", &separator_bytes);
    if (size_bytes + separator_bytes == 0) {
        luaL_checkinteger(L, 2);
        lua_pushliteral(L, "");
        return 1;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

void ut_safe_string_install(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"find", l_find},       {"match", l_match}, {"gmatch", l_gmatch},
        {"gsub", ut_safe_gsub}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    lua_getfield(L, -1, "rep");
    lua_pushcclosure(L, l_rep, 1);
    lua_setfield(L, -2, "rep");
}
