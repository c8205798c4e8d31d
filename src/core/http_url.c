/* http_url.c: libcurl's parser with our codes; see http_url.h. */
#include "core/http_url.h"

#include <stdbool.h>

int ut_url_set(CURLU *url, const char *text, unsigned flags)
{
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, flags);
    if (code == CURLUE_OUT_OF_MEMORY)
        return UNDERTONE_EMEMORY;
    return code == CURLUE_OK ? 0 : UNDERTONE_EINVALID;
}

int ut_url_part(CURLU *url, CURLUPart part, unsigned flags, char **text)
{
    CURLUcode code = curl_url_get(url, part, text, flags);
    if (code != CURLUE_OK)
        *text = NULL;
    return code == CURLUE_OUT_OF_MEMORY ? UNDERTONE_EMEMORY : 0;
}

int ut_url_has(CURLU *url, CURLUPart part, CURLUPart other)
{
    char *text = NULL;
    int status = ut_url_part(url, part, 0, &text);
    if (status == 0 && text == NULL)
        status = ut_url_part(url, other, 0, &text);
    bool has = text != NULL;
    curl_free(text);
    return status != 0 ? status : has;
}

int ut_place_read(CURLU *url, struct ut_place *place)
{
    *place = (struct ut_place){0};
    int status = ut_url_part(url, CURLUPART_SCHEME, 0, &place->scheme);
    if (status == 0)
        status = ut_url_part(url, CURLUPART_HOST, 0, &place->host);
    if (status == 0)
        status =
            ut_url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, &place->port);
    return status;
}

void ut_place_free(struct ut_place *place)
{
    curl_free(place->scheme);
    curl_free(place->host);
    curl_free(place->port);
}
