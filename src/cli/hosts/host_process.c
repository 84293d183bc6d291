/* Starts an exeunt-host, exchanges lines with it, and finds out how it ended. */
#include "cli/hosts/host_process.h"

#include "base/grow.h"
#include "cli/installed.h"
#include "cli/memory.h"
#include "protocol/protocol.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    PIPES = 3,
    READ_SIZE = 1 << 16,
    LINE_MAX_SIZE = 1 << 28, /* a longer answer is refused */
    ERRORS_KEPT = 1 << 14
};

typedef struct buffer {
    char *bytes; /* terminated, unless it is NULL */
    size_t length;
    size_t room;
} buffer;

struct exn_host_process {
    const exn_host_callbacks *callbacks;
    void *data;
    uv_process_t process;
    uv_pipe_t requests;
    uv_pipe_t answers;
    uv_pipe_t errors;
    unsigned handles_open;
    bool started;
    exn_flight *flight;
    buffer line; /* the part of an answer that has come */
    buffer last_errors;
    exn_host_death death;
    char read_room[READ_SIZE];
};

/* --- where it is ------------------------------------------------------------------------------ */

char *exn_host_find(void)
{
    static const char *const places[] = {"exeunt-host", "../libexec/exeunt/exeunt-host", NULL};
    const char *named = getenv("EXEUNT_HOST");
    bool is_named = named != NULL && *named != '\0';
    char *path = NULL;
    if (!is_named) {
        path = exn_find_beside(places, X_OK);
    } else if (access(named, X_OK) == 0) {
        path = exn_need(strdup(named));
    }
    if (path == NULL && is_named) {
        fprintf(stderr, "exeunt: EXEUNT_HOST names %s: %s\n", named, strerror(errno));
    } else if (path == NULL) {
        fputs("exeunt: exeunt-host is not beside exeunt, and EXEUNT_HOST names none\n", stderr);
    }
    return path;
}

/* --- its end ---------------------------------------------------------------------------------- */

/* Returns the tape in flight as text; the caller frees it. */
static char *tape_of(const exn_flight *flight)
{
    uint32_t choices = flight->choices;
    if (choices > EXN_FLIGHT_CHOICES_MAX) {
        choices = EXN_FLIGHT_CHOICES_MAX; /* the process that crashed may have written anything */
    }
    char *tape = NULL;
    size_t size = 0;
    FILE *text = exn_need(open_memstream(&tape, &size));
    for (uint32_t i = 0; i < choices; i++) {
        fprintf(text, i == 0 ? "%u" : ".%u", flight->tape[i]);
    }
    fclose(text);
    return exn_need(tape);
}

static void on_handle_closed(uv_handle_t *handle)
{
    exn_host_process *host = handle->data;
    if (--host->handles_open > 0) {
        return;
    }
    if (host->started) {
        char *tape = tape_of(host->flight);
        host->death.tape = tape;
        host->death.errors = host->last_errors.length > 0 ? host->last_errors.bytes : "";
        host->callbacks->ended(host, &host->death);
        free(tape);
    }
    if (host->flight != NULL) {
        munmap(host->flight, sizeof *host->flight);
    }
    free(host->line.bytes);
    free(host->last_errors.bytes);
    free(host);
}

static void close_handle(void *handle)
{
    if (!uv_is_closing(handle)) {
        uv_close(handle, on_handle_closed);
    }
}

static void on_exit_of_process(uv_process_t *process, int64_t status, int signal)
{
    exn_host_process *host = process->data;
    host->death.status = status;
    host->death.signal = signal;
    close_handle(&host->requests);
    close_handle(&host->process); /* the other pipes are first read to their ends */
}

void exn_host_finish(exn_host_process *host)
{
    close_handle(&host->requests);
}

