/* Writes random scenarios of every kind. */
#include "wild.h"

#include "random.h"

enum { MANAGERS_MAX = 7, SHARED_MAX = 2, SCOPES_MAX = 3, LIST_MAX = 3, LARGE_EVERY = 40 };

static const char *const names[MANAGERS_MAX] = {"a", "b", "c", "d", "e", "f", "g"};

/* A scenario that is being written. */
struct draft {
    struct brute_random random;
    FILE *file;
    bool plain; /* one pool or stack, without anything that only exeunt can do */
    bool is_stack;
    bool raw; /* deliberate breaches are allowed */
    unsigned managers, managers_min, managers_max, scopes;
    bool is_callback[MANAGERS_MAX];
    /* With tasks: */
    unsigned task;                /* that is written, from 1; 0: there are none */
    unsigned held_by[SHARED_MAX]; /* a bit for each task that enters what is shared */
};

static bool chance(struct draft *draft, unsigned percent)
{
    return brute_chance(&draft->random, percent);
}

static unsigned below(struct draft *draft, unsigned bound)
{
    return brute_below(&draft->random, bound);
}

/* --- lists of words --------------------------------------------------------------------------- */

struct words {
    const char *const *all;
    unsigned count; /* the first of the words are drawn more often */
};

#define WORDS(...)                                                                                 \
    (struct words)                                                                                 \
    {                                                                                              \
        (const char *const[]){__VA_ARGS__},                                                        \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)                      \
    }

static unsigned draw_word(struct draft *draft, struct words words)
{
    unsigned first = below(draft, words.count);
    unsigned second = below(draft, words.count);
    return first < second ? first : second;
}

/* Writes one word, or a list of distinct ones. */
static void write_some(struct draft *draft, struct words words)
{
    unsigned wanted = chance(draft, 45) ? 1 : 2 + below(draft, LIST_MAX - 1);
    unsigned taken = 0;
    unsigned set = 0;
    fputs(wanted > 1 ? "[" : "", draft->file);
    for (unsigned tries = 0; taken < wanted && tries < 4 * wanted; tries++) {
        unsigned word = draw_word(draft, words);
        if (!(set & (1U << word))) {
            set |= 1U << word;
            fprintf(draft->file, "%s%s", taken > 0 ? ", " : "", words.all[word]);
            taken += 1;
        }
    }
    fputs(wanted > 1 ? "]" : "", draft->file);
}

/* --- the tree --------------------------------------------------------------------------------- */

static void write_scope_options(struct draft *draft, bool is_stack)
{
    if (!is_stack && chance(draft, 35)) {
        fputs(", enter: wait-all", draft->file);
    }
    if (!draft->plain && chance(draft, 30)) {
        fprintf(draft->file, ", deadline: %ums", 5 * (1 + below(draft, 3)));
    }
    if (!draft->plain && chance(draft, 20)) {
        fprintf(draft->file, ", grace: %ums", 5 * (1 + below(draft, 2)));
    }
}

static const char *const shared_names[SHARED_MAX] = {"lock", "limit"};

/* Enters something that tasks share, unless this task does. Returns whether it does so now. */
static bool write_handle(struct draft *draft)
{
    unsigned which = chance(draft, 70) ? 0 : below(draft, SHARED_MAX);
    unsigned bit = 1U << draft->task;
    if (draft->task == 0 || !chance(draft, 70) || (draft->held_by[which] & bit)) {
        return false;
    }
    draft->held_by[which] |= bit;
    fputs(shared_names[which], draft->file);
    return true;
}

static void write_leaf(struct draft *draft, bool in_stack)
{
    if (write_handle(draft)) {
        return;
    }
    unsigned manager = draft->managers++;
    unsigned kind = in_stack ? below(draft, 100) : 0;
    draft->is_callback[manager] = kind >= 90;
    if (kind >= 95) {
        fprintf(draft->file, "{callback: %s, times: 2}", names[manager]);
    } else if (kind >= 90) {
        fprintf(draft->file, "{callback: %s}", names[manager]);
    } else if (kind >= 80) {
        fprintf(draft->file, "{push: %s}", names[manager]);
    } else {
        fputs(names[manager], draft->file);
    }
}

/* The recursion ends when managers and scopes are used up. */
static void write_scope_inside(struct draft *draft, bool is_stack);

static void write_scope(struct draft *draft, bool is_stack)
{
    fputs("{", draft->file);
    write_scope_inside(draft, is_stack);
    fputs("}", draft->file);
}

