/* Runs programs side by side, and prints their output only if they fail. */
#include "cli/hosts/other_programs.h"

#include "cli/interrupts.h"
#include "cli/loop.h"
#include "cli/memory.h"

#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

enum { PRINTED_KEPT = 1 << 14 };

typedef struct crowd crowd;

/* A running program. */
typedef struct tool {
    crowd *of;
    bool runs;
    uv_process_t process;
    uv_pipe_t output;
    unsigned handles_open;
    exn_arguments arguments;
    int64_t status;
    int signal;
    size_t printed_length;
    /* The beginning, because the first message usually explains the rest. */
    char printed[PRINTED_KEPT + 1];
    char read_room[PRINTED_KEPT];
} tool;

struct crowd {
    const exn_tools *tools;
    uv_loop_t loop;
    exn_interrupts interrupts;
    size_t next;
    bool failed;
    tool *seats;
    size_t seat_count;
};

static void start_next(tool *self);

/* --- arguments -------------------------------------------------------------------------------- */

void exn_argument(exn_arguments *arguments, const char *format, ...)
{
    char *text;
    va_list values;
    va_start(values, format);
    if (vasprintf(&text, format, values) < 0) {
        exn_need(NULL);
    }
    va_end(values);
    arguments->items =
        exn_need(realloc(arguments->items, (arguments->count + 2) * sizeof *arguments->items));
    arguments->items[arguments->count++] = text;
    arguments->items[arguments->count] = NULL;
}

static void forget(exn_arguments *arguments)
{
    for (size_t i = 0; i < arguments->count; i++) {
        free(arguments->items[i]);
    }
    free(arguments->items);
    *arguments = (exn_arguments){0};
}

/* --- the end of a program --------------------------------------------------------------------- */

static void report_failure(const tool *self)
{
    fprintf(stderr, "exeunt: %s failed (", self->arguments.items[0]);
    if (self->signal != 0) {
        fprintf(stderr, "signal %d)\n", self->signal);
    } else {
        fprintf(stderr, "status %d)\n", (int)self->status);
    }
    fputs(self->printed, stderr);
}

static void on_handle_closed(uv_handle_t *handle)
{
    tool *self = handle->data;
    if (--self->handles_open > 0) {
        return;
    }
    crowd *of = self->of;
    self->runs = false;
    if ((self->status != 0 || self->signal != 0) && of->interrupts.signal == 0) {
        if (!of->failed) {
            report_failure(self);
        }
        of->failed = true;
    }
    forget(&self->arguments);
    start_next(self);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, on_handle_closed);
    }
}

static void on_exit_of_process(uv_process_t *process, int64_t status, int signal)
{
    tool *self = process->data;
    self->status = status;
    self->signal = signal;
    close_handle(process);
}

/* --- what it prints --------------------------------------------------------------------------- */

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    tool *self = handle->data;
    *buf = uv_buf_init(self->read_room, PRINTED_KEPT);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
    tool *self = stream->data;
    if (got < 0) {
        close_handle(stream);
        return;
    }
    size_t room = PRINTED_KEPT - self->printed_length;
    size_t kept = (size_t)got < room ? (size_t)got : room;
    memcpy(self->printed + self->printed_length, buf->base, kept);
    self->printed_length += kept;
    self->printed[self->printed_length] = '\0';
}

/* --- its beginning ---------------------------------------------------------------------------- */

static int spawn(tool *self)
{
    uv_loop_t *loop = &self->of->loop;
    uv_pipe_init(loop, &self->output, 0);
    uv_stdio_container_t output = {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
                                   .data.stream = (uv_stream_t *)&self->output};
    uv_stdio_container_t stdio[] = {{.flags = UV_IGNORE}, {.flags = UV_IGNORE}, output};
    uv_process_options_t options = {.file = self->arguments.items[0],
                                    .args = self->arguments.items,
                                    .stdio = stdio,
                                    .stdio_count = sizeof stdio / sizeof *stdio,
                                    .exit_cb = on_exit_of_process};
    self->output.data = self;
    self->process.data = self;
    self->handles_open = 2; /* uv_spawn makes the handle even if it fails */
    return uv_spawn(loop, &self->process, &options);
}

static void report_missing(const tool *self, int error)
{
    const char *program = self->arguments.items[0];
    fprintf(stderr, "exeunt: cannot start %s: %s\n", program, uv_strerror(error));
    if (error == UV_ENOENT) {
        fprintf(stderr, "%s is part of %s: `apt-get install %s`\n", program,
                self->of->tools->package, self->of->tools->package);
    }
}

static void start_next(tool *self)
{
    crowd *of = self->of;
    if (of->failed || of->interrupts.signal != 0 || of->next >= of->tools->count) {
        return;
    }
    self->runs = true;
    self->status = 0;
    self->signal = 0;
    self->printed_length = 0;
    self->printed[0] = '\0';
    of->tools->describe(of->tools->context, of->next++, &self->arguments);
    int error = spawn(self);
    if (error == 0) {
        uv_read_start((uv_stream_t *)&self->output, on_allocate, on_read);
        return;
    }
    if (!of->failed) {
        report_missing(self, error);
    }
    of->failed = true;
    close_handle(&self->process);
    close_handle(&self->output);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void on_interrupted(void *context)
{
    crowd *of = context;
    for (size_t i = 0; i < of->seat_count; i++) {
        if (of->seats[i].runs && !uv_is_closing((uv_handle_t *)&of->seats[i].process)) {
            uv_process_kill(&of->seats[i].process, SIGTERM);
        }
    }
}

int exn_tools_run(const exn_tools *tools)
{
    crowd all = {.tools = tools,
                 .seat_count = tools->jobs < tools->count ? tools->jobs : tools->count};
    all.seats = exn_need(calloc(all.seat_count, sizeof *all.seats));
    exn_loop_open(&all.loop);
    all.interrupts = (exn_interrupts){.interrupted = on_interrupted, .context = &all};
    exn_interrupts_begin(&all.interrupts, &all.loop);
    for (size_t i = 0; i < all.seat_count; i++) {
        all.seats[i].of = &all;
        start_next(&all.seats[i]);
    }
    uv_run(&all.loop, UV_RUN_DEFAULT);
    exn_interrupts_end(&all.interrupts);
    uv_run(&all.loop, UV_RUN_DEFAULT);
    uv_loop_close(&all.loop);
    free(all.seats);
    return all.interrupts.signal != 0 ? all.interrupts.signal : all.failed ? -1 : 0;
}
