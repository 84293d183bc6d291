/* exeunt list: lists scenarios, implementations, profiles and rules. */
#include "cli/cases.h"
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "report/printing.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

static const exn_option options[] = {{0}};

enum { NAME_COLUMN = 24 };

/* --- how it is laid out ----------------------------------------------------------------------- */

static void put_heading(exn_terminal *terminal, const char *title, size_t count)
{
    exn_print_gap(terminal);
    exn_put(terminal, EXN_BOLD, "%s", title);
    exn_put(terminal, EXN_DIM, " (%zu)\n", count);
    terminal->any_line = true;
}

/* Prints text after the names, in as many lines as it takes. The first line has been begun. */
static void put_text(const exn_terminal *terminal, const char *text)
{
    exn_put_wrapped(terminal, text, NAME_COLUMN);
}

static void put_name(const exn_terminal *terminal, const char *name)
{
    exn_put(terminal, EXN_PLAIN, "  ");
    exn_put_column(terminal, EXN_PLAIN, name, NAME_COLUMN - 2);
}

/* --- what a host knows ------------------------------------------------------------------------ */

/* Returns "profile exeunt; can stack, pool"; the caller frees it. */
static char *describe_abilities(const char *profile, json_t *capabilities)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = exn_need(open_memstream(&text, &size));
    fprintf(file, "profile %s; can", profile);
    size_t index;
    json_t *capability;
    json_array_foreach(capabilities, index, capability)
        fprintf(file, "%s %s", index == 0 ? "" : ",", json_string_value(capability));
    fclose(file);
    return exn_need(text);
}

static void put_implementation(const exn_terminal *terminal, json_t *one)
{
    const char *name;
    const char *about;
    const char *profile;
    json_t *capabilities;
    if (json_unpack(one, "{s:s, s:s, s:s, s:o}", "name", &name, "about", &about, "profile",
                    &profile, "capabilities", &capabilities) != 0) {
        return;
    }
    put_name(terminal, name);
    put_text(terminal, about);
    put_name(terminal, "");
    char *text = describe_abilities(profile, capabilities);
    put_text(terminal, text);
    free(text);
}

static void print_implementations(exn_terminal *terminal, const json_t *implementations)
{
    size_t index;
    json_t *one;
    put_heading(terminal, "Implementations", json_array_size(implementations));
    json_array_foreach(implementations, index, one) put_implementation(terminal, one);
}

/* --- what the command knows itself ------------------------------------------------------------ */

/* Prints the profiles of SPEC 8. */
static void print_profiles(exn_terminal *terminal)
{
    static const char *const abouts[EXN_PROFILES] = {
        [EXEUNT_PROFILE_EXEUNT] =
            "this library: any exit suppresses, but no cancellation; exits are shielded from "
            "cancel; errors of a stack newest first, chained; use after close is refused",
        [EXEUNT_PROFILE_PYTHON] =
            "contextlib: any exit suppresses, a cancellation too; the exit in flight is canceled; "
            "errors of a stack newest first, chained; use after close is accepted",
        [EXEUNT_PROFILE_TC39] =
            "DisposableStack: nobody suppresses; no cancellation; errors of a stack newest first, "
            "as SuppressedError; use after close is refused",
        [EXEUNT_PROFILE_JAVA] =
            "try-with-resources: nobody suppresses; no cancellation; the body's "
            "error first, then a list",
    };
    put_heading(terminal, "Profiles", EXN_PROFILES);
    for (int profile = 0; profile < EXN_PROFILES; profile++) {
        put_name(terminal, exn_profile_name((exeunt_profile)profile));
        put_text(terminal, abouts[profile]);
    }
}

/* Prints the rules whose numbers begin with `kind`. */
static void print_rules(exn_terminal *terminal, const char *title, char kind)
{
    size_t count = 0;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        count += *exn_rule_number((exn_rule)rule) == kind;
    }
    put_heading(terminal, title, count);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (*exn_rule_number((exn_rule)rule) != kind) {
            continue;
        }
        exn_put(terminal, EXN_PLAIN, "  %-5s", exn_rule_number((exn_rule)rule));
        exn_put_column(terminal, EXN_PLAIN, exn_rule_name((exn_rule)rule), NAME_COLUMN - 7);
        put_text(terminal, exn_rule_text((exn_rule)rule));
    }
}

static void print_scenarios(exn_terminal *terminal, const exn_cases *cases)
{
    put_heading(terminal, "Scenarios", cases->count);
    for (size_t i = 0; i < cases->count; i++) {
        const exn_scenario *scenario = cases->items[i].scenario;
        if (scenario == NULL) {
            continue; /* it was refused, with a message on stderr */
        }
        exn_put(terminal, EXN_PLAIN, "  %s\n      %s", scenario->file, scenario->name);
        for (size_t tag = 0; tag < scenario->tag_count; tag++) {
            exn_put(terminal, EXN_DIM, "%s%s", tag == 0 ? "  [" : ", ", scenario->tags[tag]);
        }
        exn_put(terminal, EXN_DIM, "%s%s\n", scenario->tag_count > 0 ? "]" : "",
                scenario->kept ? "  kept" : "");
    }
}

/* --- the command ------------------------------------------------------------------------------ */

static int list_main(int argc, char **argv)
{
    exn_parsed parsed = exn_options_parse(&exn_list_command, argc, argv, NULL);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    char *default_path[] = {"scenarios"};
    bool has_paths = optind < argc;
    bool has_scenarios = has_paths || access(*default_path, F_OK) == 0;
    const exn_selection selection = {0};
    exn_cases cases = {0};
    if (has_scenarios &&
        !exn_cases_load(has_paths ? argv + optind : default_path,
                        has_paths ? (size_t)(argc - optind) : 1, &selection, &cases)) {
        exn_cases_free(&cases);
        return EXN_EXIT_INVALID;
    }
    int status = EXN_EXIT_INVALID;
    json_t *implementations = exn_ask_for_implementations();
    if (implementations != NULL) {
        exn_terminal terminal = {.out = stdout, .color = exn_wants_color(EXN_COLOR_AUTO)};
        print_implementations(&terminal, implementations);
        print_profiles(&terminal);
        print_rules(&terminal, "Invariants of scopes: a breach blames the scope", 'X');
        print_rules(&terminal, "Invariants of managers: a breach blames the manager", 'M');
        print_rules(&terminal, "Of one's own: a breach blames whose code refutes it", 'U');
        print_scenarios(&terminal, &cases);
        status = EXN_EXIT_HOLDS;
    }
    for (size_t i = 0; i < cases.count; i++) {
        if (cases.items[i].result != NULL) {
            status = EXN_EXIT_INVALID;
        }
    }
    json_decref(implementations);
    exn_cases_free(&cases);
    return status;
}

const exn_command exn_list_command = {
    .name = "list",
    .arguments = "[PATH...]",
    .about = "list scenarios, implementations, profiles and invariants",
    .example = "  exeunt list scenarios/pool\n",
    .options = options,
    .operands_max = SIZE_MAX,
    .run = list_main,
};
