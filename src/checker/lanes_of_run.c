/* Makes swim lanes of the trace of a run: bars, marks and steps. */
#include "checker/lanes_of_run.h"

#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

/* --- bars ------------------------------------------------------------------------------------- */

/* Ends the bar whose number is kept at `bar`, if there is one. */
static void end_bar(exn_lanes_maker *maker, size_t *bar, uint32_t event, exn_bar_outcome outcome)
{
    if (*bar == 0) {
        return;
    }
    exn_assert(*bar <= maker->lanes->bar_count && maker->lanes->bars[*bar - 1].first <= event);
    maker->lanes->bars[*bar - 1].last = event;
    maker->lanes->bars[*bar - 1].outcome = outcome;
    *bar = 0;
}

/* Begins a bar, and keeps its number at `bar`. Where a rule is broken another one may be there. */
static void begin_bar(exn_lanes_maker *maker, size_t *bar, exn_bar_operation operation,
                      uint32_t lane, uint32_t event)
{
    if (lane == EXN_NO_LANE) {
        return;
    }
    exn_bar begun = {.operation = operation,
                     .outcome = EXN_BAR_UNSETTLED,
                     .lane = lane,
                     .first = event,
                     .last = maker->lanes->event_count};
    if (!exn_lanes_add_bar(maker->lanes, begun)) {
        maker->failed = true;
        return;
    }
    *bar = maker->lanes->bar_count;
}

static void settle_member(exn_lanes_maker *maker, const exn_record *record, uint32_t event)
{
    exn_assert(record->member < maker->view->member_count);
    size_t *bar = &maker->bar_of_member[record->member];
    uint32_t lane = maker->of_member[record->member];
    switch ((int)record->kind) {
    case EXN_ENTER_BEGINS:
        begin_bar(maker, bar, EXN_BAR_ENTER, lane, event);
        break;
    case EXN_ENTERED:
        end_bar(maker, bar, event, EXN_BAR_WELL);
        begin_bar(maker, bar, EXN_BAR_HELD, lane, event);
        break;
    case EXN_ENTER_CANCELED:
        end_bar(maker, bar, event, EXN_BAR_CANCELED);
        break;
    case EXN_EXIT_BEGINS:
        end_bar(maker, bar, event, EXN_BAR_WELL);
        begin_bar(maker, bar, EXN_BAR_EXIT, lane, event);
        break;
    case EXN_EXITED:
        end_bar(maker, bar, event, EXN_BAR_WELL);
        break;
    case EXN_EXIT_SUPPRESSES:
        end_bar(maker, bar, event, EXN_BAR_SUPPRESSED);
        break;
    case EXN_ENTER_FAILS:
    case EXN_EXIT_FAILS:
        end_bar(maker, bar, event, EXN_BAR_FAILED);
        break;
    default:
        break;
    }
}

static void settle_body(exn_lanes_maker *maker, const exn_record *record, uint32_t event)
{
    uint32_t scope = record->scope < maker->view->scope_count ? record->scope : 0;
    uint32_t task = exn_is_body(record->member) ? exn_task_of_body(record->member)
                                                : maker->view->scopes[scope].is->task;
    exn_assert(task < maker->view->task_count && "each body is of a task");
    size_t *bar = &maker->bar_of_body[task];
    switch ((int)record->kind) {
    case EXN_BODY_BEGINS:
        begin_bar(maker, bar, EXN_BAR_BODY, maker->of_body[task], event);
        break;
    case EXN_BODY_RETURNS:
        end_bar(maker, bar, event, EXN_BAR_WELL);
        break;
    case EXN_BODY_RAISES:
        end_bar(maker, bar, event, EXN_BAR_FAILED);
        break;
    case EXN_BODY_CANCELED:
        end_bar(maker, bar, event, EXN_BAR_CANCELED);
        break;
    default:
        break;
    }
}

static void close_scope(exn_lanes_maker *maker, const exn_record *record, uint32_t event)
{
    exn_assert(record->kind == EXN_CLOSES && record->scope < maker->view->scope_count);
    const exn_closing *closing = exn_closing_of(&maker->run->recorder, maker->view, record->scope);
    exn_bar_outcome outcome = closing->error_count > 0 ? EXN_BAR_FAILED
                              : closing->canceled      ? EXN_BAR_CANCELED
                              : closing->suppressed    ? EXN_BAR_SUPPRESSED
                                                       : EXN_BAR_WELL;
    end_bar(maker, &maker->bar_of_scope[record->scope], event, outcome);
}

/* --- marks ------------------------------------------------------------------------------------ */

