/*
 * http_functions.c: what undertone.core.http offers without an engine.
 *
 *   core.escape(text)  --> text percent-encoded for one path segment
 *   core.show(text)    --> text fit for a message, at most 80 bytes of it
 *   core.token_fault(text) --> what keeps it from being a token | nil
 *   core.token_life(seconds) --> the life to go by; nothing: it does not say
 *   core.is_passing(status) --> whether a later request may fare better
 */
#include "bind/bind.h"
#include "bind/http_tables.h"
#include "core/retry.h"
#include "core/show.h"

#define ESCAPE_BYTES 16777216 /* longest text escaped, three times as long */

static int l_escape(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    luaL_argcheck(L, size <= ESCAPE_BYTES / 3, 1, "text too long");
    luaL_Buffer out;
    char *room = luaL_buffinitsize(L, &out, size * 3 + 1);
    luaL_pushresultsize(&out, ut_http_escape(text, size, room));
    return 1;
}

static int l_show(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    char shown[UT_SHOW_SIZE];
    ut_show(text, size, shown);
    lua_pushstring(L, shown);
    return 1;
}

static int l_token_fault(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_pushstring(L, ut_fetch_token_fault(text, size));
    return 1;
}

static int l_token_life(lua_State *L)
{
    double seconds = luaL_optnumber(L, 1, UT_FETCH_TOKEN_LIFE_S);
    lua_pushnumber(L, ut_fetch_token_life(seconds));
    return 1;
}

static int l_is_passing(lua_State *L)
{
    lua_Integer status = luaL_checkinteger(L, 1);
    luaL_argcheck(L, status >= 0 && status <= 999, 1, "no HTTP status");
    enum ut_verdict verdict = ut_retry_verdict((int)status, false);
    lua_pushboolean(L, verdict == UT_VERDICT_RETRY ||
                           verdict == UT_VERDICT_THROTTLED);
    return 1;
}

void ut_add_http_functions(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"escape", l_escape},           {"show", l_show},
        {"token_fault", l_token_fault}, {"token_life", l_token_life},
        {"is_passing", l_is_passing},   {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
}
