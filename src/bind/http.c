/*
 * http.c: undertone.core.http, the fetch engine; lua/undertone/http.lua is
 * its public face and documents what requests and answers look like.
 *
 *   core.new(options)  --> engine | nil, message, code
 *   core.escape(text)  --> text percent-encoded for one path segment
 *   core.show(text)    --> text fit for a message, at most 80 bytes of it
 *   engine:submit(order) --> true | nil, message, code
 *     order = { method, path, headers = {name, value, ...}, body, attempts,
 *               auth, urgent }; the table itself comes back from next
 *   engine:next()      --> "result", order, response
 *                        | "failed", order, message, code, details
 *                        | "sign_in" | "idle" | "waiting"
 *                        | nil, message, code  (interrupted, engine failure)
 *   engine:reject(order, why) --> true: asked again
 *                        | nil, message, code, details
 *   engine:sign_in(token, seconds), engine:stop(code, message)
 *   engine:event(), engine:stats(), engine:origin(), engine:resolve(link,
 *   from), engine:close()
 */
#include <stddef.h>
#include <string.h>

#include "bind/bind.h"
#include "core/fetch.h"
#include "core/show.h"

#define TYPE_NAME "undertone.core.http"
#define POLL_MS 100           /* how soon an interrupt is seen */
#define HEADERS_BYTES 65536   /* of one request */
#define ESCAPE_BYTES 16777216 /* longest text escaped */

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

/* --- options -------------------------------------------------------------- */

enum kind { STRING, INT, LONG, INT64, SIZE, NUMBER };

struct option {
    const char *name;
    enum kind kind;
    size_t offset; /* in struct ut_fetch_options */
};

#define OPTION(name, kind, field)                                              \
    {                                                                          \
        name, kind, offsetof(struct ut_fetch_options, field)                   \
    }

static const struct option options[] = {
    OPTION("origin", STRING, http.origin),
    OPTION("ca_file", STRING, http.ca_file),
    OPTION("proxy", STRING, http.proxy),
    OPTION("concurrency", INT, http.connections),
    OPTION("connect_timeout_ms", LONG, http.connect_timeout_ms),
    OPTION("timeout_ms", LONG, http.timeout_ms),
    OPTION("low_speed_bytes", LONG, http.low_speed_bytes),
    OPTION("low_speed_seconds", LONG, http.low_speed_s),
    OPTION("max_body_bytes", SIZE, http.max_body_bytes),
    OPTION("max_header_bytes", SIZE, http.max_header_bytes),
    OPTION("rate", NUMBER, rate),
    OPTION("attempts", INT, retry.attempts),
    OPTION("retry_base_ms", INT64, retry.base_ms),
    OPTION("retry_throttle_ms", INT64, retry.throttle_ms),
    OPTION("retry_cap_ms", INT64, retry.cap_ms),
    OPTION("retry_after_cap_ms", INT64, retry.server_cap_ms),
    OPTION("retry_after_slack", NUMBER, retry.server_slack),
    OPTION("throttle_waits", INT, retry.waits),
    OPTION("throttle_waits_ms", INT64, retry.waits_ms),
    OPTION("retry_budget", INT, retry.budget),
    OPTION("retry_cost", INT, retry.cost),
    OPTION("retry_timeout_cost", INT, retry.timeout_cost),
    OPTION("retry_refund", INT, retry.refund),
    OPTION("outage_ms", INT64, retry.outage_ms),
    OPTION("breaker_ms", INT64, breaker_ms),
    OPTION("breaker_most_ms", INT64, breaker_most_ms),
};

static const struct option *find_option(const char *name)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

/* Whole numbers fit every target: 2^31 ms are 24 days, 2^31 bytes plenty. */
static int set_integer(void *field, enum kind kind, lua_Integer value)
{
    if (value < 0 || value > 0x7fffffff)
        return UNDERTONE_EINVALID;
    if (kind == INT)
        *(int *)field = (int)value;
    else if (kind == LONG)
        *(long *)field = (long)value;
    else if (kind == INT64)
        *(int64_t *)field = value;
    else
        *(size_t *)field = (size_t)value;
    return 0;
}

