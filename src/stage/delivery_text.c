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
    const char *name = ending->with.kind == EXN_ERROR_BODY ? "body"
                       : ending->with.kind == EXN_ERROR_CANCELED
                           ? "canceled"
                           : run->scenario->nodes[ending->with.node].name;
    snprintf(text, size, "%s with %s%s", exn_ending_word(ending->ending), name,
             parts[ending->with.kind]);
}

void exn_delivery_text(const exn_run *run, const exn_delivery *delivery, char *text, size_t size)
{
    const char *name = delivery->member == EXN_BODY ? "body"
                       : delivery->member == EXN_NONE
                           ? ""
                           : run->stage->probe.view.facts[delivery->member].name;
    char ending[160] = "";
    if (delivery->ending != NULL) {
        ending_text(run, delivery->ending, ending, sizeof ending);
    }
    bool body_fails = delivery->member == EXN_BODY && delivery->ending != NULL &&
                      delivery->ending->ending == EXN_ENDS_FAILS;
    switch (delivery->kind) {
    case EXN_DELIVER_STEP:
        snprintf(text, size, "%s steps", name);
        break;
    case EXN_DELIVER_SETTLE:
        snprintf(text, size, "%s %s", name, body_fails ? "raises" : ending);
        break;
    case EXN_DELIVER_TIME:
        snprintf(text, size, delivery->ending != NULL ? "time passes, %s %s" : "time passes", name,
                 ending);
        break;
    case EXN_DELIVER_CANCEL:
        snprintf(text, size, delivery->at_once ? "cancel at once" : "cancel");
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
            name = exn_scope_name(&run->stage->probe.view, delivery->border->scope);
        }
        snprintf(text, size, "%s %s%s", name,
                 exn_word_is_taken(delivery->words,
                                   delivery->member < run->stage->probe.view.member_count)
                     ? "word "
                     : "",
                 delivery->words);
        break;
    default:
        snprintf(text, size, "nothing more");
        break;
    }
}
