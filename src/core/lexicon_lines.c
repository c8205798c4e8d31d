/*
 * lexicon_lines.c: the lines of word lists, overlays and emoji lists.
 *
 * What a line says is read in lexicon_load.c, lexicon_overlay.c and emoji.c.
 */
#include "core/lexicon_lines.h"

#include <math.h>
#include <string.h>

#include "core/lexicon.h"
#include "core/number.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

int ut_line_fail(const struct ut_line_reader *reader, const char *reason)
{
    return ut_fail(reader->error, UNDERTONE_EPARSE, "%s:%lu: %s",
                   reader->file.name, reader->line, reason);
}

int ut_line_fail_status(const struct ut_line_reader *reader, int status)
{
    if (status == UNDERTONE_EMEMORY)
        return ut_fail_memory(reader->error);
    return ut_fail(reader->error, status, "%s:%lu: %s", reader->file.name,
                   reader->line, ut_status_text(status));
}

void ut_line_start(struct ut_line_reader *reader)
{
    struct ut_span *text = &reader->file.text;
    size_t mark = strlen(BYTE_ORDER_MARK);
    if (text->size_bytes >= mark &&
        memcmp(text->bytes, BYTE_ORDER_MARK, mark) == 0)
        *text = ut_span_skip(*text, mark);
}

bool ut_line_next(struct ut_line_reader *reader, struct ut_span *line)
{
    if (reader->file.text.size_bytes == 0)
        return false;
    *line = ut_span_cut(&reader->file.text, '\n');
    if (line->size_bytes > 0 && line->bytes[line->size_bytes - 1] == '\r')
        line->size_bytes--;
    reader->line++;
    return true;
}

bool ut_line_weight(struct ut_span field, double *weight)
{
    return ut_number_parse(field.bytes, field.size_bytes, weight) == 0 &&
           fabs(*weight) <= UT_LEXICON_MAX_WEIGHT;
}