/* Sets one option from the value on top of the stack. */
static void set_option(lua_State *L, const struct option *option,
                       struct ut_fetch_options *target)
{
    void *field = (char *)target + option->offset;
    int is_number = 0;
    if (option->kind == STRING) {
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "option '%s' must be a string", option->name);
        *(const char **)field = lua_tostring(L, -1);
    } else if (option->kind == NUMBER) {
        *(double *)field = lua_tonumberx(L, -1, &is_number);
        if (!is_number)
            luaL_error(L, "option '%s' must be a number", option->name);
    } else {
        lua_Integer value = lua_tointegerx(L, -1, &is_number);
        if (!is_number || set_integer(field, option->kind, value) != 0)
            luaL_error(L, "option '%s' must be a whole number from 0 to %d",
                       option->name, 0x7fffffff);
    }
}

static void read_options(lua_State *L, int index,
                         struct ut_fetch_options *target)
{
    lua_pushnil(L);
    while (lua_next(L, index)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "option names must be strings");
        const struct option *option = find_option(lua_tostring(L, -2));
        if (option == NULL)
            luaL_error(L, "unknown option '%s'", lua_tostring(L, -2));
        set_option(L, option, target);
        lua_pop(L, 1);
    }
}

static int l_new(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    struct ut_fetch_options target = ut_fetch_options_default();
    read_options(L, 1, &target);
    struct engine *engine = lua_newuserdatauv(L, sizeof *engine, 1);
    *engine = (struct engine){0};
    ut_buf_init(&engine->scratch, ESCAPE_BYTES);
    luaL_setmetatable(L, TYPE_NAME);
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    struct ut_error error = {0};
    if (ut_fetch_new(&target, &engine->fetch, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

/* --- submitting ----------------------------------------------------------- */

static int field_type(lua_State *L, const char *name, int type)
{
    int found = lua_getfield(L, 2, name);
    if (found != LUA_TNIL && found != type)
        luaL_error(L, "'%s' of a request must be a %s", name,
                   lua_typename(L, type));
    return found;
}

/* The strings stay reachable through the order on the stack. */
static const char *string_field(lua_State *L, const char *name, size_t *size)
{
    field_type(L, name, LUA_TSTRING);
    const char *text = lua_tolstring(L, -1, size);
    lua_pop(L, 1);
    return text;
}

static bool boolean_field(lua_State *L, const char *name)
{
    field_type(L, name, LUA_TBOOLEAN);
    bool value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

/* Reads {name, value, ...} into the scratch buffer. */
static void read_headers(lua_State *L, struct ut_buf *headers)
{
    ut_buf_reset(headers);
    if (field_type(L, "headers", LUA_TTABLE) == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    lua_Integer count = luaL_len(L, -1);
    if (count > UT_HTTP_HEADERS * 2)
        luaL_error(L, "more than %d request headers", UT_HTTP_HEADERS);
    for (lua_Integer i = 1; i < count; i += 2) {
        lua_rawgeti(L, -1, i);
        lua_rawgeti(L, -2, i + 1);
        size_t size = 0;
        const char *name = lua_tostring(L, -2);
        const char *value = lua_tolstring(L, -1, &size);
        if (name == NULL || value == NULL || strlen(value) != size ||
            ut_http_headers_add(headers, name, value) != 0)
            luaL_error(L, "request header '%s' is reserved or not valid",
                       name ? name : "?");
        lua_pop(L, 2);
    }
    if (headers->size_bytes > HEADERS_BYTES || ut_buf_add(headers, "", 1) != 0)
        luaL_error(L, "request headers too long");
    lua_pop(L, 1);
}

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

static void read_order(lua_State *L, struct engine *engine,
                       struct ut_fetch_request *request)
{
    read_headers(L, &engine->scratch);
    request->http.method = string_field(L, "method", NULL);
    request->http.path = string_field(L, "path", NULL);
    request->http.headers =
        engine->scratch.size_bytes > 0 ? engine->scratch.bytes : NULL;
    request->http.body = string_field(L, "body", &request->http.body_bytes);
    request->has_auth = boolean_field(L, "auth");
    request->is_urgent = boolean_field(L, "urgent");
    field_type(L, "attempts", LUA_TNUMBER);
    lua_Integer attempts = lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (request->http.method == NULL || request->http.path == NULL)
        luaL_error(L, "a request needs a method and a path");
    if (attempts < 0 || attempts > 1000)
        luaL_error(L, "'attempts' of a request must be 1 to 1000");
    request->attempts = (int)attempts;
}

static int l_submit(lua_State *L)
{
    struct engine *engine = check_open(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    struct ut_fetch_request request = {0};
    read_order(L, engine, &request);
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

static void push_response(lua_State *L, const struct ut_fetch_result *result)
{
    const struct ut_buf *body = &result->reply->body;
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, result->status);
    lua_setfield(L, -2, "status");
    lua_pushlstring(L, body->bytes ? body->bytes : "", body->size_bytes);
    lua_setfield(L, -2, "body");
    push_headers(L, &result->reply->headers);
    lua_setfield(L, -2, "headers");
    lua_pushinteger(L, result->attempts);
    lua_setfield(L, -2, "attempts");
}

/* Message, code name and { status, attempts, reason }. */
static void push_failed(lua_State *L, const struct ut_fetch_result *result)
{
    lua_pushstring(L, result->message);
    lua_pushstring(L, ut_status_name(result->code));
    lua_createtable(L, 0, 3);
    if (result->status != 0) {
        lua_pushinteger(L, result->status);
        lua_setfield(L, -2, "status");
    }
    lua_pushinteger(L, result->attempts);
    lua_setfield(L, -2, "attempts");
    lua_pushstring(L, ut_status_text(result->code));
    lua_setfield(L, -2, "reason");
}

static int push_result(lua_State *L, const struct ut_fetch_result *result)
{
    if (result->code == 0) {
        lua_pushliteral(L, "result");
        push_order(L, result->tag);
        push_response(L, result);
        return 3;
    }
    lua_pushliteral(L, "failed");
    push_order(L, result->tag);
    push_failed(L, result);
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
    push_failed(L, &result);
    return 4;
}

/* --- the rest ------------------------------------------------------------- */

static int l_sign_in(lua_State *L)
{
    struct engine *engine = check_open(L);
    size_t size = 0;
    const char *token = luaL_checklstring(L, 2, &size);
    double life_s = luaL_checknumber(L, 3);
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

static int l_event(lua_State *L)
{
    static const char *const kinds[] = {
        [UT_FETCH_RETRY] = "retry",
        [UT_FETCH_PAUSE] = "pause",
        [UT_FETCH_OUTAGE] = "outage",
        [UT_FETCH_RECOVER] = "recover",
    };
    struct engine *engine = check_open(L);
    struct ut_fetch_event event;
    if (!ut_fetch_take_event(engine->fetch, &event))
        return 0;
    lua_createtable(L, 0, 4);
    lua_pushstring(L, kinds[event.kind]);
    lua_setfield(L, -2, "kind");
    lua_pushinteger(L, event.wait_ms);
    lua_setfield(L, -2, "wait_ms");
    lua_pushinteger(L, event.status);
    lua_setfield(L, -2, "status");
    lua_pushstring(L, event.message);
    lua_setfield(L, -2, "message");
    return 1;
}

static int l_stats(lua_State *L)
{
    struct engine *engine = check_open(L);
    struct ut_fetch_stats stats;
    ut_fetch_get_stats(engine->fetch, &stats);
    const struct {
        const char *name;
        int64_t value;
    } rows[] = {
        {"requests", stats.requests},   {"retries", stats.retries},
        {"throttled", stats.throttled}, {"bytes", stats.wire_bytes},
        {"pause_ms", stats.pause_ms},   {"queued", stats.queued},
        {"in_flight", stats.in_flight}, {"finished", stats.finished},
    };
    lua_newtable(L);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lua_pushinteger(L, rows[i].value);
        lua_setfield(L, -2, rows[i].name);
    }
    lua_pushnumber(L, stats.rate);
    lua_setfield(L, -2, "rate");
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

int luaopen_undertone_core_http(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"submit", l_submit},       {"next", l_next},
        {"reject", l_reject},       {"sign_in", l_sign_in},
        {"stop", l_stop},           {"event", l_event},
        {"stats", l_stats},         {"origin", l_origin},
        {"resolve", l_resolve},     {"close", l_close},
        {"__gc", l_close},          {"__close", l_close},
        {"__tostring", l_tostring}, {NULL, NULL},
    };
    static const luaL_Reg functions[] = {
        {"new", l_new}, {"escape", l_escape}, {"show", l_show}, {NULL, NULL}};
    luaL_newmetatable(L, TYPE_NAME);
    luaL_setfuncs(L, methods, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    luaL_newlib(L, functions);
    return 1;
}
