/*
 * http_options.c: the options of an engine, read from their Lua table.
 *
 * One row an option: its name in Lua, its kind and its place in the struct.
 * Ranges beyond "a whole number" are the core's to check. Misuse raises.
 */
#include <stddef.h>
#include <string.h>

#include "bind/bind.h"
#include "bind/http_tables.h"

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

static const struct option known[] = {
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
                       struct ut_fetch_options *options)
{
    void *field = (char *)options + option->offset;
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

static bool read_option(lua_State *L, const char *name, void *options)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) == 0) {
            set_option(L, &known[i], options);
            return true;
        }
    }
    return false;
}

void ut_read_http_options(lua_State *L, int index,
                          struct ut_fetch_options *options)
{
    ut_check_options(L, index, read_option, options);
}
