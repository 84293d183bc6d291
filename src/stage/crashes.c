/* Code under test that crashes or hangs, in a process that may be lost. The run ends there like one
 * that does not do what is expected, so that the exploration goes on and looks for the shortest
 * schedule. What crashed may have written anywhere: a result that reports a crash claims nothing
 * else. */
#include "stage/crashes.h"

#include "base/own_assert.h"
#include "base/place.h"
#include "stage/leave.h"
#include "stage/stage.h"
#include "stage/state.h"
#include "stage/traps.h"
#include "world/flight.h"

#include <exeunt/implementation.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TEXT_SIZE = 4096 };

/* One in a process, as standard error is. */
static EXEUNT_OUTSIDE struct {
    const exn_run *run; /* NULL: nothing is caught */
    bool silenced;
    int errors;        /* what it writes from now on; -1: nowhere */
    int errors_before; /* what was standard error until then */
} caught = {.errors = -1, .errors_before = -1};

/* --- what it writes to standard error --------------------------------------------------------- */

/* A failed assertion is to be written once, not once for each run that reaches it. */
static void silence(void)
{
    if (caught.silenced) {
        return;
    }
    caught.silenced = true;
    caught.errors = memfd_create("errors", MFD_CLOEXEC);
    caught.errors_before = caught.errors < 0 ? -1 : dup(STDERR_FILENO);
    if (caught.errors_before >= 0) {
        dup2(caught.errors, STDERR_FILENO);
    }
}

static void restore_errors(void)
{
    if (caught.errors_before >= 0) {
        dup2(caught.errors_before, STDERR_FILENO);
        close(caught.errors_before);
    }
    if (caught.errors >= 0) {
        close(caught.errors);
    }
    caught.silenced = false;
    caught.errors = -1;
    caught.errors_before = -1;
}

/* Takes the end of what was written since the last call. Always terminated. */
static void take_errors(char text[TEXT_SIZE])
{
    off_t size = caught.errors_before < 0 ? 0 : lseek(caught.errors, 0, SEEK_CUR);
    off_t from = size < TEXT_SIZE ? 0 : size - (TEXT_SIZE - 1);
    ssize_t length = size <= 0 ? 0 : pread(caught.errors, text, TEXT_SIZE - 1, from);
    text[length > 0 ? length : 0] = '\0';
    if (size > 0 && ftruncate(caught.errors, 0) == 0) {
        lseek(caught.errors, 0, SEEK_SET);
    }
}

/* The last line that is not empty. Cuts `text` after it. */
static const char *last_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == '\n') {
        text[--length] = '\0';
    }
    const char *before = strrchr(text, '\n');
    return before == NULL ? text : before + 1;
}

/* Leaves out what comes before the file of a failed assertion, "exeunt-host: /home/me/src/pool.c:7:
 * f: Assertion `x' failed.": the program and the folders are not the same everywhere. */
static const char *without_folders(const char *line)
{
    const char *assertion = strstr(line, ": Assertion `");
    const char *file = strstr(line, ": ");
    if (assertion == NULL || file == NULL || file >= assertion) {
        return line;
    }
    file += 2;
    for (const char *at = file; at < assertion && !(*at == ':' && at[1] >= '0' && at[1] <= '9');
         at++) {
        file = *at == '/' ? at + 1 : file;
    }
    return file;
}

/* --- what is reported ------------------------------------------------------------------------- */

/* A manager's code, or the body's. */
static bool is_in_c(const exn_stage *stage, uint32_t member)
{
    return exn_run_has(stage->run, member) &&
           (exn_is_body(member) || stage->probe.view.facts[member].inside == EXN_NONE);
}

/* The one manager, or body, written in C; EXN_NONE: there is none, or there are several. */
static uint32_t only_one_in_c(const exn_stage *stage, uint32_t *count)
{
    const exn_view *view = &stage->probe.view;
    uint32_t only = EXN_NONE;
    *count = 0;
    for (uint32_t i = 0; i < view->task_count + view->member_count; i++) {
        uint32_t one = i < view->task_count ? exn_body(i) : i - view->task_count;
        if (is_in_c(stage, one)) {
            only = *count == 0 ? one : EXN_NONE;
            *count += 1;
        }
    }
    return only;
}

/* Whom an event calls; EXN_NONE: nobody. */
static uint32_t called_by(const exn_view *view, const exn_record *event)
{
    switch (event->kind) {
    case EXN_BODY_BEGINS:
        return exn_body(view->scopes[event->scope].is->task);
    case EXN_ENTER_BEGINS:
    case EXN_EXIT_BEGINS:
    case EXN_CANCEL_REQUESTED:
    case EXN_ASKED:
    case EXN_TIME_PASSES: /* of a timer of its own */
    case EXN_WORD:
        return event->member;
    default:
        return EXN_NONE;
    }
}

/* The code in C that was called last: the call is the last event of the trace. EXN_NONE: what was
 * called last is not in C. */
