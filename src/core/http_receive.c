/* http_receive.c: what comes in is counted, checked and kept. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/http_slot.h"

/* --- callbacks: return anything but `size` and the transfer breaks off ---- */

static void refuse_size(struct slot *slot, uint64_t seen_bytes,
                        const char *kind)
{
    ut_slot_fault(slot, UNDERTONE_ELIMIT, 0,
                  "the body is longer than the limit of %zu bytes "
                  "(max_body_bytes): broken off after %" PRIu64 " %sbytes",
                  slot->http->options.max_body_bytes, seen_bytes, kind);
}

size_t ut_slot_on_body(char *bytes, size_t one, size_t size, void *context)
{
    (void)one;
    struct slot *slot = context;
    struct ut_buf *body = &slot->reply.body;
    int status = ut_buf_add(body, bytes, size);
    if (status == 0)
        return size;
    if (status == UNDERTONE_ELIMIT)
        refuse_size(slot, (uint64_t)body->size_bytes + size,
                    slot->is_zipped ? "unpacked " : "");
    else
        ut_slot_fault(slot, status, 0, "out of memory");
    return 0;
}

/* A compressed body that inflates to nothing must end as well. */
int ut_slot_on_progress(void *context, curl_off_t total, curl_off_t now,
                        curl_off_t up_total, curl_off_t up_now)
{
    (void)total, (void)up_total, (void)up_now;
    struct slot *slot = context;
    if (now < 0 || (uint64_t)now <= slot->http->options.max_body_bytes)
        return 0;
    refuse_size(slot, (uint64_t)now, "");
    return 1;
}

/* --- headers -------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The next element of a comma-separated list, blanks around it left out; NULL
 * at the end. */
static const char *next_element(const char **list, size_t *size)
{
    const char *element = *list + strspn(*list, ", \t");
    if (*element == '\0')
        return NULL;
    *size = strcspn(element, ",");
    *list = element + *size;
    while (is_blank(element[*size - 1]))
        --*size;
    return element;
}

static bool parse_length(const char *value, size_t size, int64_t *length)
{
    if (size == 0 || size > 18 || strspn(value, "0123456789") < size)
        return false;
    *length = strtoll(value, NULL, 10);
    return true;
}

static bool check_length(struct slot *slot, const char *value, size_t size)
{
    int64_t length;
    if (!parse_length(value, size, &length)) {
        ut_slot_fault(slot, UNDERTONE_EHTTP, 1,
                      "the Content-Length header is not a number");
        return false;
    }
    if (slot->length >= 0 && slot->length != length) {
        ut_slot_fault(slot, UNDERTONE_EHTTP, 1,
                      "two Content-Length headers disagree: %lld and %lld",
                      (long long)slot->length, (long long)length);
        return false;
    }
    slot->length = length;
    return true;
}

/* The same length several times over is that length (RFC 9110, 8.6). */
static bool check_lengths(struct slot *slot, const char *list)
{
    size_t size = 0;
    const char *value = next_element(&list, &size);
    bool is_good = check_length(slot, value, size);
    while (is_good && (value = next_element(&list, &size)) != NULL)
        is_good = check_length(slot, value, size);
    return is_good;
}

static bool is_coding(const char *coding, size_t size, const char *name)
{
    return size == strlen(name) && strncasecmp(coding, name, size) == 0;
}

/* Only gzip was offered; libcurl would decode whatever else is named, and one
 * layer above the other, however many lines name them. Between two layers no
 * limit counts what comes out. */
static bool check_content_coding(struct slot *slot, const char *list)
{
    size_t size;
    const char *coding;
    while ((coding = next_element(&list, &size)) != NULL) {
        bool is_gzip = is_coding(coding, size, "gzip") ||
                       is_coding(coding, size, "x-gzip");
        if (is_coding(coding, size, "identity") ||
            (is_gzip && !slot->is_zipped)) {
            slot->is_zipped |= is_gzip;
            continue;
        }
        ut_slot_fault(slot, UNDERTONE_EHTTP, 2,
                      is_gzip ? "the body has more than one content coding"
                              : "the body has a content coding that was not "
                                "offered");
        return false;
    }
    return true;
}

