/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a zip archive that lies in memory, unpacked as they are read.
 *
 * Limits: 2,000 entries; a part of more than 1 MiB may be 200 times as large as its packed bytes;
 * 256 MiB are unpacked in all. */
#ifndef BASE_ZIP_IN_H
#define BASE_ZIP_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zip_in_problem { ZIP_IN_FINE, ZIP_IN_BROKEN, ZIP_IN_TOO_LARGE, ZIP_IN_LOCKED };

struct zip_in {
    void *file;
    const char *bytes;
    size_t length;
    size_t at;
    uint64_t left; /* that may still be unpacked */
    enum zip_in_problem problem;
    bool open; /* a part */
};

/* Stays where it is until zip_in_close; `bytes` must outlive it. */
bool zip_in_open(const char *bytes, size_t length, struct zip_in *out);
void zip_in_close(struct zip_in *zip);
/* Begins a part, ending the one before it. Case makes no difference, nor do backslashes in the
 * archive in place of slashes. False when it is not there or `problem` is set: ZIP_IN_LOCKED when
 * it has a password, ZIP_IN_BROKEN when it is there twice. */
bool zip_in_part(struct zip_in *zip, const char *name);
/* At most `size` bytes (64 KiB are enough at a time); 0 at the part's end, or when `problem` is
 * set, as it is when the part's checksum is wrong. */
size_t zip_in_read(struct zip_in *zip, void *out, size_t size);

#endif
