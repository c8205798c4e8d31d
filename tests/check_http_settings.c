/*
 * check_http_settings.c: what every handle of libcurl is told, read back
 * through a recording curl_easy_setopt.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <check.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/http.h"
#include "support/suite.h"

#define MAX_HANDLES 16
#define MAX_OPTIONS 400

struct setting {
    CURLoption option;
    long number;
    char text[128];
};

struct handle {
    CURL *easy;
    int count;
    struct setting settings[MAX_OPTIONS];
};

static struct handle handles[MAX_HANDLES];

static struct handle *find_handle(CURL *easy)
{
    int i = 0;
    while (i < MAX_HANDLES - 1 && handles[i].easy && handles[i].easy != easy)
        i++;
    handles[i].easy = easy;
    return &handles[i];
}

static void record(CURL *easy, CURLoption option, void *value)
{
    struct handle *handle = find_handle(easy);
    if (handle->count == MAX_OPTIONS)
        return;
    struct setting *setting = &handle->settings[handle->count++];
    setting->option = option;
    if (option < CURLOPTTYPE_OBJECTPOINT)
        setting->number = (long)value;
    else if (curl_easy_option_by_id(option)->type == CURLOT_STRING && value)
        snprintf(setting->text, sizeof setting->text, "%s", (char *)value);
}

/* Takes the place of libcurl's: the value is one word in every case. */
#undef curl_easy_setopt
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    va_list arguments;
    va_start(arguments, option);
    void *value = va_arg(arguments, void *);
    va_end(arguments);
    record(easy, option, value);
    CURLcode (*original)(CURL *, CURLoption, ...) =
        (CURLcode(*)(CURL *, CURLoption, ...))dlsym(RTLD_NEXT,
                                                    "curl_easy_setopt");
    return original(easy, option, value);
}

static const struct setting *last_setting(const struct handle *handle,
                                          CURLoption option)
{
    const struct setting *found = NULL;
    for (int i = 0; i < handle->count; i++)
        if (handle->settings[i].option == option)
            found = &handle->settings[i];
    ck_assert_msg(found != NULL, "option %d was never set", option);
    return found;
}

START_TEST(every_handle_is_safe)
{
    static const struct {
        CURLoption option;
        long number;
    } rows[] = {
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_CONNECTTIMEOUT_MS, 10000},
        {CURLOPT_TIMEOUT_MS, 120000},
        {CURLOPT_LOW_SPEED_LIMIT, 100},
        {CURLOPT_LOW_SPEED_TIME, 30},
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
        {CURLOPT_HTTP09_ALLOWED, 0},
        {CURLOPT_PATH_AS_IS, 1},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS},
        {CURLOPT_NOPROGRESS, 0},
    };
    static const char *const never[] = {"COOKIE", "COOKIEFILE", "COOKIEJAR",
                                        "HSTS",   "ALTSVC",     "USERPWD"};
    struct ut_http_options options = ut_http_options_default();
    struct ut_http *http = NULL;
    struct ut_error error = {0};
    options.origin = "http://127.0.0.1:9";
    ck_assert_int_eq(ut_http_new(&options, &http, &error), 0);
    int count = 0;
    for (; count < MAX_HANDLES && handles[count].easy != NULL; count++) {
        struct handle *handle = &handles[count];
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            ck_assert_int_eq(last_setting(handle, rows[i].option)->number,
                             rows[i].number);
        ck_assert_str_eq(last_setting(handle, CURLOPT_PROTOCOLS_STR)->text,
                         "http");
        ck_assert_str_eq(
            last_setting(handle, CURLOPT_REDIR_PROTOCOLS_STR)->text, "http");
        ck_assert_str_eq(last_setting(handle, CURLOPT_ACCEPT_ENCODING)->text,
                         "gzip");
        ck_assert_str_eq(last_setting(handle, CURLOPT_PROXY)->text, "");
        for (int i = 0; i < handle->count; i++)
            for (size_t n = 0; n < sizeof never / sizeof never[0]; n++)
                ck_assert_str_ne(
                    curl_easy_option_by_id(handle->settings[i].option)->name,
                    never[n]);
    }
    ck_assert_int_eq(count, 8);
    ut_http_free(http);
}
END_TEST

START_TEST(an_https_handle_speaks_only_https)
{
    struct ut_http_options options = ut_http_options_default();
    struct ut_http *http = NULL;
    struct ut_error error = {0};
    options.origin = "https://localhost";
    options.ca_file = "/nowhere/ca.pem";
    ck_assert_int_eq(ut_http_new(&options, &http, &error), 0);
    ck_assert_str_eq(last_setting(&handles[0], CURLOPT_PROTOCOLS_STR)->text,
                     "https");
    ck_assert_str_eq(last_setting(&handles[0], CURLOPT_CAINFO)->text,
                     "/nowhere/ca.pem");
    ck_assert_str_eq(last_setting(&handles[0], CURLOPT_CAPATH)->text, "");
    for (int i = 0; i < handles[0].count; i++)
        ck_assert_int_ne(handles[0].settings[i].option, CURLOPT_PROXY);
    ut_http_free(http);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http_settings");
    TCase *tests = tcase_create("http_settings");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, every_handle_is_safe);
    tcase_add_test(tests, an_https_handle_speaks_only_https);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
