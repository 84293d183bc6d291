#include "cli/progress.h"

#include "cli/memory.h"

#include <inttypes.h>

enum { FIRST_MS = 500, EVERY_MS = 200 }; /* a short run shows nothing */

struct exn_progress {
    uv_timer_t timer;
    bool shown;
    bool visible;
    size_t case_count;
    const size_t *cases_done;
    double budget_s;
    uint64_t began_ns;
    uint64_t runs;       /* of all cases */
    uint64_t *case_runs; /* of each, as last told */
};

/* As far as it can be told: 0 if it cannot. */
static double seconds_left(const exn_progress *progress, double seconds)
{
    double done = (double)*progress->cases_done;
    double left_s = done > 0 ? seconds * ((double)progress->case_count - done) / done : 0;
    double budget_left_s = progress->budget_s - seconds;
    bool budget_ends_first = left_s == 0 || budget_left_s < left_s;
    return progress->budget_s > 0 && budget_ends_first ? budget_left_s : left_s;
}

static void print_line(uv_timer_t *timer)
{
    exn_progress *progress = timer->data;
    double seconds = (double)(uv_hrtime() - progress->began_ns) / 1e9;
    fprintf(stderr, "\r\x1b[K%zu of %zu scenarios · %" PRIu64 " runs · %.0f runs/s",
            *progress->cases_done, progress->case_count, progress->runs,
            (double)progress->runs / seconds);
    double left_s = seconds_left(progress, seconds);
    if (left_s > 0)
        fprintf(stderr, " · about %.0f s left", left_s);
    progress->visible = true;
}

exn_progress *exn_progress_new(uv_loop_t *loop, size_t case_count, const size_t *cases_done,
                               double budget_s, bool shown)
{
    exn_progress *progress = exn_need(calloc(1, sizeof *progress));
    progress->shown = shown;
    progress->case_count = case_count;
    progress->cases_done = cases_done;
    progress->budget_s = budget_s;
    progress->began_ns = uv_hrtime();
    progress->case_runs = exn_need(calloc(case_count, sizeof *progress->case_runs));
    uv_timer_init(loop, &progress->timer);
    progress->timer.data = progress;
    if (shown)
        uv_timer_start(&progress->timer, print_line, FIRST_MS, EVERY_MS);
    uv_unref((uv_handle_t *)&progress->timer);
    return progress;
}

void exn_progress_moved(exn_progress *progress, size_t index, const json_t *moved)
{
    uint64_t runs = (uint64_t)json_integer_value(json_object_get(moved, "runs"));
    progress->runs += runs - progress->case_runs[index];
    progress->case_runs[index] = runs;
}

void exn_progress_hide(exn_progress *progress)
{
    if (progress->visible)
        fputs("\r\x1b[K", stderr);
    progress->visible = false;
}

static void on_closed(uv_handle_t *handle)
{
    exn_progress *progress = handle->data;
    free(progress->case_runs);
    free(progress);
}

void exn_progress_free(exn_progress *progress)
{
    exn_progress_hide(progress);
    uv_close((uv_handle_t *)&progress->timer, on_closed);
}
