/*
 * file.c: temporary file, fsync, rename, fsync of the folder.
 *
 * Owns the descriptor and the temporary name between open and commit or
 * discard. It does not lock: two writers of one path both succeed and the
 * later commit stays.
 */
#define _GNU_SOURCE
#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PENDING_SIZE 65536
#define TEMPORARY_END ".XXXXXX.tmp"
#define TEMPORARY_TAIL 4 /* ".tmp", which follows the random part */

static int fail_path(struct ut_error *error, const char *verb, const char *path)
{
    int code = errno == ENOMEM ? UNDERTONE_EMEMORY : UNDERTONE_ESTORAGE;
    return ut_fail(error, code, "cannot %s %s: %s", verb, path,
                   strerror(errno));
}

void ut_file_init(struct ut_file *file)
{
    *file = (struct ut_file){.descriptor = -1};
}

void ut_file_discard(struct ut_file *file)
{
    if (file->descriptor >= 0) {
        close(file->descriptor);
        unlink(file->temporary);
    }
    free(file->path);
    free(file->temporary);
    free(file->pending);
    ut_file_init(file);
}

/* Renaming over a device or a folder would do harm or fail late. */
static int check_target(const char *path, struct ut_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0 || S_ISREG(status.st_mode))
        return 0;
    return ut_fail(error, UNDERTONE_ESTORAGE,
                   "cannot write %s: it is not a regular file", path);
}

static int allocate(struct ut_file *file, const char *path)
{
    size_t size = strlen(path);
    file->path = strdup(path);
    file->temporary = malloc(size + sizeof TEMPORARY_END);
    file->pending = malloc(PENDING_SIZE);
    if (file->path == NULL || file->temporary == NULL || file->pending == NULL)
        return UNDERTONE_EMEMORY;
    memcpy(file->temporary, path, size);
    memcpy(file->temporary + size, TEMPORARY_END, sizeof TEMPORARY_END);
    return 0;
}

int ut_file_open(struct ut_file *file, const char *path, struct ut_error *error)
{
    ut_file_init(file);
    int status = check_target(path, error);
    if (status != 0)
        return status;
    if (allocate(file, path) != 0) {
        ut_file_discard(file);
        return ut_fail_memory(error);
    }
    file->descriptor = mkostemps(file->temporary, TEMPORARY_TAIL, O_CLOEXEC);
    if (file->descriptor < 0) {
        status = fail_path(error, "write", path);
        ut_file_discard(file);
    }
    return status;
}

static int write_all(struct ut_file *file, const char *bytes, size_t size,
                     struct ut_error *error)
{
    while (size > 0) {
        ssize_t written = write(file->descriptor, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail_path(error, "write", file->path);
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

static int flush(struct ut_file *file, struct ut_error *error)
{
    size_t size = file->pending_bytes;
    file->pending_bytes = 0;
    return write_all(file, file->pending, size, error);
}

int ut_file_add(struct ut_file *file, const void *bytes, size_t size_bytes,
                struct ut_error *error)
{
    if (file->descriptor < 0)
        return ut_fail(error, UNDERTONE_EINVALID, "the file is closed");
    if (size_bytes > PENDING_SIZE - file->pending_bytes) {
        int status = flush(file, error);
        if (status != 0)
            return status;
    }
    if (size_bytes > PENDING_SIZE)
        return write_all(file, bytes, size_bytes, error);
    if (size_bytes > 0)
        memcpy(file->pending + file->pending_bytes, bytes, size_bytes);
    file->pending_bytes += size_bytes;
    return 0;
}

/* The rename itself must survive a power cut. A folder that cannot be
 * opened or synced (some network file systems) has still been renamed in. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    if (folder == NULL)
        return;
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)!fsync(descriptor);
        close(descriptor);
    }
    free(folder);
}

/* close may report a late write error; the descriptor is gone either way. */
static int finish(struct ut_file *file, struct ut_error *error)
{
    int status = flush(file, error);
    if (status == 0 && fsync(file->descriptor) != 0)
        status = fail_path(error, "write", file->path);
    if (close(file->descriptor) != 0 && status == 0)
        status = fail_path(error, "write", file->path);
    file->descriptor = -1;
    if (status == 0 && rename(file->temporary, file->path) != 0)
        status = fail_path(error, "replace", file->path);
    if (status != 0)
        unlink(file->temporary);
    return status;
}

int ut_file_commit(struct ut_file *file, struct ut_error *error)
{
    if (file->descriptor < 0)
        return ut_fail(error, UNDERTONE_EINVALID, "the file is closed");
    int status = finish(file, error);
    if (status == 0)
        sync_folder(file->path);
    ut_file_discard(file);
    return status;
}

int ut_file_write(const char *path, const void *bytes, size_t size_bytes,
                  struct ut_error *error)
{
    struct ut_file file;
    int status = ut_file_open(&file, path, error);
    if (status != 0)
        return status;
    status = ut_file_add(&file, bytes, size_bytes, error);
    if (status == 0)
        return ut_file_commit(&file, error);
    ut_file_discard(&file);
    return status;
}

static int make_one(const char *path, struct ut_error *error)
{
    struct stat status;
    if (mkdir(path, 0700) == 0)
        return 0;
    int reason = errno;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return 0;
    errno = reason == EEXIST ? ENOTDIR : reason;
    return fail_path(error, "make the folder", path);
}

int ut_file_make_folder(const char *path, struct ut_error *error)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return ut_fail_memory(error);
    int status = 0;
    for (char *at = copy; status == 0 && *at != '\0'; at++) {
        if (*at != '/' || at == copy)
            continue;
        *at = '\0';
        status = make_one(copy, error);
        *at = '/';
    }
    if (status == 0)
        status = make_one(copy, error);
    free(copy);
    return status;
}

int ut_file_probe_folder(const char *path, struct ut_error *error)
{
    static const char name[] = "/.undertone.XXXXXX.tmp";
    size_t size = strlen(path);
    char *probe = malloc(size + sizeof name);
    if (probe == NULL)
        return ut_fail_memory(error);
    memcpy(probe, path, size);
    memcpy(probe + size, name, sizeof name);
    int descriptor = mkostemps(probe, TEMPORARY_TAIL, O_CLOEXEC);
    int status = 0;
    if (descriptor < 0) {
        status = fail_path(error, "write in", path);
    } else {
        close(descriptor);
        unlink(probe);
    }
    free(probe);
    return status;
}

bool ut_file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}
