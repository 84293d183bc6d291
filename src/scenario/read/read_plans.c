/* Reads what managers and the body may do: outcomes, steps, time, answers to a cancel request. */
#include "scenario/read/reader.h"

#include <string.h>

enum { STEPS_MAX = 1000000 };

/* The plan that is read, and whose it is. */
typedef struct plan_target {
    exn_plan *plan;
    exn_operation_kind operation;
    const char *key; /* the key of its outcomes */
    size_t room;
    exn_map seen;   /* the outcomes read so far */
    bool has_steps; /* of a body: `steps` was written */
} plan_target;

/* --- outcomes --------------------------------------------------------------------------------- */

static void read_alternative(exn_reader *reader, const exn_yaml *value, void *target)
{
    plan_target *self = target;
    exn_plan *plan = self->plan;
    exn_alternative ending;
    const char *text = exn_read_item(reader, value, self->key);
    if (text == NULL || !exn_read_ending(reader, value->place, text, 1u << self->operation,
                                         EXN_ENDING_DECLARED, &ending)) {
        return;
    }
    const char *normal = exn_normalize(reader->arena, text);
    if (exn_map_get(&self->seen, normal) != EXN_MAP_NONE) {
        exn_complain(&reader->complaints, value->place, "outcome %s stands twice",
                     exn_quote(reader->arena, normal));
        return;
    }
    exn_map_set(reader->arena, &self->seen, normal, 1);
    if (plan->alternative_count == self->room) {
        plan->alternatives = exn_arena_grow(reader->arena, plan->alternatives, &self->room,
                                            sizeof *plan->alternatives);
    }
    plan->alternatives[plan->alternative_count++] = ending;
}

static void read_ends(exn_reader *reader, const exn_yaml *key, void *target)
{
    plan_target self = *(const plan_target *)target;
    self.plan->alternatives = NULL;
    self.plan->alternative_count = 0;
    self.key = key->text;
    exn_read_one_or_list(reader, key->value, key->text, read_alternative, &self);
}

static void read_action_list(exn_reader *reader, const exn_yaml *key, void *target)
{
    const plan_target *self = target;
    exn_read_actions(reader, key->value, self->plan);
}

static const exn_key operation_key_list[] = {{"ends", read_ends, false},
                                             {"actions", read_action_list, false}};
const exn_keys exn_operation_keys = {"an operation", operation_key_list, 2};

void exn_read_operation(exn_reader *reader, const exn_yaml *key, exn_plan *plan,
                        exn_operation_kind operation)
{
    plan_target target = {.plan = plan, .operation = operation};
    if (key->value->kind == EXN_YAML_MAPPING) {
        exn_read_mapping(reader, key->value, &exn_operation_keys, &target);
    } else {
        read_ends(reader, key, &target);
    }
}

/* --- steps and time --------------------------------------------------------------------------- */

void exn_read_steps(exn_reader *reader, const exn_yaml *value, exn_plan *plan)
{
    uint64_t steps = 0;
    if (exn_read_number(reader, value, "steps", 0, STEPS_MAX, &steps)) {
        plan->steps = (uint32_t)steps;
    }
}

void exn_read_takes(exn_reader *reader, const exn_yaml *value, exn_plan *plan)
{
    plan->takes = exn_read_duration(reader, value, "takes", &plan->takes_ms) || plan->takes;
}

/* --- answers to a cancel request -------------------------------------------------------------- */

typedef struct answers {
    exn_alternative list[EXN_ON_CANCEL_WORDS];
    size_t count;
    unsigned seen;       /* one bit for each word */
    unsigned word_count; /* how many words are allowed */
} answers;

const char *const exn_on_cancel_words[EXN_ON_CANCEL_WORDS] = {"stops", "ignores", "fails", "leaks",
                                                              "touches later"};

static void read_answer(exn_reader *reader, const exn_yaml *value, void *target)
{
    static const exn_ending endings[EXN_ON_CANCEL_WORDS] = {EXN_ENDS_STOPS, EXN_ENDINGS /* none */,
                                                            EXN_ENDS_FAILS, EXN_ENDS_STOPS_LEAKING,
                                                            EXN_ENDS_STOPS_TOUCHING};
    answers *self = target;
    const char *text = exn_read_item(reader, value, "on-cancel");
    if (text == NULL) {
        return;
    }
    text = exn_normalize(reader->arena, text);
    for (unsigned i = 0; i < self->word_count; i++) {
        if (strcmp(text, exn_on_cancel_words[i]) != 0) {
            continue;
        }
        if ((self->seen & 1u << i) != 0) {
            exn_complain(&reader->complaints, value->place, "`%s` stands twice", text);
        } else if (endings[i] != EXN_ENDINGS) {
            self->list[self->count++] = (exn_alternative){.ending = endings[i],
                                                          .declared = true,
                                                          .text = exn_on_cancel_words[i],
                                                          .place = value->place};
        }
        self->seen |= 1u << i;
        return;
    }
    exn_complain_unknown(reader, value->place, "answer to a cancel request", text,
                         exn_on_cancel_words, self->word_count);
}

void exn_read_answers(exn_reader *reader, const exn_yaml *value, bool of_body, exn_plan *plan)
{
    answers self = {.word_count = of_body ? EXN_ON_CANCEL_WORDS_OF_BODY : EXN_ON_CANCEL_WORDS};
    exn_read_one_or_list(reader, value, "on-cancel", read_answer, &self);
    plan->on_cancel = exn_arena_take(reader->arena, sizeof self.list);
    memcpy(plan->on_cancel, self.list, sizeof self.list);
    plan->on_cancel_count = self.count;
}

/* --- the body --------------------------------------------------------------------------------- */

static void read_body_steps(exn_reader *reader, const exn_yaml *key, void *target)
{
    plan_target *self = target;
    self->has_steps = true;
    exn_read_steps(reader, key->value, self->plan);
}

static void read_body_takes(exn_reader *reader, const exn_yaml *key, void *target)
{
    const plan_target *self = target;
    if (self->has_steps) {
        exn_complain(&reader->complaints, key->place,
                     "`takes` excludes `steps`: the body has both");
    } else {
        exn_read_takes(reader, key->value, self->plan);
    }
}

static void read_body_on_cancel(exn_reader *reader, const exn_yaml *key, void *target)
{
    const plan_target *self = target;
    exn_read_answers(reader, key->value, true, self->plan);
}

static const exn_key body_key_list[] = {
    {"ends", read_ends, false},
    {"actions", read_action_list, false},
    {"steps", read_body_steps, false},
    {"takes", read_body_takes, false},
    {"on-cancel", read_body_on_cancel, false},
};
const exn_keys exn_body_keys = {"a body", body_key_list,
                                sizeof body_key_list / sizeof *body_key_list};

void exn_read_body(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    exn_read_body_plan(reader, key, &reader->scenario->tasks[0].body);
}

void exn_read_body_plan(exn_reader *reader, const exn_yaml *key, exn_plan *plan)
{
    plan_target self = {.plan = plan, .operation = EXN_OPERATION_BODY};
    if (key->value->kind == EXN_YAML_MAPPING) {
        exn_read_mapping(reader, key->value, &exn_body_keys, &self);
    } else {
        read_ends(reader, key, &self);
    }
}
