/* Prints implementations and plugins as a host lists them. */
#include "cli/commands/list_parts.h"

#include "base/plugin_name.h"
#include "cli/known_names.h"
#include "cli/memory.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- how it is laid out ----------------------------------------------------------------------- */

void exn_list_heading(exn_terminal *terminal, const char *title, size_t count)
{
    exn_print_gap(terminal);
    exn_put(terminal, EXN_BOLD, "%s", title);
    exn_put(terminal, EXN_DIM, " (%zu)\n", count);
    terminal->any_line = true;
}

void exn_list_text(const exn_terminal *terminal, const char *text)
{
    exn_put_wrapped(terminal, text, EXN_LIST_NAME_COLUMN);
}

void exn_list_name(const exn_terminal *terminal, const char *name)
{
    exn_put(terminal, EXN_PLAIN, "  ");
    exn_put_column(terminal, EXN_PLAIN, name, EXN_LIST_NAME_COLUMN - 2);
    if (exn_text_width(name) >= EXN_LIST_NAME_COLUMN - 2) { /* the text begins in the next line */
        exn_put(terminal, EXN_PLAIN, "\n%*s", EXN_LIST_NAME_COLUMN, "");
    }
}

static void put_entry(const exn_terminal *terminal, const char *name, const char *text)
{
    exn_list_name(terminal, name);
    exn_list_text(terminal, text);
}

/* --- implementations -------------------------------------------------------------------------- */

/* Writes "a, b". */
static void write_strings(FILE *file, json_t *strings)
{
    size_t index;
    json_t *one;
    json_array_foreach(strings, index, one)
        fprintf(file, "%s%s", index == 0 ? "" : ", ", json_string_value(one));
}

/* Returns "profile exeunt, but suppressors: all exits; can stack, pool; waives order (X12)"; the
 * caller frees it. `differs` and `waives` may be NULL. */
static char *describe_abilities(const char *profile, json_t *differs, json_t *capabilities,
                                json_t *waives)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = exn_need(open_memstream(&text, &size));
    fprintf(file, "profile %s%s", profile, json_array_size(differs) > 0 ? ", but " : "");
    write_strings(file, differs);
    fputs("; can ", file);
    write_strings(file, capabilities);
    fputs(json_array_size(waives) > 0 ? "; waives " : "", file);
    write_strings(file, waives);
    fclose(file);
    return exn_need(text);
}

void exn_list_implementation(const exn_terminal *terminal, json_t *implementation)
{
    const char *name;
    const char *about;
    const char *profile;
    json_t *differs = NULL;
    json_t *capabilities;
    json_t *waives = NULL;
    if (json_unpack(implementation, "{s:s, s:s, s:s, s?o, s:o, s?o}", "name", &name, "about",
                    &about, "profile", &profile, "differs", &differs, "capabilities", &capabilities,
                    "waives", &waives) != 0) {
        return;
    }
    char *abilities = describe_abilities(profile, differs, capabilities, waives);
    put_entry(terminal, name, about);
    put_entry(terminal, "", abilities);
    free(abilities);
}

/* --- plugins ---------------------------------------------------------------------------------- */

/* Prints "port: integer, required; where the server listens". */
static void put_parameter(const exn_terminal *terminal, json_t *parameter)
{
    const char *name;
    const char *type;
    const char *about;
    int required;
    if (json_unpack(parameter, "{s:s, s:s, s:b, s:s}", "name", &name, "type", &type, "required",
                    &required, "about", &about) != 0) {
        return;
    }
    char *text;
    if (asprintf(&text, "%s: %s%s%s%s", name, type, required ? ", required" : "",
                 *about != '\0' ? "; " : "", about) < 0) {
        exn_out_of_memory();
    }
    put_entry(terminal, "", text);
    free(text);
}

static void put_manager(const exn_terminal *terminal, json_t *manager)
{
    const char *name;
    const char *about;
    json_t *parameters;
    if (json_unpack(manager, "{s:s, s:s, s:o}", "name", &name, "about", &about, "parameters",
                    &parameters) != 0) {
        return;
    }
    put_entry(terminal, name, about);
    size_t index;
    json_t *one;
    json_array_foreach(parameters, index, one) put_parameter(terminal, one);
}

/* `pattern` is a glob; NULL: all are meant. */
static bool is_meant(const json_t *entry, const char *pattern)
{
    const char *name = json_string_value(json_object_get(entry, "name"));
    return pattern == NULL || (name != NULL && fnmatch(pattern, name, 0) == 0);
}

/* Prints the entries of one kind that are meant. */
static void put_entries(exn_terminal *terminal, const char *title, json_t *all, const char *pattern,
                        void (*put)(const exn_terminal *terminal, json_t *one))
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        count += is_meant(json_array_get(all, i), pattern);
    }
    if (count > 0) {
        exn_list_heading(terminal, title, count);
    }
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *one = json_array_get(all, i);
        if (is_meant(one, pattern)) {
            put(terminal, one);
        }
    }
}

bool exn_list_plugin(exn_terminal *terminal, const char *name)
{
    json_t *plugin = exn_ask_for_plugin(name);
    if (plugin == NULL) {
        return false;
    }
    const char *about = json_string_value(json_object_get(plugin, "about"));
    const char *pattern = exn_plugin_entry(name);
    exn_print_gap(terminal);
    exn_put(terminal, EXN_BOLD, "%.*s", (int)exn_plugin_path_length(name), name);
    exn_put(terminal, EXN_PLAIN, "%s%s\n", about != NULL && *about != '\0' ? "  " : "",
            about != NULL ? about : "");
    terminal->any_line = true;
    put_entries(terminal, "Implementations", json_object_get(plugin, "implementations"), pattern,
                exn_list_implementation);
    put_entries(terminal, "Managers", json_object_get(plugin, "managers"), pattern, put_manager);
    json_decref(plugin);
    return true;
}
