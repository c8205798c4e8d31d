/* check_map.c: ids by first appearance, any bytes as keys, growth. */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "support/suite.h"

static struct ut_map *map;

static void set_up(void)
{
    map = ut_map_new();
    ck_assert_ptr_nonnull(map);
}

static void tear_down(void)
{
    ut_map_free(map);
}

static uint32_t intern(const char *bytes, size_t size_bytes)
{
    uint32_t id = UT_MAP_NONE;
    ck_assert_int_eq(ut_map_intern(map, bytes, size_bytes, &id), 0);
    return id;
}

START_TEST(ids_follow_first_appearance)
{
    ck_assert_uint_eq(intern("b", 1), 0);
    ck_assert_uint_eq(intern("a", 1), 1);
    ck_assert_uint_eq(intern("b", 1), 0);
    ck_assert_uint_eq(intern("ab", 2), 2);
    ck_assert_uint_eq(ut_map_count(map), 3);
    ck_assert_uint_eq(ut_map_find(map, "a", 1), 1);
    ck_assert_uint_eq(ut_map_find(map, "c", 1), UT_MAP_NONE);
}
END_TEST

START_TEST(readable_keys_are_the_same_keys)
{
    static const char bytes[] = "internationalization, internationalizations";
    for (size_t size = 0; size < 24; size++) {
        uint32_t id;
        ck_assert_uint_eq(ut_map_find_readable(map, bytes, size), UT_MAP_NONE);
        ck_assert_int_eq(ut_map_intern_readable(map, bytes, size, &id), 0);
        ck_assert_uint_eq(id, size);
        ck_assert_uint_eq(intern(bytes, size), id);
        ck_assert_uint_eq(ut_map_find_readable(map, bytes, size), id);
    }
    uint32_t id;
    ck_assert_int_eq(ut_map_intern_readable(map, bytes + 22, 20, &id), 0);
    ck_assert_uint_eq(id, 20);
}
END_TEST

START_TEST(an_empty_map_finds_nothing)
{
    ck_assert_uint_eq(ut_map_count(map), 0);
    ck_assert_uint_eq(ut_map_find(map, "", 0), UT_MAP_NONE);
    ut_map_free(NULL);
}
END_TEST

START_TEST(keys_may_hold_any_bytes)
{
    ck_assert_uint_eq(intern("", 0), 0);
    ck_assert_uint_eq(intern("\0", 1), 1);
    ck_assert_uint_eq(intern("\0\0", 2), 2);
    ck_assert_uint_eq(intern("a\0b", 3), 3);
    ck_assert_uint_eq(intern("a\0c", 3), 4);
    ck_assert_uint_eq(intern("a\0b", 3), 3);
    size_t size_bytes;
    const char *key = ut_map_key(map, 4, &size_bytes);
    ck_assert_uint_eq(size_bytes, 3);
    ck_assert_mem_eq(key, "a\0c", 4);
}
END_TEST

/* Alike but for their size, and looked at one after the other where slots
 * are taken: many maps, since each has a seed of its own. */
START_TEST(runs_of_nul_differ_by_their_size)
{
    enum { OTHERS = 14 };
    static const char nuls[17];
    for (int round = 0; round < 300; round++) {
        struct ut_map *small = ut_map_new();
        uint32_t id;
        for (uint32_t i = 0; i < OTHERS; i++)
            ut_map_intern(small, &i, sizeof i, &id);
        for (size_t size = 0; size < sizeof nuls; size++) {
            bool is_known = size == sizeof(uint32_t); /* as i was 0 */
            uint32_t expected = ut_map_count(small);
            ut_map_intern(small, nuls, size, &id);
            ck_assert_uint_eq(id, is_known ? 0 : expected);
        }
        ut_map_free(small);
    }
}
END_TEST

/* Counts instead of asserting: Check writes a record for each assertion. */
START_TEST(growth_keeps_every_key)
{
    enum { MANY = 100000 };
    uint32_t wrong = 0;
    char word[16];
    for (uint32_t i = 0; i < MANY; i++) {
        int length = snprintf(word, sizeof word, "w%u", i * 7919u);
        uint32_t id = UT_MAP_NONE;
        ut_map_intern(map, word, (size_t)length, &id);
        wrong += id != i;
    }
    for (uint32_t i = 0; i < MANY; i++) {
        int length = snprintf(word, sizeof word, "w%u", i * 7919u);
        size_t size_bytes;
        wrong += ut_map_find(map, word, (size_t)length) != i;
        wrong += strcmp(ut_map_key(map, i, &size_bytes), word) != 0;
        wrong += size_bytes != (size_t)length;
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_eq(ut_map_count(map), MANY);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("map");
    TCase *tests = tcase_create("map");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, ids_follow_first_appearance);
    tcase_add_test(tests, readable_keys_are_the_same_keys);
    tcase_add_test(tests, an_empty_map_finds_nothing);
    tcase_add_test(tests, keys_may_hold_any_bytes);
    tcase_add_test(tests, runs_of_nul_differ_by_their_size);
    tcase_add_test(tests, growth_keeps_every_key);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
