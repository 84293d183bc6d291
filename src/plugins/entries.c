/* Finds the entries of a plugin by their names. */
#include "plugins/plugins.h"
#include "scenario/read/names_and_quotes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *exn_parameter_type_word(exeunt_parameter_type type)
{
    switch (type) {
    case EXEUNT_PARAMETER_INTEGER:
        return "integer";
    case EXEUNT_PARAMETER_NUMBER:
        return "number";
    case EXEUNT_PARAMETER_TEXT:
        return "text";
    case EXEUNT_PARAMETER_FLAG:
        return "flag";
    }
    return NULL;
}

/* The entries of one kind, and of the other one. */
typedef struct entries {
    const exn_plugin *plugin;
    bool are_managers;
} entries;

static const char *word_of(bool are_managers)
{
    return are_managers ? "manager" : "implementation";
}

static size_t count_of(const entries *self)
{
    const exeunt_plugin *holds = self->plugin->holds;
    return self->are_managers ? holds->manager_count : holds->implementation_count;
}

static const char *name_of(const entries *self, size_t index)
{
    const exeunt_plugin *holds = self->plugin->holds;
    return self->are_managers ? holds->managers[index].name : holds->implementations[index]->name;
}

/* Returns the number of entries if there is none of that name. */
static size_t index_of(const entries *self, const char *name)
{
    size_t i = 0;
    while (i < count_of(self) && strcmp(name_of(self, i), name) != 0) {
        i += 1;
    }
    return i;
}

/* Writes "`a`, `b`". */
static void write_names(FILE *file, const entries *self)
{
    for (size_t i = 0; i < count_of(self); i++) {
        fprintf(file, "%s`#%s`", i > 0 ? ", " : "", name_of(self, i));
    }
}

static void write_unknown(FILE *file, const entries *self, const char *entry)
{
    const entries others = {self->plugin, !self->are_managers};
    if (index_of(&others, entry) < count_of(&others)) {
        fprintf(file, "`%s` is no %s, but one of its %ss", entry, word_of(self->are_managers),
                word_of(others.are_managers));
        return;
    }
    exn_nearest nearest = exn_nearest_begin(entry);
    for (size_t i = 0; i < count_of(self); i++) {
        exn_nearest_try(&nearest, name_of(self, i));
    }
    fprintf(file, "it has no %s `%s`", word_of(self->are_managers), entry);
    if (nearest.best != NULL) {
        fprintf(file, ": did you mean `#%s`?", nearest.best);
    } else {
        fputs(": it has ", file);
        write_names(file, self);
    }
}

static void complain_of_entry(const entries *self, const char *entry, exn_plugin_complain *complain,
                              void *context)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        complain(context, "out of memory");
        return;
    }
    fprintf(file, "%s: ", self->plugin->path);
    if (count_of(self) == 0) {
        const entries others = {self->plugin, !self->are_managers};
        fprintf(file, "it has no %s, only %ss", word_of(self->are_managers),
                word_of(others.are_managers));
        if (!self->are_managers && count_of(&others) > 0) {
            fprintf(file, ": `exeunt check %s#%s` checks one", self->plugin->path,
                    name_of(&others, 0));
        }
    } else if (entry == NULL) {
        fprintf(file, "it has %zu %ss: name one of ", count_of(self), word_of(self->are_managers));
        write_names(file, self);
    } else {
        write_unknown(file, self, entry);
    }
    bool complete = fclose(file) == 0;
    complain(context, complete ? text : "out of memory");
    free(text);
}

/* Returns the number of entries after a complaint. */
static size_t find_entry(const entries *self, const char *entry, exn_plugin_complain *complain,
                         void *context)
{
    size_t index = entry != NULL ? index_of(self, entry) : count_of(self) > 1 ? count_of(self) : 0;
    if (index >= count_of(self)) {
        complain_of_entry(self, entry, complain, context);
    }
    return index;
}

const exeunt_implementation *exn_plugin_implementation(const exn_plugin *plugin, const char *entry,
                                                       exn_plugin_complain *complain, void *context)
{
    const entries all = {plugin, false};
    size_t index = find_entry(&all, entry, complain, context);
    return index < count_of(&all) ? plugin->holds->implementations[index] : NULL;
}

const exeunt_plugin_manager *exn_plugin_manager(const exn_plugin *plugin, const char *entry,
                                                exn_plugin_complain *complain, void *context)
{
    const entries all = {plugin, true};
    size_t index = find_entry(&all, entry, complain, context);
    return index < count_of(&all) ? &plugin->holds->managers[index] : NULL;
}
