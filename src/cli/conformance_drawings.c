/* Explores again what is to be drawn, and moves the pictures to the results that are reported. */
#include "cli/conformance_drawings.h"

#include "cli/memory.h"

#include <string.h>

/* Returns which case of the run holds the shortest breach of a row; SIZE_MAX if there is nothing to
 * draw. */
static size_t case_of_row(const exn_conformance_row *row, const exn_cases *cases)
{
    bool can_be_drawn = row->shortest != NULL && row->shortest->trace_count > 0;
    return can_be_drawn ? (size_t)(row->shortest_in - cases->items) : SIZE_MAX;
}

static bool is_listed(const size_t *numbers, size_t count, size_t number)
{
    size_t i = 0;
    while (i < count && numbers[i] != number) {
        i += 1;
    }
    return i < count;
}

/* Lists the cases with something to draw, each once. Returns how many. */
static size_t list_cases(const exn_conformance *table, const exn_cases *cases,
                         size_t numbers[EXN_CONFORMANCE_ROWS])
{
    size_t count = 0;
    for (size_t i = 0; i < EXN_CONFORMANCE_ROWS; i++) {
        size_t number = case_of_row(&table->rows[i], cases);
        if (number != SIZE_MAX && !is_listed(numbers, count, number)) {
            numbers[count++] = number;
        }
    }
    return count;
}

/* Whether a violation is the shortest of a rule. */
static bool is_shown(const exn_conformance *table, const exn_violation *violation)
{
    size_t i = 0;
    while (i < EXN_CONFORMANCE_ROWS && table->rows[i].shortest != violation) {
        i += 1;
    }
    return i < EXN_CONFORMANCE_ROWS;
}

static void move_pictures(exn_violation *from, exn_violation *to)
{
    if (to->lanes == NULL && strcmp(from->rule, to->rule) == 0 && from->tape != NULL &&
        to->tape != NULL && strcmp(from->tape, to->tape) == 0) {
        to->lanes = from->lanes;
        to->nearest = from->nearest;
        from->lanes = NULL;
        from->nearest = NULL;
    }
}

static void take_pictures(const exn_conformance *table, exn_result *from, exn_result *to)
{
    for (size_t i = 0; i < from->violation_count; i++) {
        for (size_t k = 0; k < to->violation_count; k++) {
            if (is_shown(table, &to->violations[k])) {
                move_pictures(&from->violations[i], &to->violations[k]);
            }
        }
    }
    if (to->graph == NULL) {
        to->graph = from->graph;
        from->graph = NULL;
    }
}

static bool on_done(void *context, size_t index)
{
    (void)context;
    (void)index;
    return true;
}

int exn_conformance_draw(const exn_conformance *table, const exn_cases *cases,
                         const exn_session_options *options)
{
    size_t numbers[EXN_CONFORMANCE_ROWS];
    size_t count = list_cases(table, cases, numbers);
    exn_session_options own = *options;
    own.request.draws = true;
    own.fail_fast = false;
    own.show_progress = false;
    exn_cases drawn = {.items = exn_need(calloc(count + 1, sizeof *drawn.items)),
                       .texts = exn_need(calloc(count + 1, sizeof *drawn.texts)),
                       .count = count};
    for (size_t i = 0; i < count; i++) {
        const exn_case *one = &cases->items[numbers[i]];
        drawn.items[i] = (exn_case){.label = one->label, .scenario = one->scenario};
        drawn.texts[i] = cases->texts[numbers[i]];
    }
    int ended = count > 0 ? exn_explore_cases(&drawn, &own, on_done, NULL) : 0;
    for (size_t i = 0; i < count; i++) {
        if (drawn.items[i].result != NULL) {
            take_pictures(table, drawn.items[i].result, cases->items[numbers[i]].result);
        }
        exn_result_free(drawn.items[i].result);
    }
    free(drawn.items);
    free(drawn.texts);
    return ended;
}

static void drop_pictures(exn_violation *violation)
{
    exn_lanes_free(violation->lanes);
    exn_passing_free(violation->nearest);
    violation->lanes = NULL;
    violation->nearest = NULL;
}

void exn_conformance_drop_drawings(const exn_conformance *table)
{
    for (size_t i = 0; i < table->run->case_count; i++) {
        exn_result *result = table->run->cases[i].result;
        bool any = false;
        for (size_t k = 0; k < result->violation_count; k++) {
            bool shown = is_shown(table, &result->violations[k]);
            any = any || shown;
            if (!shown) {
                drop_pictures(&result->violations[k]);
            }
        }
        if (!any) {
            exn_graph_free(result->graph);
            result->graph = NULL;
        }
    }
}
