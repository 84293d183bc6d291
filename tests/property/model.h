/* A scenario as the brute force sees it.
 *
 * Everything in this folder was written from the specification alone and shares no code with src/,
 * not even a header: it judges the core and the explorer. Sizes are small and fixed, so that a
 * scenario and a run of it can be copied by assignment.
 */
#ifndef BRUTE_MODEL_H
#define BRUTE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BRUTE_NODES_MAX = 18,
    BRUTE_CHILDREN_MAX = 5,
    BRUTE_TASKS_MAX = 3,
    BRUTE_ERRORS_MAX = BRUTE_NODES_MAX + BRUTE_TASKS_MAX, /* one for each node, and each body's */
    BRUTE_NAME_MAX = 48,
    BRUTE_OUTERMOST = 0, /* of the first task */
    BRUTE_NOBODY = -1
};

enum brute_kind { BRUTE_MANAGER, BRUTE_PUSHED, BRUTE_CALLBACK, BRUTE_STACK, BRUTE_POOL };

/* How an operation, or the body, may end. Sets of them are or-ed together. */
enum brute_result {
    BRUTE_SUCCEEDS = 1, /* enters, exits, returns */
    BRUTE_SUPPRESSES = 2,
    BRUTE_FAILS = 4, /* fails, raises */
    BRUTE_FAILS_WITH_BODY = 8,
    BRUTE_HANGS = 16,
    BRUTE_STOPS = 32,                /* settles canceled; only in `on_cancel` */
    BRUTE_IGNORES = 64,              /* only in `on_cancel` */
    BRUTE_FAILS_WITH_DEADLINE = 128, /* with that of the outermost scope; only exits */
    BRUTE_LEAKS = 256,               /* stops, and holds something; only in `on_cancel` */
    BRUTE_TOUCHES = 512              /* stops, and touches something later; only in `on_cancel` */
};

/* The rules that a run may break, with its last event; or, when it has closed, its expectations. */
enum brute_rule {
    BRUTE_X9, /* nothing more comes, and no manager is to blame */
    BRUTE_M2, /* nothing more comes, and a manager is to blame */
    BRUTE_M3,
    BRUTE_M4,
    BRUTE_M8,
    BRUTE_WHENEVER,
    BRUTE_RULES
};
/* As in results: "X9"; "expect" for an expectation. */
extern const char *const brute_rule_number[BRUTE_RULES];

/* The events of a trace. */
enum brute_event_kind {
    BRUTE_ENTER_BEGINS, /* these are events of a manager */
    BRUTE_ENTERED,
    BRUTE_ENTER_FAILS,
    BRUTE_ENTER_IS_CANCELED,
    BRUTE_IS_REQUESTED, /* by its scope */
    BRUTE_IS_ASKED,     /* by the world */
    BRUTE_EXIT_BEGINS,
    BRUTE_EXITED,
    BRUTE_EXIT_SUPPRESSES,
    BRUTE_EXIT_FAILS,
    BRUTE_CALLS_PUSH,
    BRUTE_CALLS_PUSH_REFUSED,
    BRUTE_CALLS_ENTER_REFUSED,
    BRUTE_CLOSES,      /* of a scope */
    BRUTE_BODY_BEGINS, /* of a task, by its outermost scope */
    BRUTE_BODY_RETURNS,
    BRUTE_BODY_RAISES,
    BRUTE_BODY_IS_CANCELED,
    BRUTE_CANCEL,
    BRUTE_CALLS_CANCEL,
    BRUTE_TIME_PASSES, /* of the world */
    BRUTE_EVENTS
};

struct brute_event {
    uint8_t kind; /* of enum brute_event_kind */
    uint8_t node; /* BRUTE_OUTERMOST for an event of the world */
};

struct brute_operation {
    unsigned results; /* a set of enum brute_result */
    /* STOPS, IGNORES, FAILS; of a manager also LEAKS, TOUCHES. Its enter and exit have the same
     * ones. */
    unsigned on_cancel;
    unsigned steps;    /* 0 settles inside the call */
    unsigned takes_ms; /* if not 0: virtual time instead of steps */
};

