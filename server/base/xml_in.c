/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml_in.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include "base/banned.h"

enum {
    PIECE = 64 * 1024,
    TAG_MAX = 1024 * 1024,
    DEPTH_MAX = 64,
    MEMORY_MAX = 16 * 1024 * 1024,
    HEAD = 16 /* before each allocation: its size */
};

struct xml_in {
    XML_Parser parser;
    struct zip_in *zip;
    struct xml_in_events events;
    XML_Index fed;
    int depth;
    bool suspended;
    bool last;
    enum xml_in_result stopped; /* XML_IN_PAUSED: it is not */
};

/* expat keeps every name it met. Its functions for memory know no context, but one parser is all
 * that a thread has. */
static _Thread_local size_t taken;

static void *allocate_watched(size_t size)
{
    if (size > MEMORY_MAX || taken + size > MEMORY_MAX)
        return NULL;
    char *memory = malloc(HEAD + size);
    if (!memory) {
        memory_failed();
        return NULL;
    }
    memcpy(memory, &size, sizeof size);
    taken += size;
    return memory + HEAD;
}

static void free_counted(void *memory)
{
    size_t size;
    if (!memory)
        return;
    memcpy(&size, (char *)memory - HEAD, sizeof size);
    taken -= size;
    free((char *)memory - HEAD);
}

static void *take_again(void *memory, size_t size)
{
    size_t before = 0;
    void *more = allocate_watched(size);
    if (!more || !memory)
        return more;
    memcpy(&before, (char *)memory - HEAD, sizeof before);
    memcpy(more, memory, before < size ? before : size);
    free_counted(memory);
    return more;
}

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xml_in_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

void xml_in_stop(struct xml_in *xml, enum xml_in_result why)
{
    if (xml->stopped == XML_IN_PAUSED)
        xml->stopped = why;
    XML_StopParser(xml->parser, XML_FALSE);
}

void xml_in_pause(struct xml_in *xml)
{
    XML_StopParser(xml->parser, XML_TRUE);
}

static void on_start(void *user, const char *name, const char **attributes)
{
    struct xml_in *xml = user;
    if (++xml->depth > DEPTH_MAX)
        xml_in_stop(xml, XML_IN_TOO_LARGE);
    else
        xml->events.start(xml->events.context, local(name), attributes);
}

static void on_end(void *user, const char *name)
{
    struct xml_in *xml = user;
    xml->depth--;
    /* Also called for an empty element whose start stopped the reading. */
    if (xml->events.end && xml->stopped == XML_IN_PAUSED)
        xml->events.end(xml->events.context, local(name));
}

static void on_text(void *user, const char *text, int length)
{
    struct xml_in *xml = user;
    xml->events.text(xml->events.context, text, (size_t)length);
}

static void on_doctype(void *user, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    xml_in_stop(user, XML_IN_BROKEN);
}

struct xml_in *xml_in_open(struct zip_in *zip, const char *part, const struct xml_in_events *events)
{
    static const XML_Memory_Handling_Suite memory = {allocate_watched, take_again, free_counted};
    if (!zip_in_part(zip, part))
        return NULL;
    struct xml_in *xml = calloc(1, sizeof *xml);
    if (!xml) {
        memory_failed();
        return NULL;
    }
    *xml = (struct xml_in){.zip = zip, .events = *events};
    xml->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (!xml->parser) {
        free(xml);
        return NULL;
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    if (events->text)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return xml;
}

void xml_in_close(struct xml_in *xml)
{
    if (!xml)
        return;
    XML_ParserFree(xml->parser);
    free(xml);
}

static enum xml_in_result wrong(const struct xml_in *xml)
{
    if (xml->stopped != XML_IN_PAUSED)
        return xml->stopped;
    return XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY ? XML_IN_TOO_LARGE : XML_IN_BROKEN;
}

static enum XML_Status feed(struct xml_in *xml)
{
    void *piece = XML_GetBuffer(xml->parser, PIECE);
    if (!piece)
        return XML_STATUS_ERROR;
    size_t count = zip_in_read(xml->zip, piece, PIECE);
    xml->last = count == 0;
    xml->fed += (XML_Index)count;
    return XML_ParseBuffer(xml->parser, (int)count, xml->last);
}

enum xml_in_result xml_in_run(struct xml_in *xml)
{
    for (;;) {
        if (xml->last && !xml->suspended)
            return XML_IN_END;
        enum XML_Status status = xml->suspended ? XML_ResumeParser(xml->parser) : feed(xml);
        if (xml->zip->problem != ZIP_IN_FINE)
            return xml->zip->problem == ZIP_IN_BROKEN ? XML_IN_BROKEN : XML_IN_TOO_LARGE;
        xml->suspended = status == XML_STATUS_SUSPENDED;
        if (xml->suspended)
            return XML_IN_PAUSED;
        if (status == XML_STATUS_ERROR)
            return wrong(xml);
        /* A tag is kept until its end has come. */
        if (xml->fed - XML_GetCurrentByteIndex(xml->parser) > TAG_MAX)
            return XML_IN_TOO_LARGE;
    }
}
