/* A delivery written as an item of a schedule. */
#include "stage/stage.h"
#include "stage/state.h"

#include <stdio.h>

static void ending_text(const exn_run *run, const exn_alternative *ending, char *text, size_t size)
{
    static const char *const parts[] = {".enter", ".exit", "", ".deadline", ""};
    if (!ending->has_with) {
        snprintf(text, size, "%s", exn_ending_word(ending->ending));
        return;
    }
    const exn_error_name *with = &ending->with;
    const exn_task_facts *tasks = run->stage->probe.view.tasks;
    const char *name = with->kind == EXN_ERROR_BODY
                           ? tasks[exn_task_of_node_body(with->node)].body_source
                       : with->kind == EXN_ERROR_CANCELED ? "canceled"
                                                          : run->scenario->nodes[with->node].name;
    snprintf(text, size, "%s with %s%s", exn_ending_word(ending->ending), name, parts[with->kind]);
}

void exn_delivery_text(const exn_run *run, const exn_delivery *delivery, char *text, size_t size)
{
    const exn_view *view = &run->stage->probe.view;
    bool is_body = exn_is_body(delivery->member);
    const char *name = is_body ? view->tasks[exn_task_of_body(delivery->member)].body
                       : delivery->member == EXN_NONE ? ""
                                                      : view->facts[delivery->member].name;
    char ending[160] = "";
    if (delivery->ending != NULL) {
        ending_text(run, delivery->ending, ending, sizeof ending);
    }
    bool body_fails =
        is_body && delivery->ending != NULL && delivery->ending->ending == EXN_ENDS_FAILS;
    switch (delivery->kind) {
    case EXN_DELIVER_STEP:
        snprintf(text, size, "%s steps", name);
        break;
    case EXN_DELIVER_SETTLE:
        snprintf(text, size, "%s %s%s", name, body_fails ? "raises" : ending,
                 delivery->at_once ? " at once" : "");
        break;
    case EXN_DELIVER_TIME:
        snprintf(text, size, delivery->ending != NULL ? "time passes, %s %s" : "time passes", name,
                 ending);
        break;
    case EXN_DELIVER_CANCEL:
        snprintf(text, size, "cancel%s%s%s", view->task_count > 1 ? " " : "",
                 view->task_count > 1 ? exn_scope_name(view, delivery->scope) : "",
                 delivery->at_once ? " at once" : "");
        break;
    case EXN_DELIVER_ASK:
        snprintf(text, size, "ask %s", name);
        break;
    case EXN_DELIVER_CALL:
        snprintf(text, size, "call %s%s", delivery->action->text,
                 exn_answer_words(delivery->action->answer));
        break;
    case EXN_DELIVER_EXTERNAL:
        if (delivery->inside_call && delivery->member == EXN_NONE) {
            name = exn_scope_name(view, delivery->border->scope);
        }
        snprintf(text, size, "%s %s%s%s", name,
                 exn_word_is_taken(delivery->words, delivery->member < view->member_count) ? "word "
                                                                                           : "",
                 delivery->words, delivery->at_once ? " at once" : "");
        break;
    default:
        snprintf(text, size, "nothing more");
        break;
    }
}