static void mark(exn_lanes_maker *maker, exn_mark_kind kind, uint32_t lane, uint32_t event)
{
    exn_assert(lane < maker->lanes->lane_count && event <= maker->lanes->event_count);
    exn_mark mark = {.kind = kind, .lane = lane, .event = event};
    maker->failed = !exn_lanes_add_mark(maker->lanes, mark) || maker->failed;
}

static bool is_marked(const exn_lanes *lanes, exn_mark_kind kind, uint32_t lane)
{
    for (size_t i = 0; i < lanes->mark_count; i++) {
        if (lanes->marks[i].kind == kind && lanes->marks[i].lane == lane) {
            return true;
        }
    }
    return false;
}

/* The only scope that is expired though no deadline is marked so far; EXN_NONE: there is none, or
 * there are several. */
static uint32_t only_expired(const exn_lanes_maker *maker)
{
    uint32_t found = EXN_NONE;
    for (uint32_t i = 0; i < maker->view->scope_count; i++) {
        bool is_left = maker->view->scopes[i].expired &&
                       !is_marked(maker->lanes, EXN_MARK_DEADLINE, maker->of_scope[i]);
        if (is_left && found != EXN_NONE) {
            return EXN_NONE;
        }
        found = is_left ? i : found;
    }
    return found;
}

/* The scope whose time is up at record `at`: the one that does something then, or whose deadline
 * can be no other. EXN_NONE: it is not known. */
static uint32_t scope_of_timer(const exn_lanes_maker *maker, size_t at)
{
    const exn_recorder *recorder = &maker->run->recorder;
    exn_assert(at < recorder->trace_count && recorder->trace[at].kind == EXN_TIME_PASSES);
    if (at + 1 < recorder->trace_count) {
        const exn_record *next = &recorder->trace[at + 1];
        bool acts = next->kind == EXN_CANCEL_REQUESTED || next->kind == EXN_EXIT_BEGINS;
        if (acts && next->scope < maker->view->scope_count) {
            return next->scope;
        }
    }
    return only_expired(maker);
}

/* Time passes to a manager, or is up for a scope: the first time of one that is expired is its
 * deadline, and then there are only grace times. */
static void mark_time(exn_lanes_maker *maker, size_t at)
{
    const exn_record *record = &maker->run->recorder.trace[at];
    exn_assert(record->kind == EXN_TIME_PASSES);
    uint32_t event = (uint32_t)at + 1;
    if (record->member < maker->view->member_count) {
        mark(maker, EXN_MARK_TIME, maker->of_member[record->member], event);
        return;
    }
    uint32_t scope = scope_of_timer(maker, at);
    uint32_t shown = scope != EXN_NONE ? scope : maker->view->tasks[0].scope;
    uint32_t lane = maker->of_scope[shown];
    bool is_deadline = scope != EXN_NONE && maker->view->scopes[scope].expired &&
                       !is_marked(maker->lanes, EXN_MARK_DEADLINE, lane);
    mark(maker, is_deadline ? EXN_MARK_DEADLINE : EXN_MARK_TIME, lane, event);
    if (is_deadline) {
        exn_lanes_put_error(maker, scope, exn_id(EXN_ID_DEADLINE, scope), event, lane);
    }
}

