/* Prints the progress line, and updates it by a timer. */
#include "cli/progress.h"

#include "cli/memory.h"
#include "report/printing.h"

#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { FIRST_MS = 500, EVERY_MS = 200 }; /* a short run shows no line */

#define BETWEEN_PARTS " · "
#define CLEARED_LINE  "\r\x1b[K"

/* The amount of an exploration. */
typedef struct extent {
    uint64_t runs;
    uint64_t states;
} extent;

struct exn_progress_line {
    uv_timer_t timer;
    bool shown;
    bool begun; /* the line was shown once */
    bool visible;
    size_t case_count;
    const size_t *cases_done;
    double budget_s;
    uint64_t began_ns;
    extent total;
    extent *cases;  /* the amount of each case, as last reported */
    uint64_t depth; /* as last reported by any host */
};

/* --- what there is to say --------------------------------------------------------------------- */

/* Estimates the remaining time; 0: unknown. */
static double seconds_left(const exn_progress_line *progress, double seconds)
{
    double done = (double)*progress->cases_done;
    double left_s = done > 0 ? seconds * ((double)progress->case_count - done) / done : 0;
    double budget_left_s = progress->budget_s - seconds;
    bool budget_ends_first = left_s == 0 || budget_left_s < left_s;
    return progress->budget_s > 0 && budget_ends_first ? budget_left_s : left_s;
}

static void put_duration(const exn_terminal *text, double seconds)
{
    uint64_t whole = (uint64_t)seconds;
    if (whole >= 3600) {
        exn_put(text, EXN_PLAIN, "%" PRIu64 " h %" PRIu64 " min", whole / 3600, whole / 60 % 60);
    } else if (whole >= 60) {
        exn_put(text, EXN_PLAIN, "%" PRIu64 " min %" PRIu64 " s", whole / 60, whole % 60);
    } else {
        exn_put(text, EXN_PLAIN, "%" PRIu64 " s", whole);
    }
}

static void put_work(const exn_terminal *text, uint64_t count, const char *thing, double seconds)
{
    char things[16];
    if (count == 0) {
        return;
    }
    snprintf(things, sizeof things, "%ss", thing);
    exn_put(text, EXN_PLAIN, BETWEEN_PARTS);
    exn_put_count(text, count, thing);
    exn_put(text, EXN_PLAIN, BETWEEN_PARTS);
    exn_put_rate(text, count, seconds, things);
}

/* Returns the whole line, the most important part first; the caller frees it. */
static char *line_of(const exn_progress_line *progress)
{
    char *line = NULL;
    size_t size = 0;
    FILE *stream = exn_need(open_memstream(&line, &size));
    const exn_terminal text = {.out = stream};
    double seconds = (double)(uv_hrtime() - progress->began_ns) / 1e9;
    double left_s = seconds_left(progress, seconds);
    exn_put(&text, EXN_PLAIN, "%zu of %zu scenarios" BETWEEN_PARTS, *progress->cases_done,
            progress->case_count);
    put_duration(&text, seconds);
    if (left_s > 0) {
        exn_put(&text, EXN_PLAIN, ", about ");
        put_duration(&text, left_s < 1 ? 1 : left_s);
        exn_put(&text, EXN_PLAIN, " left");
    }
    put_work(&text, progress->total.states, "state", seconds);
    put_work(&text, progress->total.runs, "run", seconds);
    if (progress->depth > 0) {
        exn_put(&text, EXN_PLAIN, BETWEEN_PARTS "depth %" PRIu64, progress->depth);
    }
    fclose(stream);
    return exn_need(line);
}

/* --- the terminal ----------------------------------------------------------------------------- */

/* Returns how many columns a line may have. Asks the terminal each time, because its size may
 * change. */
static int columns_max(void)
{
    struct winsize size = {0};
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    /* One column less, because some terminals wrap in the last one. */
    return known ? (int)size.ws_col - 1 : INT32_MAX;
}

/* Returns where the last part of a line begins, its separator included; 0 if there is only one
 * part. */
static size_t last_part(const char *line)
{
    size_t at = strlen(line);
    while (at > 0 && strncmp(line + at, BETWEEN_PARTS, sizeof BETWEEN_PARTS - 1) != 0) {
        at--;
    }
    return at;
}

/* Removes parts from the end until the rest fits. A line that wraps could not be removed. */
static void shorten(char *line, int columns)
{
    while (exn_text_width(line) > columns) {
        size_t last = last_part(line);
        line[last > 0 ? last : (size_t)columns] = '\0'; /* the first part is plain ASCII */
    }
}

static void print_line(exn_progress_line *progress)
{
    char *line = line_of(progress);
    shorten(line, columns_max());
    fprintf(stderr, CLEARED_LINE "%s", line);
    free(line);
    progress->visible = true;
}

static void on_tick(uv_timer_t *timer)
{
    exn_progress_line *progress = timer->data;
    progress->begun = true;
    print_line(progress);
}

/* --- from outside ----------------------------------------------------------------------------- */

exn_progress_line *exn_progress_new(uv_loop_t *loop, size_t case_count, const size_t *cases_done,
                                    double budget_s, bool shown)
{
    exn_progress_line *progress = exn_need(calloc(1, sizeof *progress));
    progress->shown = shown;
    progress->case_count = case_count;
    progress->cases_done = cases_done;
    progress->budget_s = budget_s;
    progress->began_ns = uv_hrtime();
    progress->cases = exn_need(calloc(case_count, sizeof *progress->cases));
    uv_timer_init(loop, &progress->timer);
    progress->timer.data = progress;
    if (shown) {
        uv_timer_start(&progress->timer, on_tick, FIRST_MS, EVERY_MS);
    }
    uv_unref((uv_handle_t *)&progress->timer);
    return progress;
}

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t number = json_integer_value(json_object_get(object, key));
    return number > 0 ? (uint64_t)number : 0;
}

void exn_progress_moved(exn_progress_line *progress, size_t index, const json_t *moved)
{
    extent *known = &progress->cases[index];
    extent now = {.runs = number_of(moved, "runs"), .states = number_of(moved, "states")};
    progress->total.runs += now.runs - known->runs;
    progress->total.states += now.states - known->states;
    *known = now;
    progress->depth = number_of(moved, "depth");
}

void exn_progress_hide(exn_progress_line *progress)
{
    if (progress->visible) {
        fputs(CLEARED_LINE, stderr);
    }
    progress->visible = false;
}

void exn_progress_show(exn_progress_line *progress)
{
    bool all_done = *progress->cases_done == progress->case_count;
    if (progress->begun && !progress->visible && !all_done) {
        print_line(progress);
    }
}

static void on_closed(uv_handle_t *handle)
{
    exn_progress_line *progress = handle->data;
    free(progress->cases);
    free(progress);
}

void exn_progress_free(exn_progress_line *progress)
{
    exn_progress_hide(progress);
    uv_close((uv_handle_t *)&progress->timer, on_closed);
}
