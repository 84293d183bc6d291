/* Swim lanes as SVG: a row for each lane, a column for each event, and a band for each step. What
 * colours say is said by shapes, too. */
#include "report/page/lanes_svg.h"

#include "base/characters.h"
#include "base/escape.h"
#include "report/page/assets.h"
#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

enum {
    COLUMN = 26,
    ROW = 26,
    INDENT = 12,
    LETTER = 7,    /* the width of a letter of a name */
    NAME_MIN = 60, /* the width of the column of names */
    NAME_MAX = 230,
    STEP_LETTERS = 20, /* of the text above a step, which stands at an angle */
    TOP = 24,          /* room above the lanes without these texts */
    BOTTOM = 34,       /* for the numbers of the events, and words below them */
    RIGHT = 90,
    DEPTH_MAX = 8,  /* of what is nested deeper the names are indented no further */
    LANES_MAX = 40, /* of more, those are drawn to which something happens in this drawing */
};

/* Where things are. */
typedef struct sheet {
    FILE *out;
    const exn_drawing *drawing;
    const exn_lanes *lanes;
    uint32_t *rows; /* of each lane, from 1; 0: it is not drawn */
    uint32_t row_count;
    int left, top, width, height;
} sheet;

static int x_of(const sheet *self, uint32_t event)
{
    return self->left + (int)(event - self->drawing->first) * COLUMN + COLUMN / 2;
}

static bool has_row(const sheet *self, uint32_t lane)
{
    return self->rows[lane] > 0;
}

static int y_of(const sheet *self, uint32_t lane)
{
    return self->top + (int)(self->rows[lane] - 1) * ROW + ROW / 2;
}

static bool is_drawn(const sheet *self, uint32_t event)
{
    return event >= self->drawing->first && event <= self->drawing->last;
}

static int depth_of(const exn_lanes *lanes, uint32_t lane)
{
    int depth = 0;
    for (uint32_t at = lanes->lanes[lane].inside; at != EXN_NO_LANE && depth < DEPTH_MAX;
         at = lanes->lanes[at].inside) {
        depth += 1;
    }
    return depth;
}

static int letters_of(const char *text)
{
    int letters = 0;
    for (; *text != '\0'; text++) {
        letters += exn_utf8_begins(*text) ? 1 : 0;
    }
    return letters;
}

/* Writes a text, and an ellipsis in place of what is behind its first `most` letters. */
static void put_short(FILE *out, const char *text, int most)
{
    char part[256];
    size_t length = 0;
    int letters = 0;
    for (; text[length] != '\0' && length + 5 < sizeof part; length++) {
        letters += exn_utf8_begins(text[length]) ? 1 : 0;
        if (letters > most) {
            break;
        }
        part[length] = text[length];
    }
    bool is_cut = text[length] != '\0';
    strcpy(part + length, is_cut ? "…" : "");
    exn_put_markup_text(out, part);
}

/* --- steps ------------------------------------------------------------------------------------ */

/* A step with what was chosen inside its calls: entries [first, last) of the steps. */
typedef struct one_step {
    uint32_t number;
    size_t first, last;
    uint32_t from_event, to_event;
} one_step;

/* Goes on to the next step. Begins as {0}, the beginning, which is none. Returns false at the end.
 */
static bool next_step(const exn_lanes *lanes, one_step *step)
{
    size_t at = step->last;
    if (at >= lanes->step_count && step->to_event >= lanes->event_count) {
        return false;
    }
    bool is_first = step->to_event == 0 && at == 0;
    bool begins = is_first && (lanes->step_count == 0 || lanes->steps[0].after > 0);
    step->from_event = step->to_event + 1;
    step->first = at;
    step->number += begins || at >= lanes->step_count ? 0 : 1;
    if (!begins && at < lanes->step_count) {
        at += 1;
    }
    while (at < lanes->step_count && lanes->steps[at].is_inside) {
        at += 1;
    }
    step->last = at;
    step->to_event = at < lanes->step_count ? lanes->steps[at].after : lanes->event_count;
    return true;
}

