/* Names the entries of the handbook. */
#include "cli/handbook/entry_names.h"

#include "cli/memory.h"

#include <string.h>

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
