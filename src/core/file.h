/*
 * file.h: the one way a file is written: whole, or not at all.
 *
 * Bytes go to a temporary file in the target's own folder; commit flushes
 * it to the disk and renames it over the target in one step, so that a
 * reader sees the old file or the new one; a symbolic link is replaced, not
 * followed. Whoever opens a file commits or discards it. Files are made with
 * mode 0600, folders with 0700. Errors are UNDERTONE_ESTORAGE with the path
 * and the system's reason, or UNDERTONE_EMEMORY.
 */
#ifndef UT_FILE_H
#define UT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/status.h"

struct ut_file {
    FILE *stream;    /* of the temporary file; NULL when closed */
    char *path;      /* the target */
    char *temporary; /* what is written until the commit */
};

/* A closed file: safe to discard, ready to open. */
void ut_file_init(struct ut_file *file);

/* Opens a file that will replace `path`. The path must be a regular file
 * or nothing yet; its folder must exist. */
int ut_file_open(struct ut_file *file, const char *path,
                 struct ut_error *error);

int ut_file_add(struct ut_file *file, const void *bytes, size_t size_bytes,
                struct ut_error *error);

/* Puts the file in its place and closes it. A failure discards it. */
int ut_file_commit(struct ut_file *file, struct ut_error *error);

/* Removes the temporary file and closes; harmless on a closed file. */
void ut_file_discard(struct ut_file *file);

/* Open, add and commit in one call. */
int ut_file_write(const char *path, const void *bytes, size_t size_bytes,
                  struct ut_error *error);

/* Makes the folder and its parents; one that is there already is fine. */
int ut_file_make_folder(const char *path, struct ut_error *error);

/* Removes what writers that were killed left in the folder; no folder is
 * fine. Only for one who knows that nobody is writing there. */
int ut_file_sweep_folder(const char *path, struct ut_error *error);

/* 0 when a file can be made in the folder, found by making one, and not
 * everybody may make one there. */
int ut_file_probe_folder(const char *path, struct ut_error *error);

bool ut_file_exists(const char *path);

#endif