static void put_items(const sheet *self, const one_step *step)
{
    if (step->number == 0 && step->first == step->last) {
        fputs("the scope begins", self->out);
        return;
    }
    for (size_t i = step->first; i < step->last; i++) {
        fputs(i > step->first ? "; " : "", self->out);
        exn_put_markup_text(self->out, self->lanes->steps[i].item);
    }
}

static void draw_step(const sheet *self, const one_step *step)
{
    const exn_drawing *drawing = self->drawing;
    uint32_t from = step->from_event > drawing->first ? step->from_event : drawing->first;
    uint32_t to = step->to_event < drawing->last ? step->to_event : drawing->last;
    bool is_other = drawing->parts && step->from_event == drawing->shared + 1;
    if (from > to) {
        return; /* no event came of it, or it is not drawn here */
    }
    int x = x_of(self, from) - COLUMN / 2;
    fprintf(self->out, "<g class=\"step%s%s\"><title>step %u: ", step->number % 2 ? " odd" : "",
            is_other ? " other" : "", step->number);
    put_items(self, step);
    fprintf(self->out, "</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x,
            self->top - 6, (int)(to - from + 1) * COLUMN, self->height - self->top - BOTTOM + 12);
    fprintf(self->out, "<text transform=\"translate(%d %d) rotate(-38)\">%u ", x + COLUMN / 2,
            self->top - 12, step->number);
    if (step->number == 0 && step->first == step->last) {
        fputs("begin", self->out);
    } else if (step->first < step->last) {
        put_short(self->out, self->lanes->steps[step->first].item, STEP_LETTERS);
    }
    fputs("</text></g>\n", self->out);
}

static void draw_steps(const sheet *self)
{
    one_step step = {0};
    while (step.to_event < self->drawing->last && next_step(self->lanes, &step)) {
        draw_step(self, &step);
    }
}

/* --- lanes and bars --------------------------------------------------------------------------- */

static void draw_names(const sheet *self)
{
    for (uint32_t i = 0; i < self->lanes->lane_count; i++) {
        const exn_lane *lane = &self->lanes->lanes[i];
        bool is_blamed = i == self->lanes->blamed;
        if (!has_row(self, i)) {
            continue;
        }
        int x = 4 + depth_of(self->lanes, i) * INDENT;
        fprintf(self->out, "<g class=\"lane %s%s\"><title>", exn_lane_kind_word(lane->kind),
                is_blamed ? " blamed" : "");
        fprintf(self->out, "%s ", exn_lane_kind_word(lane->kind));
        exn_put_markup_text(self->out, lane->name);
        fprintf(self->out, "%s</title><line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                is_blamed ? ", to blame" : "", self->left, y_of(self, i), self->width - RIGHT,
                y_of(self, i));
        fprintf(self->out, "<text x=\"%d\" y=\"%d\">%s", x, y_of(self, i) + 4,
                is_blamed ? "▶ " : "");
        put_short(self->out, lane->name, (self->left - 8 - x) / LETTER - (is_blamed ? 2 : 0));
        fputs("</text></g>\n", self->out);
    }
}

static const char *event_text(const sheet *self, uint32_t event)
{
    return self->drawing->trace != NULL ? self->drawing->trace[event - 1] : "";
}

