/* Reads a schedule that a program has kept apart from its scenario. */
#include "scenario/read/reader.h"

typedef struct keeping {
    const char *text;
    size_t length;
    exn_reader reader;
} keeping;

static bool is_blank(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r')) {
        i++;
    }
    return i == length;
}

/* Makes the names of the scenario known to the reader. */
static void know_names(exn_reader *reader)
{
    const exn_scenario *scenario = reader->scenario;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        exn_map_set(reader->arena, &reader->node_by_name, node->name, (int32_t)i);
        if (node->is_handle && exn_declares(scenario, i)) {
            exn_map_set(reader->arena, &reader->node_by_name, exn_declared_name(node), (int32_t)i);
        }
    }
    reader->node_room = scenario->node_count;
    reader->tree_is_known = true;
}

static void replace_schedule(exn_reader *reader, exn_yaml *list)
{
    exn_scenario *scenario = reader->scenario;
    const exn_yaml key = {
        .kind = EXN_YAML_SCALAR, .text = "schedule", .place = list->place, .value = list};
    exn_collect_calls(reader, list);
    scenario->items = NULL;
    scenario->item_count = 0;
    exn_read_schedule(reader, &key, scenario);
    scenario->kept = true;
    scenario->interleavings = NULL; /* a script has a number of its own */
}

/* Does all the work that needs memory: called in a guard. */
static void read_list(void *context)
{
    keeping *self = context;
    exn_reader *reader = &self->reader;
    know_names(reader);
    exn_yaml *list = NULL;
    if (is_blank(self->text, self->length)) {
        exn_complain(&reader->complaints, (exn_place){1, 1},
                     "nothing in it: a schedule is a list, like `[vm1 enters, cancel]` or `[]`");
    } else {
        list = exn_yaml_read(self->text, self->length, &reader->complaints);
    }
    if (list != NULL) {
        replace_schedule(reader, list);
    }
    if (reader->scenario->violates != 0) {
        exn_complain(&reader->complaints, (exn_place){1, 1},
                     "a schedule that was kept, with `violates`: what is kept passes when it "
                     "breaks nothing any more");
    }
}

bool exn_scenario_keep(exn_scenario *scenario, const exn_surroundings *surroundings,
                       const char *text, size_t length, exn_complaint_fn *complain, void *context)
{
    exn_arena *arena = scenario->memory;
    keeping self = {.text = text,
                    .length = length,
                    .reader = {.arena = arena,
                               .complaints = {.arena = arena},
                               .scenario = scenario,
                               .surroundings = surroundings}};
    if (!exn_arena_guard(arena, read_list, &self)) {
        complain(context, (exn_place){0, 0}, NULL);
        return false;
    }
    exn_complaints_report(&self.reader.complaints, complain, context);
    return self.reader.complaints.count == 0;
}
