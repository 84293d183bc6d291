#include "report/print.h"
#include "check/check.h"

#include <stdlib.h>
#include <string.h>

static void print_complaints(FILE *file, const exeunt_check_result *result)
{
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exeunt_complaint *complaint = &result->complaints[i];
        fprintf(file, "%s:", result->name);
        if (complaint->line > 0) {
            fprintf(file, "%u:%u:", complaint->line, complaint->column);
        }
        fprintf(file, " %s\n", complaint->message);
    }
}

/* Where to look for what a run remembers of another one. */
static void print_memories(const exn_terminal *terminal, const exn_result *result)
{
    bool remembers = result->fallback != NULL;
    for (size_t i = 0; i < result->violation_count; i++) {
        remembers |= strcmp(result->violations[i].rule, "M9") == 0;
    }
    if (remembers) {
        exn_put(terminal, EXN_PLAIN,
                "    no run puts back: memory by malloc, thread-locals, the environment, files, "
                "statics of libraries\n");
    }
}

static void print_violations(const exn_terminal *terminal, const exn_case *one)
{
    for (size_t i = 0; i < one->result->violation_count; i++) {
        fputs(i > 0 ? "\n" : "", terminal->out);
        exn_print_violation(terminal, one, &one->result->violations[i]);
    }
    exn_print_fallback(terminal, one->result);
}

void exeunt_check_print(const exeunt_check_result *result, FILE *file)
{
    if (result == NULL) {
        fputs("out of memory\n", file);
        return;
    }
    exn_result *found = (exn_result *)(uintptr_t)exn_shown(result); /* reports write nothing */
    exn_case one = {.label = result->name, .result = found};
    exn_terminal terminal = {.out = file, .in_program = true};
    if (result->verdict == EXEUNT_INVALID) {
        print_complaints(file, result);
    } else if (result->violation_count > 0 && (!result->passed || result->trace_count > 0)) {
        print_violations(&terminal, &one);
    } else if (result->trace_count > 0) {
        exn_print_trace(&terminal, found->trace, found->trace_count, NULL);
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
