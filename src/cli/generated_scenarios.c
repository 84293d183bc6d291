/* Makes the scenarios that an operand names. */
#include "cli/generated_scenarios.h"

#include "base/adapter_name.h"
#include "base/code_name.h"
#include "base/plugin_name.h"
#include "cli/manager_operand.h"
#include "cli/memory.h"
#include "conformance/manager_forms.h"
#include "conformance/trees.h"
#include "report/report.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* Returns the name of a file without its folder. */
static const char *last_name(const char *path, size_t length)
{
    const char *slash = memrchr(path, '/', length);
    return slash != NULL ? slash + 1 : path;
}

__attribute__((format(printf, 1, 2))) static char *format(const char *form, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, form);
    int length = vasprintf(&text, form, arguments);
    va_end(arguments);
    return length >= 0 ? text : exn_need(NULL);
}

/* --- trees ------------------------------------------------------------------------------------ */

typedef struct family {
    const char *prefix;
    bool is_canceled;
} family;

static const family families[] = {{"tree:", true}, {"calm-tree:", false}};
enum { FAMILIES = sizeof families / sizeof *families };

/* Returns the family of trees that an operand names, or NULL. */
static const family *family_of(const char *operand)
{
    for (size_t i = 0; i < FAMILIES; i++) {
        if (strncmp(operand, families[i].prefix, strlen(families[i].prefix)) == 0) {
            return &families[i];
        }
    }
    return NULL;
}

/* Returns the scenario of a tree, or NULL if there is no such tree. */
static char *scenario_of_tree(const family *kin, const char *operand)
{
    const char *tree = operand + strlen(kin->prefix);
    char *text = exn_tree_scenario(tree, operand, kin->is_canceled);
    if (text == NULL && errno != EINVAL) {
        exn_out_of_memory();
    }
    return text;
}

static void take_tree(const family *kin, char *operand, exn_generated_fn *take, void *context)
{
    take(context, (exn_generated){.operand = operand,
                                  .label = exn_need(strdup(operand)),
                                  .text = exn_need(scenario_of_tree(kin, operand))});
}

static bool generate_trees(const family *kin, const char *operand, exn_generated_fn *take,
                           void *context)
{
    size_t count = strcmp(operand, kin->prefix) == 0 ? exn_tree_count() : 0;
    for (size_t i = 0; i < count; i++) {
        char *tree = exn_need(exn_tree_name(i));
        take_tree(kin, format("%s%s", kin->prefix, tree), take, context);
        free(tree);
    }
    if (count > 0) {
        return true;
    }
    char *text = scenario_of_tree(kin, operand);
    if (text == NULL) {
        fprintf(stderr,
                "exeunt: %s is no tree: `tree:pool-a-stack_b_c` is a pool of a and of a stack of b "
                "and c, `tree:` is all of them, and a file of that name is ./%s\n",
                operand, operand);
        return false;
    }
    free(text);
    take_tree(kin, exn_need(strdup(operand)), take, context);
    return true;
}

/* --- managers --------------------------------------------------------------------------------- */

/* Returns the plugin as a file of the folder of its operand names it. A slash among the arguments
 * would be taken for one of that folder. */
static char *plugin_beside(const exn_manager_operand *named)
{
    char mark = exn_plugin_mark(named->plugin);
    if (mark != '#') {
        return format("%s%c%s", named->plugin, mark,
                      named->entry); /* not of the operand's folder */
    }
    if (named->with == NULL || strchr(named->with, '/') == NULL) {
        const char *name = last_name(named->plugin, strlen(named->plugin));
        return format("./%s#%s", name, named->entry);
    }
    char *whole = realpath(named->plugin, NULL);
    char *plugin = format("%s#%s", whole != NULL ? whole : named->plugin, named->entry);
    free(whole);
    return plugin;
}

/* Returns the scenario of a form, with the name of the plugin that the caller has chosen. */
static char *scenario_of_manager(const exn_manager_operand *named, const exn_manager_form *form,
                                 const char *plugin, const char *label)
{
    const exn_manager_subject subject = {.name = exn_manager_name(named->entry),
                                         .plugin = plugin,
                                         .with = named->with,
                                         .is_not_asked = exn_is_adapter_name(plugin)};
    return exn_need(exn_manager_scenario(form, &subject, label));
}

static void take_form(const exn_manager_operand *named, const exn_manager_form *form,
                      exn_generated_fn *take, void *context)
{
    char *whole = exn_manager_operand_text(named);
    exn_generated made = {.operand = format("%s:%s", whole, form->name)};
    made.label = exn_need(strdup(last_name(made.operand, strlen(named->plugin))));
    char *plugin = plugin_beside(named);
    made.text = scenario_of_manager(named, form, plugin, made.label);
    free(plugin);
    free(whole);
    take(context, made);
}

static bool refuse_form(const exn_manager_operand *named)
{
    fprintf(stderr, "exeunt: `%s` is no scenario of a manager; these are:", named->form);
    for (size_t i = 0; i < exn_manager_form_count; i++) {
        fprintf(stderr, "%s %s", i == 0 ? "" : ",", exn_manager_forms[i].name);
    }
    fputc('\n', stderr);
    return false;
}

static bool generate_forms(const exn_manager_operand *named, exn_generated_fn *take, void *context)
{
    if (named->form != NULL) {
        const exn_manager_form *form = exn_manager_form_find(named->form);
        if (form == NULL) {
            return refuse_form(named);
        }
        take_form(named, form, take, context);
        return true;
    }
    for (size_t i = 0; i < exn_manager_form_count; i++) {
        if (!exn_manager_forms[i].pushes || named->pushes) {
            take_form(named, &exn_manager_forms[i], take, context);
        }
    }
    return true;
}

/* --- operands --------------------------------------------------------------------------------- */

bool exn_is_generated(const char *operand)
{
    return family_of(operand) != NULL || exn_is_manager_operand(operand);
}

bool exn_generate(const char *operand, exn_generated_fn *take, void *context)
{
    const family *kin = family_of(operand);
    if (kin != NULL) {
        return generate_trees(kin, operand, take, context);
    }
    exn_manager_operand named = exn_manager_operand_read(operand);
    bool is_there = exn_manager_operand_resolve(&named) && generate_forms(&named, take, context);
    exn_manager_operand_free(&named);
    return is_there;
}

int exn_generated_write(const char *operand, const char *folder)
{
    const family *kin = family_of(operand);
    char *name;
    char *text;
    if (kin != NULL) {
        name = format("%s.yaml", operand + strlen(kin->prefix));
        text = exn_need(scenario_of_tree(kin, operand));
    } else {
        exn_manager_operand named = exn_manager_operand_read(operand);
        char *whole = format("%s%c%s", named.plugin, exn_plugin_mark(named.plugin), named.entry);
        char *plugin = exn_need(exn_code_name_from(folder, whole));
        name = format("%s-%s.yaml", named.entry, named.form);
        text = scenario_of_manager(&named, exn_manager_form_find(named.form), plugin,
                                   last_name(operand, strlen(named.plugin)));
        free(plugin);
        free(whole);
        exn_manager_operand_free(&named);
    }
    int status = exn_write_text_file(folder, name, text);
    int error = errno;
    free(name);
    free(text);
    errno = error;
    return status;
}
