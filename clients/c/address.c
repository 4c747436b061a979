/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "hoshitori.h"

static bool has(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool found = curl_url_get(url, part, &text, 0) == CURLUE_OK && text != NULL && text[0] != '\0';
    curl_free(text);
    return found;
}

/* Names and numbers of this machine; "127.0.0.1.example.jp" is none. */
static bool is_this_machine(const char *host)
{
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}

static enum hoshitori_address judge_address(CURLU *url, bool insecure_http)
{
    char *scheme = NULL;
    char *host = NULL;
    enum hoshitori_address judged = HOSHITORI_ADDRESS_MALFORMED;
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK && host[0] != '\0' &&
        !has(url, CURLUPART_USER) && !has(url, CURLUPART_PASSWORD) && !has(url, CURLUPART_QUERY) &&
        !has(url, CURLUPART_FRAGMENT)) {
        if (strcmp(scheme, "https") == 0)
            judged = HOSHITORI_ADDRESS_OK;
        else if (strcmp(scheme, "http") == 0)
            judged = insecure_http || is_this_machine(host) ? HOSHITORI_ADDRESS_OK
                                                            : HOSHITORI_ADDRESS_PLAIN;
    }
    curl_free(scheme);
    curl_free(host);
    return judged;
}

enum hoshitori_address hoshitori_address(const char *text, bool insecure_http)
{
    CURLU *url = curl_url();
    if (url == NULL)
        return HOSHITORI_ADDRESS_MALFORMED;
    enum hoshitori_address judged = HOSHITORI_ADDRESS_MALFORMED;
    if (text != NULL &&
        curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
        judged = judge_address(url, insecure_http);
    curl_url_cleanup(url);
    return judged;
}
