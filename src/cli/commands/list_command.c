/* exeunt list: lists scenarios, implementations, profiles and rules, or what is in a plugin. */
#include "base/plugin_name.h"
#include "cli/cases.h"
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/commands/list_parts.h"
#include "cli/installed.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "contract/profiles.h"
#include "report/printing.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct settings {
    bool shows_all;
} settings;

static const exn_option options[] = {
    {"all", 'a', EXN_OPTION_FLAG, offsetof(settings, shows_all), NULL,
     "also the implementations that crash or hang on purpose, for tests of tools", NULL, 0},
    {0},
};

/* --- what a host knows ------------------------------------------------------------------------ */

static bool is_shown(const json_t *implementation, bool shows_all)
{
    return shows_all || !json_is_true(json_object_get(implementation, "misbehaves"));
}

static void print_implementations(exn_terminal *terminal, const json_t *implementations,
                                  bool shows_all)
{
    size_t index;
    json_t *one;
    size_t count = 0;
    json_array_foreach(implementations, index, one) count += is_shown(one, shows_all);
    exn_list_heading(terminal, "Implementations", count);
    json_array_foreach(implementations, index, one)
    {
        if (is_shown(one, shows_all)) {
            exn_list_implementation(terminal, one);
        }
    }
}

/* --- what the command knows itself ------------------------------------------------------------ */

/* "this project; suppressors: any exit; ...": the row of answers of a profile; the caller frees
 * it. */
static char *describe_answers(exeunt_profile profile)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = exn_need(open_memstream(&text, &size));
    fputs(exn_profile_about(profile), file);
    for (int i = 0; i < EXN_QUESTIONS; i++) {
        unsigned answer = exn_answer_to(exn_promises_of(profile), &exn_questions[i]);
        fprintf(file, "; %s: %s", exn_questions[i].name, exn_questions[i].answers[answer]);
    }
    fclose(file);
    return exn_need(text);
}

/* Prints the profiles of SPEC 8. */
static void print_profiles(exn_terminal *terminal)
{
    exn_list_heading(terminal, "Profiles", EXN_PROFILES);
    for (int profile = 0; profile < EXN_PROFILES; profile++) {
        char *text = describe_answers((exeunt_profile)profile);
        exn_list_name(terminal, exn_profile_name((exeunt_profile)profile));
        exn_list_text(terminal, text);
        free(text);
    }
}

/* Prints the rules whose numbers begin with `kind`. */
static void print_rules(exn_terminal *terminal, const char *title, char kind)
{
    size_t count = 0;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        count += *exn_rule_number((exn_rule)rule) == kind;
    }
    exn_list_heading(terminal, title, count);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (*exn_rule_number((exn_rule)rule) != kind) {
            continue;
        }
        exn_put(terminal, EXN_PLAIN, "  %-5s", exn_rule_number((exn_rule)rule));
        exn_put_column(terminal, EXN_PLAIN, exn_rule_name((exn_rule)rule),
                       EXN_LIST_NAME_COLUMN - 7);
        exn_list_text(terminal, exn_rule_text((exn_rule)rule));
    }
}

static void print_scenarios(exn_terminal *terminal, const exn_cases *cases)
{
    char *installed = exn_find_shared("scenarios");
    exn_list_heading(terminal, "Scenarios", cases->count);
    for (size_t i = 0; i < cases->count; i++) {
        const exn_scenario *scenario = cases->items[i].scenario;
        if (scenario == NULL) {
            continue; /* it was refused, with a message on stderr */
        }
        char *file = exn_scenario_name(scenario->file, installed);
        exn_put(terminal, EXN_PLAIN, "  %s\n      %s", file, scenario->name);
        free(file);
        for (size_t tag = 0; tag < scenario->tag_count; tag++) {
            exn_put(terminal, EXN_DIM, "%s%s", tag == 0 ? "  [" : ", ", scenario->tags[tag]);
        }
        exn_put(terminal, EXN_DIM, "%s%s\n", scenario->tag_count > 0 ? "]" : "",
                scenario->kept ? "  kept" : "");
    }
    free(installed);
}

/* --- the command ------------------------------------------------------------------------------ */

/* Lists what ships and these scenarios. Returns the exit status. */
static int list_all(exn_terminal *terminal, const exn_cases *cases, bool shows_all)
{
    json_t *implementations = exn_ask_for_implementations();
    int status = implementations != NULL ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    if (implementations != NULL) {
        print_implementations(terminal, implementations, shows_all);
        print_profiles(terminal);
        print_rules(terminal, "Invariants of scopes: a breach blames the scope", 'X');
        print_rules(terminal, "Invariants of managers: a breach blames the manager", 'M');
        print_rules(terminal, "Of one's own: a breach blames whose code refutes it", 'U');
        print_scenarios(terminal, cases);
    }
    for (size_t i = 0; i < cases->count; i++) {
        if (cases->items[i].result != NULL) {
            status = EXN_EXIT_INVALID;
        }
    }
    json_decref(implementations);
    return status;
}

/* Lists what ships and the scenarios of these paths; without any, those of the default folder or,
 * if there is none, those that are installed. */
static int list_paths(exn_terminal *terminal, char *const *paths, size_t count, bool shows_all)
{
    static char own[] = "scenarios";
    static char installed[] = EXN_INSTALLED;
    char *default_path[] = {access(own, F_OK) == 0 ? own : installed};
    const exn_selection selection = {0};
    exn_cases cases = {0};
    int status = EXN_EXIT_INVALID;
    if (count == 0) {
        paths = default_path;
        count = 1;
    }
    if (exn_cases_load(paths, count, &selection, &cases)) {
        status = list_all(terminal, &cases, shows_all);
    }
    exn_cases_free(&cases);
    return status;
}

/* Moves plugins to the front, in their order. Returns how many there are. */
static size_t sort_plugins(char **names, size_t count)
{
    size_t plugins = 0;
    for (size_t i = 0; i < count; i++) {
        if (!exn_is_plugin_file(names[i])) {
            continue;
        }
        char *plugin = names[i];
        memmove(names + plugins + 1, names + plugins, (i - plugins) * sizeof *names);
        names[plugins++] = plugin;
    }
    return plugins;
}

static int list_main(int argc, char **argv)
{
    settings given = {0};
    exn_parsed parsed = exn_options_parse(&exn_list_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    exn_terminal terminal = {.out = stdout, .color = exn_wants_color(EXN_COLOR_AUTO)};
    char **names = argv + optind;
    size_t count = (size_t)(argc - optind);
    size_t plugins = sort_plugins(names, count);
    int status = EXN_EXIT_HOLDS;
    for (size_t i = 0; i < plugins; i++) {
        status = exn_list_plugin(&terminal, names[i]) ? status : EXN_EXIT_INVALID;
    }
    if (plugins == 0 || count > plugins) {
        int others = list_paths(&terminal, names + plugins, count - plugins, given.shows_all);
        status = others != EXN_EXIT_HOLDS ? others : status;
    }
    return status;
}

const exn_command exn_list_command = {
    .name = "list",
    .arguments = "[PATH...]",
    .about = "list scenarios, implementations, profiles and invariants, or what is in a plugin",
    .example = "  exeunt list installed:pool\n"
               "  exeunt list ./libmypool.so\n",
    .options = options,
    .operands_max = SIZE_MAX,
    .run = list_main,
};
