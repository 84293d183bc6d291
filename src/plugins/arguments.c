/* Reads values by their types, hands them to the manager, and takes its refusals. */
#define _GNU_SOURCE
#include "plugins/arguments.h"

#include "scenario/read/names_and_quotes.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_SIZE = 400 };

__attribute__((format(printf, 3, 4))) static void refuse(const exeunt_arguments *with,
                                                         exn_place place, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    with->refuse(with->context, place, message);
}

/* --- by type ---------------------------------------------------------------------------------- */

static bool is_integer(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+' ? 1 : 0);
    return *digits != '\0' && digits[strspn(digits, "0123456789")] == '\0';
}

static bool is_number(const char *text)
{
    static const char characters[] = "+-.0123456789eE"; /* no `inf`, no hexadecimal digits */
    char *end;
    strtod(text, &end);
    return *text != '\0' && text[strspn(text, characters)] == '\0' && *end == '\0';
}

static bool is_flag(const char *text)
{
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

/* Sets the value if the argument has the right type, and says so. */
static bool read_value(const exn_passed_value *argument, exeunt_parameter_type type,
                       exn_typed_value *value)
{
    const char *text = argument->text;
    bool is_plain = !argument->is_quoted;
    switch (type) {
    case EXEUNT_PARAMETER_INTEGER:
        errno = 0;
        value->integer = strtoll(text, NULL, 10);
        return is_plain && is_integer(text) && errno == 0;
    case EXEUNT_PARAMETER_NUMBER:
        value->number = strtod(text, NULL);
        return is_plain && is_number(text) && isfinite(value->number);
    case EXEUNT_PARAMETER_TEXT:
        value->text = text;
        return !is_plain || (!is_number(text) && !is_flag(text));
    case EXEUNT_PARAMETER_FLAG:
        value->flag = strcmp(text, "true") == 0;
        return is_plain && is_flag(text);
    }
    return false;
}

static const char *what_is_right(exeunt_parameter_type type)
{
    switch (type) {
    case EXEUNT_PARAMETER_INTEGER:
        return "an integer of at most 64 bits, like 5432";
    case EXEUNT_PARAMETER_NUMBER:
        return "a number, like 0.5";
    case EXEUNT_PARAMETER_TEXT:
        return "a text, like \"a\"";
    case EXEUNT_PARAMETER_FLAG:
        return "`true` or `false`";
    }
    return "";
}

/* --- the arguments of a scenario -------------------------------------------------------------- */

/* Returns the number of parameters if there is none of that name. */
static size_t index_of(const exeunt_plugin_manager *manager, const char *name)
{
    size_t i = 0;
    while (i < manager->parameter_count && strcmp(manager->parameters[i].name, name) != 0) {
        i += 1;
    }
    return i;
}

static void refuse_unknown(const exeunt_arguments *with, const exn_passed_value *argument)
{
    const exeunt_plugin_manager *manager = with->manager;
    exn_nearest nearest = exn_nearest_begin(argument->name);
    char names[MESSAGE_SIZE / 2] = "";
    for (size_t i = 0, at = 0; i < manager->parameter_count && at < sizeof names; i++) {
        const char *name = manager->parameters[i].name;
        exn_nearest_try(&nearest, name);
        at += (size_t)snprintf(names + at, sizeof names - at, "%s`%s`", i > 0 ? ", " : "", name);
    }
    if (nearest.best != NULL) {
        refuse(with, argument->name_place, "unknown key of `with` `%.60s`: did you mean `%s`?",
               argument->name, nearest.best);
    } else if (manager->parameter_count == 0) {
        refuse(with, argument->name_place, "unknown key of `with` `%.60s`: `%s` has no parameters",
               argument->name, manager->name);
    } else {
        refuse(with, argument->name_place, "unknown key of `with` `%.60s`: `%s` has %s",
               argument->name, manager->name, names);
    }
}

static void read_argument(exeunt_arguments *with, const exn_passed_value *argument)
{
    const exeunt_plugin_manager *manager = with->manager;
    size_t index = index_of(manager, argument->name);
    if (index == manager->parameter_count) {
        refuse_unknown(with, argument);
        return;
    }
    exeunt_parameter_type type = manager->parameters[index].type;
    with->is_given[index] = read_value(argument, type, &with->values[index]);
    if (!with->is_given[index]) {
        refuse(with, argument->place, "`%s` is %s%.60s%s: it must be %s", argument->name,
               argument->is_quoted ? "the text \"" : "", argument->text,
               argument->is_quoted ? "\"" : "", what_is_right(type));
    }
}

static bool is_written(const exn_use *use, const char *name)
{
    size_t i = 0;
    while (i < use->with_count && strcmp(use->with[i].name, name) != 0) {
        i += 1;
    }
    return i < use->with_count;
}

static void refuse_missing(const exeunt_arguments *with)
{
    for (size_t i = 0; i < with->manager->parameter_count; i++) {
        const exeunt_parameter *one = &with->manager->parameters[i];
        if (one->required && !is_written(with->use, one->name)) {
            refuse(with, with->use->place, "`%s` is missing in `with`: `%s` needs it", one->name,
                   with->manager->name);
        }
    }
}

bool exn_arguments_open(exeunt_arguments *with, const exeunt_plugin_manager *manager,
                        const exn_use *use, exn_refuse_fn *refuse_fn, void *context)
{
    size_t count = manager->parameter_count;
    *with =
        (exeunt_arguments){.manager = manager, .use = use, .refuse = refuse_fn, .context = context};
    with->values = calloc(count + 1, sizeof *with->values);
    with->is_given = calloc(count + 1, sizeof *with->is_given);
    if (with->values == NULL || with->is_given == NULL) {
        return false;
    }
    for (size_t i = 0; i < use->with_count; i++) {
        read_argument(with, &use->with[i]);
    }
    refuse_missing(with);
    return true;
}

static json_t *value_as_json(const exn_passed_value *argument)
{
    exn_typed_value value = {.text = NULL};
    if (read_value(argument, EXEUNT_PARAMETER_FLAG, &value)) {
        return json_boolean(value.flag);
    }
    if (read_value(argument, EXEUNT_PARAMETER_INTEGER, &value)) {
        return json_integer(value.integer);
    }
    if (read_value(argument, EXEUNT_PARAMETER_NUMBER, &value)) {
        return json_real(value.number);
    }
    return json_string(argument->text);
}

char *exn_arguments_as_json(const exn_use *use)
{
    json_t *all = json_object();
    bool complete = all != NULL;
    for (size_t i = 0; i < use->with_count; i++) {
        const exn_passed_value *one = &use->with[i];
        complete = json_object_set_new(all, one->name, value_as_json(one)) == 0 && complete;
    }
    char *text = complete ? json_dumps(all, JSON_COMPACT) : NULL;
    json_decref(all);
    return text;
}

void exn_arguments_close(exeunt_arguments *with)
{
    free(with->values);
    free(with->is_given);
}

/* --- what managers ask ------------------------------------------------------------------------ */

/* Returns the value of a parameter, or NULL if none is given. The plugin is at fault if it has not
 * declared the parameter so. */
static const exn_typed_value *value_of(const exeunt_arguments *with, const char *name,
                                       exeunt_parameter_type type)
{
    size_t index = index_of(with->manager, name);
    if (index == with->manager->parameter_count || with->manager->parameters[index].type != type) {
        refuse(with, with->use->place,
               "`create` of `%s` asks for `%.60s` as %s %s, and has not declared it so",
               with->manager->name, name, type == EXEUNT_PARAMETER_INTEGER ? "an" : "a",
               exn_parameter_type_word(type));
        return NULL;
    }
    return with->is_given[index] ? &with->values[index] : NULL;
}

int64_t exeunt_arguments_integer(const exeunt_arguments *with, const char *name, int64_t otherwise)
{
    const exn_typed_value *value = value_of(with, name, EXEUNT_PARAMETER_INTEGER);
    return value != NULL ? value->integer : otherwise;
}

double exeunt_arguments_number(const exeunt_arguments *with, const char *name, double otherwise)
{
    const exn_typed_value *value = value_of(with, name, EXEUNT_PARAMETER_NUMBER);
    return value != NULL ? value->number : otherwise;
}

const char *exeunt_arguments_text(const exeunt_arguments *with, const char *name,
                                  const char *otherwise)
{
    const exn_typed_value *value = value_of(with, name, EXEUNT_PARAMETER_TEXT);
    return value != NULL ? value->text : otherwise;
}

bool exeunt_arguments_flag(const exeunt_arguments *with, const char *name, bool otherwise)
{
    const exn_typed_value *value = value_of(with, name, EXEUNT_PARAMETER_FLAG);
    return value != NULL ? value->flag : otherwise;
}

bool exeunt_arguments_has(const exeunt_arguments *with, const char *name)
{
    size_t index = index_of(with->manager, name);
    return index < with->manager->parameter_count && with->is_given[index];
}

void exeunt_arguments_refuse(const exeunt_arguments *with, const char *name, const char *format,
                             ...)
{
    char message[MESSAGE_SIZE];
    exn_place place = with->use->place;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < with->use->with_count; i++) {
        if (strcmp(with->use->with[i].name, name) == 0) {
            place = with->use->with[i].place;
        }
    }
    refuse(with, place, "`%.60s`: %s", name, message);
}
