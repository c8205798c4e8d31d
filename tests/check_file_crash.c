/*
 * check_file_crash.c: what a power cut leaves of a file that is replaced.
 *
 * The calls that file.c makes are recorded instead of made (ld --wrap). A
 * crash state is drawn from the record: a moment, and of all that was not
 * synced until then, which sectors, sizes and names had reached the disk, in
 * whatever order. In every state the file must be the version that was in
 * place or one that was on its way, whole. STATES and SEED make other runs.
 */
#define _GNU_SOURCE
#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "support/suite.h"

#define FOLDER "/disk/"
#define TARGET FOLDER "report.csv"
#define SECTOR 512
#define VERSIONS 5
#define CALLS 256
#define MOST_BYTES (300 * 700)
#define FIRST_DESCRIPTOR 1000 /* of version 0; none that the system gives */
#define FOLDER_DESCRIPTOR (FIRST_DESCRIPTOR + VERSIONS)

enum call_kind { BEGIN, WRITE, SYNC, RENAME, SYNC_FOLDER, REMOVE, DONE };

struct call {
    enum call_kind kind;
    int version; /* whose file; of a folder's sync: none */
    size_t from, to;
};

static struct call calls[CALLS];
static int call_count;
static unsigned char written[VERSIONS][MOST_BYTES];
static size_t sizes[VERSIONS];
static int version; /* the one at work */

static void record(enum call_kind kind, size_t from, size_t to)
{
    ck_assert_int_lt(call_count, CALLS);
    calls[call_count++] = (struct call){kind, version, from, to};
}

/* --- in place of the system ----------------------------------------------- */

/* Check's own calls go on to the system. */
#define STAND_IN(type, name, ...)                                              \
    type __real_##name(__VA_ARGS__);                                           \
    type __wrap_##name(__VA_ARGS__);                                           \
    type __wrap_##name(__VA_ARGS__)

static FILE *stream; /* of the version at work */

static bool is_ours(const char *path)
{
    return strncmp(path, FOLDER, strlen(FOLDER)) == 0;
}

int __wrap_mkstemps(char *name, int tail);
int __wrap_mkstemps(char *name, int tail)
{
    ck_assert(is_ours(name) && tail > 0);
    record(BEGIN, 0, 0);
    return FIRST_DESCRIPTOR + version;
}

/* Comes when stdio empties its buffer, as the system's write would. */
static ssize_t write_bytes(void *cookie, const char *bytes, size_t size)
{
    (void)cookie;
    size_t from = sizes[version];
    ck_assert_uint_le(from + size, MOST_BYTES);
    memcpy(written[version] + from, bytes, size);
    sizes[version] += size;
    record(WRITE, from, from + size);
    return (ssize_t)size;
}

STAND_IN(FILE *, fdopen, int descriptor, const char *mode)
{
    if (descriptor != FIRST_DESCRIPTOR + version)
        return __real_fdopen(descriptor, mode);
    stream =
        fopencookie(NULL, mode, (cookie_io_functions_t){.write = write_bytes});
    return stream;
}

STAND_IN(int, fileno, FILE *file)
{
    return file == stream ? FIRST_DESCRIPTOR + version : __real_fileno(file);
}

STAND_IN(int, fsync, int descriptor)
{
    if (descriptor < FIRST_DESCRIPTOR)
        return __real_fsync(descriptor);
    record(descriptor == FOLDER_DESCRIPTOR ? SYNC_FOLDER : SYNC, 0, 0);
    return 0;
}

STAND_IN(int, rename, const char *from, const char *to)
{
    if (!is_ours(to))
        return __real_rename(from, to);
    ck_assert_str_eq(to, TARGET);
    record(RENAME, 0, 0);
    return 0;
}

STAND_IN(int, unlink, const char *name)
{
    if (!is_ours(name))
        return __real_unlink(name);
    ck_assert_str_ne(name, TARGET);
    record(REMOVE, 0, 0);
    return 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, mode_t mode);
int __wrap_open(const char *path, int flags, mode_t mode)
{
    return is_ours(path) ? FOLDER_DESCRIPTOR : __real_open(path, flags, mode);
}

STAND_IN(int, close, int descriptor)
{
    return descriptor < FIRST_DESCRIPTOR ? __real_close(descriptor) : 0;
}

/* --- the record ----------------------------------------------------------- */

