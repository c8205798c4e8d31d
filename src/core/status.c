/* status.c: the status list as tables, and filling struct ut_error. */
#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct status_row {
    int code;
    int exit_code;
    const char *name;
    const char *text;
};

static const struct status_row rows[] = {{UNDERTONE_OK, 0, "ok", "success"},
#define STATUS_ROW(constant, value, name, exit_code, text)                     \
    {UNDERTONE_E##constant, exit_code, name, text},
                                         UNDERTONE_STATUS_MAP(STATUS_ROW)
#undef STATUS_ROW
};

static const size_t row_count = sizeof rows / sizeof rows[0];

static const struct status_row *find_row(int code)
{
    for (size_t i = 0; i < row_count; i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}

int ut_fail(struct ut_error *error, int code, const char *format, ...)
{
    if (error == NULL)
        return code;
    va_list arguments;
    va_start(arguments, format);
    error->code = code;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return code;
}

int ut_fail_memory(struct ut_error *error)
{
    return ut_fail(error, UNDERTONE_EMEMORY, "out of memory");
}

const char *ut_status_name(int code)
{
    const struct status_row *row = find_row(code);
    return row ? row->name : "unknown";
}

const char *ut_status_text(int code)
{
    const struct status_row *row = find_row(code);
    return row ? row->text : "unknown status";
}

int ut_status_exit_code(int code)
{
    const struct status_row *row = find_row(code);
    return row ? row->exit_code : 1;
}

int ut_status_from_name(const char *name)
{
    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].code;
    return UNDERTONE_ESCRIPT;
}
