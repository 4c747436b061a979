/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/app.h"

#include <stdio.h>

void app_enter(struct exchange *exchange, const struct request *request, unsigned rights)
{
    const struct credential *credential = &request->credential;
    char bits[12];
    snprintf(bits, sizeof bits, "%u", rights);
    const char *values[] = {
        credential->organisation_id, credential->key_id, credential->key_hash, bits,
        request->now_text,           request->day,       request->id};
    exchange_send(exchange, Q_REQUEST_ENTER, values, 7);
}

void app_enter_open(struct exchange *exchange, const struct request *request)
{
    const char *values[] = {request->now_text, request->day, request->id};
    exchange_send(exchange, Q_REQUEST_ENTER_OPEN, values, 3);
}
