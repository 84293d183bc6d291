/* Reads the top level of a scenario file, and the smaller keys. */
#include "base/characters.h"
#include "contract/profiles.h"
#include "contract/rules.h"
#include "scenario/read/reader.h"

#include <inttypes.h>
#include <string.h>

enum { CANCELS_MAX = 1000 };

/* --- what it is called ------------------------------------------------------------------------ */

/* Returns the text itself if it is one line without control characters, because reports print
 * it. */
static const char *check_line(exn_reader *reader, const exn_yaml *value, const char *text,
                              const char *what)
{
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        if (!exn_is_control(*at)) {
            continue;
        }
        exn_complain(&reader->complaints, value->place, "`%s` is %s: it must be one line", what,
                     exn_quote(reader->arena, text));
        return NULL;
    }
    return text;
}

static const char *read_line(exn_reader *reader, const exn_yaml *value, const char *what)
{
    return check_line(reader, value, exn_read_text(reader, value, what), what);
}

static void read_name(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    scenario->name = read_line(reader, key->value, "scenario");
    scenario->name_place = key->value->place;
}

static void read_about(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    scenario->about = exn_read_text(reader, key->value, "about");
}

static void read_tag(exn_reader *reader, const exn_yaml *value, void *target)
{
    size_t *room = target;
    exn_scenario *scenario = reader->scenario;
    const char *tag = check_line(reader, value, exn_read_item(reader, value, "tags"), "tags");
    if (tag == NULL) {
        return;
    }
    if (scenario->tag_count == *room) {
        scenario->tags =
            exn_arena_grow(reader->arena, scenario->tags, room, sizeof *scenario->tags);
    }
    scenario->tags[scenario->tag_count++] = tag;
}

static void read_tags(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    size_t room = 0;
    exn_read_list(reader, key->value, "tags", read_tag, &room);
}

static void read_implementation(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    scenario->implementation = read_line(reader, key->value, "implementation");
    scenario->implementation_place = key->value->place;
}

static void read_profile(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, "profile");
    if (text == NULL) {
        return;
    }
    scenario->has_profile = exn_profile_from_name(text, &scenario->profile);
    if (!scenario->has_profile) {
        const char *names[EXN_PROFILES];
        for (int i = 0; i < EXN_PROFILES; i++) {
            names[i] = exn_profile_name((exeunt_profile)i);
        }
        exn_complain_unknown(reader, key->value->place, "profile", text, names, EXN_PROFILES);
    }
}

/* --- cancel, faults, limits ------------------------------------------------------------------- */

static const char *const places[] = {"never", "anywhere"};

static void read_where(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, key->text);
    if (text == NULL) {
        return;
    }
    scenario->has_cancel = strcmp(text, "anywhere") == 0;
    scenario->cancels = scenario->has_cancel ? 1 : 0;
    if (!scenario->has_cancel && strcmp(text, "never") != 0) {
        exn_complain_unknown(reader, key->value->place, "place for a cancel request", text, places,
                             2);
    }
}

static void read_times(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    uint64_t times = 0;
    if (!exn_read_number(reader, key->value, "times", 1, CANCELS_MAX, &times)) {
        return;
    }
    if (scenario->has_cancel) {
        scenario->cancels = (uint32_t)times;
    } else {
        exn_complain(&reader->complaints, key->place, "`times` needs `where: anywhere`");
    }
}

static void read_at_least(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    uint64_t least = 0;
    if (!exn_read_number(reader, key->value, "at-least", 1, CANCELS_MAX, &least)) {
        return;
    }
    scenario->cancels_min = (uint32_t)least;
    scenario->cancels_min_place = key->place;
    if (!scenario->has_cancel) {
        exn_complain(&reader->complaints, key->place, "`at-least` needs `where: anywhere`");
    } else if (least > scenario->cancels) {
        exn_complain(&reader->complaints, key->place,
                     "`at-least: %" PRIu64 "` is more than there are: say `times: %" PRIu64
                     "`, too",
                     least, least);
    }
}

