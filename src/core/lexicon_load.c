/*
 * lexicon_load.c: reading word lists and overlays, line by line.
 *
 * Every complaint names file and line. What a file may hold is said in
 * lexicon_load.h; the table itself is lexicon.c's.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/lexicon_load.h"
#include "core/number.h"
#include "core/utf8.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define LINE_CEILING_BYTES 65536
#define MAX_FIELDS (UT_LEXICON_MAX_PHRASE_WORDS + 1)

struct field {
    const char *bytes;
    size_t size_bytes;
};

struct reader {
    const char *name;
    const char *bytes; /* what is left to read */
    size_t size_bytes;
    unsigned long line;
    struct ut_error *error;
};

struct overlay {
    struct reader reader;
    struct ut_lexicon *lexicon;
    struct ut_buf lower;  /* scratch: one word */
    unsigned long *lines; /* by word: which line gave it its role, or 0 */
    uint32_t line_capacity;
    enum ut_word_role section;
};

static int fail_line(const struct reader *reader, const char *reason)
{
    return ut_fail(reader->error, UNDERTONE_EPARSE, "%s:%lu: %s", reader->name,
                   reader->line, reason);
}

/* Turns a status of the table or a buffer into a complaint. */
static int fail_status(const struct reader *reader, int status)
{
    if (status == UNDERTONE_EMEMORY)
        return ut_fail_memory(reader->error);
    return ut_fail(reader->error, status, "%s:%lu: %s", reader->name,
                   reader->line, ut_status_text(status));
}

static void start(struct reader *reader)
{
    size_t mark = strlen(BYTE_ORDER_MARK);
    if (reader->size_bytes >= mark &&
        memcmp(reader->bytes, BYTE_ORDER_MARK, mark) == 0) {
        reader->bytes += mark;
        reader->size_bytes -= mark;
    }
}

/* The next line without its end; false when there is none. */
static bool next_line(struct reader *reader, struct field *line)
{
    if (reader->size_bytes == 0)
        return false;
    const char *end = memchr(reader->bytes, '\n', reader->size_bytes);
    size_t size = end ? (size_t)(end - reader->bytes) : reader->size_bytes;
    *line = (struct field){reader->bytes, size};
    reader->bytes += end ? size + 1 : size;
    reader->size_bytes -= end ? size + 1 : size;
    reader->line++;
    if (size > 0 && line->bytes[size - 1] == '\r')
        line->size_bytes--;
    return true;
}

/* A weight within bounds; an explicit plus sign is fine. */
static bool read_weight(struct field field, double *weight)
{
    return ut_number_parse(field.bytes, field.size_bytes, weight) == 0 &&
           fabs(*weight) <= UT_LEXICON_MAX_WEIGHT;
}

/* Up to the next tab, which is dropped from the line. */
static struct field cut_column(struct field *line)
{
    const char *tab = memchr(line->bytes, '\t', line->size_bytes);
    size_t size = tab ? (size_t)(tab - line->bytes) : line->size_bytes;
    struct field column = {line->bytes, size};
    line->bytes += tab ? size + 1 : size;
    line->size_bytes -= tab ? size + 1 : size;
    return column;
}

static bool has_capital_or_space(struct field token)
{
    for (size_t i = 0; i < token.size_bytes; i++)
        if (token.bytes[i] == ' ' ||
            (token.bytes[i] >= 'A' && token.bytes[i] <= 'Z'))
            return true;
    return false;
}

static int load_line(struct ut_lexicon *lexicon, const struct reader *reader,
                     struct field line)
{
    double weight;
    uint32_t id;
    struct field token = cut_column(&line);
    if (token.size_bytes == 0)
        return fail_line(reader, "a token is missing before the tab");
    if (!read_weight(cut_column(&line), &weight))
        return fail_line(reader, "expected a token, a tab and a number");
    if (token.size_bytes > UT_LEXICON_MAX_WORD_BYTES)
        return fail_line(reader, "the token is too long");
    if (has_capital_or_space(token))
        return 0;
    int status = ut_lexicon_intern(lexicon, token.bytes, token.size_bytes, &id);
    if (status != 0)
        return fail_status(reader, status);
    lexicon->words[id].valence = weight;
    lexicon->words[id].roles |= UT_WORD_VALENCE;
    return 0;
}

int ut_lexicon_load(struct ut_lexicon *lexicon, const char *name,
                    const char *bytes, size_t size_bytes,
                    struct ut_error *error)
{
    struct reader reader = {name, bytes, size_bytes, 0, error};
    struct field line;
    int status = 0;
    start(&reader);
    while (status == 0 && next_line(&reader, &line))
        if (line.size_bytes > 0)
            status = load_line(lexicon, &reader, line);
    return status;
}

