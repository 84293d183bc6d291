/* Prints JSON value by value: json_printer.h. What takes thought - reals, texts with escapes - is
 * left to jansson. */
#include "result/json/json_printer.h"

#include "base/characters.h"
#include "base/own_assert.h"
#include "result/json/json.h"

#include <string.h>

/* --- bytes ------------------------------------------------------------------------------------ */

static void flush(exn_json_printer *self)
{
    fwrite(self->buffer, 1, self->used, self->out); /* ferror() keeps what goes wrong */
    self->used = 0;
}

static void put(exn_json_printer *self, const char *bytes, size_t length)
{
    if (length > EXN_JSON_BUFFER_SIZE - self->used) {
        flush(self);
    }
    if (length > EXN_JSON_BUFFER_SIZE) {
        fwrite(bytes, 1, length, self->out);
        return;
    }
    memcpy(self->buffer + self->used, bytes, length);
    self->used += length;
}

static void put_byte(exn_json_printer *self, char byte)
{
    if (self->used == EXN_JSON_BUFFER_SIZE) {
        flush(self);
    }
    self->buffer[self->used++] = byte;
}

void exn_json_begin(exn_json_printer *self, FILE *out, exn_json_form form)
{
    self->out = out;
    self->form = form;
    self->depth = 0;
    self->follows = false;
    self->lacks_value = false;
    self->used = 0;
}

bool exn_json_end(exn_json_printer *self)
{
    exn_assert(self->depth == 0 && "all that was opened is closed");
    flush(self);
    return !self->lacks_value && !ferror(self->out);
}

/* --- where a value stands --------------------------------------------------------------------- */

static void begin_line(exn_json_printer *self)
{
    if (self->form == EXN_JSON_LINE) {
        return;
    }
    put_byte(self, '\n');
    for (unsigned i = 0; i < self->depth; i++) {
        put(self, "  ", 2);
    }
}

static void begin_value(exn_json_printer *self, const char *key)
{
    if (self->follows) {
        put_byte(self, ',');
    }
    if (self->depth > 0) {
        begin_line(self);
    }
    if (key != NULL) {
        put_byte(self, '"');
        put(self, key, strlen(key));
        put(self, "\": ", self->form == EXN_JSON_LINE ? 2 : 3);
    }
    self->follows = true;
}

static void open_bracket(exn_json_printer *self, const char *key, char bracket)
{
    begin_value(self, key);
    put_byte(self, bracket);
    self->depth += 1;
    self->follows = false;
}

static void close_bracket(exn_json_printer *self, char bracket)
{
    exn_assert(self->depth > 0 && "it was opened");
    self->depth -= 1;
    if (self->follows) {
        begin_line(self);
    }
    put_byte(self, bracket);
    self->follows = true;
}

void exn_json_open_object(exn_json_printer *self, const char *key)
{
    open_bracket(self, key, '{');
}

void exn_json_open_array(exn_json_printer *self, const char *key)
{
    open_bracket(self, key, '[');
}

void exn_json_close_object(exn_json_printer *self)
{
    close_bracket(self, '}');
}

void exn_json_close_array(exn_json_printer *self)
{
    close_bracket(self, ']');
}

/* --- values ----------------------------------------------------------------------------------- */

/* Prints a value as jansson does, and takes it over; NULL: memory ran out. */
static void put_value(exn_json_printer *self, json_t *value)
{
    enum { DIGITS = 9 };
    size_t flags = JSON_ENCODE_ANY;
    flags |= self->form == EXN_JSON_FILE ? JSON_REAL_PRECISION(DIGITS) : 0;
    char *text = value == NULL ? NULL : json_dumps(value, flags);
    self->lacks_value = self->lacks_value || text == NULL;
    if (text != NULL) {
        put(self, text, strlen(text));
    }
    json_free_t free_text;
    json_get_alloc_funcs(NULL, &free_text);
    free_text(text);
    json_decref(value);
}

/* Returns whether a text stands in JSON as it is. */
static bool is_plain(const char *text, size_t length)
{
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte == '"' || byte == '\\') {
            return false;
        }
        all |= byte;
    }
    size_t length_valid;
    return all < 0x80 || exn_utf8_valid(text, length, &length_valid);
}

void exn_json_put_text(exn_json_printer *self, const char *key, const char *text)
{
    begin_value(self, key);
    size_t length = text == NULL ? 0 : strlen(text);
    if (text == NULL) {
        put(self, "null", 4);
    } else if (is_plain(text, length)) {
        put_byte(self, '"');
        put(self, text, length);
        put_byte(self, '"');
    } else {
        put_value(self, exn_json_text(text));
    }
}

void exn_json_put_count(exn_json_printer *self, const char *key, uint64_t count)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + count % 10);
        count /= 10;
    } while (count > 0);
    begin_value(self, key);
    put(self, digits + at, sizeof digits - at);
}

void exn_json_put_real(exn_json_printer *self, const char *key, double real)
{
    begin_value(self, key);
    put_value(self, json_real(real));
}

void exn_json_put_bool(exn_json_printer *self, const char *key, bool value)
{
    begin_value(self, key);
    put(self, value ? "true" : "false", value ? 4 : 5);
}

void exn_json_put_texts(exn_json_printer *self, const char *key, char *const *texts, size_t count)
{
    exn_json_open_array(self, key);
    for (size_t i = 0; i < count; i++) {
        exn_json_put_text(self, NULL, texts[i]);
    }
    exn_json_close_array(self);
}
