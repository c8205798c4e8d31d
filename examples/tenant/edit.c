/* edit.c: see edit.h. */
#include "edit.h"

#include <stdlib.h>
#include <string.h>

/* Where a member is: offsets of its key's quote and of its value. */
struct place {
    size_t key, value, end;
};

static bool find_member(const struct answer *answer, const char *name,
                        struct place *place)
{
    char key[64];
    if (!answer->body)
        return false;
    int size = snprintf(key, sizeof key, "\"%s\":", name);
    const char *end = answer->body + answer->size;
    const char *at = memmem(answer->body, answer->size, key, (size_t)size);
    if (!at)
        return false;
    const char *value = at + size;
    while (value < end && *value == ' ')
        value++;
    const char *stop = json_value_end(value, end);
    if (!stop)
        return false;
    *place = (struct place){(size_t)(at - answer->body),
                            (size_t)(value - answer->body),
                            (size_t)(stop - answer->body)};
    return true;
}

bool edit_splice(struct answer *answer, size_t from, size_t to,
                 struct slice bytes)
{
    size_t size = from + bytes.size + (answer->size - to);
    char *body = malloc(size + 1);
    if (!body)
        return false;
    memcpy(body, answer->body, from);
    memcpy(body + from, bytes.start, bytes.size);
    memcpy(body + from + bytes.size, answer->body + to, answer->size - to);
    answer_set_body(answer, body, size);
    return true;
}

bool edit_replace(struct answer *answer, const char *name, const char *json)
{
    struct place place;
    return find_member(answer, name, &place) &&
           edit_splice(answer, place.value, place.end,
                       (struct slice){json, strlen(json)});
}

bool edit_remove(struct answer *answer, const char *name)
{
    struct place place;
    if (!find_member(answer, name, &place))
        return false;
    const char *body = answer->body;
    size_t from = place.key, to = place.end;
    while (from > 0 && strchr(" \n", body[from - 1]))
        from--;
    if (from > 0 && body[from - 1] == ',')
        from--;
    else
        to += strspn(body + to, ", ");
    return edit_splice(answer, from, to, (struct slice){"", 0});
}

char *edit_copy(const struct answer *answer, const char *name)
{
    struct place place;
    if (!find_member(answer, name, &place))
        return NULL;
    return strndup(answer->body + place.value, place.end - place.value);
}
