/* Each animal of the zoo is caught by one open scenario - three managers, all results, requests at
 * any moment - that knows nothing of it; its mended twin holds under the same one. Which rules it
 * breaks there is what docs/ZOO.md says. */
#include "zoo/zoo.h"

#include <exeunt/check.h>

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 1024 };

/* --- the scenarios ---------------------------------------------------------------------------- */

#define ENTERS "enter: [enters, fails]"
#define EXITS  "exit: [exits, suppresses, fails]"
#define TWO_MANAGERS                                                                               \
    "managers:\n"                                                                                  \
    "  a: {" ENTERS ", " EXITS "}\n"                                                               \
    "  b: {" ENTERS ", " EXITS "}\n"
#define REST                                                                                       \
    "body: [returns, raises]\n"                                                                    \
    "cancel: {where: anywhere, times: 2, operations: anywhere}\n"

static const char open_pool[] =
    "scope: {pool: [a, b, c]}\n" TWO_MANAGERS "  c: {" ENTERS ", " EXITS "}\n" REST;
static const char open_pool_of_animal[] = "scope: {pool: [a, b, animal]}\n" TWO_MANAGERS REST;
static const char open_stack[] =
    "scope: {stack: [a, b, {push: c}]}\n" TWO_MANAGERS "  c: {" EXITS "}\n" REST;
static const char open_stack_with_deadline[] =
    "scope: {stack: [a, b, {push: c}], deadline: 5ms}\n" TWO_MANAGERS "  c: {" EXITS "}\n" REST;

/* Of a manager that tasks share; without requests to its exits, which settle inside their calls. */
static const char open_tasks[] = "tasks:\n"
                                 "  w1: {stack: [animal], body: [returns, raises]}\n"
                                 "  w2: {stack: [a, animal], body: [returns, raises]}\n"
                                 "  w3: {pool: [b, animal]}\n"
                                 "managers: {a: {" ENTERS "}, b: {" ENTERS "}}\n"
                                 "cancel: {task: any, times: 2}\n";
static const char *const shared_animals[] = {"loses-handed-token", "closes-unheard"};

/* What no open scenario comes to has one of its own. */
typedef struct own_scenario {
    const char *animal;
    const char *text;
} own_scenario;
static const own_scenario own_scenarios[] = {
    /* It is wrong only as a manager of another scope. */
    {"hides-the-cause",
     "scope: {stack: [a, {stack: [b, c]}]}\n" TWO_MANAGERS "  c: {" ENTERS ", " EXITS "}\n" REST},
    /* It is wrong only when it is closed while it closes. */
    {"closes-twice", "scope: {stack: [a, b, c]}\n"
                     "managers:\n"
                     "  c: {exit: {ends: exits, actions: [close -> refused]}}\n"
                     "cancel: anywhere\n"},
};
enum { OWN_SCENARIOS = sizeof own_scenarios / sizeof *own_scenarios, OWN_SCENARIOS_MAX = 3 };

/* `name` is that of the animal. */
static const char *scenario_for(const char *name, unsigned capabilities)
{
    for (size_t i = 0; i < OWN_SCENARIOS; i++) {
        if (strcmp(own_scenarios[i].animal, name) == 0) {
            return own_scenarios[i].text;
        }
    }
    return (capabilities & EXEUNT_CAN_POOL) != 0       ? open_pool
           : (capabilities & EXEUNT_CAN_DEADLINE) != 0 ? open_stack_with_deadline
                                                       : open_stack;
}

/* --- what docs/ZOO.md says -------------------------------------------------------------------- */

static char page[1 << 15];

static void read_page(void)
{
    FILE *file = fopen(EXEUNT_SOURCE_DIR "/docs/ZOO.md", "r");
    cr_assert_not_null(file);
    size_t length = fread(page, 1, sizeof page - 1, file);
    fclose(file);
    cr_assert_lt(length, sizeof page - 1);
    page[length] = '\0';
}

TestSuite(zoo, .init = read_page);
TestSuite(large, .init = read_page);

/* Writes the rules that its row names: | `NAME` | CASES | RULES | ... |. */
static void read_rules(const char *animal, char *rules)
{
    char start[TEXT_SIZE];
    snprintf(start, sizeof start, "\n| `%s` |", animal);
    const char *row = strstr(page, start);
    cr_assert_not_null(row, "docs/ZOO.md has no row for %s", animal);
    cr_assert_eq(sscanf(row + strlen(start), "%*[^|]| %[^|]", rules), 1);
    rules[strcspn(rules, "\n")] = '\0';
    rules[strlen(rules) - 1] = '\0'; /* the blank before the bar */
}

