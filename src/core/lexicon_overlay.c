/*
 * lexicon_overlay.c: reading overlays, the users' changes to a lexicon.
 *
 * What an overlay may hold is said in lexicon_load.h; the table itself is
 * lexicon.c's.
 */
#include <stdlib.h>
#include <string.h>

#include "core/lexicon_lines.h"
#include "core/lexicon_load.h"
#include "core/point.h"
#include "core/utf8.h"

#define LINE_CEILING_BYTES 65536
#define MAX_FIELDS (UT_LEXICON_MAX_PHRASE_WORDS + 1)

struct overlay {
    struct ut_line_reader reader;
    struct ut_lexicon *lexicon;
    struct ut_buf lower;  /* scratch: one word */
    unsigned long *lines; /* by word: which line gave it its role, or 0 */
    size_t line_capacity;
    enum ut_word_role section;
};

/* The next run of no white space, dropped from the line; empty at the end,
 * which a comment is too. */
static struct ut_span cut_word(struct ut_span *line)
{
    size_t start_at = line->size_bytes;
    size_t at = 0;
    while (at < line->size_bytes) {
        uint32_t point;
        size_t size =
            ut_utf8_decode(line->bytes + at, line->size_bytes - at, &point);
        bool is_space = ut_point_is_space(point);
        if (!is_space && start_at == line->size_bytes)
            start_at = at;
        if (is_space && start_at != line->size_bytes)
            break;
        at += size;
    }
    struct ut_span word = {line->bytes + start_at, at - start_at};
    *line = ut_span_skip(*line, at);
    if (ut_span_starts_with(word, '#'))
        *line = word = (struct ut_span){line->bytes, 0};
    return word;
}

static int enter_section(struct overlay *overlay, struct ut_span heading)
{
    if (ut_span_equals(heading, "[words]"))
        overlay->section = UT_WORD_VALENCE;
    else if (ut_span_equals(heading, "[boosters]"))
        overlay->section = UT_WORD_BOOSTER;
    else if (ut_span_equals(heading, "[negators]"))
        overlay->section = UT_WORD_NEGATOR;
    else
        return ut_line_fail(&overlay->reader,
                            "unknown section; there are [words], [boosters] "
                            "and [negators]");
    return 0;
}

/* The id of one word of an entry, in the form texts are looked up in. */
static int intern_word(struct overlay *overlay, struct ut_span word,
                       uint32_t *id)
{
    struct ut_buf *lower = &overlay->lower;
    ut_word_strip(&word.bytes, &word.size_bytes);
    ut_buf_reset(lower);
    int status = ut_utf8_lower(word.bytes, word.size_bytes, lower);
    if (status == 0 && lower->size_bytes > UT_LEXICON_MAX_WORD_BYTES)
        return ut_line_fail(&overlay->reader, "a word is too long");
    if (status == 0)
        status = ut_lexicon_intern(overlay->lexicon, lower->bytes,
                                   lower->size_bytes, id);
    return status == 0 ? 0 : ut_line_fail_status(&overlay->reader, status);
}

static int intern_entry(struct overlay *overlay, const struct ut_span *words,
                        size_t count, uint32_t *id)
{
    uint32_t ids[UT_LEXICON_MAX_PHRASE_WORDS] = {0};
    for (size_t i = 0; i < count; i++) {
        int status = intern_word(overlay, words[i], &ids[i]);
        if (status != 0)
            return status;
    }
    *id = ids[0];
    if (count == 1)
        return 0;
    int status = ut_lexicon_intern_phrase(overlay->lexicon, ids, count, id);
    return status == 0 ? 0 : ut_line_fail_status(&overlay->reader, status);
}

/* Where the line of a word is kept; NULL without memory. */
static unsigned long *line_of(struct overlay *overlay, uint32_t id)
{
    size_t capacity = overlay->lexicon->word_capacity;
    if (id >= overlay->line_capacity) {
        unsigned long *lines =
            reallocarray(overlay->lines, capacity, sizeof *lines);
        if (lines == NULL)
            return NULL;
        memset(lines + overlay->line_capacity, 0,
               (capacity - overlay->line_capacity) * sizeof *lines);
        overlay->lines = lines;
        overlay->line_capacity = capacity;
    }
    return &overlay->lines[id];
}

