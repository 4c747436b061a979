/* SPDX-License-Identifier: Apache-2.0 */
/* An XML part of an archive, read event by event. Names come without their prefix.
 *
 * Refused are document types (and with them entities), elements more than 64 deep, a tag of more
 * than 1 MiB, and whatever would take more than 16 MiB of memory. */
#ifndef BASE_XML_IN_H
#define BASE_XML_IN_H

#include "base/zip_in.h"

struct xml_in;

/* attributes: name and value in turns, NULL behind the last. */
typedef void xml_in_start_fn(void *context, const char *name, const char **attributes);
typedef void xml_in_end_fn(void *context, const char *name);
/* Text of an element, in pieces; not NUL-terminated. */
typedef void xml_in_text_fn(void *context, const char *text, size_t length);

struct xml_in_events {
    xml_in_start_fn *start;
    xml_in_end_fn *end;   /* NULL: of no interest */
    xml_in_text_fn *text; /* NULL: of no interest */
    void *context;
};

enum xml_in_result { XML_IN_PAUSED, XML_IN_END, XML_IN_BROKEN, XML_IN_TOO_LARGE };

/* NULL when there is no such part or no memory. One at a time in a thread, used by this thread
 * alone, while the archive stays open. */
struct xml_in *xml_in_open(struct zip_in *zip, const char *part,
                           const struct xml_in_events *events);
void xml_in_close(struct xml_in *xml);
/* Goes on to the next pause, or to the end. */
enum xml_in_result xml_in_run(struct xml_in *xml);
/* For events: ends xml_in_run behind this one. */
void xml_in_pause(struct xml_in *xml);
/* For events: ends the reading, as too large or as broken. */
void xml_in_stop(struct xml_in *xml, enum xml_in_result why);
/* The value of an attribute, whatever its prefix; NULL: none. */
const char *xml_in_attribute(const char **attributes, const char *name);

#endif
