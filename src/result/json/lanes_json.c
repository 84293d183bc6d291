/* Swim lanes as JSON, printed and read. */
#include "result/json/lanes_json.h"

#include <stdlib.h>
#include <string.h>

/* --- printed ---------------------------------------------------------------------------------- */

static void put_lanes(exn_json_printer *out, const exn_lanes *lanes)
{
    exn_json_open_array(out, "lanes");
    for (size_t i = 0; i < lanes->lane_count; i++) {
        const exn_lane *lane = &lanes->lanes[i];
        exn_json_open_object(out, NULL);
        exn_json_put_text(out, "kind", exn_lane_kind_word(lane->kind));
        exn_json_put_text(out, "name", lane->name);
        if (lane->inside != EXN_NO_LANE) {
            exn_json_put_count(out, "inside", lane->inside);
        }
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

static void put_bars(exn_json_printer *out, const exn_lanes *lanes)
{
    exn_json_open_array(out, "bars");
    for (size_t i = 0; i < lanes->bar_count; i++) {
        const exn_bar *bar = &lanes->bars[i];
        exn_json_open_object(out, NULL);
        exn_json_put_count(out, "lane", bar->lane);
        exn_json_put_text(out, "operation", exn_bar_operation_word(bar->operation));
        exn_json_put_text(out, "outcome", exn_bar_outcome_word(bar->outcome));
        exn_json_put_count(out, "first", bar->first);
        exn_json_put_count(out, "last", bar->last);
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

static void put_marks(exn_json_printer *out, const exn_lanes *lanes)
{
    exn_json_open_array(out, "marks");
    for (size_t i = 0; i < lanes->mark_count; i++) {
        const exn_mark *mark = &lanes->marks[i];
        exn_json_open_object(out, NULL);
        exn_json_put_count(out, "event", mark->event);
        exn_json_put_count(out, "lane", mark->lane);
        exn_json_put_text(out, "kind", exn_mark_word(mark->kind));
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

static void put_spot(exn_json_printer *out, const char *key, uint32_t event, uint32_t lane)
{
    exn_json_open_object(out, key);
    exn_json_put_count(out, "event", event);
    exn_json_put_count(out, "lane", lane);
    exn_json_close_object(out);
}

static void put_errors(exn_json_printer *out, const exn_lanes *lanes)
{
    exn_json_open_array(out, "errors");
    for (size_t i = 0; i < lanes->hop_count; i++) {
        const exn_hop *hop = &lanes->hops[i];
        exn_json_open_object(out, NULL);
        exn_json_put_text(out, "error", hop->error);
        put_spot(out, "from", hop->from_event, hop->from_lane);
        put_spot(out, "to", hop->to_event, hop->to_lane);
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

static void put_steps(exn_json_printer *out, const exn_lanes *lanes)
{
    exn_json_open_array(out, "steps");
    for (size_t i = 0; i < lanes->step_count; i++) {
        const exn_lane_step *step = &lanes->steps[i];
        exn_json_open_object(out, NULL);
        exn_json_put_count(out, "after", step->after);
        exn_json_put_text(out, "item", step->item);
        if (step->is_inside) {
            exn_json_put_bool(out, "inside", true);
        }
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

void exn_lanes_print(exn_json_printer *out, const char *key, const exn_lanes *lanes)
{
    exn_json_open_object(out, key);
    exn_json_put_count(out, "events", lanes->event_count);
    put_lanes(out, lanes);
    put_bars(out, lanes);
    put_marks(out, lanes);
    put_errors(out, lanes);
    put_steps(out, lanes);
    if (lanes->blamed != EXN_NO_LANE) {
        exn_json_put_count(out, "blamed", lanes->blamed);
    }
    exn_json_close_object(out);
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
