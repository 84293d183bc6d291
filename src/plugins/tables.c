/* What the tables of a plugin must have: numbers, names, functions. */
#include "plugins/tables.h"

#include "scenario/read/names_and_quotes.h"
#include "subjects/implementation_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct checking {
    const char *path;
    exn_plugin_complain *complain;
    void *context;
    bool is_right;
} checking;

enum { MESSAGE_SIZE = 600 };

__attribute__((format(printf, 2, 3))) static void complain(checking *self, const char *format, ...)
{
    char message[MESSAGE_SIZE];
    int length = snprintf(message, sizeof message, "%s: ", self->path);
    va_list arguments;
    va_start(arguments, format);
    if (length >= 0 && (size_t)length < sizeof message) {
        vsnprintf(message + length, sizeof message - (size_t)length, format, arguments);
    }
    va_end(arguments);
    self->is_right = false;
    self->complain(self->context, message);
}

static void complain_of_table(void *context, const char *message)
{
    complain(context, "%s", message);
}

/* --- names ------------------------------------------------------------------------------------ */

/* Returns whether a name is right; complains if not. */
static bool check_name(checking *self, const char *what, size_t index, const char *name)
{
    if (name == NULL) {
        complain(self, "%s %zu has no name", what, index + 1);
    } else if (!exn_is_name(name)) {
        complain(self,
                 "%s %zu is called `%.60s`: a name begins with a letter, and has letters, digits, "
                 "`_` and `-`",
                 what, index + 1, name);
    } else {
        return true;
    }
    return false;
}

static const char *name_of_entry(const exeunt_plugin *plugin, size_t index)
{
    if (index < plugin->implementation_count) {
        const exeunt_implementation *one = plugin->implementations[index];
        return one != NULL && one->abi == EXEUNT_IMPLEMENTATION_ABI ? one->name : NULL;
    }
    return plugin->managers[index - plugin->implementation_count].name;
}

static void check_names_differ(checking *self, const exeunt_plugin *plugin)
{
    size_t count = plugin->implementation_count + plugin->manager_count;
    for (size_t i = 0; i < count; i++) {
        const char *name = name_of_entry(plugin, i);
        size_t first = 0;
        while (name != NULL && first < i &&
               (name_of_entry(plugin, first) == NULL ||
                strcmp(name_of_entry(plugin, first), name) != 0)) {
            first += 1;
        }
        if (name != NULL && first < i) {
            complain(self, "two of its entries are called `%s`", name);
        }
    }
}

/* --- entries ---------------------------------------------------------------------------------- */

static void check_implementations(checking *self, const exeunt_plugin *plugin)
{
    for (size_t i = 0; i < plugin->implementation_count; i++) {
        const exeunt_implementation *one = plugin->implementations[i];
        if (one == NULL) {
            complain(self, "implementation %zu is NULL", i + 1);
            continue;
        }
        exn_implementation_table_check(one, complain_of_table, self);
        if (one->abi == EXEUNT_IMPLEMENTATION_ABI && one->name != NULL) {
            check_name(self, "implementation", i, one->name);
        }
    }
}

static void check_parameters(checking *self, const exeunt_plugin_manager *manager)
{
    if (manager->parameter_count > 0 && manager->parameters == NULL) {
        complain(self, "the manager `%s` has no `parameters`, but a count of them", manager->name);
        return;
    }
    for (size_t i = 0; i < manager->parameter_count; i++) {
        const exeunt_parameter *one = &manager->parameters[i];
        if (!check_name(self, "a parameter of a manager, number", i, one->name)) {
            continue;
        }
        if (exn_parameter_type_word(one->type) == NULL) {
            complain(self, "the parameter `%s` of `%s` has the type %d, which is none", one->name,
                     manager->name, (int)one->type);
        }
        for (size_t k = 0; k < i; k++) {
            const char *other = manager->parameters[k].name;
            if (other != NULL && strcmp(other, one->name) == 0) {
                complain(self, "the manager `%s` has two parameters `%s`", manager->name,
                         one->name);
            }
        }
    }
}

static void check_managers(checking *self, const exeunt_plugin *plugin)
{
    for (size_t i = 0; i < plugin->manager_count; i++) {
        const exeunt_plugin_manager *one = &plugin->managers[i];
        if (!check_name(self, "manager", i, one->name)) {
            continue;
        }
        if (one->create == NULL) {
            complain(self, "the manager `%s` has no function `create`", one->name);
        }
        check_parameters(self, one);
    }
}

static void check_plugin(checking *self, const exeunt_plugin *plugin)
{
    if (plugin->implementation_count > 0 && plugin->implementations == NULL) {
        complain(self, "it has no `implementations`, but a count of them");
    } else if (plugin->manager_count > 0 && plugin->managers == NULL) {
        complain(self, "it has no `managers`, but a count of them");
    } else if (plugin->implementation_count + plugin->manager_count == 0) {
        complain(self, "nothing is in it: neither `implementations` nor `managers` are set");
    } else {
        check_implementations(self, plugin);
        check_managers(self, plugin);
        check_names_differ(self, plugin);
    }
}

bool exn_plugin_tables_check(const char *path, const exeunt_plugin_export *exported,
                             exn_plugin_complain *complain_of, void *context)
{
    checking self = {path, complain_of, context, true};
    if (exported == NULL) {
        complain(&self, "no plugin: it has no EXEUNT_PLUGIN(...) of <exeunt/plugin.h>");
    } else if (exported->abi != EXEUNT_PLUGIN_ABI) {
        complain(&self,
                 "compiled with another <exeunt/plugin.h>: its number is %u, that of this "
                 "simulator is %u; compile it anew",
                 exported->abi, (unsigned)EXEUNT_PLUGIN_ABI);
    } else if (exported->plugin == NULL) {
        complain(&self, "it exports no table");
    } else {
        check_plugin(&self, exported->plugin);
    }
    return self.is_right;
}
