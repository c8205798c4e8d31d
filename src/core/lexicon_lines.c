/*
 * lexicon_lines.c: the lines of word lists and overlays.
 *
 * What a line says is read in lexicon_load.c and lexicon_overlay.c.
 */
#include "core/lexicon_lines.h"

#include <math.h>
#include <string.h>

#include "core/lexicon.h"
#include "core/number.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

int ut_line_fail(const struct ut_line_reader *reader, const char *reason)
{
    return ut_fail(reader->error, UNDERTONE_EPARSE, "%s:%lu: %s", reader->name,
                   reader->line, reason);
}

int ut_line_fail_status(const struct ut_line_reader *reader, int status)
{
    if (status == UNDERTONE_EMEMORY)
        return ut_fail_memory(reader->error);
    return ut_fail(reader->error, status, "%s:%lu: %s", reader->name,
                   reader->line, ut_status_text(status));
}

void ut_line_start(struct ut_line_reader *reader)
{
    size_t mark = strlen(BYTE_ORDER_MARK);
    if (reader->size_bytes >= mark &&
        memcmp(reader->bytes, BYTE_ORDER_MARK, mark) == 0) {
        reader->bytes += mark;
        reader->size_bytes -= mark;
    }
}

bool ut_line_next(struct ut_line_reader *reader, struct ut_span *line)
{
    if (reader->size_bytes == 0)
        return false;
    const char *end = memchr(reader->bytes, '\n', reader->size_bytes);
    size_t size = end ? (size_t)(end - reader->bytes) : reader->size_bytes;
    *line = (struct ut_span){reader->bytes, size};
    reader->bytes += end ? size + 1 : size;
    reader->size_bytes -= end ? size + 1 : size;
    reader->line++;
    if (size > 0 && line->bytes[size - 1] == '\r')
        line->size_bytes--;
    return true;
}

bool ut_line_weight(struct ut_span field, double *weight)
{
    return ut_number_parse(field.bytes, field.size_bytes, weight) == 0 &&
           fabs(*weight) <= UT_LEXICON_MAX_WEIGHT;
}