static void mark_event(exn_lanes_maker *maker, size_t at)
{
    static const int marks[EXN_TRACE_KINDS] = {
        [EXN_ENTER_FAILS] = EXN_MARK_FAULT + 1,
        [EXN_EXIT_FAILS] = EXN_MARK_FAULT + 1,
        [EXN_BODY_RAISES] = EXN_MARK_FAULT + 1,
        [EXN_CANCEL] = EXN_MARK_CANCEL + 1,
        [EXN_CANCEL_REQUESTED] = EXN_MARK_REQUEST + 1,
        [EXN_ASKED] = EXN_MARK_ASK + 1,
        [EXN_EXIT_SUPPRESSES] = EXN_MARK_SUPPRESSION + 1,
        [EXN_WORD] = EXN_MARK_WORD + 1,
        [EXN_CALL] = EXN_MARK_CALL + 1,
        [EXN_CALL_REFUSED] = EXN_MARK_CALL + 1,
    };
    const exn_record *record = &maker->run->recorder.trace[at];
    uint32_t lane = exn_lanes_lane_of(maker, record);
    if (record->kind == EXN_TIME_PASSES) {
        mark_time(maker, at);
    } else if (marks[record->kind] > 0 && lane != EXN_NO_LANE) {
        mark(maker, (exn_mark_kind)(marks[record->kind] - 1), lane, (uint32_t)at + 1);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void take_events(exn_lanes_maker *maker)
{
    const exn_recorder *recorder = &maker->run->recorder;
    for (uint32_t i = 0; i < maker->view->task_count && recorder->trace_count > 0; i++) {
        uint32_t scope = maker->view->tasks[i].scope;
        begin_bar(maker, &maker->bar_of_scope[scope], EXN_BAR_OPEN, maker->of_scope[scope], 1);
    }
    for (size_t i = 0; i < recorder->trace_count && !maker->failed; i++) {
        const exn_record *record = &recorder->trace[i];
        if (record->kind == EXN_CLOSES) {
            close_scope(maker, record, (uint32_t)i + 1);
        } else if (record->member < maker->view->member_count) {
            settle_member(maker, record, (uint32_t)i + 1);
        } else {
            settle_body(maker, record, (uint32_t)i + 1);
        }
        mark_event(maker, i);
        exn_lanes_follow_errors(maker, record, (uint32_t)i + 1);
    }
}

static void take_steps(exn_lanes_maker *maker)
{
    const exn_deliveries *delivered = &maker->run->delivered;
    for (uint32_t i = 0; i < delivered->count && !maker->failed; i++) {
        char text[400];
        exn_assert(delivered->events[i] <= maker->lanes->event_count);
        exn_delivery_text(maker->run, &delivered->items[i], text, sizeof text);
        exn_lane_step step = {.after = delivered->events[i],
                              .is_inside = delivered->items[i].inside_call,
                              .item = text};
        maker->failed = !exn_lanes_add_step(maker->lanes, step);
    }
}

static uint32_t lane_of_blamed(const exn_lanes_maker *maker, uint32_t blamed)
{
    return blamed < maker->view->member_count ? maker->of_member[blamed]
           : exn_is_body(blamed)              ? maker->of_body[exn_task_of_body(blamed)]
                                              : maker->of_scope[maker->view->tasks[0].scope];
}

/* Marks the last event: on the lane of the one who is to blame, or else on its own. */
static void take_breach(exn_lanes_maker *maker, const uint32_t *blamed)
{
    exn_lanes *lanes = maker->lanes;
    exn_assert(lanes->event_count == maker->run->recorder.trace_count);
    const exn_recorder *recorder = &maker->run->recorder;
    if (blamed != NULL) {
        lanes->blamed = lane_of_blamed(maker, *blamed);
    }
    if (lanes->event_count > 0) {
        uint32_t lane = blamed != NULL
                            ? lanes->blamed
                            : exn_lanes_lane_of(maker, &recorder->trace[lanes->event_count - 1]);
        mark(maker, EXN_MARK_BREAKS, lane, lanes->event_count);
    }
}

static bool open_maker(exn_lanes_maker *maker)
{
    const exn_view *view = maker->view;
    maker->of_member = calloc(view->member_count + 1, sizeof *maker->of_member);
    maker->bar_of_member = calloc(view->member_count + 1, sizeof *maker->bar_of_member);
    maker->of_scope = calloc(view->scope_count, sizeof *maker->of_scope);
    maker->bar_of_scope = calloc(view->scope_count, sizeof *maker->bar_of_scope);
    maker->of_body = calloc(view->task_count, sizeof *maker->of_body);
    maker->bar_of_body = calloc(view->task_count, sizeof *maker->bar_of_body);
    maker->lanes = calloc(1, sizeof *maker->lanes);
    return maker->of_member != NULL && maker->bar_of_member != NULL && maker->of_scope != NULL &&
           maker->bar_of_scope != NULL && maker->of_body != NULL && maker->bar_of_body != NULL &&
           maker->lanes != NULL;
}

static exn_lanes *close_maker(exn_lanes_maker *maker)
{
    free(maker->of_member);
    free(maker->bar_of_member);
    free(maker->of_scope);
    free(maker->bar_of_scope);
    free(maker->of_body);
    free(maker->bar_of_body);
    free(maker->places);
    if (maker->failed) {
        exn_lanes_free(maker->lanes);
        maker->lanes = NULL;
    }
    return maker->lanes;
}

exn_lanes *exn_lanes_of_run(const exn_run *run, const exn_lanes_broken *broken)
{
    exn_lanes_maker maker = {.run = run, .view = exn_run_view(run)};
    maker.failed = !open_maker(&maker);
    if (!maker.failed) {
        maker.lanes->event_count = (uint32_t)run->recorder.trace_count;
        maker.lanes->blamed = EXN_NO_LANE;
        exn_assert(run->options.tells_steps || run->delivered.count == 0);
        exn_lanes_lay_out(&maker);
        exn_assert(maker.failed || maker.lanes->lane_count >= maker.view->member_count);
        take_events(&maker);
        take_steps(&maker);
        if (broken != NULL && !maker.failed) {
            take_breach(&maker, broken->blamed);
        }
    }
    return close_maker(&maker);
}
