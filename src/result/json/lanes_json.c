/* Swim lanes as JSON, written and read. */
#include "result/json/lanes_json.h"

#include "result/json/json.h"

#include <stdlib.h>
#include <string.h>

/* --- written ---------------------------------------------------------------------------------- */

/* Appends `item`, which it takes over; NULL sets *failed. */
static void append(json_t *array, json_t *item, bool *failed)
{
    *failed = json_array_append_new(array, item) != 0 || *failed;
}

static json_t *lanes_to_json(const exn_lanes *lanes, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < lanes->lane_count; i++) {
        const exn_lane *lane = &lanes->lanes[i];
        json_t *item = json_pack("{s:s, s:o}", "kind", exn_lane_kind_word(lane->kind), "name",
                                 exn_json_text(lane->name));
        if (item != NULL && lane->inside != EXN_NO_LANE) {
            int set = json_object_set_new(item, "inside", json_integer(lane->inside));
            *failed = set != 0 || *failed;
        }
        append(array, item, failed);
    }
    return array;
}

static json_t *bars_to_json(const exn_lanes *lanes, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < lanes->bar_count; i++) {
        const exn_bar *bar = &lanes->bars[i];
        append(array,
               json_pack("{s:I, s:s, s:s, s:I, s:I}", "lane", (json_int_t)bar->lane, "operation",
                         exn_bar_operation_word(bar->operation), "outcome",
                         exn_bar_outcome_word(bar->outcome), "first", (json_int_t)bar->first,
                         "last", (json_int_t)bar->last),
               failed);
    }
    return array;
}

static json_t *marks_to_json(const exn_lanes *lanes, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < lanes->mark_count; i++) {
        const exn_mark *mark = &lanes->marks[i];
        append(array,
               json_pack("{s:I, s:I, s:s}", "event", (json_int_t)mark->event, "lane",
                         (json_int_t)mark->lane, "kind", exn_mark_word(mark->kind)),
               failed);
    }
    return array;
}

static json_t *errors_to_json(const exn_lanes *lanes, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < lanes->hop_count; i++) {
        const exn_hop *hop = &lanes->hops[i];
        append(array,
               json_pack("{s:o, s:{s:I, s:I}, s:{s:I, s:I}}", "error", exn_json_text(hop->error),
                         "from", "event", (json_int_t)hop->from_event, "lane",
                         (json_int_t)hop->from_lane, "to", "event", (json_int_t)hop->to_event,
                         "lane", (json_int_t)hop->to_lane),
               failed);
    }
    return array;
}

static json_t *steps_to_json(const exn_lanes *lanes, bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < lanes->step_count; i++) {
        const exn_lane_step *step = &lanes->steps[i];
        json_t *item = json_pack("{s:I, s:o}", "after", (json_int_t)step->after, "item",
                                 exn_json_text(step->item));
        if (item != NULL && step->is_inside) {
            *failed = json_object_set_new(item, "inside", json_true()) != 0 || *failed;
        }
        append(array, item, failed);
    }
    return array;
}

json_t *exn_lanes_to_json(const exn_lanes *lanes)
{
    bool failed = false;
    json_t *object =
        json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "events", (json_int_t)lanes->event_count,
                  "lanes", lanes_to_json(lanes, &failed), "bars", bars_to_json(lanes, &failed),
                  "marks", marks_to_json(lanes, &failed), "errors", errors_to_json(lanes, &failed),
                  "steps", steps_to_json(lanes, &failed));
    if (object != NULL && lanes->blamed != EXN_NO_LANE) {
        failed = json_object_set_new(object, "blamed", json_integer(lanes->blamed)) != 0 || failed;
    }
    if (failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* --- read ------------------------------------------------------------------------------------- */

/* Lanes being read; `bad` once something is not as it should be. */
typedef struct reader {
    exn_lanes *lanes;
    bool bad;
} reader;

static const char *take_text(reader *self, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    self->bad = self->bad || text == NULL;
    return text != NULL ? text : "";
}

/* Returns a number from `min` to `max`. */
static uint32_t take_number(reader *self, const json_t *object, const char *key, uint32_t min,
                            uint32_t max)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < min || number > max) {
        self->bad = true;
        return min;
    }
    return (uint32_t)number;
}

static uint32_t take_lane(reader *self, const json_t *object, const char *key)
{
    uint32_t count = (uint32_t)self->lanes->lane_count;
    self->bad = self->bad || count == 0;
    return take_number(self, object, key, 0, count > 0 ? count - 1 : 0);
}

