/* options.c: one table row per option, one parser per kind of value. */
#include "host/options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "undertone.h"

/* A word an option accepts and the number it stands for. */
struct choice {
    const char *word;
    int value;
};

static const struct choice no_yes[] = {{"no", 0}, {"yes", 1}, {NULL, 0}};

static const struct choice libs[] = {
    {"all", UT_LIBS_ALL}, {"safe", UT_LIBS_SAFE}, {NULL, 0}};

static const struct choice levels[] = {{"error", UNDERTONE_LOG_ERROR},
                                       {"warning", UNDERTONE_LOG_WARNING},
                                       {"info", UNDERTONE_LOG_INFO},
                                       {"debug", UNDERTONE_LOG_DEBUG},
                                       {NULL, 0}};

/* A row without a maximum and choices is a folder. */
struct option {
    const char *name;
    size_t offset;
    int maximum;
    const struct choice *choices;
};

#define AT(field) offsetof(struct ut_options, field)

static const struct option rows[] = {
    {"user_dir", AT(user_dir), 0, NULL},
    {"install_dir", AT(install_dir), 0, NULL},
    {"libs", AT(libs), 0, libs},
    {"allow_cpath", AT(allow_cpath), 0, no_yes},
    {"memory_limit_mb", AT(memory_limit_mb), 1000000, NULL},
    {"time_limit_ms", AT(time_limit_ms), 1000000000, NULL},
    {"log_level", AT(log_level), 0, levels},
};

void ut_options_init(struct ut_options *options)
{
    *options = (struct ut_options){.log_level = UNDERTONE_LOG_INFO};
}

void ut_options_clear(struct ut_options *options)
{
    free(options->user_dir);
    free(options->install_dir);
    ut_options_init(options);
}

/* package.path could not express a folder with ';' or '?', and a relative
 * one would change its meaning with the current folder. */
static int set_folder(char **field, const char *name, const char *value,
                      struct ut_error *error)
{
    if (value[0] != '/' || strpbrk(value, ";?") != NULL)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "option %s: '%s' is not an absolute path free of ';' "
                       "and '?'",
                       name, value);
    size_t size_bytes = strlen(value) + 1;
    char *copy = malloc(size_bytes);
    if (copy == NULL)
        return ut_fail_memory(error);
    memcpy(copy, value, size_bytes);
    free(*field);
    *field = copy;
    return 0;
}

static int set_number(int *field, const struct option *row, const char *value,
                      struct ut_error *error)
{
    int number = 0;
    const char *digit = value;
    while (*digit >= '0' && *digit <= '9' && number <= row->maximum / 10)
        number = number * 10 + (*digit++ - '0');
    if (digit == value || *digit != '\0' || number > row->maximum)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "option %s: '%s' is not a whole number from 0 to %d",
                       row->name, value, row->maximum);
    *field = number;
    return 0;
}

static int set_choice(int *field, const struct option *row, const char *value,
                      struct ut_error *error)
{
    for (const struct choice *choice = row->choices; choice->word; choice++) {
        if (strcmp(choice->word, value) == 0) {
            *field = choice->value;
            return 0;
        }
    }
    return ut_fail(error, UNDERTONE_EINVALID, "option %s: unknown value '%s'",
                   row->name, value);
}

int ut_options_set(struct ut_options *options, const char *name,
                   const char *value, struct ut_error *error)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct option *row = &rows[i];
        if (strcmp(row->name, name) != 0)
            continue;
        void *field = (char *)options + row->offset;
        if (row->choices != NULL)
            return set_choice(field, row, value, error);
        if (row->maximum != 0)
            return set_number(field, row, value, error);
        return set_folder(field, name, value, error);
    }
    return ut_fail(error, UNDERTONE_EINVALID, "unknown option '%s'", name);
}
