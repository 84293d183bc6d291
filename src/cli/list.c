/* exeunt list: what there is. */
#include "cli/cases.h"
#include "cli/commands.h"
#include "cli/memory.h"
#include "cli/names.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

static const exn_option options[] = {{0}};

static void print_implementations(const json_t *implementations)
{
    size_t index;
    json_t *one;
    puts("Implementations");
    json_array_foreach(implementations, index, one)
    {
        const char *name;
        const char *about;
        const char *profile;
        json_t *capabilities;
        if (json_unpack(one, "{s:s, s:s, s:s, s:o}", "name", &name, "about", &about, "profile",
                        &profile, "capabilities", &capabilities) != 0)
            continue;
        printf("  %-22s%s\n  %-22sprofile %s; can", name, about, "", profile);
        size_t at;
        json_t *capability;
        json_array_foreach(capabilities, at, capability)
            printf("%s %s", at == 0 ? "" : ",", json_string_value(capability));
        puts("");
    }
}

/* --- what the command knows itself ------------------------------------------------------------ */

static void print_invariants(void)
{
    puts("\nInvariants");
    for (int rule = 0; rule < EXN_RULES; rule++)
        printf("  %-5s%-17s%s\n", exn_rule_number((exn_rule)rule), exn_rule_name((exn_rule)rule),
               exn_rule_text((exn_rule)rule));
}

static void print_profiles(void)
{
    static const char *const abouts[EXN_PROFILES] = {
        [EXN_PROFILE_EXEUNT] = "this library: any exit suppresses, exits are shielded from cancel",
        [EXN_PROFILE_PYTHON] = "contextlib: a cancellation is an error like others",
        [EXN_PROFILE_TC39] = "DisposableStack: nobody suppresses, no cancellation",
        [EXN_PROFILE_JAVA] = "try-with-resources: nobody suppresses, the body's error is first",
    };
    puts("\nProfiles");
    for (int profile = 0; profile < EXN_PROFILES; profile++)
        printf("  %-22s%s\n", exn_profile_name((exn_profile)profile), abouts[profile]);
}

static void print_scenarios(const exn_cases *cases)
{
    puts("\nScenarios");
    for (size_t i = 0; i < cases->count; i++) {
        const exn_scenario *scenario = cases->items[i].scenario;
        if (scenario == NULL)
            continue;
        printf("  %s\n      %s", scenario->file, scenario->name);
        for (size_t tag = 0; tag < scenario->tag_count; tag++)
            printf("%s%s", tag == 0 ? "  [" : ", ", scenario->tags[tag]);
        puts(scenario->tag_count > 0 ? "]" : "");
    }
}

static int list_main(int argc, char **argv)
{
    exn_parsed parsed = exn_options_parse(&exn_list_command, argc, argv, NULL);
    if (parsed != EXN_PARSED)
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
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
        print_implementations(implementations);
        print_profiles();
        print_invariants();
        print_scenarios(&cases);
        status = EXN_EXIT_HOLDS;
    }
    for (size_t i = 0; i < cases.count; i++)
        if (cases.items[i].result != NULL)
            status = EXN_EXIT_INVALID;
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
