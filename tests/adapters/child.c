/* A small adapter for the tests: a pool, sound or with one flaw, that needs no other language.
 *
 *     child [FLAW]
 *
 * Each flaw is a word; those of the protocol show in the first run, or before. A list of events in
 * JSON happens as soon as the scope has begun. */
#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMBERS_MAX = 8, LINE_MAX_BYTES = 1 << 22 };

typedef enum status { FRESH, ENTERING, HELD, OVER, EXITING, GONE } status;

typedef struct member {
    char name[64];
    status status;
    bool failed, exit_failed;
} member;

static FILE *in, *out;
static const char *flaw = "";
static json_t *events;
static json_t *inside, *answers; /* what may settle inside its call; answers that are known */
static size_t answers_taken;
static bool refused; /* what it was told makes no sense */
static struct {
    char name[64];
    member members[MEMBERS_MAX];
    size_t count;
    bool began, canceled, body, body_raised, body_canceled, suppressed, exiting, closed;
    int first_failure; /* one more than its index */
} pool;

static bool is(const char *word)
{
    return strcmp(flaw, word) == 0;
}

static void say(json_t *message)
{
    json_dumpf(message, out, JSON_COMPACT);
    fputc('\n', out);
    fflush(out);
    json_decref(message);
}

static void happens(json_t *event)
{
    json_array_append_new(events, event);
}

static char line[LINE_MAX_BYTES];

static const char *text_at(const json_t *list, size_t index)
{
    const char *text = json_string_value(json_array_get(list, index));
    return text != NULL ? text : "";
}

static bool is_inside(const char *name, const char *operation)
{
    char whole[160];
    bool is = false;
    snprintf(whole, sizeof whole, "%s.%s", name, operation);
    for (size_t i = 0; i < json_array_size(inside); i++) {
        is = is || strcmp(text_at(inside, i), whole) == 0;
    }
    return is;
}

/* An operation begins. Writes how it settles inside its call; "" if it waits. */
static void begins(json_t *event, const char *name, const char *operation, char as[32])
{
    as[0] = '\0';
    if (!is_inside(name, operation)) {
        happens(event);
        return;
    }
    json_t *answer = NULL;
    if (answers_taken < json_array_size(answers)) {
        json_array_clear(events);
        answer = json_incref(json_array_get(answers, answers_taken));
        json_decref(event);
    } else {
        say(json_pack("{s:o,s:o}", "ask", event, "events", events));
        events = json_array();
        json_t *message = fgets(line, sizeof line, in) != NULL ? json_loads(line, 0, NULL) : NULL;
        answer = json_incref(json_object_get(message, "answer"));
        json_decref(message);
    }
    answers_taken += 1;
    const char *word = json_string_value(json_object_get(answer, "as"));
    snprintf(as, 32, "%s", word != NULL ? word : "");
    json_decref(answer);
}

/* --- the pool --------------------------------------------------------------------------------- */

static json_t *error(const char *who, const char *operation)
{
    char name[160];
    snprintf(name, sizeof name, "%s.%s", who, operation);
    return json_pack("{s:s}", "error", name);
}

static json_t *cause(void)
{
    if (pool.body_raised) {
        return error(pool.name, "body");
    }
    if (pool.first_failure > 0) {
        return error(pool.members[pool.first_failure - 1].name, "enter");
    }
    bool stopped = pool.canceled && (!pool.body || pool.body_canceled);
    return stopped ? json_pack("{s:s}", "error", "canceled") : json_null();
}

static size_t in_flight(void)
{
    size_t count = 0;
    for (size_t i = 0; i < pool.count; i++) {
        count += pool.members[i].status == ENTERING || pool.members[i].status == EXITING;
    }
    return count;
}

static void closes(void)
{
    json_t *members = json_array();
    pool.closed = true;
    if (pool.body_raised && !pool.suppressed) {
        json_array_append_new(members, error(pool.name, "body"));
    }
    for (size_t i = 0; i < pool.count; i++) {
        const member *one = &pool.members[i];
        if (one->failed) {
            json_array_append_new(members, error(one->name, "enter"));
        }
        if (one->exit_failed && !(is("loses") && json_array_size(members) > 0)) {
            json_array_append_new(members, error(one->name, "exit"));
        }
    }
    json_t *outcome;
    bool stopped = pool.canceled && (!pool.body || pool.body_canceled);
    if (json_array_size(members) == 1) {
        outcome = json_pack("{s:O}", "raises", json_array_get(members, 0));
    } else if (json_array_size(members) > 1) {
        outcome = json_pack("{s:{s:n, s:O}}", "raises", "error", "members", members);
    } else if (stopped) {
        outcome = json_pack("{s:{s:s}}", "raises", "error", "canceled");
    } else {
        outcome = json_pack("{s:b}", pool.suppressed ? "suppresses" : "returns", 1);
    }
    json_decref(members);
    happens(json_pack("[s,s,o]", "closes", pool.name, outcome));
}

static void settles(const char *name, const char *as);
static void body_ends(const char *as);