static uint32_t called_last(const exn_stage *stage)
{
    const exn_recorder *recorder = stage->probe.recorder;
    uint32_t last =
        recorder->trace_count == 0
            ? EXN_NONE
            : called_by(&stage->probe.view, &recorder->trace[recorder->trace_count - 1]);
    bool is_known = exn_is_body(last) || last < stage->probe.view.member_count;
    return is_known && is_in_c(stage, last) ? last : EXN_NONE;
}

/* Whose code crashed, where that is known: the scope's, if the scenario plays everything else; a
 * manager's or the body's, if the scope is this project's own. */
static void blame(const exn_run *run, exn_mismatch *mismatch)
{
    uint32_t count;
    uint32_t only = only_one_in_c(run->stage, &count);
    mismatch->blamed = only != EXN_NONE ? only : called_last(run->stage);
    mismatch->knows_blame =
        count == 0 || (run->options.trusts_scope && mismatch->blamed != EXN_NONE);
}

/* --- what is said ----------------------------------------------------------------------------- */

/* Says what has happened; `errors` is what was written to standard error. */
static void write_cause(const exn_trapped *trapped, char *errors, char *text, size_t size)
{
    const char *signal = sigabbrev_np(trapped->number);
    const char *said = trapped->number == SIGABRT ? without_folders(last_line(errors)) : "";
    switch (trapped->cause) {
    case EXN_TRAP_RECURSION:
        snprintf(text, size, "endless recursion: its stack is used up");
        break;
    case EXN_TRAP_EXIT:
        snprintf(text, size, "it calls exit(%d)", trapped->number);
        break;
    case EXN_TRAP_HANG:
        snprintf(text, size, EXN_IT_HANGS "a call does not return");
        break;
    case EXN_TRAP_CALL:
        snprintf(text, size, "it %s", trapped->call);
        break;
    default:
        exn_assert(trapped->cause == EXN_TRAP_SIGNAL);
        snprintf(text, size, "it died of SIG%s%s%.200s", signal != NULL ? signal : "???",
                 *said != '\0' ? ": " : "", said);
        break;
    }
}

static void append(char *text, size_t size, const char *more)
{
    size_t length = strlen(text);
    snprintf(text + length, size - length, "%s", more);
}

/* Appends where it was, the innermost function first: "; in on_row (my-db.c:41), query". */
static void append_frames(const exn_trapped *trapped, char *text, size_t size)
{
    exn_assert(0 <= trapped->frame_count && trapped->frame_count <= EXN_TRAP_FRAMES_MAX);
    char frames[EXN_PLACES_SIZE];
    exn_places_write(trapped->frames, trapped->frame_count, frames, sizeof frames);
    if (*frames != '\0') {
        append(text, size, "; in ");
        append(text, size, frames);
    }
}

/* What has crashed may have written to what the world knows of itself, and to names. */
static void forget_what_was_written(const exn_run *run)
{
    exn_heap_unguard(run->heap);
    exn_heap_reset(run->heap);
    exn_heap_guard(run->heap);
}

void exn_crash_tell(exn_run *run)
{
    exn_mismatch *mismatch = &run->current.mismatch;
    exn_trapped trapped;
    if (caught.run != run || !exn_traps_take(&trapped)) {
        return;
    }
    char errors[TEXT_SIZE] = "";
    run->tape.flight->busy = EXN_IDLE; /* a crash from here on ends the process */
    take_errors(errors);
    silence();
    exn_assert(!run->recorder.breach.happened && "a run ends by a crash or by a breach");
    *mismatch = (exn_mismatch){
        .happened = true, .kind = EXN_MISMATCH_CRASH, .hangs = trapped.cause == EXN_TRAP_HANG};
    write_cause(&trapped, errors, mismatch->message, sizeof mismatch->message);
    append_frames(&trapped, mismatch->message, sizeof mismatch->message);
    if (run->malloced > 0) {
        append(mismatch->message, sizeof mismatch->message,
               "; `create` has taken memory by malloc, which no run puts back as it was made: "
               "exeunt_border_allocate");
    }
    if (run->stage != NULL && run->stage->is_made) {
        forget_what_was_written(run);
        blame(run, mismatch);
    }
}

_Noreturn void exn_crash_leave(exn_run *run, bool hangs, const char *text)
{
    exn_mismatch *mismatch = &run->current.mismatch;
    *mismatch = (exn_mismatch){.happened = true, .kind = EXN_MISMATCH_CRASH, .hangs = hangs};
    snprintf(mismatch->message, sizeof mismatch->message, "%s", text);
    if (run->stage->is_made) {
        blame(run, mismatch);
    }
    run->tape.flight->hangs += hangs ? 1 : 0;
    exn_leave(run, EXN_RUN_UNEXPECTED);
}

void exn_crashes_let_be(const exn_run *run)
{
    if (caught.run != NULL && caught.run == run) {
        exn_traps_lift();
        restore_errors();
        caught.run = NULL;
    }
}

/* Called when an assertion of the simulator fails: that is no crash of the code under test. */
static void let_go(void)
{
    exn_crashes_let_be(caught.run);
}

void exn_crashes_catch(exn_run *run)
{
    exn_assert(caught.run == NULL && "one run in a process");
    caught.run = run;
    exn_assertion_on_failure(let_go);
    exn_traps_set(run);
}