/* The next run of no white space, dropped from the line; empty at the end,
 * which a comment is too. */
static struct field cut_word(struct field *line)
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
    struct field word = {line->bytes + start_at, at - start_at};
    line->bytes += at;
    line->size_bytes -= at;
    if (word.size_bytes > 0 && word.bytes[0] == '#')
        *line = word = (struct field){line->bytes, 0};
    return word;
}

static bool is_word(struct field field, const char *word)
{
    return field.size_bytes == strlen(word) &&
           memcmp(field.bytes, word, field.size_bytes) == 0;
}

static int enter_section(struct overlay *overlay, struct field heading)
{
    if (is_word(heading, "[words]"))
        overlay->section = UT_WORD_VALENCE;
    else if (is_word(heading, "[boosters]"))
        overlay->section = UT_WORD_BOOSTER;
    else if (is_word(heading, "[negators]"))
        overlay->section = UT_WORD_NEGATOR;
    else
        return fail_line(&overlay->reader,
                         "unknown section; there are [words], [boosters] "
                         "and [negators]");
    return 0;
}

/* The id of one word of an entry, in the form texts are looked up in. */
static int intern_word(struct overlay *overlay, struct field word, uint32_t *id)
{
    struct ut_buf *lower = &overlay->lower;
    ut_word_strip(&word.bytes, &word.size_bytes);
    ut_buf_reset(lower);
    int status = ut_utf8_lower(word.bytes, word.size_bytes, lower);
    if (status == 0 && lower->size_bytes > UT_LEXICON_MAX_WORD_BYTES)
        return fail_line(&overlay->reader, "a word is too long");
    if (status == 0)
        status = ut_lexicon_intern(overlay->lexicon, lower->bytes,
                                   lower->size_bytes, id);
    return status == 0 ? 0 : fail_status(&overlay->reader, status);
}

static int intern_entry(struct overlay *overlay, const struct field *words,
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
    return status == 0 ? 0 : fail_status(&overlay->reader, status);
}

/* Where the line of a word is kept; NULL without memory. */
static unsigned long *line_of(struct overlay *overlay, uint32_t id)
{
    uint32_t capacity = overlay->lexicon->word_capacity;
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
    const struct reader *reader = &overlay->reader;
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
                       reader->name, reader->line, *line);
    *word = entry;
    *line = reader->line;
    return 0;
}

static int overlay_line(struct overlay *overlay, struct field line)
{
    struct field fields[MAX_FIELDS + 1];
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
        !read_weight(fields[--count], &weight))
        return fail_line(&overlay->reader,
                         "the line does not end in a number between -100 "
                         "and 100");
    if (count == 0)
        return fail_line(&overlay->reader, "a number without a word");
    if (count > UT_LEXICON_MAX_PHRASE_WORDS)
        return fail_line(&overlay->reader, "a phrase of more than 8 words");
    int status = intern_entry(overlay, fields, count, &id);
    return status == 0 ? assign(overlay, id, weight) : status;
}

static bool has_control(struct field line)
{
    for (size_t i = 0; i < line.size_bytes; i++)
        if (((unsigned char)line.bytes[i] < ' ' && line.bytes[i] != '\t') ||
            line.bytes[i] == '\x7F')
            return true;
    return false;
}

/* A line that is not UTF-8 or has control characters would make an entry
 * that matches nothing. */
static int check_line(struct overlay *overlay, struct field line)
{
    size_t replaced = 0;
    ut_buf_reset(&overlay->lower);
    if (line.size_bytes > LINE_CEILING_BYTES)
        return fail_line(&overlay->reader, "the line is too long");
    int status =
        ut_utf8_clean(line.bytes, line.size_bytes, &overlay->lower, &replaced);
    if (status != 0)
        return fail_status(&overlay->reader, status);
    if (replaced > 0)
        return fail_line(&overlay->reader, "the line is not UTF-8");
    if (has_control(line))
        return fail_line(&overlay->reader,
                         "the line holds a control character");
    return overlay_line(overlay, line);
}

int ut_lexicon_overlay(struct ut_lexicon *lexicon, const char *name,
                       const char *bytes, size_t size_bytes,
                       struct ut_error *error)
{
    struct overlay overlay = {
        .reader = {name, bytes, size_bytes, 0, error},
        .lexicon = lexicon,
        .section = UT_WORD_VALENCE,
    };
    struct field line;
    int status = 0;
    ut_buf_init(&overlay.lower, (size_t)3 * LINE_CEILING_BYTES);
    start(&overlay.reader);
    while (status == 0 && next_line(&overlay.reader, &line))
        status = check_line(&overlay, line);
    ut_buf_clear(&overlay.lower);
    free(overlay.lines);
    return status;
}