struct brute_node {
    enum brute_kind kind;
    int parent; /* BRUTE_NOBODY for an outermost scope */
    int task;
    int first;       /* the first handle of a manager that tasks share, or BRUTE_NOBODY */
    unsigned tokens; /* of the first handle; 0: any number of handles is entered at a time */
    int child_count;
    int child[BRUTE_CHILDREN_MAX];
    bool is_of_body;      /* pushed by the body, on the outermost stack: after all other children */
    bool wait_all;        /* of a pool; otherwise it fails fast */
    unsigned deadline_ms; /* of a scope; 0 is none */
    unsigned grace_ms;    /* of a scope; 0 is none */
    struct brute_operation enter, exit; /* not of a scope */
    char name[BRUTE_NAME_MAX];          /* of a scope its path: stack.pool2 */
};

/* What the body tries in vain: to add a manager that is already in the tree. */
enum brute_attempt { BRUTE_TRIES_NOTHING, BRUTE_TRIES_TO_PUSH, BRUTE_TRIES_TO_ENTER };

/* An outermost scope with its body. */
struct brute_task {
    int scope;
    struct brute_operation body;
    enum brute_attempt attempt; /* by the body, after its pushes */
    int attempted;              /* the manager */
    bool attempt_may_succeed;   /* ` -> may be refused`; otherwise ` -> refused` */
    bool body_cancels;          /* the body begins by canceling its own scope */
};

/* The nodes are in the order in which the scenario names them, parents first, task after task;
 * node 0 is the outermost scope of the first. */
struct brute_scenario {
    char title[BRUTE_NAME_MAX];
    int node_count;
    struct brute_node node[BRUTE_NODES_MAX];
    int task_count; /* 1: the text has `scope` and `body` in place of `tasks` */
    bool has_tasks; /* the tasks have names, w1 and so on */
    struct brute_task task[BRUTE_TASKS_MAX];
    bool cancel_anywhere; /* one request; otherwise never */
    int cancel_task;      /* to which it may go; BRUTE_NOBODY: to any */
    bool cancel_demanded; /* `at-least: 1`: a run without a request does not count */
    bool asks_operations; /* the world asks exits to stop, and asks enters once more */
    bool expects_later;   /* `whenever`: each time `first` happens, `second` happens later */
    struct brute_event first, second;
};

/* Errors in the order in which an outcome lists them. */
struct brute_errors {
    int count;
    uint8_t id[BRUTE_ERRORS_MAX];
};

/* Makes a scenario of an outermost scope without entries, and a body of one step that returns. */
void brute_scenario_init(struct brute_scenario *scenario, enum brute_kind outermost);

/* Makes a scenario without tasks; and adds one, with such a body. Returns its outermost scope. */
void brute_scenario_init_tasks(struct brute_scenario *scenario);
int brute_scenario_add_task(struct brute_scenario *scenario, enum brute_kind outermost);

/* Appends a handle of the manager that an earlier task has as `first`. */
int brute_scenario_add_handle(struct brute_scenario *scenario, int parent, int first);

/* The name of a manager in the text: that of a handle is behind the dot. */
const char *brute_name_in_text(const struct brute_node *node);

/* Appends an entry to the scope `parent`, which must be the last outermost scope or lie on the path
 * to the node added last, so that the nodes keep the order of the text. A manager gets the defaults
 * of SCENARIOS.md. `name` is ignored for a scope, whose name is its path. Returns the node. */
int brute_scenario_add(struct brute_scenario *scenario, int parent, enum brute_kind kind,
                       const char *name);

bool brute_is_scope(const struct brute_scenario *scenario, int node);

/* The numbers of the errors that can be raised. */
uint8_t brute_error_enter(int node);
uint8_t brute_error_exit(int node);
uint8_t brute_error_deadline(int scope);
uint8_t brute_error_body(int task);

/* Writes the name of an error, such as `vm1.enter`, into `text`. */
void brute_error_name(const struct brute_scenario *scenario, uint8_t error, char *text,
                      size_t size);

/* Appends `more` to `errors`. */
void brute_errors_append(struct brute_errors *errors, const struct brute_errors *more);

/* Appends a single error. */
void brute_errors_add(struct brute_errors *errors, uint8_t error);

#endif
