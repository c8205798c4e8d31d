/*
 * http.c: undertone.core.http, the fetch engine; lua/undertone/http.lua is
 * its public face and documents what requests and answers look like.
 *
 *   core.new(options)  --> engine | nil, message, code
 *   and what needs no engine: see http_functions.c
 *   engine:submit(order) --> true | nil, message, code
 *     order = { method, path, headers = {name, value, ...}, body, attempts,
 *               auth, urgent, doubted }; the table itself comes back from next
 *   engine:next()      --> "result", order, response
 *                        | "failed", order, message, code, details
 *                        | "sign_in" | "idle" | "waiting"
 *                        | nil, message, code  (interrupted, engine failure)
 *   engine:reject(order, why) --> true: asked again
 *                        | nil, message, code, details
 *   engine:sign_in(token, seconds), engine:stop(code, message),
 *   engine:hold(wait_ms, waits, waited_ms), engine:hide(text)
 *   engine:pending()   --> how many are queued or in flight, how many of these
 *                          only wait for the time of their next attempt
 *   engine:is_ready()  --> whether next has a result without waiting
 *   engine:event(), engine:stats(), engine:origin(), engine:resolve(link,
 *   from), engine:close()
 */
#include <string.h>

#include "bind/bind.h"
#include "bind/http_tables.h"

#define TYPE_NAME "undertone.core.http"
#define POLL_MS 100            /* how soon an interrupt is seen */
#define SCRATCH_BYTES 16777216 /* headers of an order, a resolved path */

/* Its user value maps a request's number to its order. */
struct engine {
    struct ut_fetch *fetch; /* NULL once closed */
    struct ut_buf scratch;  /* for calls that may raise */
    lua_Integer last_tag;
};

static struct engine *check_any(lua_State *L)
{
    return luaL_checkudata(L, 1, TYPE_NAME);
}

static struct engine *check_open(lua_State *L)
{
    struct engine *engine = check_any(L);
    if (engine->fetch == NULL)
        luaL_argerror(L, 1, "the client is closed");
    return engine;
}

static int l_close(lua_State *L)
{
    struct engine *engine = check_any(L);
    ut_fetch_free(engine->fetch);
    engine->fetch = NULL;
    ut_buf_clear(&engine->scratch);
    return 0;
}

static int l_tostring(lua_State *L)
{
    struct engine *engine = check_any(L);
    lua_pushfstring(L, "http client (%s)",
                    engine->fetch ? ut_http_origin(ut_fetch_http(engine->fetch))
                                  : "closed");
    return 1;
}

