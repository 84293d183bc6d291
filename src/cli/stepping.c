/* Keys move from event to event; what came before stays on the screen. */
#include "cli/stepping.h"

#include "report/printing.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { WIDTH_UNKNOWN = 100, HEIGHT_UNKNOWN = 24 };

typedef struct stepping {
    const exn_terminal *terminal;
    const exn_replayed *run;
    uint32_t at;
    bool is_on_screen;
    int width, height;
} stepping;

/* --- keys ------------------------------------------------------------------------------------- */

typedef enum move { STAY, FORWARD, BACK, FIRST, LAST, LEAVE } move;

static int read_byte(void)
{
    unsigned char byte;
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : EOF;
}

/* The keys for which a terminal sends several bytes. */
static move read_escape(void)
{
    if (read_byte() != '[') {
        return STAY;
    }
    switch (read_byte()) {
    case 'A':
    case 'D':
        return BACK;
    case 'B':
    case 'C':
        return FORWARD;
    case 'H':
        return FIRST;
    case 'F':
        return LAST;
    default:
        return STAY;
    }
}

static move read_move(void)
{
    enum { ESCAPE = 27, BACKSPACE = 127, CONTROL_C = 3, CONTROL_D = 4 };
    switch (read_byte()) {
    case 'n':
    case 'j':
    case 'l':
    case ' ':
        return FORWARD;
    case 'p':
    case 'b':
    case 'k':
    case 'h':
    case BACKSPACE:
        return BACK;
    case 'g':
        return FIRST;
    case 'G':
        return LAST;
    case 'q':
    case CONTROL_C:
    case CONTROL_D:
    case EOF:
        return LEAVE;
    case ESCAPE:
        return read_escape();
    default:
        return STAY;
    }
}

/* Goes where a key leads. Returns whether that is somewhere else. */
static bool go(stepping *self, move next)
{
    uint32_t before = self->at;
    uint32_t last = self->run->events;
    self->at = next == FORWARD && before < last ? before + 1
               : next == BACK && before > 1     ? before - 1
               : next == FIRST                  ? 1
               : next == LAST                   ? last
                                                : before;
    return self->at != before;
}

/* --- the screen ------------------------------------------------------------------------------- */

static void measure(stepping *self)
{
    struct winsize size;
    bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    self->width = is_known ? size.ws_col : WIDTH_UNKNOWN;
    self->height = is_known && size.ws_row > 0 ? size.ws_row : HEIGHT_UNKNOWN;
}

static void draw(stepping *self)
{
    const exn_terminal *terminal = self->terminal;
    const uint32_t head = (uint32_t)self->run->lanes->lane_count + 2;
    measure(self);
    /* Half of the lines are those of steps, at most. */
    uint32_t lines = (uint32_t)self->height > head + 4 ? (uint32_t)self->height - head : 4;
    uint32_t first = self->at > lines / 2 ? self->at - lines / 2 + 1 : 1;
    fputs("\x1b[H\x1b[2J", terminal->out);
    exn_put_lanes_head(terminal, self->run, self->width);
    for (uint32_t event = first; event <= self->at; event++) {
        exn_put_lanes_event(terminal, self->run, event, self->width, event == self->at);
    }
    exn_put(terminal, EXN_DIM,
            "event %u of %u, step %u   → next  ← back  Home first  End last  q leave", self->at,
            self->run->events, exn_lanes_step_of(self->run->lanes, self->at));
    fflush(terminal->out);
}

static void walk_on_screen(stepping *self)
{
    struct termios before;
    tcgetattr(STDIN_FILENO, &before);
    struct termios by_key = before;
    by_key.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &by_key);
    draw(self);
    for (move next; (next = read_move()) != LEAVE;) {
        go(self, next);
        draw(self);
    }
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    fputs("\n", self->terminal->out);
}

static void walk_in_lines(stepping *self)
{
    exn_put_lanes_head(self->terminal, self->run, self->width);
    exn_put_lanes_event(self->terminal, self->run, self->at, self->width, true);
    for (move next; (next = read_move()) != LEAVE;) {
        if (go(self, next)) {
            exn_put_lanes_event(self->terminal, self->run, self->at, self->width, true);
        }
    }
}

void exn_step_through(const exn_terminal *terminal, const exn_replayed *run, uint32_t first)
{
    stepping self = {.terminal = terminal, .run = run, .at = first, .width = WIDTH_UNKNOWN};
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
        walk_on_screen(&self);
    } else {
        walk_in_lines(&self);
    }
}