static void draw_bar(const sheet *self, const exn_bar *bar)
{
    const exn_drawing *drawing = self->drawing;
    if (bar->last < drawing->first || bar->first > drawing->last || !has_row(self, bar->lane)) {
        return;
    }
    bool begins = bar->first >= drawing->first;
    bool ends = bar->last <= drawing->last && bar->outcome != EXN_BAR_UNSETTLED;
    int from = begins ? x_of(self, bar->first) : self->left;
    int to = ends ? x_of(self, bar->last)
                  : x_of(self, bar->last < drawing->last ? bar->last : drawing->last) + COLUMN / 2;
    bool is_thin = bar->operation == EXN_BAR_HELD || bar->operation == EXN_BAR_OPEN;
    int height = is_thin ? 4 : 14;
    fprintf(self->out, "<g class=\"bar %s %s\"><title>", exn_bar_operation_word(bar->operation),
            exn_bar_outcome_word(bar->outcome));
    exn_put_markup_text(self->out, event_text(self, bar->first));
    if (bar->outcome != EXN_BAR_UNSETTLED) {
        fputs(" … ", self->out);
        exn_put_markup_text(self->out, event_text(self, bar->last));
    } else {
        fputs(" … and does not end here", self->out);
    }
    fprintf(self->out, "</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
            from, y_of(self, bar->lane) - height / 2, to > from ? to - from : 2, height,
            is_thin ? 1 : 3);
    const char *word = bar->operation == EXN_BAR_BODY ? "body"
                       : is_thin                      ? ""
                                                      : exn_bar_operation_word(bar->operation);
    if (*word != '\0' && to - from >= (int)strlen(word) * LETTER + 4) {
        fprintf(self->out, "<text x=\"%d\" y=\"%d\">%s</text>", from + 4, y_of(self, bar->lane) + 4,
                word);
    }
    fputs("</g>\n", self->out);
}

/* --- errors and marks ------------------------------------------------------------------------- */

/* Draws how an error goes from one place to the next: a line that leads in from the left where it
 * began before what is drawn. */
static void draw_hop(const sheet *self, const exn_hop *hop)
{
    if (!is_drawn(self, hop->to_event) || !has_row(self, hop->to_lane)) {
        return;
    }
    bool begins = is_drawn(self, hop->from_event) && has_row(self, hop->from_lane);
    int x1 = begins ? x_of(self, hop->from_event) : self->left;
    int x2 = x_of(self, hop->to_event);
    int y2 = y_of(self, hop->to_lane);
    int y1 = has_row(self, hop->from_lane) ? y_of(self, hop->from_lane) : y2;
    int bend = (x2 - x1) / 2 + 6;
    fputs("<g class=\"hop\"><title>the error ", self->out);
    exn_put_markup_text(self->out, hop->error);
    fprintf(self->out, " goes from %s", begins ? "" : "before ");
    exn_put_markup_text(self->out, self->lanes->lanes[hop->from_lane].name);
    fputs(" to ", self->out);
    exn_put_markup_text(self->out, self->lanes->lanes[hop->to_lane].name);
    fprintf(self->out, "</title><path d=\"M%d %dC%d %d %d %d %d %d\"/>", x1, y1, x1 + bend, y1,
            x2 - bend, y2, x2, y2);
    fprintf(self->out, "<circle cx=\"%d\" cy=\"%d\" r=\"2.5\"/></g>\n", x2, y2);
}

/* The shape of a mark, around 0 0. */
static const char *shape_of(exn_mark_kind kind)
{
    switch (kind) {
    case EXN_MARK_FAULT:
        return "M-5-5L5 5M-5 5L5-5";
    case EXN_MARK_CANCEL:
        return "M-5-5H5V5H-5Z";
    case EXN_MARK_REQUEST:
        return "M-4-3H4L0 4Z";
    case EXN_MARK_ASK:
        return "M-4-4H4L0 4ZM0-8V-4";
    case EXN_MARK_DEADLINE:
    case EXN_MARK_TIME:
        return "M-5-6H5L-5 6H5Z";
    case EXN_MARK_SUPPRESSION:
        return "M 0-6L6 0L0 6L-6 0Z";
    case EXN_MARK_WORD:
        return "M-3 0A3 3 0 1 0 3 0A3 3 0 1 0-3 0Z";
    default:
        return "M-4-5L5 0L-4 5Z";
    }
}

static void draw_mark(const sheet *self, const exn_mark *mark)
{
    if (!is_drawn(self, mark->event) || mark->kind == EXN_MARK_BREAKS ||
        !has_row(self, mark->lane)) {
        return;
    }
    fprintf(self->out, "<g class=\"mark %s\"><title>%s: ", exn_mark_word(mark->kind),
            exn_mark_word(mark->kind));
    exn_put_markup_text(self->out, event_text(self, mark->event));
    fprintf(self->out, "</title><path transform=\"translate(%d %d)\" d=\"%s\"/></g>\n",
            x_of(self, mark->event), y_of(self, mark->lane), shape_of(mark->kind));
}