static void read_operations(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, key->text);
    if (text == NULL) {
        return;
    }
    scenario->asks_operations = strcmp(text, "anywhere") == 0;
    if (!scenario->asks_operations && strcmp(text, "never") != 0) {
        exn_complain_unknown(reader, key->value->place, "place for asking operations to stop", text,
                             places, 2);
    }
}

static void read_task(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, "task");
    if (text == NULL) {
        return;
    }
    if (!exn_has_tasks(reader)) {
        exn_complain(&reader->complaints, key->place, "`task` needs `tasks`");
    } else if (strcmp(text, "any") != 0) {
        exn_read_task(reader, key->value->place, text, &scenario->cancel_task);
    }
}

static const exn_key cancel_key_list[] = {{"where", read_where, false},
                                          {"task", read_task, false},
                                          {"times", read_times, false},
                                          {"at-least", read_at_least, false},
                                          {"operations", read_operations, false}};
const exn_keys exn_cancel_keys = {"`cancel`", cancel_key_list,
                                  sizeof cancel_key_list / sizeof *cancel_key_list};

static void read_cancel(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    scenario->cancel_place = key->place;
    if (key->value->kind != EXN_YAML_MAPPING) {
        read_where(reader, key, target);
        return;
    }
    exn_key keys[sizeof cancel_key_list / sizeof *cancel_key_list];
    memcpy(keys, cancel_key_list, sizeof keys);
    const exn_keys all = {exn_cancel_keys.what, keys, exn_cancel_keys.count};
    bool has_task = exn_yaml_key(key->value, "task") != NULL;
    bool has_where = exn_yaml_key(key->value, "where") != NULL;
    keys[0].is_required = !has_task;
    scenario->has_cancel = has_task && !has_where; /* `{task: any}`: anywhere */
    scenario->cancels = scenario->has_cancel ? 1 : 0;
    exn_read_mapping(reader, key->value, &all, target);
}

static void read_memory(exn_reader *reader, const exn_yaml *key, void *target)
{
    static const char *const words[] = {"never", "anywhere", "if-asked"};
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, key->text);
    if (text == NULL) {
        return;
    }
    scenario->memory_may_suffice = strcmp(text, words[2]) == 0;
    scenario->memory_fails = strcmp(text, words[1]) == 0 || scenario->memory_may_suffice;
    if (!scenario->memory_fails && strcmp(text, words[0]) != 0) {
        exn_complain_unknown(reader, key->value->place, "place where memory fails", text, words, 3);
    }
}

static const exn_key faults_key_list[] = {{"memory", read_memory, true}};
const exn_keys exn_faults_keys = {"`faults`", faults_key_list, 1};

static void read_faults(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (key->value->kind == EXN_YAML_MAPPING) {
        exn_read_mapping(reader, key->value, &exn_faults_keys, target);
    } else {
        exn_complain(&reader->complaints, key->value->place,
                     "`faults` is %s: it must be a mapping, like `{memory: anywhere}` (how many "
                     "there may be in a run is a limit: `limits: {faults: 2}`)",
                     exn_yaml_describe(reader->arena, key->value));
    }
}

static void read_faults_limit(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    uint64_t faults = 0;
    scenario->has_faults_limit =
        exn_read_number(reader, key->value, "faults", 0, UINT32_MAX, &faults);
    scenario->faults_max = (uint32_t)faults;
}

static void read_steps(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    exn_read_number(reader, key->value, "steps", 1, UINT64_MAX - 1, &scenario->steps_max);
}

static void read_states(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    exn_read_number(reader, key->value, "states", 1, UINT64_MAX - 1, &scenario->states_max);
}

static const exn_key limits_key_list[] = {{"faults", read_faults_limit, false},
                                          {"steps", read_steps, false},
                                          {"states", read_states, false}};
