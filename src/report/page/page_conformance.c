/* The table of conformance in the page, where the run has one: each rule, and a link to the
 * shortest schedule that breaks it. */
#include "report/page/page_parts.h"

#include "base/escape.h"
#include "report/conformance.h"

/* Writes a link to a breach, or to its scenario if the host died. */
static void put_shortest(const exn_session *run, const exn_conformance_row *row, FILE *out)
{
    if (row->shortest_in == NULL) {
        return;
    }
    fputs("<a href=\"#", out);
    exn_page_put_fragment(run, (size_t)(row->shortest_in - run->cases), out);
    if (row->shortest != NULL) {
        fprintf(out, ":%zu", (size_t)(row->shortest - row->shortest_in->result->violations) + 1);
    }
    fputs("\">", out);
    exn_put_markup_text(out, row->shortest_in->label);
    fputs("</a>", out);
    if (row->shortest != NULL) {
        fputs(": ", out);
        exn_put_markup_text(out, row->shortest->message);
    }
}

static void put_row(const exn_session *run, const exn_conformance_row *row, FILE *out)
{
    static const char *const lights[EXN_RULE_STATUSES] = {
        [EXN_RULE_IS_KEPT] = "green",
        [EXN_RULE_IS_BROKEN] = "red",
        [EXN_RULE_IS_WAIVED] = "gray",
        [EXN_RULE_IS_UNTESTED] = "yellow",
    };
    size_t tested = row->tested_in > row->broken_in ? row->tested_in : row->broken_in;
    fprintf(out,
            "<tr class=\"%s\"><th scope=\"row\">%s %s</th><td class=\"verdict\">%s</td>"
            "<td class=\"count\">",
            lights[row->status], row->rule, row->name, exn_rule_status_text(row->status));
    if (row->broken_in > 0) {
        fprintf(out, "%zu of ", row->broken_in);
    }
    fprintf(out, "%zu</td><td>", tested);
    put_shortest(run, row, out);
    fputs("</td></tr>\n", out);
}

void exn_page_put_conformance(const exn_session *run, FILE *out)
{
    const exn_conformance *self = run->conformance;
    if (self == NULL) {
        return;
    }
    fputs("<h2 id=\"conformance\">Conformance of ", out);
    exn_put_markup_text(out, self->subject);
    fprintf(out, "</h2>\n<p>%zu scenarios explored, %zu that do not apply to it: ", self->explored,
            self->skipped);
    exn_put_markup_text(out, self->bounds);
    fputs(self->is_complete ? ".</p>\n" : ". Not everything was explored.</p>\n", out);
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Conformance\">"
          "<table class=\"rules conformance\">\n<thead><tr><th scope=\"col\">rule</th>"
          "<th scope=\"col\">status</th><th scope=\"col\">scenarios</th>"
          "<th scope=\"col\">the shortest schedule</th></tr></thead>\n<tbody>\n",
          out);
    for (size_t i = 0; i < EXN_CONFORMANCE_ROWS; i++) {
        if (self->rows[i].is_shown) {
            put_row(run, &self->rows[i], out);
        }
    }
    fputs("</tbody></table></div>\n", out);
}
