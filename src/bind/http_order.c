/*
 * http_order.c: one request, read from the order that asks for it.
 *
 * Checks the types of an order's fields; misuse raises. Nothing is copied
 * but the headers: the other strings belong to the order, which the caller
 * keeps on the stack until the engine has taken its own copies.
 */
#include <lauxlib.h>
#include <string.h>

#include "bind/http_tables.h"

#define HEADERS_BYTES 65536 /* of one request */
#define MOST_ATTEMPTS 1000

/* Pushes a field of the order at `order`, if it is nil or of that type. */
static int push_field(lua_State *L, int order, const char *name, int type)
{
    int found = lua_getfield(L, order, name);
    if (found != LUA_TNIL && found != type)
        luaL_error(L, "'%s' of a request must be a %s", name,
                   lua_typename(L, type));
    return found;
}

/* The string stays reachable through the order. */
static const char *string_field(lua_State *L, int order, const char *name,
                                size_t *size)
{
    push_field(L, order, name, LUA_TSTRING);
    const char *text = lua_tolstring(L, -1, size);
    lua_pop(L, 1);
    return text;
}

static bool boolean_field(lua_State *L, int order, const char *name)
{
    push_field(L, order, name, LUA_TBOOLEAN);
    bool value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

/* Adds the name and the value on top of the stack, and pops both. */
static void add_header(lua_State *L, struct ut_buf *headers)
{
    size_t size = 0;
    const char *name = lua_tostring(L, -2);
    const char *value = lua_tolstring(L, -1, &size);
    if (name == NULL || value == NULL || strlen(value) != size ||
        ut_http_headers_add(headers, name, value) != 0)
        luaL_error(L, "request header '%s' is reserved or not valid",
                   name ? name : "?");
    lua_pop(L, 2);
}

/* Reads { name, value, ... } into the buffer; it stays empty without any. */
static void read_headers(lua_State *L, int order, struct ut_buf *headers)
{
    ut_buf_reset(headers);
    if (push_field(L, order, "headers", LUA_TTABLE) == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    lua_Integer count = luaL_len(L, -1);
    if (count > UT_HTTP_HEADERS * 2)
        luaL_error(L, "more than %d request headers", UT_HTTP_HEADERS);
    for (lua_Integer i = 1; i < count; i += 2) {
        lua_rawgeti(L, -1, i);
        lua_rawgeti(L, -2, i + 1);
        add_header(L, headers);
    }
    if (headers->size_bytes > HEADERS_BYTES || ut_buf_add(headers, "", 1) != 0)
        luaL_error(L, "request headers too long");
    lua_pop(L, 1);
}

static int read_attempts(lua_State *L, int order)
{
    push_field(L, order, "attempts", LUA_TNUMBER);
    lua_Integer attempts = lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (attempts < 0 || attempts > MOST_ATTEMPTS)
        luaL_error(L, "'attempts' of a request must be 1 to %d", MOST_ATTEMPTS);
    return (int)attempts;
}

void ut_read_http_order(lua_State *L, int index, struct ut_buf *headers,
                        struct ut_fetch_request *request)
{
    struct ut_http_request *http = &request->http;
    read_headers(L, index, headers);
    http->method = string_field(L, index, "method", NULL);
    http->path = string_field(L, index, "path", NULL);
    http->headers = headers->size_bytes > 0 ? headers->bytes : NULL;
    http->body = string_field(L, index, "body", &http->body_bytes);
    request->has_auth = boolean_field(L, index, "auth");
    request->is_urgent = boolean_field(L, index, "urgent");
    request->is_doubted = boolean_field(L, index, "doubted");
    request->attempts = read_attempts(L, index);
    if (http->method == NULL || http->path == NULL)
        luaL_error(L, "a request needs a method and a path");
}