/* No TE header was sent, so nothing but chunked may come (RFC 9112, 6.1). */
static bool check_transfer_coding(struct slot *slot, const char *list)
{
    size_t size;
    const char *coding;
    slot->is_chunked = true;
    while ((coding = next_element(&list, &size)) != NULL)
        if (!is_coding(coding, size, "chunked")) {
            ut_slot_fault(slot, UNDERTONE_EHTTP, 2,
                          "the body has a transfer coding that was not "
                          "offered");
            return false;
        }
    return true;
}

/* The chunked body is believed, but the connection is not used again: the
 * next answer might begin anywhere. */
static void check_framing(struct slot *slot)
{
    if (slot->is_chunked && slot->length >= 0)
        curl_easy_setopt(slot->easy, CURLOPT_FORBID_REUSE, 1L);
}

static bool check_header(struct slot *slot, const char *name, const char *value)
{
    if (strcmp(name, "content-length") == 0)
        return check_lengths(slot, value);
    if (strcmp(name, "content-encoding") == 0)
        return check_content_coding(slot, value);
    if (strcmp(name, "transfer-encoding") == 0)
        return check_transfer_coding(slot, value);
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Stores "name: value\n", value trimmed, name in lower case; line[0 .. size)
 * has no line end any more, and no NUL: libcurl refuses such answers. */
static bool store_header(struct slot *slot, const char *line, size_t size)
{
    const char *colon = memchr(line, ':', size);
    if (colon == NULL)
        return true; /* libcurl has judged the line; nothing to keep */
    struct ut_buf *headers = &slot->reply.headers;
    const char *value = colon + 1, *end = line + size;
    while (value < end && is_blank(*value))
        value++;
    while (end > value && is_blank(end[-1]))
        end--;
    size_t start = headers->size_bytes;
    size_t name_size = (size_t)(colon - line),
           value_size = (size_t)(end - value);
    if (ut_buf_add(headers, line, name_size) != 0 ||
        ut_buf_add(headers, "", 1) != 0 ||
        ut_buf_add(headers, value, value_size) != 0) {
        ut_slot_fault(slot, UNDERTONE_EMEMORY, 0, "out of memory");
        return false;
    }
    char *name = headers->bytes + start;
    for (size_t i = 0; i < name_size; i++)
        name[i] = lower(name[i]);
    bool is_good = check_header(slot, name, name + name_size + 1);
    headers->bytes[start + name_size] = ':';
    if (ut_buf_add_byte(headers, '\n') == 0)
        return is_good;
    ut_slot_fault(slot, UNDERTONE_EMEMORY, 0, "out of memory");
    return false;
}

/* A status line starts an answer; a 1xx one is followed by another. */
static void begin_head(struct slot *slot)
{
    ut_buf_reset(&slot->reply.headers);
    slot->length = -1;
    slot->is_chunked = false; /* but is_zipped stays, as its decoder does */
}

size_t ut_slot_on_header(char *line, size_t one, size_t size, void *context)
{
    (void)one;
    struct slot *slot = context;
    size_t most = slot->http->options.max_header_bytes;
    slot->header_bytes += size;
    if (slot->header_bytes > most) {
        ut_slot_fault(slot, UNDERTONE_ELIMIT, 0,
                      "the headers are longer than the limit of %zu bytes "
                      "(max_header_bytes)",
                      most);
        return 0;
    }
    size_t length = size;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (slot->is_head_done)
        return size; /* a trailer */
    if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        begin_head(slot);
        return size;
    }
    if (length > 0)
        return store_header(slot, line, length) ? size : 0;
    long status = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    slot->is_head_done = status >= 200;
    check_framing(slot);
    return size;
}
