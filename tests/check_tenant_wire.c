/*
 * check_tenant_wire.c: faults of the example tenant whose point is how bytes
 * come or end.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "tenant_client.h"

static struct tenant_process tenant;

START_TEST(f1_is_silent)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F1");
    ck_assert_uint_eq(reply.size, 0);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F1.late");
    ck_assert_int_eq(reply.status, 200);
    ck_assert_uint_eq(tenant_said_length(&reply), reply.body_size);
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f2_f3_stop_in_mid_body)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F2");
    ck_assert_uint_eq(reply.body_size, tenant_said_length(&reply) / 2);
    ck_assert(!reply.was_reset);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F3");
    ck_assert_uint_eq(reply.body_size, tenant_said_length(&reply) / 2);
    ck_assert(reply.was_reset);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F3.chunked");
    unsigned long chunk = 0;
    ck_assert_int_eq(sscanf(reply.body, "%lx\r\n", &chunk), 1);
    ck_assert_uint_lt(reply.body_size, chunk);
    ck_assert_ptr_nonnull(strstr(reply.bytes, "chunked\r\n\r\n"));
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f4_f5_cut_the_json)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F4");
    ck_assert_ptr_null(strstr(reply.bytes, "Content-Length"));
    ck_assert_int_gt((int)reply.body_size, 10);
    ck_assert_int_ne(reply.bytes[reply.size - 1], ']');
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F5");
    ck_assert_uint_eq(reply.body_size, tenant_said_length(&reply));
    ck_assert_int_ne(reply.bytes[reply.size - 1], ']');
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f6_to_f9_lie_about_the_length)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F6");
    ck_assert_uint_eq(tenant_said_length(&reply), reply.body_size / 2);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F7");
    ck_assert_uint_eq(tenant_said_length(&reply), reply.body_size + 1000);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F8");
    const char *first = strstr(reply.bytes, "Content-Length");
    ck_assert_ptr_nonnull(strstr(first + 1, "Content-Length"));
    ck_assert_uint_eq(tenant_said_length(&reply), reply.body_size);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F9");
    ck_assert_ptr_nonnull(strstr(reply.bytes, "chunked\r\n\r\n"));
    ck_assert_uint_lt(tenant_said_length(&reply), reply.body_size);
    ck_assert_ptr_nonnull(strstr(reply.body, "]\r\n0\r\n\r\n"));
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f10_drips)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F10");
    ck_assert_int_eq(reply.status, 200);
    ck_assert_uint_eq(reply.body_size, 3); /* 0.9 s at a byte every 0.4 s */
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F10.head");
    ck_assert_uint_eq(reply.size, 3);
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f11_hangs_up)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F11");
    ck_assert_uint_eq(reply.size, 0);
    ck_assert(!reply.was_open);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F11.idle");
    ck_assert_uint_eq(tenant_said_length(&reply), reply.body_size);
    ck_assert_ptr_null(strstr(reply.bytes, "Connection:"));
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f49_does_not_end)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F49");
    ck_assert(reply.was_open);
    ck_assert_uint_gt(reply.body_size, 64u << 20);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F49.head");
    ck_assert_ptr_nonnull(strstr(reply.bytes, "X-Flood-19999: "));
    tenant_end_call(&tenant, &reply);
}
END_TEST

START_TEST(f54_is_not_http)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F54");
    ck_assert_int_eq(reply.bytes[0], '[');
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F54.nul");
    ck_assert_ptr_nonnull(
        memmem(reply.bytes, reply.size, "X-Nul: a\0b\r\n", 12));
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F54.status");
    ck_assert_int_eq(strncmp(reply.bytes, "HTTP/1.1 banana\r\n", 17), 0);
    tenant_end_call(&tenant, &reply);
    reply = tenant_call_with(&tenant, "F54.version");
    ck_assert_int_eq(strncmp(reply.bytes, "HTTP/7.3 200 OK\r\n", 17), 0);
    tenant_end_call(&tenant, &reply);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant wire");
    TCase *tests = tcase_create("tenant wire");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, f1_is_silent);
    tcase_add_test(tests, f2_f3_stop_in_mid_body);
    tcase_add_test(tests, f4_f5_cut_the_json);
    tcase_add_test(tests, f6_to_f9_lie_about_the_length);
    tcase_add_test(tests, f10_drips);
    tcase_add_test(tests, f11_hangs_up);
    tcase_add_test(tests, f49_does_not_end);
    tcase_add_test(tests, f54_is_not_http);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