static void write_scope_inside(struct draft *draft, bool is_stack)
{
    unsigned wanted = chance(draft, 5) ? 0 : 1 + below(draft, 3);
    wanted = wanted < draft->managers_min ? draft->managers_min : wanted;
    draft->scopes += 1;
    fprintf(draft->file, "%s: [", is_stack ? "stack" : "pool");
    for (unsigned i = 0; i < wanted && draft->managers < draft->managers_max; i++) {
        fputs(i > 0 ? ", " : "", draft->file);
        if (!draft->plain && draft->scopes < SCOPES_MAX && chance(draft, 25)) {
            write_scope(draft, chance(draft, 50));
        } else {
            write_leaf(draft, is_stack);
        }
    }
    fputs("]", draft->file);
    write_scope_options(draft, is_stack);
}

/* --- managers and body ------------------------------------------------------------------------ */

static void write_on_cancel(struct draft *draft, bool by_manager)
{
    if (chance(draft, 50)) {
        fputs(", on-cancel: ", draft->file);
        write_some(draft, by_manager && draft->raw
                              ? WORDS("stops", "leaks", "touches later", "fails", "ignores")
                              : WORDS("stops", "fails", "ignores"));
    }
}

/* What the bodies of tasks do, and what managers do there; the words of each end with NULL. */
static const char *const actions_in[][10] = {
    {"enter lock", "cancel", "push p", "w2 cancel", "close", "callback c1", "move s",
     "enter limit -> may be refused", "push p -> may be refused", NULL},
    {"cancel", "enter lock", "w1 cancel", "push q", "close", "move t", "callback c2", "enter x",
     "close -> may be refused", NULL},
    {"cancel", "push r", "w2 cancel", "enter lock", "enter limit", "close", "w1 cancel", NULL},
};

static struct words of_task(unsigned task)
{
    struct words words = {actions_in[task - 1], 0};
    while (words.all[words.count] != NULL) {
        words.count += 1;
    }
    return words;
}

static void write_action(struct draft *draft, bool by_body)
{
    struct words for_body =
        WORDS("cancel", "close", "enter x", "push p", "callback q", "move s", "push a", "enter b",
              "push p -> may be refused", "close -> may be refused", "enter a -> may be refused",
              "push b -> may be refused", "close -> refused");
    struct words for_manager = WORDS("cancel", "push p", "callback q", "close",
                                     "push p -> may be refused", "enter x -> may be refused");
    struct words for_pool =
        WORDS("cancel", "close -> may be refused", "close -> refused", "enter a -> refused");
    struct words in_task = WORDS("cancel", "w1 cancel", "close -> may be refused", "w2 cancel");
    struct words words = draft->task > 0 && by_body ? of_task(draft->task)
                         : draft->task > 0          ? in_task
                         : !draft->is_stack         ? for_pool
                         : by_body                  ? for_body
                                                    : for_manager;
    fprintf(draft->file, "\"%s\"", words.all[draw_word(draft, words)]);
}

static void write_actions(struct draft *draft, bool by_body)
{
    unsigned count = 1 + below(draft, 2);
    fputs(", actions: [", draft->file);
    for (unsigned i = 0; i < count; i++) {
        fputs(i > 0 ? ", " : "", draft->file);
        write_action(draft, by_body);
    }
    fputs("]", draft->file);
}

/* Returns whether to declare a hang: seldom, because a run that hangs shows little else. */
static bool hangs(struct draft *draft)
{
    return chance(draft, 10);
}

static void write_enter(struct draft *draft)
{
    if (draft->raw && chance(draft, 40)) {
        write_some(draft, WORDS("enters", "settles twice", "stops unasked", "leaks", "fails",
                                "touches later"));
    } else {
        write_some(draft,
                   hangs(draft) ? WORDS("enters", "fails", "hangs") : WORDS("enters", "fails"));
    }
}

static void write_exit(struct draft *draft)
{
    if (draft->raw && chance(draft, 40)) {
        write_some(draft, WORDS("exits", "settles twice", "leaks", "touches later", "hangs"));
    } else if (hangs(draft)) {
        write_some(draft, WORDS("exits", "hangs", "fails", "suppresses"));
    } else if (draft->task > 0) {
        write_some(draft, WORDS("exits", "fails", "suppresses", "fails with w1.body",
                                "fails with w2.deadline", "fails with a.exit"));
    } else if (draft->is_stack) {
        write_some(draft, WORDS("exits", "fails", "suppresses", "fails with body",
                                "fails with stack.deadline", "fails with a.exit"));
    } else {
        write_some(draft, WORDS("exits", "fails", "suppresses", "fails with body",
                                "fails with pool.deadline", "fails with a.exit"));
    }
}

