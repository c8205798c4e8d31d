/* stock.c: looks up a name in the generated, sorted table. */
#include "core/stock.h"

#include <stdlib.h>
#include <string.h>

extern const struct ut_file_text ut_stock_table[];
extern const size_t ut_stock_count;

static int compare_name(const void *name, const void *entry)
{
    return strcmp(name, ((const struct ut_file_text *)entry)->name);
}

const struct ut_file_text *ut_stock_find(const char *name)
{
    return bsearch(name, ut_stock_table, ut_stock_count,
                   sizeof ut_stock_table[0], compare_name);
}

const struct ut_file_text *ut_stock_all(size_t *count)
{
    *count = ut_stock_count;
    return ut_stock_table;
}
