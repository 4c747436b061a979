/* SPDX-License-Identifier: Apache-2.0 */
#include "base/password.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/secret.h"

#include "base/banned.h"

enum { NICE = 10, RETRY_SECONDS = 3, CORES_EACH = 4, THREADS_MAX = 4 };

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "the text form fits");

/* What libsodium's own text form says, which password_check reads. */
#define FORM "$argon2id$v=19$m=65536,t=2,p=1$"
enum { RAW_SIZE = 32, SALT_TEXT_SIZE = 23, RAW_TEXT_SIZE = 44 }; /* base64 */

_Static_assert(crypto_pwhash_SALTBYTES == PASSWORD_SALT_SIZE &&
                   crypto_pwhash_OPSLIMIT_INTERACTIVE == 2 &&
                   crypto_pwhash_MEMLIMIT_INTERACTIVE == 65536 * 1024,
               "as FORM says");

/* What a place asks for, one thing at a time; it lies on the stack of whoever waits for it. */
struct hashing {
    const char *password;
    const char *stored;        /* to compare with, or NULL */
    const unsigned char *salt; /* else: what goes into the hash, and */
    char *out;                 /* where it goes */
    bool done;
    bool good;
    bool lacking; /* memory ran out */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static struct hashing *waiting[PASSWORD_PLACES]; /* in their order; no place asks twice */
static size_t waiting_count;
static size_t threads;
static const struct password_place *places[PASSWORD_PLACES]; /* those taken */
static int64_t hashes;

static int hash_password(const struct hashing *job)
{
    unsigned char raw[RAW_SIZE];
    char salt[SALT_TEXT_SIZE], text[RAW_TEXT_SIZE];
    if (crypto_pwhash(raw, sizeof raw, job->password, strlen(job->password), job->salt,
                      crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return -1;
    sodium_bin2base64(salt, sizeof salt, job->salt, PASSWORD_SALT_SIZE,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(text, sizeof text, raw, sizeof raw,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(job->out, PASSWORD_HASH_SIZE, FORM "%s$%s", salt, text);
    return 0;
}

static void work(struct hashing *job)
{
    errno = 0;
    int failed = job->stored
                     ? crypto_pwhash_str_verify(job->stored, job->password, strlen(job->password))
                     : hash_password(job);
    job->good = failed == 0;
    job->lacking = failed != 0 && (errno == ENOMEM || !job->stored);
}

static struct hashing *take_first(void)
{
    while (waiting_count == 0)
        pthread_cond_wait(&came, &mutex);
    struct hashing *first = waiting[0];
    memmove(waiting, waiting + 1, --waiting_count * sizeof *waiting);
    return first;
}

static void *hash_thread(void *unused)
{
    (void)unused;
    /* Of this thread alone. Where it is not allowed they are as urgent as the others. */
    (void)setpriority(PRIO_PROCESS, 0, NICE);
    pthread_mutex_lock(&mutex);
    for (;;) {
        struct hashing *job = take_first();
        pthread_mutex_unlock(&mutex);
        work(job);
        pthread_mutex_lock(&mutex);
        job->done = true;
        hashes++;
        pthread_cond_broadcast(&done);
    }
    return NULL;
}

static void start_threads(void)
{
    long wanted = sysconf(_SC_NPROCESSORS_ONLN) / CORES_EACH;
    for (long i = 0; i == 0 || (i < wanted && i < THREADS_MAX); i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, hash_thread, NULL) != 0)
            continue;
        pthread_detach(thread);
        threads++;
    }
}

static err compute(const struct password_place *place, struct hashing *job, struct fault *fault)
{
    if (!place->taken)
        return fault_log(fault, ERR_INTERNAL, "a password's hash without a place");
    pthread_once(&once, start_threads);
    if (threads == 0)
        return fault_log(fault, ERR_INTERNAL, "no thread for passwords");
    pthread_mutex_lock(&mutex);
    waiting[waiting_count++] = job;
    pthread_cond_signal(&came);
    while (!job->done)
        pthread_cond_wait(&done, &mutex);
    pthread_mutex_unlock(&mutex);
    if (job->lacking)
        return fault_log(fault, ERR_UNAVAILABLE, "no memory for a password's hash");
    return OK;
}

/* Where `holder` may be put; PASSWORD_PLACES = nowhere. */
static size_t find_place(const char *holder)
{
    size_t empty = 0, at = PASSWORD_PLACES;
    bool holds = false;
    for (size_t i = 0; i < PASSWORD_PLACES; i++) {
        if (places[i])
            holds |= strcmp(places[i]->holder, holder) == 0;
        else
            at = i;
        empty += !places[i];
    }
    return holds && empty <= PASSWORD_LAST ? PASSWORD_PLACES : at;
}

err password_enter(struct password_place *place, const char *holder, struct fault *fault)
{
    if (place->taken)
        return OK;
    place->holder = holder;
    pthread_mutex_lock(&mutex);
    size_t at = find_place(holder);
    place->taken = at < PASSWORD_PLACES;
    if (place->taken)
        places[at] = place;
    pthread_mutex_unlock(&mutex);
    if (place->taken)
        return OK;
    /* Not all at the same moment. */
    return fault_set_later(fault, ERR_UNAVAILABLE, "sign_in_busy",
                           1 + (int)secret_random_below(RETRY_SECONDS));
}

void password_leave(struct password_place *place)
{
    if (!place->taken)
        return;
    place->taken = false;
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < PASSWORD_PLACES; i++)
        if (places[i] == place)
            places[i] = NULL;
    pthread_mutex_unlock(&mutex);
}

err password_hash(const struct password_place *place, const char *password,
                  const unsigned char salt[static PASSWORD_SALT_SIZE],
                  char out[static PASSWORD_HASH_SIZE], struct fault *fault)
{
    struct hashing job = {.password = password, .salt = salt, .out = out};
    return compute(place, &job, fault);
}

err password_check(const struct password_place *place, const char *stored, const char *password,
                   bool *matches, struct fault *fault)
{
    struct hashing job = {.password = password, .stored = stored};
    TRY(compute(place, &job, fault));
    *matches = job.good;
    return OK;
}

int64_t password_hashes(void)
{
    pthread_mutex_lock(&mutex);
    int64_t count = hashes;
    pthread_mutex_unlock(&mutex);
    return count;
}
