/*
 * check_http_text.c: what may be asked for: origins, links, paths, headers.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/http.h"
#include "support/suite.h"

static int new_http(const char *origin, struct ut_http **http)
{
    struct ut_http_options options = ut_http_options_default();
    struct ut_error error = {0};
    options.origin = origin;
    options.connections = 1;
    int status = ut_http_new(&options, http, &error);
    ck_assert_int_eq(error.code, status);
    return status;
}

START_TEST(origins)
{
    static const struct {
        const char *text, *shown; /* shown: NULL when refused */
    } rows[] = {
        {"https://api.example.com", "https://api.example.com"},
        {"https://API.example.com:443/", "https://API.example.com"},
        {"https://api.example.com:8443/a/b/",
         "https://api.example.com:8443/a/b"},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"http://localhost:1", "http://localhost:1"},
        {"http://[::1]:8080", "http://[::1]:8080"},
        {"http://api.example.com", NULL},
        {"http://127.0.0.1.example.com", NULL},
        {"http://127.evil.example", NULL},
        {"http://localhost.example.com", NULL},
        {"https://user@api.example.com", NULL},
        {"https://user:secret@api.example.com", NULL},
        {"https://api.example.com?x=1", NULL},
        {"https://api.example.com#x", NULL},
        {"https://api.example.com\\@evil.example", NULL},
        {"https://", NULL},
        {"ftp://api.example.com", NULL},
        {"file:///etc/passwd", NULL},
        {"https://a b", NULL},
        {"https://a\r\nHost: b", NULL},
        {"", NULL},
        {NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ut_http *http = NULL;
        int status = new_http(rows[i].text, &http);
        ck_assert_msg((status == 0) == (rows[i].shown != NULL), "%s",
                      rows[i].text ? rows[i].text : "NULL");
        if (status == 0)
            ck_assert_str_eq(ut_http_origin(http), rows[i].shown);
        ut_http_free(http);
    }
}
END_TEST

static void check_links(const char *origin, const char *const rows[][3],
                        size_t count)
{
    struct ut_http *http = NULL;
    ck_assert_int_eq(new_http(origin, &http), 0);
    for (size_t i = 0; i < count; i++) {
        struct ut_error error = {0};
        struct ut_buf path;
        ut_buf_init(&path, 20000);
        int status =
            ut_http_resolve(http, rows[i][0], rows[i][1], &path, &error);
        ck_assert_msg((status == 0) == (rows[i][2] != NULL), "%s -> %s: %s",
                      rows[i][1], status == 0 ? path.bytes : "refused",
                      error.message);
        if (status == 0)
            ck_assert_str_eq(path.bytes, rows[i][2]);
        else
            ck_assert_ptr_null(strstr(error.message, "secret"));
        ut_buf_clear(&path);
    }
    ut_http_free(http);
}

/* page, link, path to ask for (NULL: refused) */
START_TEST(links)
{
    static const char *const rows[][3] = {
        {NULL, "https://api.example.com/a?b=c", "/a?b=c"},
        {NULL, "HTTPS://API.EXAMPLE.COM:443/a", "/a"},
        {"/a/b?page=1", "?page=2", "/a/b?page=2"},
        {"/a/b?page=1", "c", "/a/c"},
        {"/a/b", "/c", "/c"},
        {"/a/b", "../../../c", "/c"},
        {NULL, "https://api.example.com/a%2Fb?c=%20d", "/a%2Fb?c=%20d"},
        {NULL, "https://evil.example/a", NULL},
        {NULL, "https://evil.example/?secret=1", NULL},
        {NULL, "http://api.example.com/a", NULL},
        {NULL, "https://api.example.com:444/a", NULL},
        {NULL, "https://api.example.com:80/a", NULL},
        {NULL, "https://api.example.com.evil.example/a", NULL},
        {NULL, "https://api.example.com./a", NULL},
        {NULL, "https://xapi.example.com/a", NULL},
        {NULL, "//evil.example/a", NULL},
        {NULL, "///evil.example/a", NULL},
        {NULL, "\\\\evil.example\\a", NULL},
        {NULL, "/\\evil.example/a", NULL},
        {NULL, "https:\\\\evil.example", NULL},
        {NULL, "https://api.example.com\\@evil.example/", NULL},
        {NULL, "https://api.example.com@evil.example/", NULL},
        {NULL, "https://evil.example@api.example.com/", NULL},
        {NULL, "https://user:secret@api.example.com/", NULL},
        {NULL, "https://api.example.com%2eevil.example/", NULL},
        {NULL, "https://api.example.com%00.evil.example/", NULL},
        {NULL, "https://api.ex\xc3\xa4mple.com/", NULL},
        {NULL, "https://xn--pi-kla.example.com/", NULL},
        {NULL, "https://127.0.0.1/", NULL},
        {NULL, "https://[::1]/", NULL},
        {NULL, "https://2130706433/", NULL},
        {NULL, "file:///etc/passwd", NULL},
        {NULL, "ftp://api.example.com/a", NULL},
        {NULL, "gopher://api.example.com/a", NULL},
        {NULL, "javascript:alert(1)", NULL},
        {NULL, "data:text/plain,x", NULL},
        {NULL, "https://api.example.com/a#b", NULL},
        {NULL, "https://api.example.com/a b", NULL},
        {NULL, "https://api.example.com/a\tb", NULL},
        {NULL, "https://api.example.com/a\r\nX: y", NULL},
        {NULL, " https://api.example.com/a", NULL},
        {NULL, "https://api.example.com/%2e%2E/a", NULL},
        {NULL, "", NULL},
        {NULL, "https://", NULL},
        {NULL, "https:/evil.example/a", NULL},
    };
    check_links("https://api.example.com", rows, sizeof rows / sizeof rows[0]);
}
END_TEST

