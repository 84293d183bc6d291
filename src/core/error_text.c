/* Errors as text: names, chains, numbers. */
#include "core/kind.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

const char *exeunt_strerror(int number)
{
    switch (number) {
#define TEXT(name, number, text)                                                                   \
    case name:                                                                                     \
        return text;
        EXEUNT_ERROR_MAP(TEXT)
#undef TEXT
    default:
        return "unknown error";
    }
}

/* Text of limited size whose full length is counted on, like snprintf's. */
typedef struct text_writer {
    char *text;
    size_t size;
    size_t length;
} text_writer;

__attribute__((format(printf, 2, 3))) static void print(text_writer *writer, const char *format,
                                                        ...)
{
    size_t room = writer->length < writer->size ? writer->size - writer->length : 0;
    va_list arguments;

    va_start(arguments, format);
    int length =
        vsnprintf(room > 0 ? writer->text + writer->length : NULL, room, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    writer->length += (size_t)length;
}

static const char *operation_of(const exeunt_error *error)
{
    switch (error->origin) {
    case EXEUNT_ORIGIN_ENTER:
        return ".enter";
    case EXEUNT_ORIGIN_EXIT:
        return ".exit";
    case EXEUNT_ORIGIN_DEADLINE:
        return ".deadline";
    case EXEUNT_ORIGIN_BODY:
    case EXEUNT_ORIGIN_CANCEL:
    case EXEUNT_ORIGIN_SEVERAL:
        break;
    }
    return ""; /* the source alone is the name */
}

static void print_name(text_writer *writer, const exeunt_error *error)
{
    print(writer, "%s%s", error->source, operation_of(error));
}

/* `vm1.exit: connection reset (-104)`, or `vm1.exit (-104)` if there is no text for it. */
static void print_error(text_writer *writer, const exeunt_error *error)
{
    const char *message = error->message;

    if (message == NULL && error->origin != EXEUNT_ORIGIN_CANCEL) {
        const char *known = exeunt_strerror(error->code);
        message = known != exeunt_strerror(0) ? known : NULL;
    }
    print_name(writer, error);
    print(writer, "%s%s (%d)", message != NULL ? ": " : "", message != NULL ? message : "",
          error->code);
}

static void indent(text_writer *writer, int columns)
{
    print(writer, "%*s", columns, "");
}

/* How deep a line stands; handed down to members. */
typedef struct text_layout {
    text_writer *writer;
    int columns;
} text_layout;

static bool print_chain(const exeunt_error *newest, const exeunt_error *until, void *context)
{
    const text_layout *layout = context;
    text_writer *writer = layout->writer;

    for (const exeunt_error *error = newest; error != NULL && error != until;
         error = error->context) {
        bool propagated = error != newest;
        int columns = layout->columns + (propagated ? 2 : 0);

        indent(writer, columns);
        print(writer, "%s", propagated ? "while " : "");
        print_error(writer, error);
        print(writer, "%s\n", propagated ? " propagated" : "");
        if (error->members_of != NULL) {
            text_layout members = {writer, columns + 2};
            exn_scope_walk_chains(error->members_of, print_chain, &members);
        }
    }
    return false;
}

static text_writer write_to(char *text, size_t size)
{
    if (size > 0) {
        text[0] = '\0';
    }
    return (text_writer){.text = text, .size = size};
}

size_t exeunt_error_name(const exeunt_error *error, char *text, size_t size)
{
    text_writer writer = write_to(text, size);

    if (error != NULL) {
        print_name(&writer, error);
    }
    return writer.length;
}

size_t exeunt_error_format(const exeunt_error *error, char *text, size_t size)
{
    text_writer writer = write_to(text, size);

    print_chain(error, NULL, &(text_layout){&writer, 0});
    return writer.length;
}
