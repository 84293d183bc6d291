/* What may come of an operation: each of its results once. */
#include "stage/operations.h"

#include "base/own_assert.h"
#include "stage/enabled.h"
#include "stage/members.h"
#include "stage/tested.h"

static exn_error_id error_id(const exn_stage *stage, const exn_error_name *name)
{
    switch (name->kind) {
    case EXN_ERROR_ENTER:
        return exn_id(EXN_ID_ENTER, exn_member_of_node(stage, name->node));
    case EXN_ERROR_EXIT:
        return exn_id(EXN_ID_EXIT, exn_member_of_node(stage, name->node));
    case EXN_ERROR_BODY:
        return exn_id(EXN_ID_BODY, exn_task_of_node_body(name->node));
    case EXN_ERROR_CANCELED:
        return exn_id(EXN_ID_CANCELED, 0);
    default:
        return exn_id(EXN_ID_DEADLINE, exn_scope_of_node(stage, name->node));
    }
}

const exeunt_error *exn_raised_again(const exn_stage *stage, uint32_t member,
                                     const exn_alternative *alternative)
{
    exn_assert(!exn_is_body(member) && alternative->has_with &&
               "an exit raises again what it was told");
    return exn_probe_told_error(&stage->probe, member, error_id(stage, &alternative->with));
}

_Static_assert(EXN_ENDINGS <= 32, "a set of endings is a word");

/* Whether each alternative has another ending, whosever plan it is: of a body, to fail is to raise.
 */
static bool are_distinct(const exn_plan *plan)
{
    uint32_t endings = 0;
    bool distinct = true;
    exn_assert(plan->alternative_count > 1 && "one has no other");
    for (size_t i = 0; i < plan->alternative_count; i++) {
        exn_ending ending = plan->alternatives[i].ending;
        uint32_t bit = 1u << (ending == EXN_ENDS_FAILS ? EXN_ENDS_RAISES : ending);
        distinct = distinct && (endings & bit) == 0 && exn_stopped_exit(ending) == ending;
        endings |= bit;
    }
    return distinct;
}

exn_operation exn_operation_from(const exn_plan *plan)
{
    exn_operation operation = {.plan = plan};
    exn_assert(plan->steps <= EXN_ACTOR_STEPS_MASK && "an actor counts no further");
    for (size_t i = 0; i < plan->alternative_count; i++) {
        const exn_alternative *alternative = &plan->alternatives[i];
        operation.may_hang = operation.may_hang || alternative->ending == EXN_ENDS_HANGS;
        operation.raises_again = operation.raises_again || alternative->has_with;
        operation.may_suppress =
            operation.may_suppress || alternative->ending == EXN_ENDS_SUPPRESSES;
    }
    for (size_t i = 0; i < plan->on_cancel_count; i++) {
        operation.raises_again = operation.raises_again || plan->on_cancel[i].has_with;
    }
    bool one = plan->alternative_count == 1;
    operation.only_hangs = operation.may_hang && one;
    operation.only = one && !operation.may_hang ? &plan->alternatives[0] : NULL;
    operation.only_is_fault = one && exn_is_fault(plan->alternatives[0].ending);
    operation.lists_declared = plan->alternative_count > 1 && !plan->takes && !operation.may_hang &&
                               !operation.raises_again && are_distinct(plan);
    return operation;
}

/* --- hangs ------------------------------------------------------------------------------------ */

bool exn_operation_may_hang(const exn_stage *stage, uint32_t member)
{
    exn_assert(exn_actor_of(stage, member)->at_work);
    const exn_actor *actor = exn_actor_of(stage, member);
    const exn_operation *operation = exn_operation_of(stage, member);
    if (actor->waits && exn_is_body(member)) {
        return true; /* for the operation of a member, which is looked at by itself */
    }
    if (actor->asked && operation->plan->on_cancel_count > 0) {
        return false;
    }
    return actor->hangs || actor->waits /* for a token, which another member has */ ||
           (operation->may_hang && actor->steps_left <= 1); /* inner steps come first */
}

bool exn_operation_mark_hang(exn_stage *stage, uint32_t member)
{
    const exn_operation *operation = exn_operation_of(stage, member);
    const exn_plan *plan = operation->plan;
    const exn_actor *actor = exn_actor_of(stage, member);
    bool may_hang = operation->may_hang && actor->at_work && !actor->waits; /* that is no hang */
    for (size_t i = 0; may_hang && i < plan->alternative_count; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_HANGS) {
            exn_mark_taken(stage->run, &plan->alternatives[i]);
        }
    }
    return may_hang;
}

/* --- results ---------------------------------------------------------------------------------- */

/* Whether there is an error that this exit could suppress (M5, C5). If there is none, `suppresses`
 * is explored only where nothing else is declared. */
