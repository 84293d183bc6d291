/* What the child is told in a turn, as JSON. */
#include "adapters/tell.h"

#include "adapters/child_time.h"
#include "stage/script.h"

void exn_tell_how(const exn_wing *self, exn_how how, exn_line *line)
{
    static const char *const words[] = {
        [EXN_AS_ENTERED] = "entered",       [EXN_AS_FAILED] = "failed",
        [EXN_AS_CANCELED] = "canceled",     [EXN_AS_EXITED] = "exited",
        [EXN_AS_SUPPRESSED] = "suppressed", [EXN_AS_RETURNED] = "returned",
        [EXN_AS_RAISED] = "raised"};
    if (how.as == EXN_AS_WAITING) {
        exn_line_join(line, "null", NULL);
        return;
    }
    exn_line_join(line, "{\"as\":\"", words[how.as], "\"", NULL);
    if (how.passes || how.way > 0) {
        const char *way = how.passes ? "passes" : self->adapter->ways[how.way - 1];
        exn_line_join(line, ",\"way\":\"", way, "\"", NULL);
    }
    if (how.again != 0) {
        exn_line_join(line, ",\"again\":", NULL);
        exn_error_name_add(self, how.again, line);
    }
    exn_line_append(line, "}", 1);
}

static void write_happening(const exn_wing *self, const exn_happening *one, exn_line *line)
{
    static const char *const asks[] = {[EXN_HAPPENS_ENTER] = "enter",
                                       [EXN_HAPPENS_PUSH] = "push",
                                       [EXN_HAPPENS_CALLBACK] = "callback"};
    const exn_view *view = &exn_wing_probe(self)->view;
    const char *scope = one->scope != EXN_NONE ? exn_scope_name(view, one->scope) : NULL;
    switch (one->kind) {
    case EXN_HAPPENS_BEGIN:
        exn_line_join(line, "[\"begin\",\"", scope, "\"]", NULL);
        break;
    case EXN_HAPPENS_CANCEL:
        exn_line_join(line, "[\"cancel\",\"", scope, "\"]", NULL);
        break;
    case EXN_HAPPENS_TIME:
        exn_line_add(line, "[\"time\",%ju]", (uintmax_t)one->number);
        break;
    case EXN_HAPPENS_DELIVER:
        exn_line_add(line, "[\"deliver\",%ju,%u]", (uintmax_t)one->number, one->result);
        break;
    case EXN_HAPPENS_BODY:
        exn_line_join(line, "[\"body\",\"", scope, "\",", NULL);
        exn_tell_how(self, one->how, line);
        exn_line_append(line, "]", 1);
        break;
    case EXN_HAPPENS_ENTER:
    case EXN_HAPPENS_PUSH:
    case EXN_HAPPENS_CALLBACK:
        exn_line_add(line, "[\"%s\",\"%s\",\"%s\"]", asks[one->kind], scope,
                     exn_member_name(view, one->member));
        break;
    case EXN_HAPPENS_CLOSE:
        exn_line_add(line, "[\"close\",\"%s\"]", scope);
        break;
    default:
        exn_line_join(line, "[\"settle\",\"", exn_member_name(view, one->member),
                      one->is_exit ? "\",\"exit\"," : "\",\"enter\",", NULL);
        exn_tell_how(self, one->how, line);
        exn_line_append(line, "]", 1);
    }
}

/* Whether another task begins in the same step as this one does. */
static bool is_followed(const exn_stage *stage, const exn_happening *one)
{
    const exn_view *view = &stage->probe.view;
    return one->kind == EXN_HAPPENS_BEGIN &&
           view->scopes[one->scope].is->task + 1 < view->task_count;
}

/* Whether the first callback may be one of a manager of the child's own, while something else has
 * settled in the same turn: a request behind that callback would come before the scope has noticed
 * the completion, and make it untrue. */
static bool is_unnoticed(const exn_wing *self)
{
    bool comes_to_manager = false, is = false;
    for (uint32_t i = 0; i < self->happening_count; i++) {
        uint8_t kind = self->happenings[i].kind;
        is = is || (comes_to_manager && (kind == EXN_HAPPENS_SETTLE || kind == EXN_HAPPENS_BODY));
        comes_to_manager =
            comes_to_manager || kind == EXN_HAPPENS_DELIVER || kind == EXN_HAPPENS_TIME;
    }
    return is;
}

/* Whether the time of a scope may be over by what the child is told: whatever came in the same turn
 * would complete what the scope is about to ask to stop. */
static bool may_expire(const exn_wing *self)
{
    bool is_time = false;
    for (uint32_t i = 0; i < self->happening_count; i++) {
        is_time = is_time || self->happenings[i].kind == EXN_HAPPENS_TIME;
    }
    return is_time && (self->adapter->table.capabilities & EXEUNT_CAN_DEADLINE) != 0;
}

/* Whether a cancel request may come as soon as the first callback has run. Where bodies act no such
 * moment is looked for: when they act may not depend on whether a request may still come. */
static bool stops_at_once(const exn_wing *self)
{
    const exn_stage *stage = exn_wing_probe(self)->stage;
    bool comes = false;
    for (uint32_t i = 0; i < self->happening_count; i++) {
        comes = comes || (self->happenings[i].kind != EXN_HAPPENS_CANCEL &&
                          !is_followed(stage, &self->happenings[i]));
    }
    return self->adapter->stops_at_once && comes && !is_unnoticed(self) && !may_expire(self) &&
           !self->is_ready && !self->bodies_act &&
           (stage->now->cancels_left > 0 || exn_script_active(stage));
}

void exn_tell_happenings(exn_wing *self, exn_line *line, bool stops_again)
{
    exn_child_time_catch_up(self);
    bool at_once = stops_again || stops_at_once(self);
    exn_line_join(line, "\"do\":[", NULL);
    for (uint32_t i = 0; i < self->happening_count; i++) {
        exn_line_append(line, ",", i > 0 ? 1 : 0);
        write_happening(self, &self->happenings[i], line);
        self->happenings[i] = (exn_happening){.kind = 0};
    }
    self->happening_count = 0;
    exn_line_join(line, "],\"until\":\"", at_once ? "first\"" : "idle\"", NULL);
}