/* --- what is found ---------------------------------------------------------------------------- */

/* Whether `blamed` is `blame`, or a handle of it. */
static bool is_blamed(const char *blamed, const char *blame)
{
    const char *dot = strrchr(blamed, '.');
    return strcmp(dot != NULL ? dot + 1 : blamed, blame) == 0;
}

static void expect_caught(const char *animal, const char *blame, const exeunt_check_config *config)
{
    char rules[TEXT_SIZE] = "", expected[TEXT_SIZE] = "";
    const char *last = "";
    exeunt_check_result *result = exeunt_check(config);
    cr_assert_not_null(result);
    for (size_t i = 0; i < result->violation_count; i++) {
        const exeunt_violation *one = &result->violations[i];
        if (strcmp(one->rule, last) != 0) { /* each handle has its own */
            snprintf(rules + strlen(rules), sizeof rules - strlen(rules), "%s%s", i > 0 ? " " : "",
                     one->rule);
        }
        last = one->rule;
        cr_expect(is_blamed(one->blame, blame), "%s: %s", animal, one->message);
        cr_expect(one->shortest);
    }
    read_rules(animal, expected);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_VIOLATED, "%s is not caught", animal);
    cr_expect_str_eq(rules, expected, "%s breaks %s, not %s", animal, rules, expected);
    exeunt_check_free(result);
}

static void expect_holds(const char *twin, const exeunt_check_config *config)
{
    exeunt_check_result *result = exeunt_check(config);
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_HOLDS, "%s: %s", twin, text);
    cr_expect(result->exhaustive, "%s", twin);
    free(text);
    exeunt_check_free(result);
}

static void show_scope(const exeunt_implementation *animal, const exeunt_implementation *twin)
{
    exeunt_check_config config = {.scenario = scenario_for(animal->name, animal->capabilities),
                                  .implementation = animal,
                                  .snapshots = true};
    expect_caught(animal->name, "scope", &config);
    config.implementation = twin;
    expect_holds(twin->name, &config);
}

static exeunt_manager *make(exeunt_border *border, const char *name, void *data)
{
    const exeunt_plugin_manager *manager = data;
    return manager->create(border, name, NULL);
}

static const char *scenario_for_manager(const char *name)
{
    bool is_shared = false;
    for (size_t i = 0; i < sizeof shared_animals / sizeof *shared_animals; i++) {
        is_shared = is_shared || strcmp(shared_animals[i], name) == 0;
    }
    return is_shared ? open_tasks : open_pool_of_animal;
}

static void show_manager(const exeunt_plugin_manager *animal, const exeunt_plugin_manager *twin)
{
    exeunt_check_config config = {.scenario = scenario_for_manager(animal->name),
                                  .managers = {{"animal", make, (void *)animal}},
                                  .snapshots = true};
    expect_caught(animal->name, "animal", &config);
    config.managers[0].data = (void *)twin;
    expect_holds(twin->name, &config);
}

/* Two with few states. */
Test(zoo, has_animals_that_an_open_scenario_catches_and_twins_that_hold)
{
    enum { LEAVES_LOOK_UP = EXN_ZOO_MANAGERS - 6 };
    show_scope(&exn_zoo_keeps_one_error, &exn_zoo_keeps_one_error_mended);
    cr_expect_str_eq(exn_zoo_managers[LEAVES_LOOK_UP].name, "leaves-look-up");
    show_manager(&exn_zoo_managers[LEAVES_LOOK_UP], &exn_zoo_managers[LEAVES_LOOK_UP + 1]);
}

Test(large, has_managers_that_only_tasks_catch)
{
    size_t shown = 0;
    for (size_t i = 0; i < EXN_ZOO_MANAGERS; i += 2) {
        if (scenario_for_manager(exn_zoo_managers[i].name) == open_tasks) {
            show_manager(&exn_zoo_managers[i], &exn_zoo_managers[i + 1]);
            shown += 1;
        }
    }
    cr_expect_eq(shown, sizeof shared_animals / sizeof *shared_animals);
}

Test(large, shows_every_animal_and_its_twin)
{
    for (size_t i = 0; i < EXN_ZOO_SCOPES; i += 2) {
        show_scope(exn_zoo_scopes[i], exn_zoo_scopes[i + 1]);
    }
    for (size_t i = 0; i < EXN_ZOO_MANAGERS; i += 2) {
        show_manager(&exn_zoo_managers[i], &exn_zoo_managers[i + 1]);
    }
}

Test(zoo, has_three_scenarios_at_most_for_one_animal_alone)
{
    cr_expect_leq(OWN_SCENARIOS, OWN_SCENARIOS_MAX);
}