static bool may_suppress(const exn_stage *stage, uint32_t member)
{
    exn_assert(!exn_is_body(member) && "only exits suppress");
    const exn_member_view *seen = stage->probe.view.members[member];
    exn_id_kind kind = exn_id_kind_of(seen->told);
    bool cancel_counts =
        stage->probe.view.promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE;
    return kind != EXN_ID_NONE && (kind != EXN_ID_CANCELED || cancel_counts) &&
           seen->told != exn_id(EXN_ID_DEADLINE, stage->probe.view.places[member].holder);
}

/* The results of one operation, while they are listed. */
typedef struct listing {
    exn_stage *stage;
    const exn_operation *operation;
    uint32_t member;
    exn_delivery_kind kind;
    uint32_t first;   /* place in the list of what may come next */
    uint32_t endings; /* that are listed: a set of bits */
} listing;

/* Whether an equal result is listed already. Two failures are equal if they raise the same error.
 * */
static bool is_listed(const listing *list, exn_result_kind result)
{
    if (!list->operation->raises_again) {
        return (list->endings >> result.ending) & 1u;
    }
    const exn_run *run = list->stage->run;
    for (uint32_t i = list->first; i < run->enabled.count; i++) {
        if (run->enabled.items[i].ending == NULL) {
            continue;
        }
        exn_result_kind other =
            exn_result_of(list->stage, list->member, run->enabled.items[i].ending);
        if (other.ending == result.ending && other.again == result.again) {
            return true;
        }
    }
    return false;
}

static void add_result(listing *list, const exn_alternative *alternative)
{
    exn_assert(alternative->ending != EXN_ENDS_HANGS && "a hang is nothing that comes");
    exn_result_kind result = exn_result_of(list->stage, list->member, alternative);
    if (is_listed(list, result)) {
        exn_mark_taken(list->stage->run,
                       alternative); /* the equal one puts it to the test as well */
        return;
    }
    exn_delivery *delivery =
        exn_enabled_add(list->stage->run, list->kind, list->member, alternative);
    delivery->fault = exn_is_fault(result.ending);
    list->endings |= 1u << result.ending;
}

static void add_declared(listing *list, exn_actor actor)
{
    const exn_plan *plan = list->operation->plan;
    if (actor.hangs) {
        return;
    }
    for (size_t i = 0; i < plan->alternative_count; i++) {
        const exn_alternative *alternative = &plan->alternatives[i];
        bool idle =
            alternative->ending == EXN_ENDS_SUPPRESSES && !may_suppress(list->stage, list->member);
        if (alternative->ending == EXN_ENDS_HANGS || (idle && plan->alternative_count > 1) ||
            (actor.owes_cancel && !exn_is_fault(alternative->ending))) {
            continue;
        }
        add_result(list, alternative);
    }
    bool only_idle = list->stage->run->enabled.count == list->first; /* [suppresses, hangs] */
    for (size_t i = 0; i < plan->alternative_count && only_idle; i++) {
        if (plan->alternatives[i].ending == EXN_ENDS_SUPPRESSES) {
            add_result(list, &plan->alternatives[i]);
        }
    }
}

void exn_operation_list_declared(exn_stage *stage, uint32_t member, const exn_operation *operation)
{
    const exn_plan *plan = operation->plan;
    bool suppresses = operation->may_suppress && may_suppress(stage, member);
    exn_assert(operation->lists_declared && plan->alternative_count > 1);
    for (size_t i = 0; i < plan->alternative_count; i++) {
        const exn_alternative *alternative = &plan->alternatives[i];
        if (suppresses || alternative->ending != EXN_ENDS_SUPPRESSES) {
            exn_enabled_add(stage->run, EXN_DELIVER_SETTLE, member, alternative)->fault =
                exn_is_fault(alternative->ending);
        }
    }
}

void exn_operation_list_results(exn_stage *stage, uint32_t member, bool with_time)
{
    exn_run *run = stage->run;
    exn_actor actor = *exn_actor_of(stage, member);
    const exn_operation *operation = exn_operation_of(stage, member);
    const exn_plan *plan = operation->plan;
    listing list = {.stage = stage,
                    .operation = operation,
                    .member = member,
                    .kind = with_time ? EXN_DELIVER_TIME : EXN_DELIVER_SETTLE,
                    .first = run->enabled.count};
    if (actor.waits) {
        exn_assert(!exn_is_body(member) && "for a token, which another member has");
    } else if (!plan->takes && !with_time && actor.steps_left > 1) {
        exn_enabled_add(run, EXN_DELIVER_STEP, member, NULL)->is_private = !stage->asks_again;
    } else if (plan->takes == with_time) {
        add_declared(&list, actor);
    }
    for (size_t i = 0; actor.asked && !with_time && i < plan->on_cancel_count; i++) {
        add_result(&list, &plan->on_cancel[i]);
    }
}
