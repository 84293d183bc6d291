/* Managers that tasks share: their tokens, and tasks that wait for one another, in the brute
 * force. */
#include "rules.h"

#include <assert.h>

/* --- tokens ----------------------------------------------------------------------------------- */

static unsigned tokens_of(const struct brute_run *run, int node)
{
    int first = brute_node_of(run, node)->first;
    return first == BRUTE_NOBODY ? 0 : brute_node_of(run, first)->tokens;
}

bool brute_has_tokens(const struct brute_run *run, int node)
{
    return !brute_is_body(node) && tokens_of(run, node) > 0;
}

static bool is_handle_of(const struct brute_run *run, int node, int first)
{
    return !brute_is_body(node) && brute_node_of(run, node)->first == first;
}

/* A handle has a token from the moment at which its enter goes on until it is outside again. */
static unsigned tokens_taken(const struct brute_run *run, int first)
{
    unsigned taken = 0;
    for (int i = 0; i < run->scenario->node_count; i++) {
        taken += is_handle_of(run, i, first) && run->member[i].has_token;
    }
    return taken;
}

bool brute_take_token(struct brute_run *run, int node)
{
    if (tokens_taken(run, brute_node_of(run, node)->first) < tokens_of(run, node)) {
        run->member[node].has_token = true;
        return true;
    }
    run->member[node].waits = true;
    run->waiting[run->waiting_count++] = (uint8_t)node;
    return false;
}

void brute_stop_waiting(struct brute_run *run, int node)
{
    int kept = 0;
    for (int i = 0; i < run->waiting_count; i++) {
        if (run->waiting[i] != node) {
            run->waiting[kept++] = run->waiting[i];
        }
    }
    assert(kept == run->waiting_count - 1);
    run->waiting_count = kept;
    run->member[node].waits = false;
}

void brute_give_back(struct brute_run *run, int node)
{
    int first = brute_node_of(run, node)->first;
    assert(run->member[node].has_token);
    run->member[node].has_token = false;
    for (int i = 0; i < run->waiting_count; i++) {
        int next = run->waiting[i];
        if (is_handle_of(run, next, first)) {
            brute_stop_waiting(run, next);
            run->member[next].has_token = true;
            brute_go_on(run, next);
            return;
        }
    }
}

/* --- who waits for whom ----------------------------------------------------------------------- */

/* The oldest operation in flight of a task, or of all; BRUTE_NOBODY: there is none. */
static int oldest_of(const struct brute_run *run, int task)
{
    int oldest = BRUTE_NOBODY;
    for (int i = 0; i < run->scenario->node_count; i++) {
        bool counts = task == BRUTE_NOBODY || brute_node_of(run, i)->task == task;
        bool is_older = oldest == BRUTE_NOBODY || run->member[i].age < run->member[oldest].age;
        if (counts && is_older && brute_run_in_flight(run, i)) {
            oldest = i;
        }
    }
    return oldest;
}

/* Whether `node` is another handle of what `enter` enters, and is held. */
static bool is_held_beside(const struct brute_run *run, int node, int enter)
{
    int first = brute_node_of(run, enter)->first;
    enum brute_stage stage = run->member[node].stage;
    return node != enter && first != BRUTE_NOBODY && run->member[enter].stage == BRUTE_ENTERING &&
           is_handle_of(run, node, first) && (stage == BRUTE_INSIDE || stage == BRUTE_EXITING);
}

enum missing { IN_CIRCLES, A_MANAGER, SOMETHING_ELSE };

/* What a task waits for in the end (X9). `asked` has a bit for each task that was looked at. */
static enum missing missing_of(const struct brute_run *run, int task, unsigned *asked)
{
    if (*asked & (1U << task)) {
        return IN_CIRCLES;
    }
    *asked |= 1U << task;
    int oldest = oldest_of(run, task);
    if (oldest == BRUTE_NOBODY) {
        return SOMETHING_ELSE;
    }
    enum missing missing = A_MANAGER;
    for (int i = 0; i < run->scenario->node_count; i++) {
        if (is_held_beside(run, i, oldest)) {
            missing = missing_of(run, brute_node_of(run, i)->task, asked);
            if (missing != IN_CIRCLES) {
                return missing;
            }
        }
    }
    return missing;
}

bool brute_run_blames_manager(const struct brute_run *run)
{
    int oldest = oldest_of(run, BRUTE_NOBODY);
    enum missing missing = IN_CIRCLES;
    if (oldest != BRUTE_NOBODY) {
        unsigned asked = 0;
        missing = missing_of(run, brute_node_of(run, oldest)->task, &asked);
    }
    for (int i = 0; i < run->scenario->task_count && missing == IN_CIRCLES; i++) {
        unsigned asked = 0;
        bool is_open = run->scope[brute_scope_of_task(run, i)].phase != BRUTE_PHASE_CLOSED;
        missing = is_open ? missing_of(run, i, &asked) : IN_CIRCLES;
    }
    return missing == A_MANAGER;
}
