/*
 * check_io_memory.c: every allocation behind the http and db modules fails
 * once, and again with all that follow it: ours, Lua's, libcurl's and
 * SQLite's. Nothing may crash, leak or be passed over: what a script is told
 * is right, or it is told that there is no memory.
 *
 * The linker turns our allocation calls into those of failing_malloc.c, and
 * libcurl and SQLite are given them. The other end is the example tenant, a
 * process of its own.
 */
#include <check.h>
#include <curl/curl.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failing_malloc.h"
#include "support/suite.h"
#include "tenant_client.h"
#include "undertone.h"

/* Large enough for a sweep to end by itself, or the test fails. */
#define SWEEP_MAX 20000

/* lua-cjson 2.1.0 forgets its string buffers when Lua raises a memory error
 * between their allocation and their owner's; not ours to mend. */
UNDERTONE_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:liblua5.4-cjson.so";
}

/* --- what is swept: returns 3 when all that the script was told is right - */

static const char db_script[] =
    "local db = require 'undertone.db'\n"
    "local path = arg[1]\n"
    "os.remove(path)\n"
    "local connection <close> = assert(db.open(path, 7))\n"
    "assert(connection:exec 'CREATE TABLE t(a TEXT, b REAL, c BLOB)')\n"
    "assert(assert(connection:run('INSERT INTO t VALUES (?, ?, ?)', 'words',\n"
    "  1.5, ('x'):rep(5000))) == 1)\n"
    "local statement <close> = assert(connection:prepare [[SELECT a, b,\n"
    "  CAST(c AS BLOB), a || 1 AS d, zeroblob(9) FROM t WHERE b > ?]])\n"
    "assert(statement:bind(1))\n"
    "assert(statement:step())\n"
    "local a, b, c, d, e = statement:values()\n"
    "assert(a == 'words' and b == 1.5 and #c == 5000, 'lost')\n"
    "assert(d == 'words1' and e == ('\\0'):rep(9), 'lost')\n"
    "local row = statement:record()\n"
    "assert(row.a == 'words' and row.d == 'words1', 'lost')\n"
    "assert(tostring(connection) and tostring(statement))\n"
    "local sealed <close> = assert(connection:prepare\n"
    "  'SELECT crc32(zeroblob(5000)) AS seal')\n"
    "assert(sealed:step())\n"
    "assert(sealed:record().seal == 1652920936, 'lost')\n"
    "local more, why, code = statement:step()\n"
    "assert(more == false or code == 'memory', why)\n"
    "return more == false and 3 or error(why)\n";

static const char http_script[] =
    "local http = require 'undertone.http'\n"
    "local client <close> = assert(http.client { origin = arg[1],\n"
    "  concurrency = 2, retry_base_ms = 1, breaker_ms = 1,\n"
    "  timeout_ms = 2000, on_event = function(event)\n"
    "    assert(event.message)\n"
    "  end, sign_in = function(client)\n"
    "    local answer, why, code = client:request { auth = false,\n"
    "      path = '/oauth2/token', form = { client_id = 'demo',\n"
    "      client_secret = 'demo-secret',\n"
    "      grant_type = 'client_credentials' } }\n"
    "    if not answer then return nil, why, code end\n"
    "    return answer.body:match '\"access_token\": *\"([^\"]+)\"'\n"
    "  end })\n"
    "assert(tostring(client.engine):find(arg[1], 1, true))\n"
    "assert(assert(client:resolve('/a?b', '/c')) == '/a?b')\n"
    "local rejected = false\n"
    "for i = 1, 3 do\n"
    "  assert(client:submit { path = '/api/v1/conversations/'\n"
    "    .. http.escape 'one' .. '/transcripts', headers = { ['X-A'] = 'b' },\n"
    "    decode = function(body)\n"
    "      if i == 2 and not rejected then\n"
    "        rejected = true\n"
    "        return nil, http.show 'once'\n"
    "      end\n"
    "      return body\n"
    "    end })\n"
    "end\n"
    "for _ = 1, 3 do\n"
    "  local request, answer, why = client:wait()\n"
    "  assert(request and answer, why)\n"
    "  assert(answer.status == 200 and answer.value == arg[2], 'lost')\n"
    "  assert(answer.headers['content-type']:find 'json', 'lost')\n"
    "end\n"
    "assert(rejected and client:stats().requests >= 5)\n"
    "client.engine:stop('later', 'enough')\n"
    "assert(not client:submit { path = '/' })\n"
    "return 3\n";

