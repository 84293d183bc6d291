/* Names the entries of the handbook, and finds them by name. */
#include "cli/handbook/entry_names.h"

#include "cli/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct gathering {
    exn_names names;
    exn_takes_fn *takes;
    exn_names_form form;
} gathering;

char *exn_entry_title(const exn_entry *entry)
{
    exn_text_span name = entry->name;
    exn_text_span alias = entry->alias;
    char *title;
    int length;
    if (entry->kind == EXN_ENTRY_CASE) { /* a reader would take its tag for a rule */
        length = asprintf(&title, "case %.*s", (int)name.length - 1, name.text + 1);
    } else {
        length = asprintf(&title, "%.*s%s%.*s", (int)name.length, name.text,
                          entry->kind == EXN_ENTRY_KEY ? ":"
                          : alias.length > 0           ? " "
                                                       : "",
                          (int)alias.length, alias.length > 0 ? alias.text : "");
    }
    if (length < 0) {
        exn_out_of_memory();
    }
    return title;
}

static void add(exn_names *names, char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0) {
            free(name);
            return;
        }
    }
    names->items = exn_need(realloc(names->items, (names->count + 2) * sizeof *names->items));
    names->items[names->count++] = name;
    names->items[names->count] = NULL;
}

static void on_entry(void *context, const exn_entry *entry)
{
    gathering *self = context;
    if (self->takes != NULL && !self->takes(entry)) {
        return;
    }
    if (self->form == EXN_NAMES_TOGETHER) {
        add(&self->names, exn_entry_title(entry));
        return;
    }
    add(&self->names, exn_need(strndup(entry->name.text, entry->name.length)));
    if (entry->alias.length > 0) {
        add(&self->names, exn_need(strndup(entry->alias.text, entry->alias.length)));
    }
}

exn_names exn_handbook_names(exn_takes_fn *takes, exn_names_form form)
{
    gathering self = {.takes = takes, .form = form};
    self.names.items = exn_need(calloc(1, sizeof *self.names.items));
    exn_handbook_entries(on_entry, &self);
    return self.names;
}

void exn_names_free(exn_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i]);
    }
    free(names->items);
}

/* --- to find one ------------------------------------------------------------------------------ */

static bool differs_by_an_s(exn_text_span name, const char *word)
{
    size_t length = strlen(word);
    size_t common = length < name.length ? length : name.length;
    char last = length < name.length ? name.text[common] : word[common];
    return length + name.length == 2 * common + 1 && last == 's' &&
           strncasecmp(name.text, word, common) == 0;
}

static bool is_number_of(const exn_entry *entry, const char *word)
{
    bool is_number = word[strspn(word, "0123456789")] == '\0';
    return entry->kind == EXN_ENTRY_CASE && is_number &&
           strtoul(entry->name.text + 1, NULL, 10) == strtoul(word, NULL, 10);
}

static bool is_titled(const exn_entry *entry, const char *word)
{
    if (strpbrk(word, " :") == NULL) {
        return false; /* then it would be a name of its own */
    }
    char *title = exn_entry_title(entry);
    bool is = strcasecmp(title, word) == 0;
    free(title);
    return is;
}

bool exn_entry_is_named(const exn_entry *entry, const char *word, exn_spelling spelling)
{
    if (spelling == EXN_INFLECTED) {
        return entry->kind == EXN_ENTRY_ROW && differs_by_an_s(entry->name, word);
    }
    return is_number_of(entry, word) || exn_span_is(entry->name, word) ||
           (entry->alias.length > 0 && exn_span_is(entry->alias, word)) || is_titled(entry, word);
}
