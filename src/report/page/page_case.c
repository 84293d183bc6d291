/* A scenario in the page: a line of the list, and all that is known of it when it is opened. */
#include "report/page/page_parts.h"

#include "base/escape.h"
#include "report/page/graph_svg.h"
#include "report/printing.h"

#include <inttypes.h>
#include <string.h>

/* --- the line --------------------------------------------------------------------------------- */

static const char *mark_of(exn_light light)
{
    static const char *const marks[] = {"✗", "!", "✓", "–"};
    return marks[light];
}

static void put_seconds(double seconds, FILE *out)
{
    if (seconds < 1) {
        fprintf(out, "%.1f ms", seconds * 1e3);
    } else {
        fprintf(out, "%.2f s", seconds);
    }
}

/* What the search finds the scenario by. */
static void put_words(const exn_case *one, FILE *out)
{
    const exn_result *result = one->result;
    exn_put_markup_text(out, result->scenario);
    fprintf(out, " %s", exn_page_verdict(result));
    for (size_t i = 0; i < result->violation_count; i++) {
        fputs(" ", out);
        exn_put_markup_text(out, result->violations[i].rule);
        fputs(" ", out);
        exn_put_markup_text(out, result->violations[i].name);
    }
}

static void put_line(const exn_case *one, FILE *out)
{
    const exn_result *result = one->result;
    exn_light light = exn_light_of(result);
    fprintf(out, "<summary><span class=\"verdict\">%s %s</span> <span class=\"label\">",
            mark_of(light), exn_page_verdict(result));
    exn_put_markup_text(out, one->label);
    fputs("</span> <span class=\"count\">", out);
    if (result->states > 0) {
        exn_page_put_count(result->states, out);
    } else if (result->runs > 0) {
        exn_page_put_count(result->runs, out);
        fputs(result->runs == 1 ? " run" : " runs", out);
    }
    fputs("</span> <span class=\"count\">", out);
    exn_page_put_digits(result->interleavings != NULL ? result->interleavings : "", out);
    fputs("</span> <span class=\"count\">", out);
    put_seconds(result->seconds + result->count_seconds, out);
    fputs("</span></summary>\n", out);
}

/* --- what is known ---------------------------------------------------------------------------- */

static void put_strings(const char *what, char *const *strings, size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            fprintf(out, "<dt>%s</dt>", what);
        }
        fputs("<dd>", out);
        exn_put_markup_text(out, strings[i]);
        fputs("</dd>", out);
    }
    fputs(count > 0 ? "\n" : "", out);
}

static void put_text(const char *what, const char *text, FILE *out)
{
    if (text != NULL) {
        put_strings(what, &(char *){(char *)text}, 1, out);
    }
}

static void put_complaints(const exn_result *result, FILE *out)
{
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exn_complaint *complaint = &result->complaints[i];
        fputs(i == 0 ? "<dt>why</dt><dd>" : "<dd>", out);
        if (complaint->line > 0) {
            fprintf(out, "%u:%u: ", complaint->line, complaint->column);
        }
        exn_put_markup_text(out, complaint->message);
        fputs("</dd>\n", out);
    }
}

static void put_extent(const exn_result *result, FILE *out)
{
    if (result->transitions == 0) {
        return;
    }
    fprintf(out, "<dt>explored</dt><dd>%s, by %s", result->exhaustive ? "in full" : "in part",
            exn_mode_word(result->mode));
    fputs(": ", out);
    exn_page_put_count(result->transitions, out);
    fputs(result->transitions == 1 ? " transition" : " transitions", out);
    fprintf(out, ", at most %" PRIu64 " steps deep", result->depth_max);
    if (result->has_faults_limit) {
        fprintf(out, ", with at most %u fault%s", result->faults_max,
                result->faults_max == 1 ? "" : "s");
    }
    fputs("</dd>\n", out);
}

/* A small scenario has few outcomes; a large one has thousands, which results.json lists. */
static void put_outcomes(const exn_result *result, FILE *out)
{
    enum { SHOWN_MAX = 40 };
    size_t shown = result->outcome_count < SHOWN_MAX ? result->outcome_count : SHOWN_MAX;
    put_strings("outcomes", result->outcomes, shown, out);
    if (shown < result->outcome_count) {
        fprintf(out, "<dd>… and %zu more (results.json has all)</dd>\n",
                result->outcome_count - shown);
    }
}