void exn_host_kill(exn_host_process *host, exn_killed why)
{
    if (!uv_is_closing((uv_handle_t *)&host->process)) {
        host->death.killed = why;
        uv_process_kill(&host->process, SIGKILL);
    }
    close_handle(&host->requests);
    close_handle(&host->answers);
    close_handle(&host->errors);
}

/* --- what it writes --------------------------------------------------------------------------- */

static void append(buffer *text, const char *bytes, size_t length)
{
    if (!EXN_MAKE_ROOM(text->bytes, text->room, text->length + length + 1)) {
        exn_out_of_memory();
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static void drop_front(buffer *text, size_t length)
{
    memmove(text->bytes, text->bytes + length, text->length - length + 1);
    text->length -= length;
}

static void take_line(exn_host_process *host, const char *line, size_t length)
{
    json_t *answer = json_loadb(line, length, 0, NULL);
    if (json_is_object(answer)) {
        host->callbacks->answered(host, answer);
    } else {
        exn_host_kill(host, EXN_KILLED_BABBLING);
    }
    json_decref(answer);
}

static void take_answers(exn_host_process *host, const char *bytes, size_t length)
{
    size_t searched = host->line.length;
    append(&host->line, bytes, length);
    char *newline;
    while ((newline = memchr(host->line.bytes + searched, '\n', host->line.length - searched)) !=
           NULL) {
        size_t line_length = (size_t)(newline - host->line.bytes);
        take_line(host, host->line.bytes, line_length);
        if (host->death.killed != EXN_NOT_KILLED) {
            return; /* what follows is ignored */
        }
        drop_front(&host->line, line_length + 1);
        searched = 0;
    }
    if (host->line.length > LINE_MAX_SIZE) {
        exn_host_kill(host, EXN_KILLED_BABBLING);
    }
}

static void take_errors(exn_host_process *host, const char *bytes, size_t length)
{
    append(&host->last_errors, bytes, length);
    if (host->last_errors.length > 2 * ERRORS_KEPT) {
        drop_front(&host->last_errors, host->last_errors.length - ERRORS_KEPT);
    }
}

static void on_allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    exn_host_process *host = handle->data;
    *buf = uv_buf_init(host->read_room, READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
    exn_host_process *host = stream->data;
    if (got < 0) {
        close_handle(stream);
    } else if (stream == (uv_stream_t *)&host->answers) {
        take_answers(host, buf->base, (size_t)got);
    } else {
        take_errors(host, buf->base, (size_t)got);
    }
}

/* --- what it is sent -------------------------------------------------------------------------- */

typedef struct sending {
    uv_write_t write;
    char *text;
} sending;

static void on_sent(uv_write_t *write, int status)
{
    (void)status; /* a host that does not read has ended; its end is reported */
    sending *sent = write->data;
    free(sent->text);
    free(sent);
}

static void send_line(exn_host_process *host, const json_t *line)
{
    if (uv_is_closing((uv_handle_t *)&host->requests)) {
        return;
    }
    sending *message = exn_need(malloc(sizeof *message));
    message->write.data = message;
    message->text = exn_need(json_dumps(line, JSON_COMPACT));
    size_t length = strlen(message->text);
    message->text[length] = '\n'; /* replaces the terminating zero, which is not sent */
    uv_buf_t buf = uv_buf_init(message->text, (unsigned)length + 1);
    if (uv_write(&message->write, (uv_stream_t *)&host->requests, &buf, 1, on_sent) != 0) {
        on_sent(&message->write, UV_ECANCELED);
    }
}

void exn_host_ask(exn_host_process *host, const json_t *request)
{
    host->last_errors.length = 0; /* what it wrote so far belongs to another request */
    send_line(host, request);
}

void exn_host_ask_to_stop(exn_host_process *host)
{
    json_t *stop = exn_need(json_pack("{s:{}}", "stop"));
    send_line(host, stop);
    json_decref(stop);
}

/* --- its beginning ---------------------------------------------------------------------------- */

/* Makes the memory that both processes map. Returns a descriptor for the host, or a negative
 * number. */
static int open_flight(exn_flight **flight)
{
    int descriptor = memfd_create("exeunt-flight", MFD_CLOEXEC);
    if (descriptor < 0) {
        return uv_translate_sys_error(errno);
    }
    void *memory = MAP_FAILED;
    if (ftruncate(descriptor, sizeof **flight) == 0) {
        memory = mmap(NULL, sizeof **flight, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    }
    if (memory == MAP_FAILED) {
        int error = uv_translate_sys_error(errno);
        close(descriptor);
        return error;
    }
    *flight = memory;
    return descriptor;
}

/* Describes a pipe that the host reads from (UV_READABLE_PIPE) or writes to. */
static uv_stdio_container_t pipe_for(uv_pipe_t *pipe, uv_stdio_flags direction)
{
    return (uv_stdio_container_t){.flags = UV_CREATE_PIPE | direction,
                                  .data.stream = (uv_stream_t *)pipe};
}

static int spawn(exn_host_process *host, uv_loop_t *loop, const char *program)
{
    int flight = open_flight(&host->flight);
    if (flight < 0) {
        return flight;
    }
    uv_stdio_container_t stdio[] = {
        pipe_for(&host->requests, UV_READABLE_PIPE),
        pipe_for(&host->answers, UV_WRITABLE_PIPE),
        pipe_for(&host->errors, UV_WRITABLE_PIPE),
        [EXN_HOST_FLIGHT_DESCRIPTOR] = {.flags = UV_INHERIT_FD, .data.fd = flight},
    };
    char *arguments[] = {(char *)program, NULL};
    uv_process_options_t options = {
        .file = program,
        .args = arguments,
        .stdio = stdio,
        .stdio_count = sizeof stdio / sizeof *stdio,
        .exit_cb = on_exit_of_process,
        /* An interrupt from the terminal then reaches the command only. */
        .flags = UV_PROCESS_DETACHED,
    };
    host->handles_open++; /* uv_spawn makes the handle even if it fails */
    int error = uv_spawn(loop, &host->process, &options);
    close(flight);
    return error;
}

int exn_host_start(uv_loop_t *loop, const char *program, const exn_host_callbacks *callbacks,
                   void *data, exn_host_process **host)
{
    exn_host_process *new_host = exn_need(calloc(1, sizeof *new_host));
    new_host->callbacks = callbacks;
    new_host->data = data;
    new_host->handles_open = PIPES;
    uv_pipe_init(loop, &new_host->requests, 0);
    uv_pipe_init(loop, &new_host->answers, 0);
    uv_pipe_init(loop, &new_host->errors, 0);
    new_host->process.data = new_host;
    new_host->requests.data = new_host;
    new_host->answers.data = new_host;
    new_host->errors.data = new_host;

    int error = spawn(new_host, loop, program);
    if (error == 0) {
        uv_read_start((uv_stream_t *)&new_host->answers, on_allocate, on_read);
        uv_read_start((uv_stream_t *)&new_host->errors, on_allocate, on_read);
        new_host->started = true;
        *host = new_host;
        return 0;
    }
    if (new_host->handles_open > PIPES) {
        close_handle(&new_host->process);
    }
    close_handle(&new_host->requests);
    close_handle(&new_host->answers);
    close_handle(&new_host->errors);
    return error;
}

void *exn_host_data(const exn_host_process *host)
{
    return host->data;
}

exn_flight_state exn_host_look(const exn_host_process *host, exn_flight_watch *watch,
                               unsigned hang_ms)
{
    return exn_flight_tick(watch, host->flight, hang_ms);
}

void exn_host_leave_run(exn_host_process *host)
{
    if (!uv_is_closing((uv_handle_t *)&host->process)) {
        uv_process_kill(&host->process, SIGXCPU);
    }
}

uint64_t exn_host_pulse(const exn_host_process *host)
{
    return host->flight->pulse;
}