/* Replaces the file by `count` pieces of `size` bytes, or gives up before. */
static void replace(int new_version, int count, size_t size, bool is_given_up)
{
    unsigned char piece[5000];
    struct ut_file file;
    struct ut_error error;
    version = new_version;
    memset(piece, 'a' + version, sizeof piece);
    ck_assert_int_eq(ut_file_open(&file, TARGET, &error), 0);
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(ut_file_add(&file, piece, size, &error), 0);
    if (is_given_up) {
        ut_file_discard(&file);
        return;
    }
    ck_assert_int_eq(ut_file_commit(&file, &error), 0);
    record(DONE, 0, 0);
}

static void record_all(void)
{
    replace(0, 1, 10, false);
    replace(1, 300, 700, false);
    replace(2, 40, 700, true);
    replace(3, 1, 0, false);
    replace(4, 1, 5000, false);
    ck_assert_uint_eq(sizes[1], MOST_BYTES);
    ck_assert_uint_eq(sizes[3], 0);
}

/* --- a crash -------------------------------------------------------------- */

static bool chance(double share)
{
    return drand48() < share;
}

/* The version whose file has the target's name after a crash before `end`;
 * -1: none. Names that were not synced may have come about or not. */
static int named_version(int end, double share)
{
    int named = -1, synced = end;
    while (synced > 0 && calls[synced - 1].kind != SYNC_FOLDER)
        synced--;
    for (int i = 0; i < end; i++)
        if (calls[i].kind == RENAME && (i < synced || chance(share)))
            named = calls[i].version;
    return named;
}

/* One write on its way: some of its sectors are there, and the file is as
 * long as it makes it, or not. Returns the length. */
static size_t land(const struct call *call, bool is_synced, double share,
                   unsigned char *disk)
{
    size_t length = is_synced || chance(share) ? call->to : 0;
    for (size_t at = call->from; at < call->to;) {
        size_t next = (at / SECTOR + 1) * SECTOR;
        next = next < call->to ? next : call->to;
        if (is_synced || chance(share)) {
            memcpy(disk + at, written[call->version] + at, next - at);
            length = length > next ? length : next;
        }
        at = next;
    }
    return length;
}

/* Whether the file of that version is whole after a crash before `end`. */
static bool is_whole(int of, int end, double share)
{
    static unsigned char disk[MOST_BYTES];
    size_t length = 0;
    int synced = end;
    memset(disk, 0, sizeof disk);
    while (synced > 0 &&
           (calls[synced - 1].kind != SYNC || calls[synced - 1].version != of))
        synced--;
    for (int i = 0; i < end; i++) {
        if (calls[i].kind != WRITE || calls[i].version != of)
            continue;
        size_t to = land(&calls[i], i < synced, share, disk);
        length = length > to ? length : to;
    }
    return length == sizes[of] && memcmp(disk, written[of], length) == 0;
}

/* Draws one crash; whether the target is then what it was when the last
 * commit had returned, or a later version. */
static bool survives_crash(void)
{
    int end = (int)(drand48() * (call_count + 1));
    double share = drand48();
    int least = -1;
    for (int i = 0; i < end; i++)
        if (calls[i].kind == DONE)
            least = calls[i].version;
    int named = named_version(end, share);
    return named >= least && (named < 0 || is_whole(named, end, share));
}

static int count_losses(void)
{
    const char *states = getenv("STATES"), *seed = getenv("SEED");
    long count = states ? strtol(states, NULL, 10) : 1000;
    long start = seed ? strtol(seed, NULL, 10) : 1;
    int losses = 0;
    srand48(start);
    for (long i = 0; i < count; i++)
        losses += !survives_crash();
    printf("seed %ld: %ld crash states of %d calls, %d not whole\n", start,
           count, call_count, losses);
    return losses;
}

START_TEST(a_power_cut_leaves_the_old_or_the_new)
{
    record_all();
    ck_assert_int_eq(count_losses(), 0);
}
END_TEST

/* Without a kind of sync the same record must show losses, or the test above
 * shows nothing. */
START_TEST(without_a_sync_it_does_not)
{
    static const enum call_kind syncs[] = {SYNC, SYNC_FOLDER};
    record_all();
    for (int i = 0; i < call_count; i++)
        if (calls[i].kind == syncs[_i])
            calls[i].kind = REMOVE; /* of no account here */
    ck_assert_int_gt(count_losses(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file_crash");
    TCase *tests = tcase_create("file_crash");
    tcase_add_test(tests, a_power_cut_leaves_the_old_or_the_new);
    tcase_add_loop_test(tests, without_a_sync_it_does_not, 0, 2);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