/* What may happen and never does. */
static void put_gaps(const exn_result *result, FILE *out)
{
    bool any = false;
    for (size_t i = 0; i < result->behaviour_count; i++) {
        char text[EXN_GAP_TEXT];
        if (result->behaviour[i].gap) {
            exn_gap_text(&result->behaviour[i], text, sizeof text);
            fputs(any ? "" : "<dt>never exercised</dt>", out);
            fputs("<dd class=\"unexercised\">", out);
            exn_put_markup_text(out, text);
            fputs("</dd>", out);
            any = true;
        }
    }
    fputs(any ? "\n" : "", out);
}

static void put_facts(const exn_result *result, FILE *out)
{
    fputs("<dl>\n", out);
    put_text("scenario", result->scenario, out);
    put_text("file", result->file, out);
    put_text("under test", result->implementation, out);
    put_text("judged as", result->profile, out);
    put_complaints(result, out);
    put_extent(result, out);
    put_outcomes(result, out);
    put_strings("left out", result->left_out, result->left_out_count, out);
    put_strings("never put to the test", result->vacuous, result->vacuous_count, out);
    put_gaps(result, out);
    put_strings("rules not put to the test", result->untested, result->untested_count, out);
    put_strings("waived", result->waived, result->waived_count, out);
    put_strings("remarks", result->remarks, result->remark_count, out);
    put_text("explored by running", result->fallback, out);
    put_strings("notes", result->notes, result->note_count, out);
    fputs("</dl>\n", out);
}

static bool is_waived(const exn_result *result, exn_rule rule)
{
    for (size_t i = 0; i < result->waived_count; i++) {
        if (strcmp(result->waived[i], exn_rule_number(rule)) == 0) {
            return true;
        }
    }
    return false;
}

/* The graph of states, or how many there are by depth. */
static void put_graph(const exn_graph *graph, size_t *edges_left, FILE *out)
{
    if (graph == NULL || graph->states == 0) {
        return;
    }
    bool is_drawn = graph->node_count > 0 && graph->edge_count <= *edges_left;
    fprintf(out,
            "<details class=\"graph\"><summary>%s</summary>\n<div class=\"scroll\" tabindex=\"0\" "
            "role=\"group\" aria-label=\"states\">\n",
            !is_drawn        ? graph->is_tree ? "Moments by depth" : "States by depth"
            : graph->is_tree ? "The tree of schedules"
                             : "The graph of states");
    if (is_drawn) {
        *edges_left -= graph->edge_count;
        exn_draw_graph(out, graph);
    } else {
        exn_draw_depths(out, graph);
    }
    fputs("</div></details>\n", out);
}

/* How often each invariant was put to the test. Closing tags that HTML does not need are left out:
 * there is such a list in each scenario. */
static void put_invariants(const exn_result *result, FILE *out)
{
    bool any = false;
    for (int i = 0; i < EXN_RULES; i++) {
        const exn_checked *checked = &result->invariants[i];
        bool waived = is_waived(result, (exn_rule)i);
        if (checked->checked == 0 && !checked->vacuous && !waived) {
            continue;
        }
        fputs(any ? ""
                  : "<h3>Put to the test <small>so often; vacuous: it could not be broken "
                    "here</small></h3><ul class=\"invariants\">\n",
              out);
        any = true;
        fprintf(out, "<li%s>%s ", waived || checked->vacuous ? " class=\"gap\"" : "",
                exn_rule_number((exn_rule)i));
        if (waived) {
            fputs("waived\n", out);
        } else if (checked->checked == 0) {
            fputs("vacuous\n", out);
        } else {
            exn_page_put_count(checked->checked, out);
            fputs("×\n", out);
        }
    }
    fputs(any ? "</ul>\n" : "", out);
}

void exn_page_put_case(const exn_session *run, size_t index, size_t *edges_left, FILE *out)
{
    const exn_case *one = &run->cases[index];
    const exn_result *result = one->result;
    fprintf(out, "<details class=\"case %s\" data-verdict=\"%s\" data-words=\"",
            exn_light_word(exn_light_of(result)), exn_page_verdict(result));
    put_words(one, out);
    fputs("\" id=\"", out);
    exn_page_put_fragment(run, index, out);
    fputs("\">\n", out);
    put_line(one, out);
    fputs("<div class=\"inside\"><noscript>\n", out); /* until it is opened: report.js */
    for (size_t i = 0; i < result->violation_count; i++) {
        exn_page_put_violation(run, index, i, out);
    }
    put_facts(result, out);
    put_invariants(result, out);
    put_graph(result->graph, edges_left, out);
    fputs("</noscript></div>\n</details>\n", out);
}