static void write_timing(struct draft *draft, bool is_callback)
{
    unsigned exit_steps = below(draft, 4);
    if (is_callback) {
        return;
    }
    if (chance(draft, 15)) {
        fprintf(draft->file, ", takes: {enter: %ums}", 5 * (1 + below(draft, 3)));
    } else if (chance(draft, 70)) {
        fprintf(draft->file, ", steps: {enter: %u, exit: %u}", below(draft, 4), exit_steps);
    }
}

static void write_manager(struct draft *draft, const char *name, bool is_callback)
{
    fprintf(draft->file, "  %s: {exit: ", name);
    if (is_callback) {
        write_some(draft, WORDS("exits", "fails"));
    } else if (!draft->plain && chance(draft, 8)) {
        fputs("{ends: ", draft->file);
        write_exit(draft);
        write_actions(draft, false);
        fputs("}", draft->file);
    } else {
        write_exit(draft);
    }
    if (!is_callback) {
        fputs(", enter: ", draft->file);
        write_enter(draft);
        write_on_cancel(draft, true);
    }
    write_timing(draft, is_callback);
}

static void write_body(struct draft *draft)
{
    fprintf(draft->file, "body: {steps: %u, ends: ", below(draft, 3));
    write_some(draft,
               hangs(draft) ? WORDS("returns", "raises", "hangs") : WORDS("returns", "raises"));
    write_on_cancel(draft, false);
    if (!draft->plain && chance(draft, 30)) {
        write_actions(draft, true);
    }
    fputs("}", draft->file);
}

/* --- the rest --------------------------------------------------------------------------------- */

static void write_cancel(struct draft *draft)
{
    static const char *const lines[] = {"cancel: anywhere",
                                        "cancel: {where: anywhere, at-least: 1}",
                                        "cancel: {where: anywhere, times: 2}",
                                        "cancel: {where: never, operations: anywhere}",
                                        "cancel: {where: anywhere, operations: anywhere}",
                                        "cancel: {where: anywhere, times: 2, at-least: 2}",
                                        ("cancel: {where: anywhere, at-least: 1, "
                                         "operations: anywhere}")};
    static const char *const of_tasks[] = {"cancel: {task: any}",
                                           "cancel: {task: w2}",
                                           "cancel: {task: any, times: 2}",
                                           "cancel: {where: never, operations: anywhere}",
                                           "cancel: {task: any, at-least: 1}",
                                           "cancel: {task: w1, times: 2, operations: anywhere}",
                                           "cancel: {task: any, times: 2, at-least: 2}"};
    if (chance(draft, 60)) {
        struct words all = {lines, sizeof lines / sizeof *lines};
        struct words with_tasks = {of_tasks, sizeof of_tasks / sizeof *of_tasks};
        struct words words = draft->task > 0 ? with_tasks : all;
        fprintf(draft->file, "%s\n", words.all[draw_word(draft, words)]);
    }
}

static void write_limits(struct draft *draft)
{
    bool faults = chance(draft, 25);
    bool steps = chance(draft, 5);
    write_cancel(draft);
    if (faults) {
        fprintf(draft->file, "limits: {faults: %u}\n", below(draft, 3));
    } else if (steps) {
        fprintf(draft->file, "limits: {steps: %u}\n", 4 + below(draft, 8));
    }
}

static void write_schedule(struct draft *draft)
{
    struct words items = WORDS("...", "a enters", "cancel", "b enters", "cancel at once",
                               "body returns", "a fails", "time passes", "a exits", "a steps",
                               "body raises", "call cancel", "b exits", "ask a", "ask b");
    struct words of_tasks =
        WORDS("...", "a enters", "cancel w1", "w1.lock enters", "cancel w2 at once",
              "w1 body returns", "w2.lock stops", "time passes", "w2 body raises", "a steps",
              "w2.lock exits", "cancel w2", "a exits", "ask a", "call w1 cancel", "call w2 close");
    items = draft->task > 0 ? of_tasks : items;
    unsigned count = 1 + below(draft, 3);
    fputs("schedule: [", draft->file);
    for (unsigned i = 0; i < count; i++) {
        fprintf(draft->file, "%s, ", items.all[below(draft, items.count)]);
    }
    fputs("...]\n", draft->file);
}

