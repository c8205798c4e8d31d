/*
 * sha256.c: undertone.sha256.
 *
 *   sha256.base64(bytes) --> the SHA-256 of the bytes in base64, as a content
 *                            security policy names what it allows
 *   sha256.hex(bytes)    --> the same in hexadecimal digits
 */
#include "core/sha256.h"
#include "bind/bind.h"

static int l_base64(lua_State *L)
{
    size_t size;
    const char *bytes = luaL_checklstring(L, 1, &size);
    char text[UT_SHA256_BASE64_SIZE];
    ut_sha256_base64(bytes, size, text);
    lua_pushstring(L, text);
    return 1;
}

static int l_hex(lua_State *L)
{
    size_t size;
    const char *bytes = luaL_checklstring(L, 1, &size);
    char text[UT_SHA256_HEX_SIZE];
    ut_sha256_hex(bytes, size, text);
    lua_pushstring(L, text);
    return 1;
}

int luaopen_undertone_sha256(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"base64", l_base64},
        {"hex", l_hex},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