static struct tenant_process tenant;
static char origin[64], transcript[512];
static char db_path[] = "build/check_io_memory.db";

/* libcurl passes some of its own shortages off as other failures, such as a
 * link that cannot be read: those are told and safe, if not exact. */
struct work {
    const char *script;
    char *argv[2];
    bool is_exact;
};
static const struct work works[] = {
    {db_script, {db_path, transcript}, true},
    {http_script, {origin, transcript}, false},
};
#define WORKS ((int)(sizeof works / sizeof *works))

/* --- allocations of others -------------------------------------------------
 */

static void *sqlite_malloc(int size)
{
    return malloc((size_t)size);
}

static void *sqlite_realloc(void *block, int size)
{
    return realloc(block, (size_t)size);
}

static int sqlite_size(void *block)
{
    return (int)malloc_usable_size(block);
}

static int sqlite_round_up(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_begin(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void sqlite_end(void *context)
{
    (void)context;
}

static void *curl_malloc(size_t size)
{
    return malloc(size);
}

static void curl_give_back(void *block)
{
    free(block);
}

static void *curl_realloc(void *block, size_t size)
{
    return realloc(block, size);
}

static char *curl_copy(const char *text)
{
    return strdup(text);
}

static void *curl_calloc(size_t count, size_t size)
{
    return calloc(count, size);
}

/* What the libraries keep for good is theirs before any sweep. */
static void lend_allocations(void)
{
    static const struct sqlite3_mem_methods methods = {
        sqlite_malloc,   free,         sqlite_realloc, sqlite_size,
        sqlite_round_up, sqlite_begin, sqlite_end,     NULL};
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
    ck_assert_int_eq(sqlite3_initialize(), SQLITE_OK);
    ck_assert_int_eq(curl_global_init_mem(CURL_GLOBAL_DEFAULT, curl_malloc,
                                          curl_give_back, curl_realloc,
                                          curl_copy, curl_calloc),
                     CURLE_OK);
}

/* --- the sweeps ------------------------------------------------------------
 */

static void start_tenant(void)
{
    tenant_start_small(&tenant, (const char *[]){NULL});
    snprintf(origin, sizeof origin, "http://127.0.0.1:%d", tenant.port);
    free(tenant_sign_in(&tenant).bytes);
    struct tenant_reply reply = tenant_call(
        &tenant, "GET", "/api/v1/conversations/one/transcripts", NULL);
    snprintf(transcript, sizeof transcript, "%s", reply.body);
    free(reply.bytes);
}

static void stop_tenant(void)
{
    tenant_stop(&tenant);
    unlink(db_path);
}

/* The modules are there before the failing begins: loading is swept by
 * check_memory.c. Whether the script ended well, or said why not. */
static bool live_once(const struct work *work, long allowed, bool is_lasting,
                      char *why, size_t size)
{
    undertone *engine = undertone_create();
    ck_assert_int_eq(
        undertone_run_string(engine,
                             "require 'undertone.http' require 'undertone.db'",
                             "=load", 0, NULL),
        0);
    failing_arm(allowed, is_lasting);
    int status = undertone_run_string(engine, work->script, "=work", 2,
                                      (char *const *)work->argv);
    failing_relent();
    const char *message = undertone_error(engine);
    bool is_told = status < 0 && *message != '\0' &&
                   strstr(message, "lost") == NULL &&
                   (!work->is_exact || strstr(message, "memory") != NULL);
    snprintf(why, size, "%d: %s", status, message);
    undertone_destroy(engine);
    return status == 3 || is_told;
}

/* Loop index: the work, failing once and then for good. */
START_TEST(survives_every_failing_allocation)
{
    const struct work *work = &works[_i / 2];
    bool has_failed = true;
    long point = 0, live_blocks;
    char why[1024];
    lend_allocations();
    for (; has_failed && point < SWEEP_MAX; point++) {
        failing_start(-1, false);
        bool is_good = live_once(work, point, _i % 2 == 1, why, sizeof why);
        has_failed = failing_stop(&live_blocks);
        ck_assert_msg(is_good, "at allocation %ld: %s", point, why);
        ck_assert_msg(live_blocks == 0, "%ld blocks left at allocation %ld",
                      live_blocks, point);
    }
    ck_assert_int_gt(point, 100);
    ck_assert_int_lt(point, SWEEP_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("io_memory");
    TCase *tests = tcase_create("io_memory");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, start_tenant, stop_tenant);
    tcase_add_loop_test(tests, survives_every_failing_allocation, 0, 2 * WORKS);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
