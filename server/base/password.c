/* SPDX-License-Identifier: Apache-2.0 */
#include "base/password.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

enum { AT_A_TIME = 2, WAIT_SECONDS = 5 };

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "the text form fits");

/* Of a password that nobody knows, with the cost of all others. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$tYpak2TX/YntKWk2i+Nj5w"
                             "$h9any/uYF4VpfvWwHcAxnGVw8/gABNaK8HYyDNwhQF0";

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int working;

static err begin(struct fault *fault)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_SECONDS;
    int late = 0;
    pthread_mutex_lock(&mutex);
    while (working >= AT_A_TIME && late == 0)
        late = pthread_cond_timedwait(&freed, &mutex, &until);
    bool mine = working < AT_A_TIME;
    working += mine;
    pthread_mutex_unlock(&mutex);
    return mine ? OK : fault_set(fault, ERR_UNAVAILABLE, "busy");
}

static void end(void)
{
    pthread_mutex_lock(&mutex);
    working--;
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&mutex);
}

err password_hash(const char *password, char out[static PASSWORD_HASH_SIZE], struct fault *fault)
{
    TRY(begin(fault));
    int failed =
        crypto_pwhash_str_alg(out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    end();
    return failed ? fault_log(fault, ERR_INTERNAL, "no memory for a password's hash") : OK;
}

err password_check(const char *stored, const char *password, bool *matches, struct fault *fault)
{
    TRY(begin(fault));
    int differs = crypto_pwhash_str_verify(stored ? stored : nobody, password, strlen(password));
    end();
    *matches = stored && differs == 0;
    return OK;
}