static void begin_exits(void)
{
    char as[32];
    pool.exiting = true;
    for (size_t i = pool.count; i-- > 0;) {
        member *one = &pool.members[i];
        if (one->status == HELD && !(is("leaks") && i == 0)) {
            one->status = EXITING;
            begins(json_pack("[s,s,s,o]", "begins", one->name, "exit", cause()), one->name, "exit",
                   as);
            if (*as != '\0') {
                settles(one->name, as);
            }
        }
    }
}

static void go_on(void)
{
    if (!pool.began || pool.closed || in_flight() > 0) {
        return;
    }
    if (!pool.exiting && !pool.body && pool.first_failure == 0 && !pool.canceled) {
        json_t *values = json_array();
        for (size_t i = 0; i < pool.count; i++) {
            json_array_append_new(values, json_string(pool.members[i].name));
        }
        char as[32];
        pool.body = true;
        begins(json_pack("[s,s,o]", "body", pool.name, values), pool.name, "body", as);
        if (*as == '\0') {
            return;
        }
        body_ends(as);
    }
    if (!pool.exiting && !pool.body) {
        begin_exits();
    }
    if (pool.exiting && in_flight() == 0) {
        closes();
    }
}

static void ask_enters(void)
{
    for (size_t i = 0; i < pool.count; i++) {
        if (pool.members[i].status == ENTERING && !is("deaf")) {
            happens(json_pack("[s,s,s]", "cancels", pool.members[i].name, "enter"));
        }
    }
}

static void settles(const char *name, const char *as)
{
    bool is_there = false;
    for (size_t i = 0; i < pool.count; i++) {
        member *one = &pool.members[i];
        if (strcmp(one->name, name) != 0) {
            continue;
        }
        is_there = one->status == EXITING || one->status == ENTERING;
        if (one->status == EXITING) {
            one->status = GONE;
            one->exit_failed = strcmp(as, "failed") == 0;
            pool.suppressed |= strcmp(as, "suppressed") == 0 && pool.body_raised;
        } else {
            one->status = strcmp(as, "entered") == 0 ? HELD : OVER;
            one->failed = strcmp(as, "failed") == 0;
            if (one->failed && pool.first_failure == 0) {
                pool.first_failure = (int)i + 1;
                if (!pool.canceled) {
                    ask_enters();
                }
            }
        }
    }
    refused = refused || !is_there;
}

static void body_ends(const char *as)
{
    pool.body_raised = strcmp(as, "raised") == 0;
    pool.body_canceled = strcmp(as, "canceled") == 0;
    begin_exits();
}

static void cancel(void)
{
    bool again = pool.canceled;
    pool.canceled = true;
    if (!pool.began || pool.exiting || again) {
        return;
    }
    if (pool.body) {
        happens(json_pack("[s,s,s]", "cancels", pool.name, "body"));
    } else if (pool.first_failure == 0) {
        ask_enters();
    }
}

static void begin(void)
{
    pool.began = true;
    for (size_t i = 0; i < pool.count && !pool.canceled && pool.first_failure == 0; i++) {
        member *one = &pool.members[i];
        char as[32];
        one->status = ENTERING;
        begins(json_pack("[s,s,s]", "begins", one->name, "enter"), one->name, "enter", as);
        if (*as != '\0') {
            settles(one->name, as);
        }
    }
}

/* --- what it is told -------------------------------------------------------------------------- */

static const char *as_of(const json_t *how)
{
    const char *as = json_string_value(json_object_get(how, "as"));
    return as != NULL ? as : "";
}

static void take(const json_t *thing)
{
    const char *kind = text_at(thing, 0);
    if (strcmp(kind, "begin") == 0) {
        begin();
    } else if (strcmp(kind, "cancel") == 0) {
        cancel();
    } else if (strcmp(kind, "body") == 0) {
        body_ends(as_of(json_array_get(thing, 2)));
    } else {
        settles(text_at(thing, 1), as_of(json_array_get(thing, 3)));
    }
    go_on();
}

static json_t *state(void)
{
    char text[400];
    int at = snprintf(text, sizeof text, "%d%d%d%d%d%d%d%d %d", pool.began, pool.canceled,
                      pool.body, pool.body_raised, pool.body_canceled, pool.suppressed,
                      pool.exiting, pool.closed, pool.first_failure);
    for (size_t i = 0; i < pool.count; i++) {
        const member *one = &pool.members[i];
        at += snprintf(text + at, sizeof text - (size_t)at, " %d%d%d", one->status, one->failed,
                       one->exit_failed);
    }
    return json_string(is("one-state") ? "always the same" : text);
}

static void build(const json_t *plan)
{
    const json_t *entries = json_object_get(plan, "entries");
    memset(&pool, 0, sizeof pool);
    snprintf(pool.name, sizeof pool.name, "%s", json_string_value(json_object_get(plan, "scope")));
    for (size_t i = 0; i < json_array_size(entries) && i < MEMBERS_MAX; i++) {
        const json_t *entry = json_array_get(entries, i);
        snprintf(pool.members[i].name, sizeof pool.members[i].name, "%s",
                 json_string_value(json_object_get(entry, "manager")));
        pool.count = i + 1;
    }
}

