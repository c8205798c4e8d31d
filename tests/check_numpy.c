/* check_numpy.c: sums bit by bit, and orders by fingerprint, against what
 * NumPy 1.24.2 printed for the same generated keys. */
#include <check.h>
#include <stdlib.h>

#include "core/numpy.h"
#include "support/suite.h"

#define MAX_KEYS 20000

enum kind { RANDOM, TEN_VALUES, TRIPLES, SQUARES, MEDIAN_OF_3_KILLER };

/* The same generator made the keys in Python. */
static void fill_random(double *keys, size_t count, enum kind kind)
{
    uint64_t state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint64_t draw = state >> 33;
        if (kind == TEN_VALUES)
            draw %= 10;
        else if (kind == TRIPLES)
            draw %= count / 3 + 1;
        double rest = (double)(draw % 1000);
        keys[i] = kind == SQUARES ? -rest * rest : (double)draw;
    }
}

/* Splits off two keys at a time: too deep for plain quicksort. */
static void fill_killer(double *keys, size_t count)
{
    size_t half = count / 2;
    for (size_t i = 1; i <= half; i++) {
        if (i % 2 == 1) {
            keys[i - 1] = (double)i;
            keys[i] = (double)(half + i);
        }
        keys[half + i - 1] = (double)(2 * i);
    }
}

static void fill(double *keys, size_t count, enum kind kind)
{
    if (kind == MEDIAN_OF_3_KILLER)
        fill_killer(keys, count);
    else
        fill_random(keys, count, kind);
}

/* FNV-1a over the positions. */
static uint64_t fingerprint(const uint32_t *order, size_t count)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ order[i]) * 1099511628211u;
    return hash;
}

static const struct {
    enum kind kind;
    size_t count;
    uint64_t sorted;
    uint64_t partitioned[3]; /* at count / 2, count - 1, count - 3 or 0 */
} orders[] = {
    {0,
     1,
     0xaf63bd4c8601b7dfu,
     {0xaf63bd4c8601b7dfu, 0xaf63bd4c8601b7dfu, 0xaf63bd4c8601b7dfu}},
    {0,
     16,
     0x0f7f3a65840685efu,
     {0xacea8af957b1628du, 0x3af2a0234a0bbec3u, 0x39250f825bbdc183u}},
    {0,
     17,
     0x949d8fa85f6c4e21u,
     {0x012ae3ea839a7485u, 0x23aa30a1cd23acafu, 0x7de7f6fa589b0695u}},
    {1,
     40,
     0xc6fd83ad523ce0e3u,
     {0x8a5a19ecf437f89fu, 0xc9ccf0fe5fbdeb1du, 0x71c7ca4879e2192du}},
    {1,
     500,
     0x70eda8de69ad1e87u,
     {0xa895de1d98036987u, 0x8e07d716feaf3681u, 0x57cb8f878030a10bu}},
    {2,
     1000,
     0x9754ff4a20c66fb7u,
     {0x65943ada404d21b9u, 0x660795c3b9e5fab5u, 0x7c626a6bd9d1df9du}},
    {3,
     3000,
     0x7d2008a338e7c163u,
     {0xdb9fa7e1e8688217u, 0xb34b5fdad77eff45u, 0x8ca28226f3a3b74fu}},
    {0,
     5000,
     0x4755b73c51520de1u,
     {0x0c118c491137eed3u, 0x8a996589712bb8b7u, 0xa114fa4327b32e81u}},
    {4,
     2000,
     0x7d6b376828355c39u,
     {0x500eaa6e728d526bu, 0x6bdb8518f1271835u, 0x74a595e8240a0cf7u}},
    {4,
     6000,
     0x5adfc06a8a536489u,
     {0x19ae91680e64e675u, 0x045b71d1e1978255u, 0x9b06ef16567d21f7u}},
};

