/* http_text.c: see http_text.h. */
#include "core/http_text.h"

#include <string.h>
#include <strings.h>

/* Whether the segment [at, end) is "." or "..", plain or as %2e. */
static bool is_dot_segment(const char *at, const char *end)
{
    int dots = 0;
    while (at < end && dots < 3) {
        if (*at == '.')
            at++;
        else if (end - at >= 3 && strncasecmp(at, "%2e", 3) == 0)
            at += 3;
        else
            return false;
        dots++;
    }
    return at == end && (dots == 1 || dots == 2);
}

static bool has_dot_segment(const char *path)
{
    while (*path == '/') {
        const char *end = path + 1 + strcspn(path + 1, "/?");
        if (is_dot_segment(path + 1, end))
            return true;
        path = end;
    }
    return false;
}

bool ut_http_is_printable(const char *text, const char *refused)
{
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~' || strchr(refused, *text) != NULL)
            return false;
    return true;
}

int ut_http_check_path(const char *path, struct ut_error *error)
{
    if (strlen(path) > UT_HTTP_PATH_BYTES)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the path has more than %d bytes", UT_HTTP_PATH_BYTES);
    if (has_dot_segment(path))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the path has a segment '.' or '..'");
    if (path[0] != '/' || !ut_http_is_printable(path, "#\\"))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "a path must start with '/' and hold only printable "
                       "ASCII without '#' and '\\'");
    return 0;
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* Headers that decide about framing, routing or authority are ours. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"authorization",
                                           "host",
                                           "content-length",
                                           "transfer-encoding",
                                           "connection",
                                           "te",
                                           "upgrade",
                                           "accept-encoding",
                                           "expect",
                                           "trailer",
                                           "proxy-authorization"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcasecmp(name, reserved[i]) == 0)
            return true;
    return false;
}

int ut_http_headers_add(struct ut_buf *headers, const char *name,
                        const char *value)
{
    if (*name == '\0' || is_reserved(name))
        return UNDERTONE_EINVALID;
    for (const char *c = name; *c != '\0'; c++)
        if (!is_alphanumeric(*c) && strchr("!#$%&'*+-.^_`|~", *c) == NULL)
            return UNDERTONE_EINVALID;
    for (const char *c = value; *c != '\0'; c++)
        if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
            return UNDERTONE_EINVALID;
    int status = ut_buf_add_string(headers, name);
    if (status == 0) /* libcurl's way of sending an empty value is "Name;" */
        status = ut_buf_add_string(headers, *value ? ": " : ";");
    if (status == 0)
        status = ut_buf_add(headers, value, strlen(value) + 1);
    return status;
}

bool ut_http_header(const struct ut_buf *headers, const char *name,
                    struct ut_buf *value)
{
    size_t size = strlen(name);
    bool is_found = false;
    const char *line = headers->bytes;
    while (line != NULL && *line != '\0') {
        const char *end = strchr(line, '\n');
        if (end == NULL)
            break;
        if (strncmp(line, name, size) == 0 && line[size] == ':') {
            if (is_found && ut_buf_add_string(value, ", ") != 0)
                return false;
            line += size + 1;
            if (ut_buf_add(value, line, (size_t)(end - line)) != 0)
                return false;
            is_found = true;
        }
        line = end + 1;
    }
    return is_found;
}

size_t ut_http_escape(const char *bytes, size_t size_bytes, char *out)
{
    static const char hex[] = "0123456789ABCDEF";
    bool is_dots = is_dot_segment(bytes, bytes + size_bytes);
    char *at = out;
    for (size_t i = 0; i < size_bytes; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (is_alphanumeric(bytes[i]) || c == '-' || c == '_' || c == '~' ||
            (c == '.' && !is_dots)) {
            *at++ = bytes[i];
        } else {
            *at++ = '%';
            *at++ = hex[c >> 4];
            *at++ = hex[c & 15];
        }
    }
    return (size_t)(at - out);
}
