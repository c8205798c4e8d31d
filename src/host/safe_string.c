/*
 * safe_string.c: the string functions of safe engines that can run long.
 *
 * find, match, gmatch and gsub as in Lua 5.4, over core/pattern.h, which
 * stops when the engine does; rep without its endless loop over nothing.
 */
#define _GNU_SOURCE /* memmem */
#include <lauxlib.h>
#include <string.h>

#include "core/pattern.h"
#include "host/engine.h"
#include "host/state.h"

static bool keep_going(void *engine)
{
    return !ut_limits_is_stopping(&((undertone *)engine)->limits);
}

/* Takes the subject and the pattern from arguments 1 and 2; answers whether
 * the pattern is anchored. */
static bool init_pattern(lua_State *L, struct ut_pattern *pattern)
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

/* The result of a search, or the error it ended with. */
static int check_result(lua_State *L, const struct ut_pattern *pattern,
                        int result)
{
    if (result >= 0)
        return result;
    ut_limits_raise(L);
    return luaL_error(L, "%s", pattern->error.message);
}

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

static void push_capture(lua_State *L, const struct ut_pattern *pattern,
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

/* Pushes all captures, or the whole match when there are none and the
 * caller wants one; returns how many. */
static int push_captures(lua_State *L, const struct ut_pattern *pattern,
                         size_t start, bool or_whole)
{
    luaL_checkstack(L, UT_PATTERN_CAPTURES_MAX, "captures");
    for (int i = 0; i < pattern->capture_count; i++)
        push_capture(L, pattern, i);
    if (pattern->capture_count > 0 || !or_whole)
        return pattern->capture_count;
    lua_pushlstring(L, pattern->subject + start, pattern->end - start);
    return 1;
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
    bool is_anchored = init_pattern(L, &pattern);
    size_t start = check_start(L, pattern.subject_bytes);
    if (start > pattern.subject_bytes) {
        lua_pushnil(L);
        return 1;
    }
    if (wants_positions && (lua_toboolean(L, 4) || !has_specials(L)))
        return find_plain(L, start);
    int result = ut_pattern_find(&pattern, start, is_anchored, &start);
    if (check_result(L, &pattern, result) == 0) {
        lua_pushnil(L);
        return 1;
    }
    int positions = wants_positions ? push_positions(L, start, pattern.end) : 0;
    return positions + push_captures(L, &pattern, start, !wants_positions);
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
    bool is_anchored = init_pattern(L, &pattern);
    pattern.text -= is_anchored; /* in gmatch a '^' is itself */
    pattern.text_bytes += is_anchored;
    size_t start = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    lua_Integer last_end = lua_tointeger(L, lua_upvalueindex(4));
    for (; start <= pattern.subject_bytes; start++) {
        int result = ut_pattern_match_at(&pattern, start);
        if (check_result(L, &pattern, result) == 1 &&
            (lua_Integer)pattern.end != last_end) {
            lua_pushinteger(L, (lua_Integer)pattern.end);
            lua_pushvalue(L, -1);
            lua_replace(L, lua_upvalueindex(3));
            lua_replace(L, lua_upvalueindex(4));
            return push_captures(L, &pattern, start, true);
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

/* Pushes what the replacement string, argument 3, makes of the match. */
static void push_template(lua_State *L, const struct ut_pattern *pattern,
                          size_t start)
{
    size_t size_bytes;
    const char *template = lua_tolstring(L, 3, &size_bytes);
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    for (size_t i = 0; i < size_bytes; i++) {
        if (template[i] != '%') {
            luaL_addchar(&out, template[i]);
            continue;
        }
        char letter = ++i < size_bytes ? template[i] : '\0';
        int index = letter - '1';
        if (letter == '%') {
            luaL_addchar(&out, '%');
        } else if (letter == '0' ||
                   (letter == '1' && pattern->capture_count == 0)) {
            luaL_addlstring(&out, pattern->subject + start,
                            pattern->end - start);
        } else if (index >= 0 && index < pattern->capture_count) {
            push_capture(L, pattern, index);
            luaL_tolstring(L, -1, NULL);
            lua_remove(L, -2);
            luaL_addvalue(&out);
        } else if (index >= 0 && index < 9) {
            luaL_error(L, "invalid capture index %%%d", index + 1);
        } else {
            luaL_error(L, "invalid use of '%%' in replacement string");
        }
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
        lua_call(L, push_captures(L, pattern, start, true), 1);
        break;
    case LUA_TTABLE:
        if (pattern->capture_count > 0)
            push_capture(L, pattern, 0);
        else
            push_captures(L, pattern, start, true);
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

static int l_gsub(lua_State *L)
{
    struct ut_pattern pattern;
    bool is_anchored = init_pattern(L, &pattern);
    int type = lua_type(L, 3);
    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING ||
                         type == LUA_TFUNCTION || type == LUA_TTABLE,
                     3, "string/function/table");
    lua_Integer most =
        luaL_optinteger(L, 4, (lua_Integer)pattern.subject_bytes + 1);
    lua_Integer count = 0;
    size_t at = 0, last_end = (size_t)-1;
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    while (count < most) {
        int result = ut_pattern_match_at(&pattern, at);
        if (check_result(L, &pattern, result) == 1 && pattern.end != last_end) {
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
        {"find", l_find}, {"match", l_match}, {"gmatch", l_gmatch},
        {"gsub", l_gsub}, {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    lua_getfield(L, -1, "rep");
    lua_pushcclosure(L, l_rep, 1);
    lua_setfield(L, -2, "rep");
}
