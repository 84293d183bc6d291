/* Implementations, and managers of plugins with their parameters, as JSON. */
#include "host/list.h"

#include "adapters/adapters.h"
#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "contract/profiles.h"
#include "plugins/plugins.h"
#include "result/json/json.h"
#include "subjects/subjects.h"
#include "world/flight.h"

#include <stdlib.h>
#include <string.h>

/* Texts of plugins may be anything. */
static json_t *text_of(const char *text)
{
    return exn_json_text(text != NULL ? text : "");
}

/* --- implementations -------------------------------------------------------------------------- */

static json_t *capabilities_of(const exeunt_implementation *implementation)
{
    json_t *names = json_array();
#define ADD_CAPABILITY(capability, name, bit)                                                      \
    if ((implementation->capabilities & (bit)) != 0)                                               \
        json_array_append_new(names, json_string(name));
    EXEUNT_CAPABILITY_MAP(ADD_CAPABILITY)
#undef ADD_CAPABILITY
    return names;
}

/* "suppressors: all exits" for each answer that is not that of a profile. */
static json_t *list_differences(const exeunt_promises *promises, exeunt_profile profile)
{
    json_t *list = json_array();
    for (int i = 0; i < EXN_QUESTIONS; i++) {
        unsigned answer = exn_answer_to(promises, &exn_questions[i]);
        if (answer != exn_answer_to(exn_promises_of(profile), &exn_questions[i])) {
            json_array_append_new(list, json_sprintf("%s: %s", exn_questions[i].name,
                                                     exn_questions[i].answers[answer]));
        }
    }
    return list;
}

/* "order (X12)" */
static json_t *list_waived(const exeunt_implementation *implementation)
{
    json_t *list = json_array();
    uint32_t waived = exn_rules_waived_by(implementation, NULL);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if ((waived >> rule & 1) != 0) {
            json_array_append_new(list, json_sprintf("%s (%s)", exn_rule_name((exn_rule)rule),
                                                     exn_rule_number((exn_rule)rule)));
        }
    }
    return list;
}

static json_t *list_implementation(const exeunt_implementation *one)
{
    const exeunt_promises *promises = exn_promises_made_by(one);
    exeunt_profile nearest = exn_nearest_profile(promises);
    return json_pack("{s:o, s:b, s:o, s:s, s:o, s:o, s:o}", "name", text_of(one->name),
                     "misbehaves", (int)exn_subject_misbehaves(one), "about", text_of(one->about),
                     "profile", exn_profile_name(nearest), "differs",
                     list_differences(promises, nearest), "capabilities", capabilities_of(one),
                     "waives", list_waived(one));
}

static json_t *list_implementations(const exeunt_implementation *const *all, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, list_implementation(all[i]));
    }
    return list;
}

/* --- managers --------------------------------------------------------------------------------- */

static json_t *list_parameters(const exeunt_plugin_manager *manager)
{
    json_t *list = json_array();
    for (size_t i = 0; i < manager->parameter_count; i++) {
        const exeunt_parameter *one = &manager->parameters[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:s, s:b, s:o}", "name", text_of(one->name), "type",
                                        exn_parameter_type_word(one->type), "required",
                                        (int)one->required, "about", text_of(one->about)));
    }
    return list;
}

static json_t *list_managers(const exeunt_plugin *plugin)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plugin->manager_count; i++) {
        const exeunt_plugin_manager *one = &plugin->managers[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:b}", "name", text_of(one->name), "about",
                                        text_of(one->about), "parameters", list_parameters(one),
                                        "pushable", (int)one->pushable));
    }
    return list;
}

/* --- a plugin --------------------------------------------------------------------------------- */

/* What is wrong with a plugin, one complaint a line. */
typedef struct complaints {
    char *text;
    size_t size;
    FILE *file;
} complaints;

static void add_complaint(void *context, const char *message)
{
    complaints *self = context;
    fprintf(self->file, "%s%s", ftell(self->file) > 0 ? "\n" : "", message);
}

