/*
 * lock.h: one process at a time works in a folder.
 *
 * An flock on "undertone.lock" in the folder, which names its holder. The
 * system releases it however the holder ends; the file is removed only by a
 * holder that ends in order, and is harmless where it stays. Folders on file
 * systems without flock cannot be locked, which is a failure.
 */
#ifndef UT_LOCK_H
#define UT_LOCK_H

#include "core/status.h"

struct ut_lock {
    int descriptor; /* -1: not held */
    char *path;
};

/* Not held; safe to release. */
void ut_lock_init(struct ut_lock *lock);

/* Takes the folder's lock without waiting. UNDERTONE_ESTORAGE names the
 * process that holds it, or the system's reason. */
int ut_lock_take(struct ut_lock *lock, const char *folder,
                 struct ut_error *error);

/* Gives it back; harmless when it is not held. */
void ut_lock_release(struct ut_lock *lock);

#endif