static void draw_breach(const sheet *self)
{
    const exn_drawing *drawing = self->drawing;
    if (drawing->broken == NULL || !is_drawn(self, self->lanes->event_count)) {
        return;
    }
    int x = x_of(self, self->lanes->event_count) + COLUMN / 2 - 2;
    fprintf(self->out, "<g class=\"broken\"><path d=\"M%d %dV%d\"/>", x, self->top - 8,
            self->height - BOTTOM + 6);
    fprintf(self->out, "<text x=\"%d\" y=\"%d\">✗ ", x + 5, self->top + 8);
    exn_put_markup_text(self->out, drawing->broken);
    fputs("</text></g>\n", self->out);
}

/* Where the schedule beside this one is another. */
static void draw_parting(const sheet *self)
{
    uint32_t shared = self->drawing->shared;
    if (!self->drawing->parts || shared + 1 < self->drawing->first ||
        shared + 1 > self->drawing->last) {
        return;
    }
    int x = x_of(self, shared + 1) - COLUMN / 2;
    fprintf(self->out,
            "<g class=\"parting\"><title>up to here both schedules are the same</title>"
            "<path d=\"M%d %dV%d\"/><text x=\"%d\" y=\"%d\">◆ decides</text></g>\n",
            x, self->top - 8, self->height - 4, x + 3, self->height - 5);
}

/* --- which lanes are drawn -------------------------------------------------------------------- */

/* Takes a lane, and those that it lies in. */
static void take_lane(sheet *self, uint32_t lane)
{
    while (lane != EXN_NO_LANE && self->rows[lane] == 0) {
        self->rows[lane] = 1;
        lane = self->lanes->lanes[lane].inside;
    }
}

static void take_busy_lanes(sheet *self)
{
    const exn_lanes *lanes = self->lanes;
    for (size_t i = 0; i < lanes->bar_count; i++) {
        const exn_bar *bar = &lanes->bars[i];
        bool ends = bar->outcome != EXN_BAR_UNSETTLED && is_drawn(self, bar->last);
        if (ends || is_drawn(self, bar->first)) {
            take_lane(self, bar->lane);
        }
    }
    for (size_t i = 0; i < lanes->mark_count; i++) {
        if (is_drawn(self, lanes->marks[i].event)) {
            take_lane(self, lanes->marks[i].lane);
        }
    }
}

/* Decides which lanes are drawn, and where. What never ended has its bar to the end, and is nothing
 * that happens there. */
static void lay_out(sheet *self)
{
    const exn_lanes *lanes = self->lanes;
    for (uint32_t i = 0; i < lanes->lane_count; i++) {
        const exn_lane *lane = &lanes->lanes[i];
        bool is_frame = lane->inside == EXN_NO_LANE || lane->kind == EXN_LANE_BODY;
        if (lanes->lane_count <= LANES_MAX || is_frame || i == lanes->blamed) {
            take_lane(self, i);
        }
    }
    if (lanes->lane_count > LANES_MAX) {
        take_busy_lanes(self);
    }
    for (uint32_t i = 0; i < lanes->lane_count; i++) {
        self->row_count += self->rows[i] > 0 ? 1 : 0;
        self->rows[i] = self->rows[i] > 0 ? self->row_count : 0;
    }
}

/* --- the sheet -------------------------------------------------------------------------------- */

static int width_of_names(const exn_lanes *lanes)
{
    int widest = NAME_MIN;
    for (uint32_t i = 0; i < lanes->lane_count; i++) {
        int width =
            4 + depth_of(lanes, i) * INDENT + (letters_of(lanes->lanes[i].name) + 3) * LETTER + 4;
        widest = width > widest ? width : widest;
    }
    return widest < NAME_MAX ? widest : NAME_MAX;
}

