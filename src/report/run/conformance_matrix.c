/* Prints a line of marks for each implementation: how far it keeps the rules. */
#include "report/conformance.h"
#include "report/printing.h"

#include <string.h>

static const char *mark_of(const exn_conformance_row *row)
{
    static const char *const marks[EXN_RULE_STATUSES] = {[EXN_RULE_IS_KEPT] = "·",
                                                         [EXN_RULE_IS_BROKEN] = "✗",
                                                         [EXN_RULE_IS_WAIVED] = "w",
                                                         [EXN_RULE_IS_UNTESTED] = ""};
    return row->is_shown ? marks[row->status] : "";
}

/* Returns whether a row has a column. What a scenario expects beside the rules it expects of this
 * project's own. */
static bool has_column(size_t row)
{
    return row != EXN_ROW_OF_EXPECTATIONS;
}

void exn_print_matrix_head(const exn_terminal *terminal, const exn_conformance *table, int width)
{
    exn_put_column(terminal, EXN_DIM, "", width);
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        if (has_column(row)) {
            exn_put(terminal, EXN_DIM, "%s%s", row > 0 ? " " : "", table->rows[row].rule);
        }
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

void exn_print_matrix_line(const exn_terminal *terminal, const exn_conformance *table, int width)
{
    int blanks = width - exn_text_width(table->subject);
    exn_put(terminal, EXN_PLAIN, "%s", table->subject);
    for (size_t i = 0; i < EXN_CONFORMANCE_ROWS; i++) {
        const exn_conformance_row *row = &table->rows[i];
        const char *mark = mark_of(row);
        if (has_column(i) && *mark != '\0') { /* no blanks at the end of a line */
            exn_ink ink = row->status == EXN_RULE_IS_BROKEN ? EXN_RED : EXN_GREEN;
            exn_put(terminal, EXN_PLAIN, "%*s", blanks, "");
            exn_put(terminal, ink, "%s", mark);
            blanks = -1;
        }
        blanks += has_column(i) ? (int)strlen(row->rule) + 1 : 0;
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

void exn_print_matrix_legend(const exn_terminal *terminal)
{
    exn_put(terminal, EXN_DIM,
            "\n✗ broken, · kept, w waived; where nothing stands, no scenario put the "
            "rule to the test\n");
}