/* What is refused names where it would lead, and never a password. */
START_TEST(refused_links_name_both_places)
{
    static const char *const rows[][2] = {
        {"https://evil.example:1/a", "another origin, https://evil.example:1;"},
        {"https://me:secret@evil.example/a?b", "a link to evil.example that"},
        {"https://api.example.com\\@evil.example/a", "to evil.example that"},
        {"https://api.example.com\\secret@evil.example",
         "to evil.example that"},
        {"\\\\evil.example:1/secret", "to \\\\evil.example:1 that"},
        {"/\\evil.example?secret", "to /\\evil.example that"},
        {"https://evil.example\x1b/secret",
         "to https://evil.example\\x1b that"},
        {"page\t?secret", "to page\\x09 that"},
    };
    struct ut_http *http = NULL;
    struct ut_buf path;
    ut_buf_init(&path, 1000);
    ck_assert_int_eq(new_http("https://api.example.com", &http), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ut_error error = {0};
        ck_assert_int_eq(ut_http_resolve(http, NULL, rows[i][0], &path, &error),
                         UNDERTONE_EREFUSED);
        ck_assert_msg(strstr(error.message, rows[i][1]) != NULL, "%s",
                      error.message);
        ck_assert_ptr_nonnull(
            strstr(error.message, "at https://api.example.com offered"));
        ck_assert_ptr_null(strstr(error.message, "secret"));
    }
    ut_buf_clear(&path);
    ut_http_free(http);
}
END_TEST

START_TEST(links_under_a_prefix)
{
    static const char *const rows[][3] = {
        {NULL, "https://api.example.com/v1/a", "/a"},
        {NULL, "https://api.example.com/v1/", "/"},
        {"/a", "/v1/b?c", "/b?c"},
        {"/a?x", "b", "/b"},
        {NULL, "https://api.example.com/v2/a", NULL},
        {NULL, "https://api.example.com/v1evil/a", NULL},
        {NULL, "https://api.example.com/v1", NULL},
        {"/a", "/b", NULL},
        {"/a", "../../b", NULL},
        {"/a", "/v1/%2e%2e/b", NULL},
    };
    check_links("https://api.example.com/v1/", rows,
                sizeof rows / sizeof rows[0]);
}
END_TEST

START_TEST(a_long_link_is_refused)
{
    struct ut_http *http = NULL;
    struct ut_buf path;
    static char link[1 << 20];
    memset(link, 'a', sizeof link - 1);
    link[0] = '/';
    ut_buf_init(&path, 1 << 21);
    ck_assert_int_eq(new_http("https://api.example.com", &http), 0);
    ck_assert_int_eq(ut_http_resolve(http, NULL, link, &path, NULL),
                     UNDERTONE_EREFUSED);
    link[UT_HTTP_PATH_BYTES] = '\0';
    ck_assert_int_eq(ut_http_resolve(http, NULL, link, &path, NULL), 0);
    /* From a page deep down, a link that is not too long by itself is. */
    static char page[5000], name[5000];
    memset(page, '/', sizeof page - 1);
    memset(name, 'a', sizeof name - 1);
    struct ut_error error = {0};
    ck_assert_int_eq(ut_http_resolve(http, page, name, &path, &error),
                     UNDERTONE_EREFUSED);
    ck_assert_ptr_nonnull(strstr(error.message, "offered a link that makes"));
    ut_buf_clear(&path);
    ut_buf_init(&path, 10);
    link[100] = '\0';
    ck_assert_int_eq(ut_http_resolve(http, NULL, link, &path, &error),
                     UNDERTONE_EREFUSED);
    ck_assert_ptr_nonnull(strstr(error.message, "too long a path"));
    ut_buf_clear(&path);
    ut_http_free(http);
}
END_TEST