/* The height of the texts above the steps that are drawn. */
static int height_of_steps(const exn_drawing *drawing)
{
    const exn_lanes *lanes = drawing->lanes;
    int longest = (int)sizeof "begin" - 1;
    for (size_t i = 0; i < lanes->step_count; i++) {
        const exn_lane_step *step = &lanes->steps[i];
        bool is_shown = step->after + 1 >= drawing->first && step->after < drawing->last;
        int letters = is_shown && !step->is_inside ? letters_of(step->item) : 0;
        longest = letters > longest ? letters : longest;
    }
    return (longest < STEP_LETTERS ? longest + 4 : STEP_LETTERS + 5) * 39 / 10;
}

static void begin(const sheet *self)
{
    const exn_drawing *drawing = self->drawing;
    fprintf(self->out,
            "<svg class=\"lanes\"%s role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
            "data-first=\"%u\" data-last=\"%u\" data-left=\"%d\" data-column=\"%d\"",
            drawing->standalone ? " xmlns=\"http://www.w3.org/2000/svg\"" : "", self->width,
            self->height, self->width, self->height, drawing->first, drawing->last, self->left,
            COLUMN);
    fputs(" aria-label=\"", self->out);
    exn_put_markup_text(self->out, drawing->title);
    fprintf(self->out, ", events %u to %u\">\n", drawing->first, drawing->last);
    if (drawing->standalone) {
        fprintf(self->out,
                "<style>%s</style>\n<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n",
                (const char *)exn_lanes_css, self->width, self->height);
    }
}

static void draw_numbers(const sheet *self)
{
    for (uint32_t i = self->drawing->first; i <= self->drawing->last; i++) {
        fprintf(self->out, "<text class=\"number\" x=\"%d\" y=\"%d\">%u</text>", x_of(self, i),
                self->height - BOTTOM + 12, i);
    }
    fputs("\n", self->out);
}

static void draw_left_out(const sheet *self)
{
    size_t left_out = self->lanes->lane_count - self->row_count;
    if (left_out > 0) {
        fprintf(self->out,
                "<text class=\"number left\" x=\"4\" y=\"%d\">%zu lanes without an event here are "
                "left out</text>\n",
                self->height - 2, left_out);
    }
}

void exn_draw_lanes(FILE *out, const exn_drawing *drawing)
{
    const exn_lanes *lanes = drawing->lanes;
    sheet self = {.out = out, .drawing = drawing, .lanes = lanes, .left = width_of_names(lanes)};
    self.rows = calloc(lanes->lane_count + 1, sizeof *self.rows);
    if (self.rows == NULL) {
        fputs("<p>" EXN_NO_MEMORY "</p>\n", out);
        return;
    }
    lay_out(&self);
    int columns = drawing->last >= drawing->first ? (int)(drawing->last - drawing->first) + 1 : 0;
    bool ends = drawing->broken != NULL && drawing->last == lanes->event_count;
    int tail = ends ? (letters_of(drawing->broken) + 4) * LETTER : 0;
    self.width = self.left + columns * COLUMN + (tail > RIGHT ? tail : RIGHT);
    self.top = TOP + height_of_steps(drawing);
    self.height = self.top + (int)self.row_count * ROW + BOTTOM;
    begin(&self);
    draw_steps(&self);
    draw_names(&self);
    for (size_t i = 0; i < lanes->bar_count; i++) {
        draw_bar(&self, &lanes->bars[i]);
    }
    for (size_t i = 0; i < lanes->hop_count; i++) {
        draw_hop(&self, &lanes->hops[i]);
    }
    for (size_t i = 0; i < lanes->mark_count; i++) {
        draw_mark(&self, &lanes->marks[i]);
    }
    draw_left_out(&self);
    draw_numbers(&self);
    draw_parting(&self);
    draw_breach(&self);
    fprintf(out,
            "<rect class=\"cursor\" x=\"-100\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>"
            "</svg>\n",
            self.top - 6, COLUMN, self.height - self.top - BOTTOM + 12);
    free(self.rows);
}