const exn_keys exn_limits_keys = {"`limits`", limits_key_list, 3};

static void read_limits(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (key->value->kind == EXN_YAML_MAPPING) {
        exn_read_mapping(reader, key->value, &exn_limits_keys, target);
    } else {
        exn_complain(&reader->complaints, key->value->place,
                     "`limits` is %s: it must be a mapping, like `{faults: 2}`",
                     exn_yaml_describe(reader->arena, key->value));
    }
}

static void read_kept(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, "kept");
    if (text == NULL) {
        return;
    }
    scenario->kept = strcmp(text, "true") == 0;
    if (!scenario->kept && strcmp(text, "false") != 0) {
        exn_complain(&reader->complaints, key->value->place,
                     "`kept` is %s: it must be `true` or `false`",
                     exn_yaml_describe(reader->arena, key->value));
    }
    if (scenario->kept && exn_yaml_key(reader->root, "schedule") == NULL) {
        exn_complain(
            &reader->complaints, key->place,
            "`kept` without `schedule`: it says what happens where that cannot be kept to");
    }
    if (scenario->kept && exn_yaml_key(reader->root, "violates") != NULL) {
        exn_complain(&reader->complaints, key->place,
                     "`kept` with `violates`: what is kept passes when it breaks nothing any more");
    }
}

/* --- the file --------------------------------------------------------------------------------- */

static void read_tree(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (exn_yaml_key(reader->root, "tasks") != NULL) {
        return; /* refused */
    }
    exn_read_scope(reader, key, target);
    exn_collect_actions(reader);
}

static void read_body(exn_reader *reader, const exn_yaml *key, void *target)
{
    if (exn_yaml_key(reader->root, "tasks") == NULL) { /* else refused */
        exn_read_body(reader, key, target);
    }
}

/* In the order of reading: names before their uses. */
static const exn_key scenario_key_list[] = {
    {"scenario", read_name, true},
    {"about", read_about, false},
    {"tags", read_tags, false},
    {"implementation", read_implementation, false},
    {"profile", read_profile, false},
    {"tasks", exn_read_tasks, false},
    {"scope", read_tree, false},
    {"managers", exn_read_managers, false},
    {"body", read_body, false},
    {"cancel", read_cancel, false},
    {"faults", read_faults, false},
    {"limits", read_limits, false},
    {"schedule", exn_read_schedule, false},
    {"kept", read_kept, false},
    {"expect", exn_read_expect, false},
    {"violates", exn_read_violates, false},
    {"blame", exn_read_blame, false},
};
const exn_keys exn_scenario_keys = {"a scenario", scenario_key_list,
                                    sizeof scenario_key_list / sizeof *scenario_key_list};

/* Reads the keys. A scenario that already has a name need not give one. */
static void read_keys(exn_reader *reader)
{
    exn_key keys[sizeof scenario_key_list / sizeof *scenario_key_list];
    memcpy(keys, scenario_key_list, sizeof keys);
    keys[0].is_required = reader->scenario->name == NULL;
    bool has_tasks = exn_yaml_key(reader->root, "tasks") != NULL;
    for (size_t i = 0; i < exn_scenario_keys.count; i++) {
        keys[i].is_required |= !has_tasks && keys[i].read == read_tree;
    }
    const exn_keys all = {exn_scenario_keys.what, keys, exn_scenario_keys.count};
    exn_read_mapping(reader, reader->root, &all, reader->scenario);
}

static void read_root(exn_reader *reader)
{
    if (reader->root->kind != EXN_YAML_MAPPING) {
        exn_complain(&reader->complaints, reader->root->place,
                     "%s: a scenario is a mapping that begins with `scenario: …`",
                     exn_yaml_describe(reader->arena, reader->root));
    } else {
        read_keys(reader);
    }
}

/* --- what can be put to the test -------------------------------------------------------------- */

static void number_alternatives(exn_scenario *scenario, exn_alternative *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        list[i].number = ++scenario->number_max;
    }
}

