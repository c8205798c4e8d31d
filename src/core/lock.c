/* lock.c: flock on a file that holds the holder's process id; see lock.h. */
#include "core/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "/undertone.lock"
#define HOLDER_SIZE 24 /* a process id in decimal and a line end */

void ut_lock_init(struct ut_lock *lock)
{
    *lock = (struct ut_lock){.descriptor = -1};
}

static int fail_lock(const struct ut_lock *lock, struct ut_error *error)
{
    return ut_fail(error, UNDERTONE_ESTORAGE, "cannot lock %s: %s", lock->path,
                   strerror(errno));
}

static int fail_held(const struct ut_lock *lock, struct ut_error *error)
{
    char holder[HOLDER_SIZE];
    ssize_t size = pread(lock->descriptor, holder, sizeof holder - 1, 0);
    holder[size > 0 ? size : 0] = '\0';
    long process = strtol(holder, NULL, 10);
    if (process <= 0)
        return ut_fail(error, UNDERTONE_ESTORAGE,
                       "another process is at work in this folder: it holds %s",
                       lock->path);
    return ut_fail(error, UNDERTONE_ESTORAGE,
                   "process %ld is at work in this folder: it holds %s",
                   process, lock->path);
}

/* Whether the locked file is still the one of that name: its last holder may
 * have removed it between our open and our lock. */
static bool is_current(const struct ut_lock *lock)
{
    struct stat locked, named;
    return fstat(lock->descriptor, &locked) == 0 &&
           stat(lock->path, &named) == 0 && locked.st_ino == named.st_ino &&
           locked.st_dev == named.st_dev;
}

static int name_holder(const struct ut_lock *lock, struct ut_error *error)
{
    char holder[HOLDER_SIZE];
    int size = snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
    if (ftruncate(lock->descriptor, 0) != 0 ||
        pwrite(lock->descriptor, holder, (size_t)size, 0) != size)
        return fail_lock(lock, error);
    return 0;
}

static int take(struct ut_lock *lock, struct ut_error *error)
{
    const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
    for (;;) {
        lock->descriptor = open(lock->path, flags, 0600);
        if (lock->descriptor < 0)
            return fail_lock(lock, error);
        if (flock(lock->descriptor, LOCK_EX | LOCK_NB) != 0)
            return errno == EWOULDBLOCK ? fail_held(lock, error)
                                        : fail_lock(lock, error);
        if (is_current(lock))
            return name_holder(lock, error);
        close(lock->descriptor);
    }
}

/* Lets go without touching the file, which may be another's. */
static void let_go(struct ut_lock *lock)
{
    if (lock->descriptor >= 0)
        close(lock->descriptor);
    free(lock->path);
    ut_lock_init(lock);
}

int ut_lock_take(struct ut_lock *lock, const char *folder,
                 struct ut_error *error)
{
    size_t size = strlen(folder) + sizeof NAME;
    ut_lock_init(lock);
    lock->path = malloc(size);
    if (lock->path == NULL)
        return ut_fail_memory(error);
    snprintf(lock->path, size, "%s" NAME, folder);
    int status = take(lock, error);
    if (status != 0)
        let_go(lock);
    return status;
}

void ut_lock_release(struct ut_lock *lock)
{
    if (lock->descriptor >= 0)
        unlink(lock->path);
    let_go(lock);
}
