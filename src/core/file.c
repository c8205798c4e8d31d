/*
 * file.c: temporary file, fsync, rename, fsync of the folder.
 *
 * Owns the stream and the temporary name between open and commit or
 * discard. It does not lock: two writers of one path both succeed and the
 * later commit stays.
 */
#include "core/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a temporary name adds to the target's: a mark that nobody else uses,
 * for the sweep, and what mkstemps fills in. */
#define MARK ".undertone-"
#define RANDOM "XXXXXX"
#define TAIL ".tmp"
#define TEMPORARY_END MARK RANDOM TAIL

static int fail_path(struct ut_error *error, const char *verb, const char *path)
{
    int code = errno == ENOMEM ? UNDERTONE_EMEMORY : UNDERTONE_ESTORAGE;
    return ut_fail(error, code, "cannot %s %s: %s", verb, path,
                   strerror(errno));
}

void ut_file_init(struct ut_file *file)
{
    *file = (struct ut_file){.stream = NULL};
}

void ut_file_discard(struct ut_file *file)
{
    if (file->stream != NULL) {
        fclose(file->stream);
        unlink(file->temporary);
    }
    free(file->path);
    free(file->temporary);
    ut_file_init(file);
}

/* A new file, mode 0600, its name filled in; not inherited by children. */
static int make_temporary(char *name)
{
    int descriptor = mkstemps(name, sizeof TAIL - 1);
    if (descriptor >= 0)
        (void)!fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
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
    size_t size = strlen(path) + sizeof TEMPORARY_END;
    file->path = strdup(path);
    file->temporary = malloc(size);
    if (file->path == NULL || file->temporary == NULL)
        return UNDERTONE_EMEMORY;
    snprintf(file->temporary, size, "%s%s", path, TEMPORARY_END);
    return 0;
}

static int open_temporary(struct ut_file *file, struct ut_error *error)
{
    int descriptor = make_temporary(file->temporary);
    if (descriptor < 0)
        return fail_path(error, "write", file->path);
    file->stream = fdopen(descriptor, "wb");
    if (file->stream != NULL)
        return 0;
    close(descriptor);
    unlink(file->temporary);
    return ut_fail_memory(error);
}

int ut_file_open(struct ut_file *file, const char *path, struct ut_error *error)
{
    ut_file_init(file);
    int status = check_target(path, error);
    if (status != 0)
        return status;
    if (allocate(file, path) != 0)
        status = ut_fail_memory(error);
    else
        status = open_temporary(file, error);
    if (status != 0)
        ut_file_discard(file);
    return status;
}

int ut_file_add(struct ut_file *file, const void *bytes, size_t size_bytes,
                struct ut_error *error)
{
    if (file->stream == NULL)
        return ut_fail(error, UNDERTONE_EINVALID, "the file is closed");
    if (size_bytes > 0 &&
        fwrite(bytes, 1, size_bytes, file->stream) != size_bytes)
        return fail_path(error, "write", file->path);
    return 0;
}

/* The rename itself must survive a power cut. Some file systems have no way
 * to sync a folder and say so; only a sync that was tried can fail. */
static int sync_folder(const char *path, struct ut_error *error)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    if (folder == NULL)
        return ut_fail_memory(error);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (descriptor < 0)
        return 0;
    int status = 0;
    if (fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
        status = fail_path(error, "make durable", path);
    close(descriptor);
    return status;
}

/* Closing may report a late write error; the stream is gone either way. */
static int close_synced(FILE *stream)
{
    bool is_synced = fflush(stream) == 0 && fsync(fileno(stream)) == 0;
    int reason = errno;
    if (fclose(stream) != 0 && is_synced)
        return -1;
    errno = reason;
    return is_synced ? 0 : -1;
}

int ut_file_commit(struct ut_file *file, struct ut_error *error)
{
    int status = 0;
    bool is_in_place = false;
    if (file->stream == NULL)
        return ut_fail(error, UNDERTONE_EINVALID, "the file is closed");
    if (close_synced(file->stream) != 0)
        status = fail_path(error, "write", file->path);
    else if (rename(file->temporary, file->path) != 0)
        status = fail_path(error, "replace", file->path);
    else
        is_in_place = true;
    file->stream = NULL;
    if (is_in_place)
        status = sync_folder(file->path, error);
    else
        unlink(file->temporary);
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
        status = ut_file_commit(&file, error);
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

/* Anybody could put files in place of ours there. */
static int refuse_public(const char *path, struct ut_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0 || (status.st_mode & S_IWOTH) == 0)
        return 0;
    return ut_fail(error, UNDERTONE_ESTORAGE,
                   "every user of this machine may write in %s; choose a "
                   "folder of your own, or: chmod o-w %s",
                   path, path);
}

int ut_file_probe_folder(const char *path, struct ut_error *error)
{
    int status = refuse_public(path, error);
    if (status != 0)
        return status;
    static const char name[] = "/" TEMPORARY_END;
    size_t size = strlen(path) + sizeof name;
    char *probe = malloc(size);
    if (probe == NULL)
        return ut_fail_memory(error);
    snprintf(probe, size, "%s%s", path, name);
    int descriptor = make_temporary(probe);
    if (descriptor < 0) {
        status = fail_path(error, "write in", path);
    } else {
        close(descriptor);
        unlink(probe);
    }
    free(probe);
    return status;
}

/* "NAME.undertone-XXXXXX.tmp", as open_temporary and the probe make them. */
static bool is_temporary(const char *name)
{
    size_t size = strlen(name), end = sizeof TEMPORARY_END - 1;
    if (size < end)
        return false;
    const char *mark = name + size - end, *random = mark + sizeof MARK - 1;
    return strncmp(mark, MARK, sizeof MARK - 1) == 0 &&
           strcspn(random, ".") == sizeof RANDOM - 1 &&
           strcmp(random + sizeof RANDOM - 1, TAIL) == 0;
}

int ut_file_sweep_folder(const char *path, struct ut_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno == ENOENT ? 0 : fail_path(error, "read", path);
    const struct dirent *entry;
    int status = 0;
    while (status == 0 && (entry = readdir(folder)) != NULL)
        if (is_temporary(entry->d_name) &&
            unlinkat(dirfd(folder), entry->d_name, 0) != 0)
            status = fail_path(error, "tidy up", path);
    closedir(folder);
    return status;
}

bool ut_file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}