static int l_new(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    struct ut_fetch_options options = ut_fetch_options_default();
    ut_read_http_options(L, 1, &options);
    struct engine *engine = lua_newuserdatauv(L, sizeof *engine, 1);
    *engine = (struct engine){0};
    ut_buf_init(&engine->scratch, SCRATCH_BYTES);
    luaL_setmetatable(L, TYPE_NAME);
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    struct ut_error error = {0};
    if (ut_fetch_new(&options, &engine->fetch, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

/* --- submitting ----------------------------------------------------------- */

static lua_Integer keep_order(lua_State *L, struct engine *engine)
{
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_rawseti(L, -2, ++engine->last_tag);
    lua_pop(L, 1);
    return engine->last_tag;
}

/* Pushes the order of a request and forgets it. */
static void push_order(lua_State *L, lua_Integer tag)
{
    lua_getiuservalue(L, 1, 1);
    lua_rawgeti(L, -1, tag);
    lua_pushnil(L);
    lua_rawseti(L, -3, tag);
    lua_remove(L, -2);
}

static int l_submit(lua_State *L)
{
    struct engine *engine = check_open(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    struct ut_fetch_request request = {0};
    ut_read_http_order(L, 2, &engine->scratch, &request);
    request.tag = (intptr_t)keep_order(L, engine);
    struct ut_error error = {0};
    if (ut_fetch_submit(engine->fetch, &request, &error) != 0) {
        push_order(L, request.tag);
        return ut_push_failure(L, &error);
    }
    lua_pushboolean(L, 1);
    return 1;
}

/* --- results -------------------------------------------------------------- */

static int push_result(lua_State *L, const struct ut_fetch_result *result)
{
    if (result->code == 0) {
        lua_pushliteral(L, "result");
        push_order(L, result->tag);
        ut_push_http_response(L, result);
        return 3;
    }
    lua_pushliteral(L, "failed");
    push_order(L, result->tag);
    ut_push_http_failure(L, result);
    return 5;
}

static int l_next(lua_State *L)
{
    static const char *const names[] = {
        [UT_FETCH_WAITING] = "waiting",
        [UT_FETCH_IDLE] = "idle",
        [UT_FETCH_SIGN_IN] = "sign_in",
    };
    struct engine *engine = check_open(L);
    const atomic_int *flag = ut_interrupt_flag(L);
    struct ut_error error = {0};
    struct ut_fetch_result result;
    if (flag != NULL && atomic_load(flag) != 0) {
        ut_fail(&error, UNDERTONE_EINTERRUPTED, "interrupted");
        return ut_push_failure(L, &error);
    }
    int news = ut_fetch_next(engine->fetch, POLL_MS, &result, &error);
    if (news < 0)
        return ut_push_failure(L, &error);
    if (news == UT_FETCH_RESULT)
        return push_result(L, &result);
    lua_pushstring(L, names[news]);
    return 1;
}

static int l_reject(lua_State *L)
{
    struct engine *engine = check_open(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    const char *why = luaL_checkstring(L, 3);
    struct ut_fetch_result result = {0};
    lua_settop(L, 3);
    intptr_t tag = (intptr_t)keep_order(L, engine);
    if (ut_fetch_reject(engine->fetch, tag, why, &result)) {
        lua_pushboolean(L, 1);
        return 1;
    }
    push_order(L, tag);
    if (result.message == NULL)
        return luaL_error(L, "there is no answer to reject");
    lua_pushnil(L);
    ut_push_http_failure(L, &result);
    return 4;
}

/* --- the rest ------------------------------------------------------------- */

static int l_sign_in(lua_State *L)
{
    struct engine *engine = check_open(L);
    size_t size = 0;
    const char *token = luaL_checklstring(L, 2, &size);
    double life_s = luaL_optnumber(L, 3, UT_FETCH_TOKEN_LIFE_S);
    struct ut_error error = {0};
    int status = strlen(token) == size
                     ? ut_fetch_sign_in(engine->fetch, token, life_s, &error)
                     : ut_fail(&error, UNDERTONE_ECREDENTIALS,
                               "the sign-in gave a token with a NUL byte");
    if (status != 0)
        return ut_push_failure(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

static int l_stop(lua_State *L)
{
    struct engine *engine = check_open(L);
    int code = ut_status_from_name(luaL_checkstring(L, 2));
    ut_fetch_stop(engine->fetch, code, luaL_checkstring(L, 3));
    return 0;
}

static int l_hide(lua_State *L)
{
    struct engine *engine = check_open(L);
    size_t size;
    const char *text = luaL_checklstring(L, 2, &size);
    struct ut_error error = {0};
    if (ut_fetch_hide(engine->fetch, text, size, &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

static int l_hold(lua_State *L)
{
    struct engine *engine = check_open(L);
    lua_Integer wait_ms = luaL_checkinteger(L, 2);
    lua_Integer count = luaL_checkinteger(L, 3);
    lua_Integer waited_ms = luaL_checkinteger(L, 4);
    luaL_argcheck(L, wait_ms >= 0 && wait_ms <= INT32_MAX, 2, "out of range");
    luaL_argcheck(L, count >= 0 && count <= INT32_MAX / 2, 3, "out of range");
    luaL_argcheck(L, waited_ms >= 0 && waited_ms <= INT32_MAX, 4,
                  "out of range");
    ut_fetch_hold(engine->fetch, wait_ms,
                  (struct ut_fetch_waits){(int)count, waited_ms});
    return 0;
}

static int l_event(lua_State *L)
{
    struct engine *engine = check_open(L);
    struct ut_fetch_event event;
    if (!ut_fetch_take_event(engine->fetch, &event))
        return 0;
    ut_push_http_event(L, &event);
    return 1;
}

static int l_stats(lua_State *L)
{
    struct ut_fetch_stats stats;
    ut_fetch_get_stats(check_open(L)->fetch, &stats);
    ut_push_http_stats(L, &stats);
    return 1;
}

static int l_pending(lua_State *L)
{
    struct ut_fetch_stats stats;
    ut_fetch_get_stats(check_open(L)->fetch, &stats);
    lua_pushinteger(L, stats.queued + stats.in_flight);
    lua_pushinteger(L, stats.delayed);
    return 2;
}

static int l_is_ready(lua_State *L)
{
    struct ut_fetch_stats stats;
    ut_fetch_get_stats(check_open(L)->fetch, &stats);
    lua_pushboolean(L, stats.finished > 0);
    return 1;
}

static int l_origin(lua_State *L)
{
    lua_pushstring(L, ut_http_origin(ut_fetch_http(check_open(L)->fetch)));
    return 1;
}

static int l_resolve(lua_State *L)
{
    struct engine *engine = check_open(L);
    size_t size = 0;
    const char *link = luaL_checklstring(L, 2, &size);
    const char *from = luaL_optstring(L, 3, NULL);
    struct ut_error error = {0};
    ut_buf_reset(&engine->scratch);
    if (strlen(link) != size)
        link = ""; /* a NUL: refused like an empty one */
    if (ut_http_resolve(ut_fetch_http(engine->fetch), from, link,
                        &engine->scratch, &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushlstring(L, engine->scratch.bytes, engine->scratch.size_bytes);
    return 1;
}

int luaopen_undertone_core_http(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"submit", l_submit},       {"next", l_next},
        {"reject", l_reject},       {"sign_in", l_sign_in},
        {"stop", l_stop},           {"hold", l_hold},
        {"event", l_event},         {"stats", l_stats},
        {"pending", l_pending},     {"is_ready", l_is_ready},
        {"origin", l_origin},       {"resolve", l_resolve},
        {"hide", l_hide},           {"close", l_close},
        {"__gc", l_close},          {"__close", l_close},
        {"__tostring", l_tostring}, {NULL, NULL},
    };
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    ut_make_class(L, TYPE_NAME, methods);
    luaL_newlib(L, functions);
    ut_add_http_functions(L);
    return 1;
}
