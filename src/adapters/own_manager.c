/* What stands in the world for a manager that the child runs: own_manager.h. */
#include "adapters/own_manager.h"

#include "adapters/adapters.h"
#include "adapters/word_lists.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

/* Something that it waits for. */
typedef struct awaited {
    exeunt_external external;
    exn_own_manager *manager;
    uint64_t number; /* by which the child knows it; 0: there is nothing here */
} awaited;

struct exn_own_manager {
    exeunt_manager manager;
    exeunt_border *border;
    exn_wing *wing;            /* of the scope that it is in */
    const char *use, *with;    /* outside the world */
    const exeunt_error *cause; /* that its exit in flight was told */
    awaited awaits[EXN_OWN_EXTERNALS_MAX];
};

/* --- the manager ------------------------------------------------------------------------------ */

/* The child has begun the operation, or asked it to stop, before the world learns of it. */
static void enter(exeunt_manager *manager)
{
    (void)manager;
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    exn_own_manager *self = (exn_own_manager *)manager;
    self->cause = cause;
}

static void cancel(exeunt_manager *manager)
{
    (void)manager;
}

static const exeunt_manager_type own_manager = {.enter = enter, .exit = leave, .cancel = cancel};

exeunt_manager *exn_adapter_manager(exeunt_border *border, const char *name, const char *use,
                                    const char *with)
{
    exn_own_manager *self = exeunt_border_allocate(border, sizeof *self);
    exn_word_lists_open();
    exeunt_manager_init(&self->manager, &own_manager, name);
    self->border = border;
    self->use = use;
    self->with = with;
    for (unsigned i = 0; i < EXN_OWN_EXTERNALS_MAX; i++) {
        self->awaits[i].manager = self;
    }
    return &self->manager;
}

exn_own_manager *exn_own_manager_at(const exn_probe *probe, uint32_t member)
{
    exeunt_manager *inner = member < probe->view.member_count ? probe->members[member].inner : NULL;
    return inner != NULL && inner->type == &own_manager ? (exn_own_manager *)inner : NULL;
}

uint32_t exn_own_managers_take(exn_wing *wing)
{
    const exn_probe *probe = exn_wing_probe(wing);
    uint32_t count = 0;
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        exn_own_manager *self = exn_own_manager_at(probe, i);
        if (self != NULL) {
            self->wing = wing;
            count += 1;
        }
    }
    return count;
}

/* Handles of a manager that tasks share, `w1.lock` and `w2.lock`, are one in the child: `lock`. */
static void write_shared(const exn_probe *probe, uint32_t member, exn_line *line)
{
    const char *dot = strrchr(exn_member_name(&probe->view, member), '.');
    if (probe->view.facts[member].shared != EXN_NONE && dot != NULL) {
        exn_line_add(line, ",\"shared\":\"%s\"", dot + 1);
    }
}

/* Appends `{"manager":"db","use":"mymodule:Db","with":{...}}`. */
static void write_one(const exn_probe *probe, uint32_t member, exn_line *line)
{
    const exn_own_manager *self = exn_own_manager_at(probe, member);
    json_t *use = json_string(self->use);
    char *quoted = json_dumps(use, JSON_ENCODE_ANY);
    exn_line_add(line, "{\"manager\":\"%s\",\"use\":", self->manager.name);
    exn_line_append(line, quoted != NULL ? quoted : "null", quoted != NULL ? strlen(quoted) : 4);
    exn_line_add(line, ",\"with\":");
    exn_line_append(line, self->with, strlen(self->with));
    write_shared(probe, member, line);
    exn_line_add(line, "}");
    free(quoted);
    json_decref(use);
}

void exn_own_managers_write(const exn_probe *probe, exn_line *line)
{
    bool is_first = true;
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        const exn_own_manager *self = exn_own_manager_at(probe, i);
        if (self != NULL) {
            exn_line_add(line, is_first ? "\"managers\":[" : ",");
            write_one(probe, i, line);
            is_first = false;
        }
    }
    exn_line_add(line, is_first ? "" : "],");
}

/* --- what it waits for ------------------------------------------------------------------------ */