/* If an answer to a cancel request was declared, enter and exit share it. Then it has one number,
 * and either operation puts it to the test. */
static void number_plan(exn_scenario *scenario, exn_plan *plan)
{
    number_alternatives(scenario, plan->alternatives, plan->alternative_count);
    number_alternatives(scenario, plan->on_cancel, plan->on_cancel_count);
}

static void number_all(exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (exn_declares(scenario, i)) {
            number_plan(scenario, &scenario->nodes[i].enter);
            number_plan(scenario, &scenario->nodes[i].exit);
        }
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        number_plan(scenario, &scenario->tasks[i].body);
    }
    for (size_t i = 0; i < scenario->outcome_count; i++) {
        scenario->outcomes[i].number = ++scenario->number_max;
    }
    for (size_t i = 0; i < scenario->never_count; i++) {
        if (scenario->never[i].kind == EXN_WORD) { /* perhaps no code has this word */
            scenario->never[i].number = ++scenario->number_max;
        }
    }
    for (size_t i = 0; i < scenario->whenever_count; i++) {
        scenario->whenever[i].number = ++scenario->number_max;
    }
    scenario->asking_number = ++scenario->number_max;
    scenario->memory_number = ++scenario->number_max;
    scenario->exit_asked_number = ++scenario->number_max;
    scenario->by_code_number = scenario->number_max + 1;
    scenario->number_max += EXN_RULES;
}

/* --- the whole -------------------------------------------------------------------------------- */

typedef struct reading {
    const char *file;
    const char *text;
    size_t length;
    exn_reader reader;
} reading;

/* Does all the work of reading that needs memory: called in a guard. */
static void read_file(void *context)
{
    reading *self = context;
    exn_reader *reader = &self->reader;
    exn_scenario *scenario = exn_arena_take(reader->arena, sizeof *scenario);
    scenario->memory = reader->arena;
    scenario->file = exn_arena_copy(reader->arena, self->file, strlen(self->file));
    const exn_surroundings *around = reader->surroundings;
    if (around != NULL && around->name != NULL) {
        scenario->name = exn_arena_copy(reader->arena, around->name, strlen(around->name));
    }
    scenario->steps_max = EXN_STEPS_MAX_DEFAULT;
    reader->scenario = scenario;
    scenario->cancel_task = UINT32_MAX;
    scenario->tasks = exn_arena_take(reader->arena, sizeof *scenario->tasks);
    scenario->task_count = 1;
    exn_set_default_plan(reader, &scenario->tasks[0].body, EXN_OPERATION_BODY);
    reader->root = exn_yaml_read(self->text, self->length, &reader->complaints);
    if (reader->root != NULL) {
        read_root(reader);
    }
    number_all(scenario);
}

exn_scenario *exn_scenario_read(const char *file, const char *text, size_t length,
                                exn_complaint_fn *complain, void *context)
{
    return exn_scenario_read_in(NULL, file, text, length, complain, context);
}

exn_scenario *exn_scenario_read_in(const exn_surroundings *surroundings, const char *file,
                                   const char *text, size_t length, exn_complaint_fn *complain,
                                   void *context)
{
    exn_arena *arena = exn_arena_new();
    reading self = {
        .file = file,
        .text = text,
        .length = length,
        .reader = {.arena = arena, .complaints = {.arena = arena}, .surroundings = surroundings}};
    if (arena == NULL || !exn_arena_guard(arena, read_file, &self)) {
        complain(context, (exn_place){0, 0}, NULL);
    } else if (self.reader.complaints.count == 0) {
        return self.reader.scenario;
    } else {
        exn_complaints_report(&self.reader.complaints, complain, context);
    }
    exn_arena_free(arena);
    return NULL;
}

void exn_scenario_free(exn_scenario *scenario)
{
    if (scenario != NULL) {
        exn_arena_free(scenario->memory);
    }
}
