/* Prints what a scenario exercises: a matrix of managers and outcomes, and what never happens. */
#include "report/printing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- what never happens ----------------------------------------------------------------------- */

void exn_gap_text(const exn_behaviour_row *row, char *text, size_t size)
{
    bool is_first = row->count > 0;
    *text = '\0';
    if (row->kind == EXN_BEHAVIOUR_ALTERNATIVES) {
        bool is_body = strcmp(row->of[0], row->of[1]) == 0;
        snprintf(text, size, "%s%s%s never ends so: `%s` (line %u)", row->of[0], is_body ? "" : " ",
                 is_body ? "" : row->of[1], row->of[2], row->line);
    } else if (row->kind == EXN_BEHAVIOUR_CANCELS) {
        snprintf(text, size, "no cancel request comes to %s in this phase: %s (line %u)",
                 row->of[0], row->of[1], row->line);
    } else if (row->kind == EXN_BEHAVIOUR_ORDERS) {
        snprintf(text, size, "%s settles while %s is in flight, and never the other way (line %u)",
                 row->of[is_first ? 0 : 1], row->of[is_first ? 1 : 0], row->line);
    }
}

/* --- the matrix ------------------------------------------------------------------------------- */

/* What an enter, an exit and a body may come to: the operation, the event, the head of the column.
 */
static const char *const columns[][3] = {
    {"enter", "entered", "entered"},
    {"enter", "enter fails", "fails"},
    {"enter", "enter canceled", "canceled"},
    {"exit", "exited", "exited"},
    {"exit", "exit suppresses", "suppresses"},
    {"exit", "exit fails", "fails"},
    {"body", "returns", "returns"},
    {"body", "raises", "raises"},
    {"body", "canceled", "canceled"},
};
enum { COLUMNS = sizeof columns / sizeof *columns, CELL = 11 };

static uint64_t count_of(const exn_result *result, const char *name, const char *const column[3])
{
    for (size_t i = 0; i < result->behaviour_count; i++) {
        const exn_behaviour_row *row = &result->behaviour[i];
        if (row->kind == EXN_BEHAVIOUR_OUTCOMES && strcmp(row->of[0], name) == 0 &&
            strcmp(row->of[1], column[0]) == 0 && strcmp(row->of[2], column[1]) == 0) {
            return row->count;
        }
    }
    return 0;
}

static void put_row(const exn_terminal *terminal, const exn_result *result, const char *name,
                    const char *operations)
{
    exn_put(terminal, EXN_PLAIN, "    %-20s", name);
    for (size_t i = 0; i < COLUMNS; i++) {
        if (strstr(operations, columns[i][0]) != NULL) {
            uint64_t count = count_of(result, name, columns[i]);
            exn_put(terminal, count > 0 ? EXN_PLAIN : EXN_DIM, "%*" PRIu64, CELL, count);
        }
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

static void put_head(const exn_terminal *terminal, const char *operations)
{
    exn_put(terminal, EXN_DIM, "    %-20s", "transitions");
    for (size_t i = 0; i < COLUMNS; i++) {
        if (strstr(operations, columns[i][0]) != NULL) {
            exn_put(terminal, EXN_DIM, "%*s", CELL, columns[i][2]);
        }
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

/* Prints the rows of these operations, if there are any: the outcomes of a manager are in a row. */
static void put_matrix(const exn_terminal *terminal, const exn_result *result,
                       const char *operations)
{
    const char *last = NULL;
    for (size_t i = 0; i < result->behaviour_count; i++) {
        const exn_behaviour_row *row = &result->behaviour[i];
        bool belongs =
            row->kind == EXN_BEHAVIOUR_OUTCOMES && strstr(operations, row->of[1]) != NULL;
        if (!belongs || (last != NULL && strcmp(last, row->of[0]) == 0)) {
            continue;
        }
        if (last == NULL) {
            put_head(terminal, operations);
        }
        last = row->of[0];
        put_row(terminal, result, last, operations);
    }
}

void exn_print_behaviour(const exn_terminal *terminal, const exn_result *result)
{
    if (!result->has_behaviour) {
        return;
    }
    if (terminal->verbosity > 0) {
        put_matrix(terminal, result, "enter exit");
        put_matrix(terminal, result, "body");
    }
    for (size_t i = 0; i < result->behaviour_count; i++) {
        if (result->behaviour[i].gap) {
            char text[EXN_GAP_TEXT];
            exn_gap_text(&result->behaviour[i], text, sizeof text);
            exn_put(terminal, EXN_YELLOW, "    gap: ");
            exn_put(terminal, EXN_PLAIN, "%s\n", text);
        }
    }
}
