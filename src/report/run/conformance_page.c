/* conformance.md and conformance.svg: the table for people, and the badge for a README. */
#include "base/escape.h"
#include "report/conformance.h"

#include <inttypes.h>
#include <string.h>

/* --- the page --------------------------------------------------------------------------------- */

static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        exn_put_markdown(out, *text);
    }
}

/* Writes "`tree:pool-a`, tape 0.1: vm1 was entered and never exited (1 cancel, 2 steps)". */
static void put_shortest(FILE *out, const exn_conformance_row *row)
{
    if (row->shortest_in == NULL) {
        return;
    }
    put_text(out, row->shortest_in->label);
    const exn_violation *breach = row->shortest;
    const char *tape = breach != NULL ? breach->tape : row->shortest_in->result->tape;
    if (tape != NULL && *tape != '\0') {
        fputs(", tape ", out);
        put_text(out, tape);
    }
    if (breach != NULL) {
        fputs(": ", out);
        put_text(out, breach->message);
    }
}

static void put_row(FILE *out, const exn_conformance_row *row)
{
    fprintf(out, "| %s | %s | %s | ", row->rule, row->name, exn_rule_status_text(row->status));
    if (row->broken_in > 0) {
        fprintf(out, "%zu of ", row->broken_in);
    }
    fprintf(out, "%zu | ", row->tested_in > row->broken_in ? row->tested_in : row->broken_in);
    put_shortest(out, row);
    fputs(" |\n", out);
}

int exn_write_conformance_page(const exn_session *run, FILE *out)
{
    const exn_conformance *self = run->conformance;
    fputs("# Conformance of ", out);
    put_text(out, self->subject);
    fprintf(out, "\n\n%zu scenarios explored, %zu that do not apply to it: ", self->explored,
            self->skipped);
    put_text(out, self->bounds);
    fputs(self->is_complete ? ".\n\n" : ".\n\nNot everything was explored.\n\n", out);
    fputs("| rule | name | status | scenarios | shortest schedule |\n"
          "|---|---|---|---|---|\n",
          out);
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        if (self->rows[row].is_shown) {
            put_row(out, &self->rows[row]);
        }
    }
    return ferror(out) ? -1 : 0;
}

/* --- the badge -------------------------------------------------------------------------------- */

enum {
    BADGE_LETTER = 7, /* how wide a letter is drawn */
    BADGE_MARGIN = 12,
    BADGE_HEIGHT = 20,
};

static void put_drawn(FILE *out, int x, int width, const char *text)
{
    fprintf(out, "<text x=\"%d\" y=\"14\" textLength=\"%d\">", x + BADGE_MARGIN / 2,
            width - BADGE_MARGIN);
    for (; *text != '\0'; text++) {
        exn_put_markup(out, *text);
    }
    fputs("</text>", out);
}

int exn_write_conformance_badge(const exn_session *run, FILE *out)
{
    const exn_conformance *self = run->conformance;
    size_t kept = self->totals[EXN_RULE_IS_KEPT];
    size_t broken = self->totals[EXN_RULE_IS_BROKEN];
    static const char left[] = "exeunt";
    char right[64];
    if (broken > 0) {
        snprintf(right, sizeof right, "%zu broken, %zu kept", broken, kept);
    } else {
        snprintf(right, sizeof right, "%zu kept%s", kept, self->is_complete ? "" : ", in part");
    }
    const char *color = broken > 0                      ? "#b3261e"
                        : self->is_complete && kept > 0 ? "#2e7d32"
                                                        : "#7a5c00";
    int left_width = (int)strlen(left) * BADGE_LETTER + BADGE_MARGIN;
    int right_width = (int)strlen(right) * BADGE_LETTER + BADGE_MARGIN;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\" "
            "aria-label=\"%s: %s\"><title>%s: %s</title>",
            left_width + right_width, BADGE_HEIGHT, left, right, left, right);
    fprintf(out,
            "<rect width=\"%d\" height=\"%d\" fill=\"#444\"/>"
            "<rect x=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
            "<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">",
            left_width, BADGE_HEIGHT, left_width, right_width, BADGE_HEIGHT, color);
    put_drawn(out, 0, left_width, left);
    put_drawn(out, left_width, right_width, right);
    fputs("</g></svg>\n", out);
    return ferror(out) ? -1 : 0;
}