static void write_expectations(struct draft *draft)
{
    struct words expected =
        WORDS("outcome: returns", "never: [body begins]", "always: [a exited]",
              "order: [a entered, b entered]", "outcome: [returns, canceled, raises a.enter]",
              "never: [a enter fails, a exit fails]", "order: [a enter begins, a exit begins]",
              "whenever: [{a entered: a exited}]", "whenever: [{cancel: body canceled}]",
              "interleavings: 4", "whenever: [{body begins: a exit begins}, {a exited: cancel}]",
              "whenever: [{call cancel: a cancel requested}, {a enter fails: b exited}]",
              "whenever: [{call close: b exit begins}, {call push p: p exited}]",
              "never: [call push p refused, call close refused]");
    struct words of_tasks =
        WORDS("outcome: {w1: returns}", "never: [w2 body begins]", "always: [a exited]",
              "order: [w1 body begins, w2 body begins]", "outcome: {w2: [returns, canceled]}",
              "whenever: [{cancel w1: w1 closes}]", "whenever: [{w1 body begins: w2 closes}]",
              "never: [w1.lock exit begins (w2.body)]", "whenever: [{call w1 cancel: w1 closes}]",
              "order: [w1.lock entered, w2.lock entered]");
    expected = draft->task > 0 ? of_tasks : expected;
    fprintf(draft->file, "expect: {%s}\n", expected.all[below(draft, expected.count)]);
}

static void write_implementation(struct draft *draft)
{
    struct words others = WORDS("gather-cm", "exeunt-meddled", "gather-on-stack",
                                "exit-in-task-group", "exits-failed-enter");
    draft->plain = chance(draft, 30);
    if (draft->plain && chance(draft, 70)) {
        fprintf(draft->file, "implementation: %s\n", others.all[below(draft, others.count)]);
    }
}

static void write_managers(struct draft *draft)
{
    fputs(draft->managers > 0 ? "managers:\n" : "", draft->file);
    for (unsigned i = 0; i < draft->managers; i++) {
        write_manager(draft, names[i], draft->is_callback[i]);
        fputs("}\n", draft->file);
    }
}

static void write_shared(struct draft *draft)
{
    for (unsigned i = 0; i < SHARED_MAX; i++) {
        if (draft->held_by[i] == 0) {
            continue;
        }
        bool is_shared = (draft->held_by[i] & (draft->held_by[i] - 1)) != 0;
        write_manager(draft, shared_names[i], false);
        if (is_shared && chance(draft, 80)) {
            fprintf(draft->file, ", tokens: %u", 1 + below(draft, 3) / 2);
        }
        fputs("}\n", draft->file);
    }
}

static void write_tasks(struct draft *draft)
{
    unsigned count = chance(draft, 70) ? 2 : 3;
    fputs("tasks:\n", draft->file);
    for (unsigned i = 1; i <= count; i++) {
        draft->task = i;
        draft->scopes = 0;
        fprintf(draft->file, "  w%u: {", i);
        write_scope_inside(draft, chance(draft, 50));
        fputs(", ", draft->file);
        write_body(draft);
        fputs("}\n", draft->file);
    }
    unsigned held = draft->held_by[0] | draft->held_by[1];
    fputs(draft->managers == 0 && held != 0 ? "managers:\n" : "", draft->file);
    write_managers(draft);
    write_shared(draft);
}

static void write_one_scope(struct draft *draft, bool large)
{
    draft->is_stack = chance(draft, draft->plain || large ? 5 : 50);
    fputs("scope: ", draft->file);
    write_scope(draft, draft->is_stack);
    fputs("\n", draft->file);
    write_managers(draft);
    write_body(draft);
    fputs("\n", draft->file);
}

void brute_wild(uint64_t seed, unsigned index, unsigned attempt, bool with_tasks, FILE *file)
{
    struct draft draft = {.random = brute_random_of(seed ^ 0x77696c64, index), .file = file};
    bool large = index % LARGE_EVERY == LARGE_EVERY - 1;
    draft.random.state += attempt;
    draft.random.state = brute_next(&draft.random);
    draft.managers_min = large ? 5 : 0;
    draft.managers_max = large ? MANAGERS_MAX : 4;
    fprintf(file, "scenario: Wild %u\n", index);
    if (!with_tasks) {
        write_implementation(&draft);
    }
    draft.raw = chance(&draft, 15);
    if (with_tasks) {
        write_tasks(&draft);
    } else {
        write_one_scope(&draft, large);
    }
    write_limits(&draft);
    if (chance(&draft, 12)) {
        write_schedule(&draft);
    }
    if (chance(&draft, 15)) {
        write_expectations(&draft);
    }
}
