/* Prints a result of exeunt_check as the command would, and how to keep what was found. */
#include "capi/configured_check.h"
#include "report/printing.h"

#include <stdlib.h>
#include <string.h>

static void print_complaints(FILE *file, const exeunt_check_result *result)
{
    const char *path = exn_origin_of(result)->scenario_file;
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exeunt_complaint *complaint = &result->complaints[i];
        if (complaint->line > 0) {
            fprintf(file, "%s:%u:%u:", path != NULL ? path : result->name, complaint->line,
                    complaint->column);
        } else {
            fprintf(file, "%s:", result->name);
        }
        fprintf(file, " %s\n", complaint->message);
    }
}

/* Prints what to suspect when a run behaves as if it remembered an earlier one. */
static void print_memories(const exn_terminal *terminal, const exn_result *result)
{
    bool remembers = result->fallback != NULL;
    for (size_t i = 0; i < result->violation_count; i++) {
        remembers |= exn_violation_breaks(&result->violations[i], EXN_M9);
    }
    if (remembers) {
        exn_put(terminal, EXN_PLAIN,
                "    no run puts back: memory by malloc, thread-locals, the environment, files, "
                "statics of libraries\n");
    }
    if (result->mallocs) {
        exn_put(
            terminal, EXN_YELLOW,
            "    `create` has taken memory by malloc, which no run puts back as it was made: what "
            "is found may\n    come of what an earlier run left there. Take it by "
            "exeunt_border_allocate\n");
    }
}

enum { SCHEDULE_WIDTH_MAX = 78, SCHEDULE_ITEMS_SHOWN_MAX = 60 };

/* Returns how much of a text fits into a line, up to and including the blank after an item. */
static size_t length_of_line(const char *text)
{
    size_t length = strlen(text);
    size_t fits = 0;
    for (size_t i = 1; length > SCHEDULE_WIDTH_MAX && i <= length; i++) {
        bool ends = i == length || (text[i - 1] == ',' && text[i] == ' ');
        fits = ends && (fits == 0 || i <= SCHEDULE_WIDTH_MAX) ? i : fits;
    }
    return fits > 0 ? fits : length;
}

/* Prints a text as a C string literal. */
static void print_literal(FILE *file, const char *text, size_t length)
{
    fputc('"', file);
    for (size_t i = 0; i < length; i++) {
        fputs(text[i] == '"' || text[i] == '\\' ? "\\" : "", file);
        fputc(text[i], file);
    }
    fputc('"', file);
}

/* Prints how a violation becomes a test of its own. */
static void print_how_to_keep(FILE *file, const exeunt_violation *violation)
{
    const char *text = violation->schedule_text;
    if (violation->schedule_count > SCHEDULE_ITEMS_SHOWN_MAX) {
        fputs("  keep    its `schedule_text` in a file: .schedule_file\n", file);
        return;
    }
    size_t length = length_of_line(text);
    fputs("  keep    .schedule = ", file);
    print_literal(file, text, length);
    for (text += length; *text != '\0'; text += length) {
        length = length_of_line(text);
        fputs("\n                      ", file);
        print_literal(file, text, length);
    }
    fputc('\n', file);
}

static void print_violations(const exn_terminal *terminal, const exn_case *one,
                             const exeunt_check_result *result)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        fputs(i > 0 ? "\n" : "", terminal->out);
        exn_print_violation(terminal, one, &one->result->violations[i]);
        if (result->violations[i].schedule_text != NULL && !exn_origin_of(result)->is_kept) {
            print_how_to_keep(terminal->out, &result->violations[i]);
        }
    }
    exn_print_waived(terminal, one->result);
    exn_print_fallback(terminal, one->result);
}

void exeunt_check_print(const exeunt_check_result *result, FILE *file)
{
    if (result == NULL) {
        fputs("out of memory\n", file);
        return;
    }
    exn_result *found = (exn_result *)(uintptr_t)exn_shown(result); /* printed, not changed */
    exn_case one = {.label = result->name, .result = found};
    exn_terminal terminal = {.out = file, .in_program = true};
    if (result->verdict == EXEUNT_VERDICT_INVALID) {
        print_complaints(file, result);
    } else if (result->violation_count > 0 && (!result->passed || result->trace_count > 0)) {
        print_violations(&terminal, &one, result);
    } else if (result->trace_count > 0) {
        exn_print_trace(&terminal, &(exn_told_trace){.events = found->trace,
                                                     .source = found->source,
                                                     .count = found->trace_count});
    } else {
        exn_print_case(&terminal, &one);
        exn_print_untested(&terminal, found);
    }
    print_memories(&terminal, found);
}

char *exeunt_check_text(const exeunt_check_result *result)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        return NULL;
    }
    exeunt_check_print(result, file);
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    if (failed) {
        free(text);
        return NULL;
    }
    return text;
}
