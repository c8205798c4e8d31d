/*
 * lexicon_load.c: reading word lists.
 *
 * What a file may hold is said in lexicon_load.h; overlays are read in
 * lexicon_overlay.c, and the table itself is lexicon.c's.
 */
#include "core/lexicon_load.h"
#include "core/lexicon_lines.h"

static bool has_capital_or_space(struct ut_span token)
{
    for (size_t i = 0; i < token.size_bytes; i++)
        if (token.bytes[i] == ' ' ||
            (token.bytes[i] >= 'A' && token.bytes[i] <= 'Z'))
            return true;
    return false;
}

static int load_line(struct ut_lexicon *lexicon,
                     const struct ut_line_reader *reader, struct ut_span line)
{
    double weight;
    uint32_t id;
    struct ut_span token = ut_span_cut(&line, '\t');
    if (token.size_bytes == 0)
        return ut_line_fail(reader, "a token is missing before the tab");
    if (!ut_line_weight(ut_span_cut(&line, '\t'), &weight))
        return ut_line_fail(reader, "expected a token, a tab and a number");
    if (token.size_bytes > UT_LEXICON_MAX_WORD_BYTES)
        return ut_line_fail(reader, "the token is too long");
    if (has_capital_or_space(token))
        return 0;
    int status = ut_lexicon_intern(lexicon, token.bytes, token.size_bytes, &id);
    if (status != 0)
        return ut_line_fail_status(reader, status);
    lexicon->words[id].valence = weight;
    lexicon->words[id].roles |= UT_WORD_VALENCE;
    return 0;
}

int ut_lexicon_load(struct ut_lexicon *lexicon, struct ut_file_text file,
                    struct ut_error *error)
{
    struct ut_line_reader reader = {file, 0, error};
    struct ut_span line;
    int status = 0;
    ut_line_start(&reader);
    while (status == 0 && ut_line_next(&reader, &line))
        if (line.size_bytes > 0)
            status = load_line(lexicon, &reader, line);
    return status;
}
