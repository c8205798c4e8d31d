/*
 * options.h: what undertone_set can set, checked as it is set.
 *
 * Names and meanings are documented at undertone_set in undertone.h. The
 * struct owns its strings.
 */
#ifndef UT_OPTIONS_H
#define UT_OPTIONS_H

#include "core/status.h"

enum { UT_LIBS_ALL, UT_LIBS_SAFE };

struct ut_options {
    char *user_dir;    /* NULL: none */
    char *install_dir; /* NULL: none */
    int libs;          /* UT_LIBS_... */
    int allow_cpath;
    int memory_limit_mb; /* 0: none */
    int time_limit_ms;   /* 0: none */
    int log_level;       /* undertone_log_level */
};

void ut_options_init(struct ut_options *options);
void ut_options_clear(struct ut_options *options);

/* 0, UNDERTONE_EINVALID for an unknown name or a bad value, or
 * UNDERTONE_EMEMORY; a failure changes nothing. */
int ut_options_set(struct ut_options *options, const char *name,
                   const char *value, struct ut_error *error);

#endif
