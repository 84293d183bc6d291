/* Takes operands apart that name a manager, of a plugin or in Python, and asks a host about it. */
#include "cli/manager_operand.h"

#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "cli/known_names.h"
#include "cli/memory.h"

#include <string.h>

/* --- the text --------------------------------------------------------------------------------- */

/* Returns what stands behind the name of a shared object, or NULL if the operand names none. */
static const char *behind_object(const char *operand)
{
    static const char suffix[] = ".so";
    if (exn_is_animal_name(operand)) {
        return operand + exn_plugin_path_length(operand);
    }
    for (const char *at = operand; (at = strstr(at, suffix)) != NULL;) {
        at += sizeof suffix - 1;
        if (*at == '\0' || strchr("#{:", *at) != NULL) {
            return at;
        }
    }
    return NULL;
}

/* Returns what stands behind the module, or the file, of code in Python; NULL: it is none. */
static const char *behind_module(const char *operand)
{
    const char *module = exn_adapter_of_python(operand);
    return module != NULL ? module + strcspn(module, ":{") : NULL;
}

bool exn_is_manager_operand(const char *operand)
{
    return behind_module(operand) != NULL || behind_object(operand) != NULL;
}

exn_manager_operand exn_manager_operand_read(const char *operand)
{
    const char *module = behind_module(operand);
    const char *at = module != NULL ? module : behind_object(operand);
    exn_manager_operand self = {.plugin = exn_need(strndup(operand, (size_t)(at - operand)))};
    if (*at == '#' || *at == '/' || (*at == ':' && module != NULL)) {
        size_t length = strcspn(at + 1, "{:");
        self.entry = exn_need(strndup(at + 1, length));
        at += 1 + length;
    }
    const char *end = *at == '{' ? strrchr(at, '}') : NULL;
    if (end != NULL) {
        self.with = exn_need(strndup(at, (size_t)(end + 1 - at)));
        at = end + 1;
    }
    if (*at != '\0') { /* what is neither is no form, and is refused as one */
        self.form = exn_need(strdup(*at == ':' ? at + 1 : at));
    }
    return self;
}

void exn_manager_operand_free(exn_manager_operand *operand)
{
    free(operand->plugin);
    free(operand->entry);
    free(operand->with);
    free(operand->form);
}

char *exn_manager_operand_text(const exn_manager_operand *operand)
{
    char *text;
    if (asprintf(&text, "%s%c%s%s", operand->plugin, exn_plugin_mark(operand->plugin),
                 operand->entry, operand->with != NULL ? operand->with : "") < 0) {
        exn_out_of_memory();
    }
    return text;
}

/* --- the plugin ------------------------------------------------------------------------------- */

static const char *name_of(const json_t *entry)
{
    const char *name = json_string_value(json_object_get(entry, "name"));
    return name != NULL ? name : "";
}

static const json_t *find(const json_t *entries, const char *name)
{
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *one = json_array_get(entries, i);
        if (strcmp(name_of(one), name) == 0) {
            return one;
        }
    }
    return NULL;
}

static void list_managers(const json_t *managers)
{
    for (size_t i = 0; i < json_array_size(managers); i++) {
        fprintf(stderr, "%s%s", i == 0 ? " " : ", ", name_of(json_array_get(managers, i)));
    }
}

/* Returns the manager that is meant, or NULL after a message. */
static const json_t *manager_of(const exn_manager_operand *self, const json_t *answer)
{
    const json_t *managers = json_object_get(answer, "managers");
    size_t count = json_array_size(managers);
    const json_t *found = self->entry != NULL ? find(managers, self->entry)
                          : count == 1        ? json_array_get(managers, 0)
                                              : NULL;
    if (found != NULL) {
        return found;
    }
    fprintf(stderr, "exeunt: %s has ", self->plugin);
    if (self->entry != NULL && find(json_object_get(answer, "implementations"), self->entry)) {
        fprintf(stderr, "%s as an implementation: `exeunt check --implementation %s%c%s`\n",
                self->entry, self->plugin, exn_plugin_mark(self->plugin), self->entry);
        return NULL;
    }
    if (count == 0) {
        fprintf(stderr, "no manager: an implementation is `--implementation %s`\n", self->plugin);
        return NULL;
    }
    fputs(self->entry != NULL ? "no such manager; it has" : "several managers, name one:", stderr);
    list_managers(managers);
    fputc('\n', stderr);
    return NULL;
}

/* Returns whether nothing that it must be passed is missing; else prints a message. What is passed
 * is looked at where the scenario is read. */
static bool has_arguments(const exn_manager_operand *self, const json_t *manager)
{
    const json_t *parameters = json_object_get(manager, "parameters");
    for (size_t i = 0; self->with == NULL && i < json_array_size(parameters); i++) {
        const json_t *one = json_array_get(parameters, i);
        if (json_is_true(json_object_get(one, "required"))) {
            fprintf(stderr, "exeunt: %s must be passed `%s`, as in '%s#%s{%s: ...}'\n",
                    name_of(manager), name_of(one), self->plugin, name_of(manager), name_of(one));
            return false;
        }
    }
    return true;
}

/* Returns whether what stands behind the manager ends as it should; else prints a message. A shell
 * takes an operand with a blank apart, unless it is quoted. */
static bool is_closed(const exn_manager_operand *self)
{
    bool is = self->form == NULL || *self->form != '{';
    if (!is) {
        fprintf(stderr,
                "exeunt: `%s` has no `}`; what has blanks stands between quotes: "
                "'%s#MANAGER{port: 5432}'\n",
                self->form, self->plugin);
    }
    return is;
}

/* A manager in Python. What it is passed is looked at where it is made. */
static bool is_in_python(const exn_manager_operand *self)
{
    if (self->entry == NULL || *self->entry == '\0') {
        fprintf(stderr, "exeunt: `%s` names no manager: it is written as python:mymodule:Db\n",
                self->plugin);
        return false;
    }
    exn_manager_operand plain = {.plugin = self->plugin, .entry = self->entry};
    char *name = exn_manager_operand_text(&plain);
    json_t *answer = self->with != NULL ? json_object() : exn_ask_for_plugin(name);
    bool is_there = answer != NULL;
    free(name);
    json_decref(answer);
    return is_there;
}

bool exn_manager_operand_resolve(exn_manager_operand *self)
{
    if (!is_closed(self)) {
        return false;
    }
    if (exn_is_adapter_name(self->plugin)) {
        return is_in_python(self);
    }
    exn_manager_operand plain = *self; /* its arguments are none of the host's business here */
    plain.with = NULL;
    char *name = self->entry != NULL ? exn_manager_operand_text(&plain) : NULL;
    json_t *answer = exn_ask_for_plugin(name != NULL ? name : self->plugin);
    free(name);
    const json_t *manager = answer != NULL ? manager_of(self, answer) : NULL;
    bool is_there = manager != NULL && has_arguments(self, manager);
    if (is_there) {
        free(self->entry);
        self->entry = exn_need(strdup(name_of(manager)));
        self->pushes = json_is_true(json_object_get(manager, "pushable"));
    }
    json_decref(answer);
    return is_there;
}
