/* texts.c: strings, lists of them, and files handed over as tables. */
#include "bind/texts.h"

struct ut_span ut_check_text(lua_State *L, int index)
{
    struct ut_span text;
    text.bytes = luaL_checklstring(L, index, &text.size_bytes);
    return text;
}

struct ut_spans ut_check_texts(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    size_t count = ut_check_length(L, index);
    struct ut_span *texts =
        lua_newuserdatauv(L, (count + 1) * sizeof *texts, 0);
    for (size_t i = 0; i < count; i++) {
        lua_Integer place = (lua_Integer)i + 1;
        if (lua_rawgeti(L, index, place) != LUA_TSTRING)
            luaL_error(L, "text %I of the list is a %s, not a string", place,
                       luaL_typename(L, -1));
        texts[i].bytes = lua_tolstring(L, -1, &texts[i].size_bytes);
        lua_pop(L, 1);
    }
    return (struct ut_spans){texts, count};
}

struct ut_file_text ut_check_file_text(lua_State *L)
{
    struct ut_file_text file;
    luaL_argcheck(L, lua_istable(L, -1), 1, "a word list is missing");
    lua_getfield(L, -1, "name");
    lua_getfield(L, -2, "bytes");
    luaL_argcheck(
        L, lua_type(L, -2) == LUA_TSTRING && lua_type(L, -1) == LUA_TSTRING, 1,
        "a word list needs a name and bytes, both strings");
    file.name = lua_tostring(L, -2);
    file.text.bytes = lua_tolstring(L, -1, &file.text.size_bytes);
    lua_pop(L, 2);
    return file;
}
