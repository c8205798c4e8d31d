/*
 * token_rules.c: what each mark does, list by list of NLTKWordTokenizer.
 *
 * The reference applies the lists one after the other; where that order
 * shows, the rule here says how.
 */
#include "core/token_rules.h"

#include <stdint.h>
#include <string.h>

#include "core/point.h"
#include "core/utf8.h"

static struct ut_span rest_of(const struct ut_scanner *scanner)
{
    return ut_span_skip(scanner->text, scanner->at);
}

/* How often the byte at hand stands here. */
static size_t run_size(const struct ut_scanner *scanner)
{
    return ut_span_run(rest_of(scanner), scanner->text.bytes[scanner->at]);
}

static void isolate_pairs(struct ut_scanner *scanner, size_t run,
                          enum ut_gap gap)
{
    for (; run >= 2; run -= 2)
        ut_scanner_isolate(scanner, 2, gap);
}

/* STARTING_QUOTES: runs are cut into pairs, each half of one stands alone. */
void ut_scan_backticks(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    isolate_pairs(scanner, run, UT_GAP_EARLY);
    if (run % 2 == 1)
        ut_scanner_isolate(scanner, 1, UT_GAP_EARLY);
}

/* Whether the bytes before `at` are a quotation mark that opens. */
static bool follows_opening_mark(const char *bytes, size_t at)
{
    return (at >= 3 && (memcmp(bytes + at - 3, "\u201C", 3) == 0 ||
                        memcmp(bytes + at - 3, "\u2018", 3) == 0 ||
                        memcmp(bytes + at - 3, "\u201E", 3) == 0)) ||
           (at >= 2 && memcmp(bytes + at - 2, "\u00AB", 2) == 0);
}

/* STARTING_QUOTES: whether " or '' here opens a quotation: after a space or
 * an opening bracket, in the text or put there by an earlier rule. */
static bool opens_quotation(const struct ut_scanner *scanner)
{
    const char *bytes = scanner->text.bytes;
    size_t at = scanner->at;
    if (at == 0)
        return bytes[0] == '"';
    if (memchr(" ([{<`", bytes[at - 1], 6) != NULL)
        return true;
    return (at == 1 && bytes[0] == '"') || follows_opening_mark(bytes, at);
}

void ut_scan_quotation(struct ut_scanner *scanner, size_t size_bytes)
{
    bool opens = opens_quotation(scanner);
    ut_scanner_close(scanner, UT_GAP_LATE);
    ut_scanner_emit(scanner, opens ? "``" : "''", 2);
    ut_scanner_advance(scanner, size_bytes, true);
}

/* STARTING_QUOTES: an apostrophe before a single letter, other than those
 * that may follow one, is set apart from it. */
static bool precedes_letter(const struct ut_scanner *scanner)
{
    struct ut_span rest = ut_span_skip(rest_of(scanner), 1);
    if (!ut_clitic_starts_word(rest) ||
        memchr("mtsdnMTSDN", rest.bytes[0], 10) != NULL)
        return false;
    uint32_t point;
    size_t size = ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
    return point != 0x017F && !ut_clitic_starts_word(ut_span_skip(rest, size));
}

/* ENDING_QUOTES: pairs stand alone. One that is left over begins or
 * continues a chunk. */
void ut_scan_apostrophes(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    for (; run >= 2; run -= 2)
        ut_scan_quotation(scanner, 2);
    if (run == 0)
        return;
    bool is_apart = precedes_letter(scanner);
    ut_scanner_gather(scanner, 1);
    if (is_apart) {
        ut_scanner_close(scanner, UT_GAP_EARLY);
        ut_scanner_advance(scanner, 0, true);
    }
}

/* PUNCTUATION: runs of periods, and the period that ends the sentence. */
void ut_scan_periods(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    if (run >= 2 || scanner->at == scanner->final_period)
        ut_scanner_isolate(scanner, run, UT_GAP_EARLY);
    else
        ut_scanner_gather(scanner, 1);
}

/* DOUBLE_DASHES: as apostrophes. */
void ut_scan_dashes(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    isolate_pairs(scanner, run, UT_GAP_LATE);
    if (run % 2 == 1)
        ut_scanner_gather(scanner, 1);
}

/* PUNCTUATION: a comma or colon stands alone unless a digit follows. The
 * reference's pattern takes what follows with it, so a second comma right
 * there is not looked at again, except as the last of the sentence. */
void ut_scan_comma(struct ut_scanner *scanner)
{
    struct ut_span rest = ut_span_skip(rest_of(scanner), 1);
    uint32_t point;
    if (rest.size_bytes > 0) {
        ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
        if (scanner->spent_comma == scanner->at || ut_point_is_digit(point)) {
            ut_scanner_gather(scanner, 1);
            return;
        }
        scanner->spent_comma = scanner->at + 1;
    }
    ut_scanner_isolate(scanner, 1, UT_GAP_EARLY);
}

/* Code points beyond ASCII: quotation marks and white space. */
void ut_scan_wide(struct ut_scanner *scanner)
{
    uint32_t point;
    struct ut_span rest = rest_of(scanner);
    size_t size = ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
    switch (point) {
    case 0x00AB: /* « */
    case 0x201C: /* “ */
    case 0x2018: /* ‘ */
    case 0x201E: /* „ */
        ut_scanner_isolate(scanner, size, UT_GAP_EARLY);
        break;
    case 0x00BB: /* » */
    case 0x201D: /* ” */
    case 0x2019: /* ’ */
        ut_scanner_isolate(scanner, size, UT_GAP_LATE);
        break;
    default:
        if (!ut_point_is_space(point)) {
            ut_scanner_gather(scanner, size);
            break;
        }
        ut_scanner_close(scanner, UT_GAP_OTHER);
        ut_scanner_advance(scanner, size, false);
    }
}
