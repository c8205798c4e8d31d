/* engine_fixture.c: see engine_fixture.h. */
#include "engine_fixture.h"

#include <string.h>

#include "support/suite.h"

undertone *engine;

static void setup(void)
{
    engine = undertone_create();
    ck_assert_ptr_nonnull(engine);
}

static void teardown(void)
{
    undertone_destroy(engine);
}

int engine_run(const char *source)
{
    return undertone_run_string(engine, source, "=test", 0, NULL);
}

void engine_expect_error(const char *part)
{
    const char *message = undertone_error(engine);
    ck_assert_msg(strstr(message, part) != NULL, "'%s' lacks '%s'", message,
                  part);
}

int engine_suite_run(const char *name, const TTest *const *tests, size_t count)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, 30);
    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