/* Returns the plugin if it has the entry that the name may have; NULL after a complaint. */
static const exn_plugin *load(const char *name, complaints *wrong)
{
    char *path = exn_is_animal_name(name) ? exn_plugin_of_zoo() : exn_plugin_name_in(NULL, name);
    if (path == NULL) {
        return NULL;
    }
    path[exn_plugin_path_length(path)] = '\0';
    const exn_plugin *plugin = exn_plugin_load(path, add_complaint, wrong);
    free(path);
    return plugin;
}

static void answer_plugin(const exn_host *host, const char *name, bool for_implementation)
{
    complaints wrong = {.text = NULL};
    wrong.file = open_memstream(&wrong.text, &wrong.size);
    if (wrong.file == NULL) {
        exn_answer_with(host, NULL);
    }
    const exn_plugin *plugin = load(name, &wrong);
    if (plugin != NULL && for_implementation) {
        exn_plugin_implementation(plugin, exn_plugin_entry(name), add_complaint, &wrong);
    }
    fclose(wrong.file);
    if (plugin == NULL || *wrong.text != '\0') {
        exn_answer_error(host, wrong.text);
    } else {
        const exeunt_plugin *holds = plugin->holds;
        exn_answer_with(
            host,
            json_pack("{s:o, s:o, s:o}", "about", text_of(holds->about), "implementations",
                      list_implementations(holds->implementations, holds->implementation_count),
                      "managers", list_managers(holds)));
    }
    free(wrong.text);
}

/* The child is kept for the checks to come. */
static void answer_adapter(const exn_host *host, const char *name)
{
    complaints wrong = {.text = NULL};
    wrong.file = open_memstream(&wrong.text, &wrong.size);
    if (wrong.file == NULL) {
        exn_answer_with(host, NULL);
    }
    const exeunt_implementation *adapter =
        exn_adapter_open(name, EXN_HANG_MS, add_complaint, &wrong);
    fclose(wrong.file);
    if (adapter == NULL) {
        exn_answer_error(host, wrong.text);
    } else {
        exn_answer_with(host,
                        json_pack("{s:o}", "implementations", list_implementations(&adapter, 1)));
    }
    free(wrong.text);
}

/* Whether a child makes this manager, which is passed nothing. */
static void answer_manager_of_child(const exn_host *host, const char *use, bool on_trio)
{
    complaints wrong = {.text = NULL};
    wrong.file = open_memstream(&wrong.text, &wrong.size);
    if (wrong.file == NULL) {
        exn_answer_with(host, NULL);
    }
    const char *scope =
        on_trio ? "python:exeunt:stack#stack-program@trio" : "python:exeunt:stack#stack-program";
    bool made = exn_adapter_tries_manager(scope, use, EXN_HANG_MS, add_complaint, &wrong);
    fclose(wrong.file);
    if (made) {
        exn_answer_with(host, json_object());
    } else {
        exn_answer_error(host, wrong.text);
    }
    free(wrong.text);
}

void exn_answer_list(const exn_host *host, const json_t *arguments)
{
    const char *plugin = json_string_value(json_object_get(arguments, "plugin"));
    const char *implementation = json_string_value(json_object_get(arguments, "implementation"));
    if (implementation != NULL && exn_is_adapter_name(implementation)) {
        answer_adapter(host, implementation);
    } else if (plugin != NULL && exn_adapter_of_python(plugin) != NULL) {
        answer_manager_of_child(host, exn_adapter_of_python(plugin),
                                exn_adapter_runs_on_trio(plugin));
    } else if (plugin != NULL) {
        answer_plugin(host, plugin, false);
    } else if (implementation != NULL) {
        answer_plugin(host, implementation, true);
    } else {
        size_t count;
        const exeunt_implementation *const *subjects = exn_subjects(&count);
        exn_answer_with(
            host, json_pack("{s:o}", "implementations", list_implementations(subjects, count)));
    }
}
