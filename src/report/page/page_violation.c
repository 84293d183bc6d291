/* A violation in the page: what broke, who is to blame, the schedule, and how to see it again. */
#include "report/page/page_parts.h"

#include "base/escape.h"
#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

/* --- words ------------------------------------------------------------------------------------ */

/* "the scope", "vm1" */
static void put_blamed(const exn_violation *violation, FILE *out)
{
    bool is_role = strcmp(violation->blame, "scope") == 0 || strcmp(violation->blame, "body") == 0;
    fputs(is_role ? "the " : "", out);
    exn_put_markup_text(out, violation->blame);
}

/* Writes what the rule says and why it is there. */
static void put_rule(const exn_session *run, const exn_violation *violation, FILE *out)
{
    if (violation->kind != EXN_OF_RULE) {
        return;
    }
    const char *number = exn_rule_number(violation->broken);
    fprintf(out, "<p class=\"law\"><a href=\"#rule-%s\">%s %s</a>: ", number, number,
            exn_rule_name(violation->broken));
    exn_put_markup_text(out, exn_rule_text(violation->broken));
    fputs(".", out);
    if (run->handbook != NULL && run->handbook[violation->broken].why != NULL) {
        fputs(" <span>Where it is broken, ", out);
        exn_put_markup_text(out, run->handbook[violation->broken].why);
        fputs(".</span>", out);
    }
    fputs("</p>\n", out);
}

static void put_measure(const exn_result *result, const exn_violation *violation, FILE *out)
{
    fputs(violation->shortest ? "<p>The shortest schedule that shows it: "
                              : "<p>A schedule that shows it, perhaps not the shortest: ",
          out);
    fprintf(out, "%u fault%s, %u cancel request%s, ", violation->faults,
            violation->faults == 1 ? "" : "s", violation->cancels,
            violation->cancels == 1 ? "" : "s");
    exn_page_put_count(violation->steps, out);
    fputs(violation->steps == 1 ? " step" : " steps", out);
    if (violation->found_after > 0) {
        fputs(", found after ", out);
        exn_page_put_count(violation->found_after, out);
        fputs(result->states > 0 ? " states" : " runs", out);
    }
    fputs(".</p>\n", out);
}

static void put_replay(const exn_session *run, const exn_case *one, const char *tape, FILE *out)
{
    char *text = exn_replay_line(run, one, tape);
    fputs("<p class=\"command\"><code>", out);
    exn_put_markup_text(out, text != NULL ? text : EXN_NO_MEMORY);
    fputs("</code> <button type=\"button\" class=\"copy\">copy</button></p>\n", out);
    free(text);
}

static void put_kept(const exn_violation *violation, FILE *out)
{
    if (violation->kept != NULL) {
        fputs("<p>Kept as <code>", out);
        exn_put_markup_text(out, violation->kept);
        fputs("</code>: a scenario that fails until this is mended.</p>\n", out);
    }
}

/* Writes the smallest scenario that shows the breach, if something could be left out. */
static void put_smallest(const exn_smallest *smallest, FILE *out)
{
    if (smallest != NULL && smallest->scenario != NULL && smallest->left_out > 0) {
        fputs("<p>The smallest scenario that breaks it:</p>\n<pre>", out);
        exn_put_markup_text(out, exn_scenario_body(smallest->scenario));
        fputs("</pre>\n", out);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void put_schedule(const exn_violation *violation, FILE *out)
{
    char *broken = NULL;
    char *title = NULL;
    bool is_rule = violation->kind == EXN_OF_RULE;
    bool parts = violation->nearest != NULL && violation->nearest->none == NULL;
    if (asprintf(&broken, "%s%s%s", is_rule ? violation->rule : "", is_rule ? " " : "",
                 violation->name) < 0) {
        broken = NULL;
    }
    if (asprintf(&title, "The schedule that breaks %s", broken != NULL ? broken : "") < 0) {
        title = NULL;
    }
    const exn_page_schedule schedule = {.lanes = violation->lanes,
                                        .trace = violation->trace,
                                        .source = violation->source,
                                        .trace_count = violation->trace_count,
                                        .title = title != NULL ? title : "The schedule",
                                        .broken = broken != NULL ? broken : "",
                                        .parts = parts,
                                        .shared = parts ? violation->nearest->shared_events : 0,
                                        .note = violation->note};
    exn_page_put_schedule(&schedule, out);
    free(broken);
    free(title);
}

/* What would have gone well, and which choice decides. */
static void put_nearest(const exn_session *run, const exn_case *one, const exn_violation *violation,
                        FILE *out)
{
    const exn_passing *nearest = violation->nearest;
    if (nearest == NULL) {
        return;
    }
    fputs("<h4>What would have gone well</h4>\n<p>", out);
    if (nearest->none != NULL) {
        fputs("There is no such schedule: ", out);
        exn_put_markup_text(out, nearest->none);
        fputs(".</p>\n", out);
        return;
    }
    fprintf(out, "Choice %u decides: <b class=\"bad\">✗ ", nearest->choice);
    exn_put_markup_text(out, violation->nearest->made);
    fputs("</b> above; <b class=\"good\">✓ ", out);
    exn_put_markup_text(out, nearest->instead);
    fputs("</b> in this nearest schedule that breaks nothing. It ends so: ", out);
    exn_put_markup_text(out, nearest->outcome);
    fputs(".</p>\n", out);
    const exn_page_schedule schedule = {.lanes = nearest->lanes,
                                        .trace = nearest->trace,
                                        .trace_count = nearest->trace_count,
                                        .title = "The nearest passing schedule",
                                        .parts = true,
                                        .shared = nearest->shared_events};
    exn_page_put_schedule(&schedule, out);
    put_replay(run, one, nearest->tape, out);
}

void exn_page_put_violation(const exn_session *run, size_t index, size_t number, FILE *out)
{
    const exn_case *one = &run->cases[index];
    const exn_violation *violation = &one->result->violations[number];
    fprintf(out, "<section class=\"violation %s\" id=\"",
            one->result->passed ? "expected" : "unexpected");
    exn_page_put_fragment(run, index, out);
    fprintf(out, ":%zu\">\n<h3><a href=\"#", number + 1);
    exn_page_put_fragment(run, index, out);
    fprintf(out, ":%zu\">%s ", number + 1, one->result->passed ? "✓" : "✗");
    if (violation->kind == EXN_OF_RULE) {
        exn_put_markup_text(out, violation->rule);
        fputs(" ", out);
    }
    exn_put_markup_text(out, violation->name);
    fputs("</a>", out);
    if (violation->blame != NULL) {
        fputs(", to blame: <b>", out);
        put_blamed(violation, out);
        fputs("</b>", out);
    }
    fputs(one->result->passed
              ? " <small>as the scenario expects</small></h3>\n<p class=\"message\">"
              : "</h3>\n<p class=\"message\">",
          out);
    exn_put_markup_text(out, violation->message);
    fputs(".</p>\n", out);
    put_rule(run, violation, out);
    if (violation->trace_count > 0) {
        put_measure(one->result, violation, out);
        put_schedule(violation, out);
        put_smallest(violation->smallest, out);
        put_replay(run, one, violation->tape, out);
        put_kept(violation, out);
        put_nearest(run, one, violation, out);
    }
    fputs("</section>\n", out);
}