START_TEST(paths)
{
    static const char *const good[] = {
        "/", "/a/b?c=d/../e", "/..a", "/a..", "/...", "/%2e%2e%2e", "/a?b=.."};
    static const char *const bad[] = {
        "",          "a",     "/a b",  "/a#b",      "/a\\b", "/../a",
        "/a/.",      "/a/..", "/./a",  "/%2e%2E/a", "/.%2e", "/a\x7f",
        "/\xc3\xa4", "/a\nb", "//../", "?a"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(ut_http_check_path(good[i], NULL) == 0, "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(ut_http_check_path(bad[i], NULL) == UNDERTONE_EINVALID,
                      "%s", bad[i]);
}
END_TEST

START_TEST(headers)
{
    static const struct {
        const char *name, *value;
        int status;
    } rows[] = {
        {"Accept", "application/json", 0},
        {"X-Empty", "", 0},
        {"X-Tab", "a\tb", 0},
        {"", "a", UNDERTONE_EINVALID},
        {"X A", "a", UNDERTONE_EINVALID},
        {"X:", "a", UNDERTONE_EINVALID},
        {"X\r\nY", "a", UNDERTONE_EINVALID},
        {"X", "a\r\nY: b", UNDERTONE_EINVALID},
        {"X", "a\nb", UNDERTONE_EINVALID},
        {"X", "\x7f", UNDERTONE_EINVALID},
        {"authorization", "Bearer x", UNDERTONE_EINVALID},
        {"HOST", "evil.example", UNDERTONE_EINVALID},
        {"Content-Length", "1", UNDERTONE_EINVALID},
        {"Transfer-Encoding", "chunked", UNDERTONE_EINVALID},
        {"Accept-Encoding", "br", UNDERTONE_EINVALID},
    };
    struct ut_buf lines;
    ut_buf_init(&lines, 1000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_int_eq(
            ut_http_headers_add(&lines, rows[i].name, rows[i].value),
            rows[i].status);
    static const char expected[] =
        "Accept: application/json\0X-Empty;\0X-Tab: a\tb";
    ck_assert_uint_eq(lines.size_bytes, sizeof expected);
    ck_assert_mem_eq(lines.bytes, expected, sizeof expected);
    ut_buf_clear(&lines);
}
END_TEST

START_TEST(escapes)
{
    static const char *const rows[][2] = {
        {"", ""},
        {"abc-_~.XYZ019", "abc-_~.XYZ019"},
        {"../../x", "..%2F..%2Fx"},
        {"a/b?c#d", "a%2Fb%3Fc%23d"},
        {"%2e%2e", "%252e%252e"},
        {".", "%2E"},
        {"..", "%2E%2E"},
        {"...", "..."},
        {"12345678901234567890", "12345678901234567890"},
        {"\xc3\xa9 +&=", "%C3%A9%20%2B%26%3D"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[100];
        size_t size = ut_http_escape(rows[i][0], strlen(rows[i][0]), out);
        out[size] = '\0';
        ck_assert_str_eq(out, rows[i][1]);
    }
    char out[6];
    ck_assert_uint_eq(ut_http_escape("\0\xff", 2, out), 6);
    ck_assert_mem_eq(out, "%00%FF", 6);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http_text");
    TCase *tests = tcase_create("http_text");
    tcase_add_test(tests, origins);
    tcase_add_test(tests, links);
    tcase_add_test(tests, links_under_a_prefix);
    tcase_add_test(tests, refused_links_name_both_places);
    tcase_add_test(tests, a_long_link_is_refused);
    tcase_add_test(tests, paths);
    tcase_add_test(tests, headers);
    tcase_add_test(tests, escapes);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