static const struct {
    size_t count;
    double sum;
    double squared_length;
} sums[] = {
    {0, 0x0.0p+0, 0x0.0p+0},
    {1, 0x1.507173f777778p-5, 0x1.ba2a02b12e997p-10},
    {7, 0x1.247a2bf99999ap-1, 0x1.e9295f85583aep-5},
    {8, 0x1.f8e25ec777778p-2, 0x1.0d9fecc10bc7dp-4},
    {9, 0x1.588e2dbc88889p-1, 0x1.92335522d9191p-4},
    {100, 0x1.8df900abd5556p+2, 0x1.44fddae021342p+0},
    {129, 0x1.0cc9cd3608888p+3, 0x1.a82cfdac01e65p+0},
    {1000, 0x1.1542e003daaaap+6, 0x1.c38a431e648f3p+3},
    {8193, 0x1.15494cec41eeep+9, 0x1.c16cba83c5a3ap+6},
    {20000, 0x1.4dc938925dd56p+10, 0x1.1122a9a47ca8ap+8},
};

static const struct {
    double value;
    double log; /* on a processor with AVX-512 */
} logs[] = {
    {0x1.ff00000000000p+9, 0x1.bb7d33e8e0dbap+2},
    {0x1.54aaaaaaaaaabp+9, 0x1.a18a0ffc21435p+2},
    {0x1.e0f0f0f0f0f0fp+6, 0x1.32865bd70153bp+2},
    {0x1.50b88127350b9p+1, 0x1.ef37ee8c0ce06p-1},
    {0x1.54aaaaaaaaaabp+0, 0x1.2495a0e893082p-2},
    {0x1.0020140c87d4ep+0, 0x1.009051838f7f2p-11},
    {0x1.8000000000000p+0, 0x1.9f323ecbf984cp-2},
    {0x1.0000000000000p+0, 0x0.0p+0},
    {0x1.e000000000000p+1, 0x1.525e973a0564fp+0},
    {0x1.0624dd2f1a9fcp-10, -0x1.ba18a998fffa0p+2},
};

#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static double keys[MAX_KEYS];
static uint32_t order[MAX_KEYS];

START_TEST(sorts_ties_as_numpy)
{
    size_t count = orders[_i].count;
    fill(keys, count, orders[_i].kind);
    ut_numpy_argsort(keys, count, order);
    for (size_t i = 1; i < count; i++)
        ck_assert(keys[order[i - 1]] <= keys[order[i]]);
    ck_assert_uint_eq(fingerprint(order, count), orders[_i].sorted);
}
END_TEST

START_TEST(partitions_as_numpy)
{
    size_t count = orders[_i].count;
    size_t kth[3] = {count / 2, count - 1, count > 3 ? count - 3 : 0};
    fill(keys, count, orders[_i].kind);
    for (int i = 0; i < 3; i++) {
        ut_numpy_argpartition(keys, count, kth[i], order);
        ck_assert_uint_eq(fingerprint(order, count), orders[_i].partitioned[i]);
    }
}
END_TEST

START_TEST(sums_to_the_last_bit)
{
    size_t count = sums[_i].count;
    fill(keys, count, RANDOM);
    for (size_t i = 0; i < count; i++)
        keys[i] = keys[i] / 2147483648.0 / 3 - 0.1;
    ck_assert(ut_numpy_sum(keys, count) == sums[_i].sum);
    ck_assert(ut_numpy_squared_length(keys, count) == sums[_i].squared_length);
}
END_TEST

START_TEST(takes_logarithms_as_numpy)
{
    ck_assert(ut_numpy_log(logs[_i].value) == logs[_i].log);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("numpy");
    TCase *tests = tcase_create("numpy");
    tcase_add_loop_test(tests, sorts_ties_as_numpy, 0, COUNT(orders));
    tcase_add_loop_test(tests, partitions_as_numpy, 0, COUNT(orders));
    tcase_add_loop_test(tests, sums_to_the_last_bit, 0, COUNT(sums));
    tcase_add_loop_test(tests, takes_logarithms_as_numpy, 0, COUNT(logs));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
