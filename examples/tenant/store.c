/*
 * store.c: lines to conversations. Files are read through zlib, which takes
 * plain and gzip text alike.
 */
#include "store.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "text.h"

#define DATA_MAX_BYTES ((size_t)1 << 30)

/* The sample data, compiled in so that the tenant runs from any folder. */
__asm__(".section .rodata\n"
        "tenant_sample: .incbin \"examples/tenant/conversations.jsonl\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char tenant_sample[];

struct store_index {
    struct hsearch_data table;
};

static int fail(char why[256], const char *what, const char *detail)
{
    snprintf(why, 256, "%s: %s", what, detail);
    return -1;
}

static int read_all(gzFile file, char **text, size_t *size)
{
    size_t capacity = 0;
    for (;;) {
        if (capacity - *size < 65536) {
            capacity = capacity ? capacity * 2 : (size_t)1 << 20;
            char *grown =
                capacity > DATA_MAX_BYTES ? NULL : realloc(*text, capacity);
            if (!grown)
                return -1;
            *text = grown;
        }
        int got = gzread(file, *text + *size, 65536);
        if (got <= 0)
            return got;
        *size += (size_t)got;
    }
}

static int read_file(struct store *store, const char *path, char why[256])
{
    gzFile file = gzopen(path, "rb");
    if (!file)
        return fail(why, path, "cannot be opened");
    size_t size = 0;
    int status = read_all(file, &store->owned_text, &size);
    gzclose(file);
    if (status != 0)
        return fail(why, path, "cannot be read to its end");
    store->text = (struct slice){store->owned_text, size};
    return 0;
}

static const char *fill(struct conversation *item, struct slice line)
{
    struct json_members members;
    struct slice key, value;
    int step;
    if (!json_open(&members, line))
        return "not a JSON object";
    while ((step = json_next(&members, &key, &value)) == 1) {
        if (slice_equals(key, "conversationId") && !item->id)
            item->id = json_string(value);
        else if (slice_equals(key, "start_time"))
            item->start_time = value;
        else if (slice_equals(key, "duration"))
            item->duration = value;
        else if (slice_equals(key, "disposition"))
            item->disposition = value;
        else if (slice_equals(key, "channel"))
            item->channel = value;
        else if (slice_equals(key, "transcript"))
            item->transcript = value;
    }
    if (step < 0)
        return "malformed JSON";
    if (!item->id)
        return "no conversationId";
    char *start = json_string(item->start_time);
    bool is_time = start && text_read_time((struct slice){start, strlen(start)},
                                           &item->start_ms);
    free(start);
    return is_time ? NULL : "start_time is not an ISO 8601 time";
}

static struct conversation *append(struct store *store)
{
    size_t count = store->count;
    if ((count & (count - 1)) == 0) { /* full at each power of two */
        size_t capacity = count ? count * 2 : 1;
        void *grown = reallocarray(store->conversations, capacity,
                                   sizeof *store->conversations);
        if (!grown)
            return NULL;
        store->conversations = grown;
    }
    struct conversation *item = &store->conversations[store->count++];
    memset(item, 0, sizeof *item);
    return item;
}

static int parse(struct store *store, const char *name, char why[256])
{
    const char *at = store->text.start, *end = at + store->text.size;
    for (size_t line = 1; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop)
            stop = end;
        if (stop > at) {
            struct conversation *item = append(store);
            const char *reason =
                item ? fill(item, (struct slice){at, (size_t)(stop - at)})
                     : "out of memory";
            if (reason) {
                snprintf(why, 256, "%s:%zu: %s", name, line, reason);
                return -1;
            }
        }
        at = stop + 1;
    }
    return 0;
}

static int build_index(struct store *store)
{
    store->index = calloc(1, sizeof *store->index);
    store->attempts = calloc(store_size(store) + 1, sizeof *store->attempts);
    if (!store->index || !store->attempts ||
        !hcreate_r(store->count * 2 + 16, &store->index->table))
        return -1;
    for (size_t i = 0; i < store->count; i++) {
        ENTRY entry = {store->conversations[i].id, (void *)i}, *held;
        if (!hsearch_r(entry, ENTER, &held, &store->index->table))
            return -1;
    }
    return 0;
}

int store_load(struct store *store, const char *path, size_t copies,
               char why[256])
{
    *store = (struct store){.copies = copies};
    store->text = (struct slice){tenant_sample, strlen(tenant_sample)};
    if (path && read_file(store, path, why) != 0)
        return -1;
    if (parse(store, path ? path : "sample", why) != 0)
        return -1;
    return build_index(store) == 0 ? 0 : fail(why, "index", "out of memory");
}

void store_clear(struct store *store)
{
    if (store->index)
        hdestroy_r(&store->index->table);
    for (size_t i = 0; i < store->count; i++)
        free(store->conversations[i].id);
    free(store->conversations);
    free(store->index);
    free(store->attempts);
    free(store->owned_text);
    *store = (struct store){0};
}

size_t store_size(const struct store *store)
{
    return store->count * store->copies;
}

static int64_t find_first(const struct store *store, const char *id)
{
    ENTRY wanted = {(char *)id, NULL}, *held;
    if (!hsearch_r(wanted, FIND, &held, &store->index->table))
        return -1;
    return (int64_t)(size_t)held->data;
}

int64_t store_find(const struct store *store, const char *id)
{
    int64_t number = find_first(store, id), copy;
    const char *mark = strrchr(id, '-');
    if (number >= 0 || !mark || mark[1] != 'r' ||
        !text_read_integer((struct slice){mark + 2, strlen(mark + 2)}, &copy) ||
        copy < 1 || (size_t)copy >= store->copies)
        return number;
    char *base = strndup(id, (size_t)(mark - id));
    number = base ? find_first(store, base) : -1;
    free(base);
    return number < 0 ? -1 : number + copy * (int64_t)store->count;
}

const struct conversation *store_get(const struct store *store, size_t number)
{
    return &store->conversations[number % store->count];
}

static void write_member(FILE *out, const char *name, struct slice value)
{
    if (value.size)
        fprintf(out, ", \"%s\": %.*s", name, (int)value.size, value.start);
}

void store_write_item(const struct store *store, size_t number, FILE *out)
{
    const struct conversation *item = store_get(store, number);
    size_t copy = number / store->count, size = strlen(item->id);
    char suffix[32] = "";
    if (copy)
        snprintf(suffix, sizeof suffix, "-r%zu", copy);
    fputs("{\"conversationId\": ", out);
    char *id = NULL;
    if (asprintf(&id, "%s%s", item->id, suffix) > 0)
        json_write_string(out, id, size + strlen(suffix));
    free(id);
    write_member(out, "start_time", item->start_time);
    write_member(out, "duration", item->duration);
    write_member(out, "disposition", item->disposition);
    write_member(out, "channel", item->channel);
    putc('}', out);
}
