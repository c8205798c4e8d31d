/*
 * plot_names.c: names that are cut to fit, and still no two the same.
 *
 * A long name loses its middle, as names are most often told apart by how
 * they begin and end. Those that look alike all the same are numbered. A
 * number takes room from its name, so that more names may become alike; the
 * search ends when no more do. Owns nothing beyond a call.
 */
#include "core/plot_internal.h"

#include <stdlib.h>
#include <string.h>

#include "core/map.h"

struct alike {
    const struct ut_names *names;
    uint32_t *forms;  /* of each name: what is shown of it; NONE: all */
    uint16_t *counts; /* names of each form, then numbers given so far */
    const char *note; /* the longest behind a name */
};

/* Notes of different lengths would hide that two names look alike. */
static const char *longest_note(const struct ut_names *names)
{
    const char *longest = NULL;
    for (size_t i = 0; i < names->count; i++) {
        struct ut_text text = names->text_of(names->owner, i);
        if (text.is_note_behind && text.note != NULL &&
            (longest == NULL || strlen(text.note) > strlen(longest)))
            longest = text.note;
    }
    return longest;
}

/* What is shown of a name, where number and note take the most they can. */
static int find_form(struct ut_pen *pen, struct alike *alike,
                     struct ut_map *map, size_t i)
{
    const struct ut_names *names = alike->names;
    struct ut_text text = names->text_of(names->owner, i);
    if (text.number > 0)
        text.number = (unsigned)names->count;
    if (text.is_note_behind)
        text.note = alike->note;
    char *shown = ut_text_shown(pen, &text);
    alike->forms[i] = UT_MAP_NONE;
    if (shown == NULL)
        return 0;
    int status = ut_map_intern(map, shown, strlen(shown), &alike->forms[i]);
    g_free(shown);
    if (status == 0)
        alike->counts[alike->forms[i]]++;
    return status;
}

static int find_forms(struct ut_pen *pen, struct alike *alike)
{
    struct ut_map *map = ut_map_new();
    if (map == NULL)
        return UNDERTONE_EMEMORY;
    int status = 0;
    memset(alike->counts, 0, alike->names->count * sizeof *alike->counts);
    for (size_t i = 0; i < alike->names->count && status == 0; i++)
        status = find_form(pen, alike, map, i);
    ut_map_free(map);
    return status;
}

/* Marks names that share a form as in need of a number; whether some of them
 * were not yet. */
static bool mark_alike(struct alike *alike)
{
    bool is_new = false;
    for (size_t i = 0; i < alike->names->count; i++) {
        uint16_t *number = &alike->names->numbers[i];
        if (*number == 0 && alike->forms[i] != UT_MAP_NONE &&
            alike->counts[alike->forms[i]] > 1) {
            *number = 1;
            is_new = true;
        }
    }
    return is_new;
}

static void give_numbers(struct alike *alike)
{
    memset(alike->counts, 0, alike->names->count * sizeof *alike->counts);
    for (size_t i = 0; i < alike->names->count; i++)
        if (alike->names->numbers[i] > 0 && alike->forms[i] != UT_MAP_NONE)
            alike->names->numbers[i] = ++alike->counts[alike->forms[i]];
}

void ut_names_number(struct ut_pen *pen, const struct ut_names *names)
{
    memset(names->numbers, 0, names->count * sizeof *names->numbers);
    if (names->count < 2)
        return;
    struct alike alike = {
        .names = names,
        .forms = calloc(names->count, sizeof *alike.forms),
        .counts = calloc(names->count, sizeof *alike.counts),
        .note = longest_note(names),
    };
    int status = alike.forms == NULL || alike.counts == NULL
                     ? UNDERTONE_EMEMORY
                     : find_forms(pen, &alike);
    while (status == 0 && mark_alike(&alike))
        status = find_forms(pen, &alike);
    if (status == 0)
        give_numbers(&alike);
    else if (pen->status == 0)
        pen->status = status;
    free(alike.forms);
    free(alike.counts);
}