static void misbehave(const char *when)
{
    static const char *const during[] = {"garbage", "half-line", "dies", "hangs", "gigabyte"};
    for (size_t i = 0; i < sizeof during / sizeof *during; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s%s", during[i], when);
        if (!is(name)) {
            continue;
        }
        fputs("the last words of the child\n", stderr);
        switch (i) {
        case 0:
            fputs("what is this?\n", out);
            break;
        case 1:
            fputs("{\"reply\":", out);
            fflush(out);
            exit(0);
        case 2:
            abort();
        case 3:
            sleep(1000);
            break;
        default:
            for (int k = 0; k < 1 << 20; k++) {
                fprintf(out, "%01024d", 0);
            }
        }
        fflush(out);
    }
}

/* As if the pool waited for its managers in line 31 of its source. */
static json_t *where(void)
{
    json_t *lines = json_array();
    for (size_t i = 0; i < pool.count; i++) {
        const member *one = &pool.members[i];
        if (one->status == ENTERING || one->status == EXITING) {
            json_array_append_new(lines, json_pack("[s,s,s]", one->name,
                                                   one->status == ENTERING ? "enter" : "exit",
                                                   "pool.c:17 in begin"));
        }
    }
    json_array_append_new(lines, json_pack("[s,s,s]", pool.name, "scope", "pool.c:31 in wait"));
    return lines;
}

static void answer(const json_t *message)
{
    static json_t *plan;
    json_t *reply = json_object_get(message, "reply");
    const json_t *things = json_object_get(message, "do");
    if (json_object_get(message, "hello") != NULL) {
        misbehave("-at-once");
        say(json_pack("{s:O,s:i,s:s,s:[s,s,s],s:b,s:b}", "reply", reply, "hello", is("old") ? 0 : 1,
                      "runtime", "a pool in C", "can", "pool", "cancel",
                      is("no-managers") ? "close" : "manager", "states", !is("no-states"), "where",
                      1));
    } else if (json_object_get(message, "where") != NULL) {
        say(json_pack("{s:O,s:o}", "reply", reply, "where", where()));
    } else if (json_object_get(message, "build") != NULL) {
        json_decref(plan);
        plan = json_incref(json_array_get(json_object_get(message, "build"), 0));
        json_decref(inside);
        inside = json_incref(json_object_get(message, "inside"));
        say(json_pack("{s:O}", "reply", reply));
    } else if (json_object_get(message, "run") != NULL) {
        build(plan);
    } else if (json_object_get(message, "end") != NULL) {
        say(is("left") ? json_pack("{s:O,s:[s]}", "reply", reply, "left", "the task Waits.op")
                       : json_pack("{s:O}", "reply", reply));
    } else if (things != NULL) {
        events = json_array();
        answers = json_object_get(message, "answers");
        answers_taken = 0;
        refused = false;
        for (size_t i = 0; i < json_array_size(things); i++) {
            take(json_array_get(things, i));
        }
        if (*flaw == '[' && strcmp(text_at(json_array_get(things, 0), 0), "begin") == 0) {
            json_t *more = json_loads(flaw, 0, NULL);
            json_array_extend(events, more);
            json_decref(more);
        }
        if (pool.exiting && reply != NULL) {
            misbehave("");
            if (is("unknown-event")) {
                happens(json_pack("[s,s]", "explodes", pool.name));
            }
            if (is("unknown-manager")) {
                happens(json_pack("[s,s,s]", "begins", "nobody", "enter"));
            }
        }
        if (reply != NULL && refused) {
            say(json_pack("{s:O,s:s}", "reply", reply, "error",
                          "nothing of that name is in flight"));
        } else if (reply != NULL && is("spins") && pool.exiting) {
            say(json_pack("{s:O,s:o,s:s,s:o}", "reply", reply, "events", events, "spins",
                          "pool.c:31", "state", state()));
        } else if (reply != NULL) {
            say(json_pack("{s:O,s:o,s:b,s:o}", "reply", reply, "events", events, "ready", 0,
                          "state", state()));
        } else {
            json_decref(events);
        }
    } else if (reply != NULL) {
        say(json_pack("{s:O,s:s}", "reply", reply, "error", "a message of no kind that is known"));
    }
}

int main(int argc, char **argv)
{
    const char *from = getenv("EXEUNT_FROM");
    const char *to = getenv("EXEUNT_TO");
    if (from == NULL || to == NULL) {
        fputs("this is an adapter: exeunt check FILE --implementation 'exec: ...'\n", stderr);
        return 2;
    }
    flaw = argc > 1 ? argv[1] : "";
    in = fdopen(atoi(from), "r");
    out = fdopen(atoi(to), "w");
    while (fgets(line, sizeof line, in) != NULL) {
        json_t *message = json_loads(line, 0, NULL);
        answer(message);
        json_decref(message);
    }
    return 0;
}