static void deliver(exeunt_external *external, unsigned result)
{
    awaited *one = external->data;
    exn_happening happening = {.kind = EXN_HAPPENS_DELIVER,
                               .scope = EXN_NONE,
                               .member = EXN_NONE,
                               .result = result,
                               .number = one->number};
    exn_wing *wing = one->manager->wing;
    one->number = 0;
    one->external = (exeunt_external){.deliver = NULL};
    exn_wing_hears(wing, happening);
}

/* Returns what any manager of the scope waits for by this number; NULL: none does. */
static awaited *find(exn_wing *wing, uint64_t number)
{
    const exn_probe *probe = exn_wing_probe(wing);
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        exn_own_manager *self = exn_own_manager_at(probe, i);
        for (unsigned k = 0; self != NULL && k < EXN_OWN_EXTERNALS_MAX; k++) {
            if (self->awaits[k].number == number) {
                return &self->awaits[k];
            }
        }
    }
    return NULL;
}

/* Whether schedules can name it: on one line, with single blanks. */
static bool is_word(const char *word)
{
    size_t length = strlen(word);
    bool is = length > 0 && word[0] != ' ' && word[length - 1] != ' ';
    for (size_t i = 0; is && i < length; i++) {
        bool is_blank = word[i] == ' ';
        is = (unsigned char)word[i] >= ' ' && word[i] != 0x7f && !(is_blank && word[i - 1] == ' ');
    }
    return is;
}

/* Returns the results that an event lists, which stay; NULL after an objection. */
static const char *const *results_of(exn_wing *wing, const json_t *list, unsigned *count)
{
    const char *words[EXN_WORDS_MAX];
    size_t size = json_array_size(list);
    if (size == 0 || size > EXN_WORDS_MAX) {
        exn_adapter_object(wing->adapter, "what is waited for has 1 to %d results", EXN_WORDS_MAX);
        return NULL;
    }
    for (size_t i = 0; i < size; i++) {
        words[i] = json_string_value(json_array_get(list, i));
        if (words[i] == NULL || !is_word(words[i])) {
            exn_adapter_object(wing->adapter, "a result is a text on one line, with single blanks");
            return NULL;
        }
    }
    *count = (unsigned)size;
    const char *const *kept = exn_word_list_keep(words, *count);
    if (kept == NULL) {
        exn_adapter_object(wing->adapter,
                           "results have at most %d bytes, and %d lists of them differ",
                           EXN_WORD_LIST_TEXT_MAX, EXN_WORD_LISTS_MAX);
    }
    return kept;
}

/* Returns the manager of the child's own that an event names at this place; NULL after an
 * objection. */
static exn_own_manager *manager_at(exn_wing *wing, const json_t *event, size_t index)
{
    uint32_t member = exn_wing_member_at(wing, event, index);
    exn_own_manager *self =
        member != EXN_NONE ? exn_own_manager_at(exn_wing_probe(wing), member) : NULL;
    if (member != EXN_NONE && self == NULL) {
        exn_adapter_object(wing->adapter, "`%.60s` is no manager of the child's own",
                           json_string_value(json_array_get(event, index)));
    }
    return self;
}

bool exn_own_manager_waits(exn_wing *wing, const json_t *event)
{
    const json_t *number = json_array_get(event, 1);
    exn_own_manager *self = manager_at(wing, event, 2);
    unsigned count;
    const char *const *results =
        self != NULL ? results_of(wing, json_array_get(event, 4), &count) : NULL;
    if (results == NULL) {
        return false;
    }
    if (!json_is_integer(number) || json_integer_value(number) < 1 ||
        find(wing, (uint64_t)json_integer_value(number)) != NULL) {
        return exn_adapter_object(wing->adapter, "what is waited for has a number of its own");
    }
    unsigned place = 0;
    while (place < EXN_OWN_EXTERNALS_MAX && self->awaits[place].number != 0) {
        place += 1;
    }
    if (place == EXN_OWN_EXTERNALS_MAX) {
        return exn_adapter_object(wing->adapter,
                                  "`%.60s` waits for more than %d things at the same time",
                                  self->manager.name, EXN_OWN_EXTERNALS_MAX);
    }
    awaited *one = &self->awaits[place];
    one->number = (uint64_t)json_integer_value(number);
    one->external = (exeunt_external){
        .deliver = deliver, .data = one, .result_count = count, .results = results};
    exeunt_border_expect(self->border, &one->external);
    return true;
}

