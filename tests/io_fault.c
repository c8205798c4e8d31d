/*
 * io_fault.c: makes one write-like call of a process fail; for LD_PRELOAD.
 *
 *   IO_FAULT_UNDER   only files below this folder are counted
 *   IO_FAULT_AT      the call that fails, from 1; 0 or unset: none
 *   IO_FAULT_KIND    EIO, ENOSPC, or KILL: the process dies before the call
 *   IO_FAULT_COUNT   file that receives the number of calls at the end
 *
 * Counted are write, pwrite, fsync, fdatasync, ftruncate, rename and the
 * making of files, and of stdio's calls (fwrite, fflush) those that have to
 * write. Not unlink: SQLite and we remove what is no longer needed, and may
 * fail at it. Nor fdatasync of a folder, which is SQLite's for a new journal:
 * it passes over its failure; we ask for fsync.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STDIO_BUFFER 4096

static atomic_int calls;

static int is_path_ours(const char *path)
{
    const char *folder = getenv("IO_FAULT_UNDER");
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_ours(int descriptor)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0)
        return 0;
    path[size] = '\0';
    return is_path_ours(path);
}

/* Whether the call that is about to be made fails; errno says how. */
static int must_fail(void)
{
    const char *at = getenv("IO_FAULT_AT");
    const char *kind = getenv("IO_FAULT_KIND");
    int call = atomic_fetch_add(&calls, 1) + 1;
    if (at == NULL || kind == NULL || call != strtol(at, NULL, 10))
        return 0;
    if (strcmp(kind, "KILL") == 0)
        kill(getpid(), SIGKILL);
    errno = strcmp(kind, "ENOSPC") == 0 ? ENOSPC : EIO;
    return 1;
}

__attribute__((destructor)) static void report_count(void)
{
    const char *path = getenv("IO_FAULT_COUNT");
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file == NULL)
        return;
    fprintf(file, "%d\n", atomic_load(&calls));
    fclose(file);
}

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    if (is_ours(descriptor) && must_fail())
        return -1;
    return REAL(write)(descriptor, bytes, size);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t at)
{
    if (is_ours(descriptor) && must_fail())
        return -1;
    return REAL(pwrite)(descriptor, bytes, size, at);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t at)
{
    if (is_ours(descriptor) && must_fail())
        return -1;
    return REAL(pwrite64)(descriptor, bytes, size, at);
}

int fsync(int descriptor)
{
    if (is_ours(descriptor) && must_fail())
        return -1;
    return REAL(fsync)(descriptor);
}

static int is_folder(int descriptor)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

int fdatasync(int descriptor)
{
    if (is_ours(descriptor) && !is_folder(descriptor) && must_fail())
        return -1;
    return REAL(fdatasync)(descriptor);
}

int ftruncate(int descriptor, off_t size)
{
    if (is_ours(descriptor) && must_fail())
        return -1;
    return REAL(ftruncate)(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size)
{
    if (is_ours(descriptor) && must_fail())
        return -1;
    return REAL(ftruncate64)(descriptor, size);
}

int rename(const char *from, const char *to)
{
    if (is_path_ours(to) && must_fail())
        return -1;
    return REAL(rename)(from, to);
}

int mkstemps(char *name, int tail)
{
    if (is_path_ours(name) && must_fail())
        return -1;
    return REAL(mkstemps)(name, tail);
}

/* Only opens that may make a file are counted. */
static mode_t creation_mode(int flags, va_list list)
{
    return (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = creation_mode(flags, list);
    va_end(list);
    if ((flags & O_CREAT) != 0 && is_path_ours(path) && must_fail())
        return -1;
    return REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = creation_mode(flags, list);
    va_end(list);
    if ((flags & O_CREAT) != 0 && is_path_ours(path) && must_fail())
        return -1;
    return REAL(open64)(path, flags, mode);
}

/* Whether so many more bytes do not fit the stream's buffer; it gets one with
 * its first byte. */
static bool has_to_write(FILE *stream, size_t size)
{
    size_t room = __fbufsize(stream) > 0 ? __fbufsize(stream) : STDIO_BUFFER;
    return __fpending(stream) + size >= room;
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream)
{
    if (has_to_write(stream, size * count) && is_ours(fileno(stream)) &&
        must_fail())
        return 0;
    return REAL(fwrite)(bytes, size, count, stream);
}

int fflush(FILE *stream)
{
    if (stream != NULL && __fpending(stream) > 0 && is_ours(fileno(stream)) &&
        must_fail())
        return EOF;
    return REAL(fflush)(stream);
}