static uint32_t take_event(reader *self, const json_t *object, const char *key)
{
    return take_number(self, object, key, 1, self->lanes->event_count);
}

/* Returns which of the words stands there. */
static int take_word(reader *self, const json_t *object, const char *key, const char *const *words,
                     int count)
{
    const char *word = take_text(self, object, key);
    for (int i = 0; i < count; i++) {
        if (strcmp(word, words[i]) == 0) {
            return i;
        }
    }
    self->bad = true;
    return 0;
}

#define WORD_OF(member, word) word,
#define TAKE_WORD(self, object, key, MAP)                                                          \
    take_word(self, object, key, (const char *const[]){MAP(WORD_OF)},                              \
              sizeof((const char *const[]){MAP(WORD_OF)}) / sizeof(const char *))

static void take_lanes(reader *self, const json_t *item)
{
    int kind = TAKE_WORD(self, item, "kind", EXN_LANE_KIND_MAP);
    bool is_inside = json_object_get(item, "inside") != NULL;
    uint32_t inside = is_inside ? take_lane(self, item, "inside") : EXN_NO_LANE;
    self->bad = self->bad || !exn_lanes_add_lane(self->lanes, (exn_lane_kind)kind, inside,
                                                 take_text(self, item, "name"));
}

static void take_bar(reader *self, const json_t *item)
{
    exn_bar bar = {.operation = (exn_bar_operation)TAKE_WORD(self, item, "operation", EXN_BAR_MAP),
                   .outcome =
                       (exn_bar_outcome)TAKE_WORD(self, item, "outcome", EXN_BAR_OUTCOME_MAP),
                   .lane = take_lane(self, item, "lane"),
                   .first = take_event(self, item, "first"),
                   .last = take_event(self, item, "last")};
    self->bad = self->bad || bar.first > bar.last || !exn_lanes_add_bar(self->lanes, bar);
}

static void take_mark(reader *self, const json_t *item)
{
    exn_mark mark = {.kind = (exn_mark_kind)TAKE_WORD(self, item, "kind", EXN_MARK_MAP),
                     .lane = take_lane(self, item, "lane"),
                     .event = take_event(self, item, "event")};
    self->bad = self->bad || !exn_lanes_add_mark(self->lanes, mark);
}

static void take_error(reader *self, const json_t *item)
{
    const json_t *from = json_object_get(item, "from");
    const json_t *to = json_object_get(item, "to");
    exn_hop hop = {.from_event = take_event(self, from, "event"),
                   .from_lane = take_lane(self, from, "lane"),
                   .to_event = take_event(self, to, "event"),
                   .to_lane = take_lane(self, to, "lane"),
                   .error = (char *)take_text(self, item, "error")};
    self->bad = self->bad || !exn_lanes_add_hop(self->lanes, hop);
}

static void take_step(reader *self, const json_t *item)
{
    exn_lane_step step = {.after = take_number(self, item, "after", 0, self->lanes->event_count),
                          .is_inside = json_is_true(json_object_get(item, "inside")),
                          .item = (char *)take_text(self, item, "item")};
    self->bad = self->bad || !exn_lanes_add_step(self->lanes, step);
}

static void take_each(reader *self, const json_t *json, const char *key,
                      void (*take)(reader *self, const json_t *item))
{
    const json_t *array = json_object_get(json, key);
    size_t index;
    json_t *item;
    self->bad = self->bad || !json_is_array(array);
    json_array_foreach(array, index, item)
    {
        take(self, item);
    }
}

exn_lanes *exn_lanes_from_json(const json_t *json)
{
    reader self = {.lanes = calloc(1, sizeof *self.lanes)};
    if (self.lanes == NULL) {
        return NULL;
    }
    self.lanes->event_count = take_number(&self, json, "events", 0, UINT32_MAX - 1);
    take_each(&self, json, "lanes", take_lanes);
    take_each(&self, json, "bars", take_bar);
    take_each(&self, json, "marks", take_mark);
    take_each(&self, json, "errors", take_error);
    take_each(&self, json, "steps", take_step);
    bool is_known = json_object_get(json, "blamed") != NULL;
    self.lanes->blamed = is_known ? take_lane(&self, json, "blamed") : EXN_NO_LANE;
    if (self.bad) {
        exn_lanes_free(self.lanes);
        return NULL;
    }
    return self.lanes;
}
