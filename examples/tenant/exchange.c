/* exchange.c: see exchange.h. */
#include "exchange.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

void answer_set_body(struct answer *answer, char *owned, size_t size)
{
    free(answer->body);
    answer->body = owned;
    answer->size = owned ? size : 0;
}

void answer_set(struct answer *answer, int status, const char *body)
{
    answer->status = status;
    answer->content_type = "application/json";
    answer_set_body(answer, strdup(body), strlen(body));
}

void answer_set_header(struct answer *answer, const char *name,
                       const char *value)
{
    int i = 0;
    while (i < answer->header_count &&
           strcasecmp(answer->headers[i].name, name) != 0)
        i++;
    if (i == HEADERS_MAX)
        return;
    if (i == answer->header_count)
        answer->header_count++;
    snprintf(answer->headers[i].name, sizeof answer->headers[i].name, "%s",
             name);
    snprintf(answer->headers[i].value, sizeof answer->headers[i].value, "%s",
             value);
}

void answer_set_date(struct answer *answer, const char *name,
                     const char *format, int64_t time_s)
{
    char date[64];
    struct tm parts;
    time_t when = (time_t)time_s;
    if (gmtime_r(&when, &parts) &&
        strftime(date, sizeof date, format, &parts) > 0)
        answer_set_header(answer, name, date);
}

void answer_clear(struct answer *answer)
{
    free(answer->body);
    *answer = (struct answer){0};
}