bool exn_own_manager_withdraws(exn_wing *wing, const json_t *event)
{
    const json_t *number = json_array_get(event, 1);
    bool is_number = json_is_integer(number) && json_integer_value(number) > 0;
    awaited *one = is_number ? find(wing, (uint64_t)json_integer_value(number)) : NULL;
    if (one == NULL) {
        return exn_adapter_object(wing->adapter, "nothing is waited for by that number");
    }
    exeunt_border_withdraw(one->manager->border, &one->external);
    one->number = 0;
    one->external = (exeunt_external){.deliver = NULL};
    return true;
}

bool exn_own_manager_holds(exn_wing *wing, const json_t *event)
{
    exn_own_manager *self = manager_at(wing, event, 1);
    if (self != NULL) {
        exeunt_hold(&self->manager);
    }
    return self != NULL;
}

bool exn_own_manager_releases(exn_wing *wing, const json_t *event)
{
    exn_own_manager *self = manager_at(wing, event, 1);
    if (self != NULL) {
        exeunt_release(&self->manager);
    }
    return self != NULL;
}

/* --- how it settles --------------------------------------------------------------------------- */

/* Returns the text of a failure, which stays. */
static const char *message_of(const json_t *how)
{
    const char *passes = "the cancel, passed on";
    const char *text = json_string_value(json_object_get(how, "text"));
    const char *way = json_string_value(json_object_get(how, "way"));
    const char *said = text != NULL                                ? text
                       : way != NULL && strcmp(way, "passes") == 0 ? passes
                                                                   : "an error of its own";
    const char *const *kept = *said != '\0' ? exn_word_list_keep(&said, 1) : NULL;
    return kept != NULL ? *kept : "an error of its own";
}

/* Reads how an operation settles. Returns false if that is no way to settle. */
static bool read_how(exn_own_manager *self, bool is_exit, const json_t *how, exeunt_result *result)
{
    static const struct {
        const char *word;
        bool of_enter, of_exit;
        exeunt_settlement settlement;
    } ends[] = {{"entered", true, false, EXEUNT_SETTLED_ENTERED},
                {"canceled", true, false, EXEUNT_SETTLED_CANCELED},
                {"failed", true, true, EXEUNT_SETTLED_FAILED},
                {"exited", false, true, EXEUNT_SETTLED_EXITED},
                {"suppressed", false, true, EXEUNT_SETTLED_SUPPRESSED}};
    const char *as = json_string_value(json_object_get(how, "as"));
    bool again = json_is_true(json_object_get(how, "again"));
    for (size_t i = 0; as != NULL && i < sizeof ends / sizeof *ends; i++) {
        bool fits = is_exit ? ends[i].of_exit : ends[i].of_enter;
        if (!fits || strcmp(ends[i].word, as) != 0) {
            continue;
        }
        *result = (exeunt_result){.settlement = ends[i].settlement};
        if (ends[i].settlement == EXEUNT_SETTLED_ENTERED) {
            result->value = self;
        } else if (ends[i].settlement == EXEUNT_SETTLED_FAILED && again && self->cause != NULL) {
            result->error = self->cause;
        } else if (ends[i].settlement == EXEUNT_SETTLED_FAILED) {
            result->code = -1;
            result->message = message_of(how);
        }
        return true;
    }
    return false;
}

bool exn_own_manager_settles(exn_wing *wing, const json_t *event)
{
    exn_own_manager *self = manager_at(wing, event, 1);
    int is_exit = self != NULL ? exn_wing_operation_at(wing, event, 2) : -1;
    exeunt_result result;
    if (is_exit < 0) {
        return false;
    }
    if (!exeunt_manager_in_flight(&self->manager)) {
        return exn_adapter_object(wing->adapter, "nothing of `%.60s` is in flight",
                                  self->manager.name);
    }
    if (!read_how(self, is_exit == 1, json_array_get(event, 3), &result)) {
        return exn_adapter_object(wing->adapter, "`%.60s` does not settle like that",
                                  self->manager.name);
    }
    exeunt_settle(&self->manager, &result);
    return true;
}