/* Gives an entry its one role, or none for a valence of zero. */
static int assign(struct overlay *overlay, uint32_t id, double weight)
{
    const struct ut_line_reader *reader = &overlay->reader;
    struct ut_word *word = &overlay->lexicon->words[id];
    bool is_neutral = overlay->section == UT_WORD_VALENCE && weight == 0;
    struct ut_word entry = *word;
    unsigned long *line = line_of(overlay, id);
    if (line == NULL)
        return ut_fail_memory(reader->error);
    entry.roles = is_neutral ? 0 : (uint8_t)overlay->section;
    entry.valence = overlay->section == UT_WORD_VALENCE ? weight : 0;
    entry.boost = overlay->section == UT_WORD_BOOSTER ? weight : 0;
    if (*line != 0 &&
        (entry.roles != word->roles || entry.valence != word->valence ||
         entry.boost != word->boost))
        return ut_fail(reader->error, UNDERTONE_EPARSE,
                       "%s:%lu: line %lu says otherwise of the same words",
                       reader->file.name, reader->line, *line);
    *word = entry;
    *line = reader->line;
    return 0;
}

static int overlay_line(struct overlay *overlay, struct ut_span line)
{
    struct ut_span fields[MAX_FIELDS + 1];
    size_t count = 0;
    double weight = 0;
    uint32_t id;
    while (count <= MAX_FIELDS &&
           (fields[count] = cut_word(&line)).size_bytes > 0)
        count++;
    if (count == 0)
        return 0;
    if (count == 1 && fields[0].bytes[0] == '[' &&
        fields[0].bytes[fields[0].size_bytes - 1] == ']')
        return enter_section(overlay, fields[0]);
    if (overlay->section != UT_WORD_NEGATOR &&
        !ut_line_weight(fields[--count], &weight))
        return ut_line_fail(&overlay->reader,
                            "the line does not end in a number between -100 "
                            "and 100");
    if (count == 0)
        return ut_line_fail(&overlay->reader, "a number without a word");
    if (count > UT_LEXICON_MAX_PHRASE_WORDS)
        return ut_line_fail(&overlay->reader, "a phrase of more than 8 words");
    int status = intern_entry(overlay, fields, count, &id);
    return status == 0 ? assign(overlay, id, weight) : status;
}

static bool has_control(struct ut_span line)
{
    for (size_t i = 0; i < line.size_bytes; i++)
        if (((unsigned char)line.bytes[i] < ' ' && line.bytes[i] != '\t') ||
            line.bytes[i] == '\x7F')
            return true;
    return false;
}

/* A line that is not UTF-8 or has control characters would make an entry
 * that matches nothing. */
static int check_line(struct overlay *overlay, struct ut_span line)
{
    size_t replaced = 0;
    ut_buf_reset(&overlay->lower);
    if (line.size_bytes > LINE_CEILING_BYTES)
        return ut_line_fail(&overlay->reader, "the line is too long");
    int status =
        ut_utf8_clean(line.bytes, line.size_bytes, &overlay->lower, &replaced);
    if (status != 0)
        return ut_line_fail_status(&overlay->reader, status);
    if (replaced > 0)
        return ut_line_fail(&overlay->reader, "the line is not UTF-8");
    if (has_control(line))
        return ut_line_fail(&overlay->reader,
                            "the line holds a control character");
    return overlay_line(overlay, line);
}

int ut_lexicon_overlay(struct ut_lexicon *lexicon, struct ut_file_text file,
                       struct ut_error *error)
{
    struct overlay overlay = {
        .reader = {file, 0, error},
        .lexicon = lexicon,
        .section = UT_WORD_VALENCE,
    };
    struct ut_span line;
    int status = 0;
    ut_buf_init(&overlay.lower, (size_t)3 * LINE_CEILING_BYTES);
    ut_line_start(&overlay.reader);
    while (status == 0 && ut_line_next(&overlay.reader, &line))
        status = check_line(&overlay, line);
    ut_buf_clear(&overlay.lower);
    free(overlay.lines);
    return status;
}
