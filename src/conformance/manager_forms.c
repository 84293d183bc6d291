/* Makes the scenarios for a manager of a plugin. */
#include "conformance/manager_forms.h"

#include "scenario/read/names_and_quotes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const exn_manager_form exn_manager_forms[] = {
    {.name = "alone-in-a-stack", .scope = "{stack: [@]}"},
    {.name = "alone-in-a-pool", .scope = "{pool: [@]}"},
    {.name = "before-another-in-a-stack", .scope = "{stack: [@, &]}"},
    {.name = "after-another-in-a-stack", .scope = "{stack: [&, @]}"},
    {.name = "before-another-in-a-pool", .scope = "{pool: [@, &]}"},
    {.name = "after-another-in-a-pool", .scope = "{pool: [&, @]}"},
    {.name = "in-a-stack-in-a-stack", .scope = "{stack: [{stack: [@]}]}"},
    {.name = "in-a-pool-in-a-stack", .scope = "{stack: [{pool: [@]}]}"},
    {.name = "in-a-stack-in-a-pool", .scope = "{pool: [{stack: [@]}]}"},
    {.name = "in-a-pool-in-a-pool", .scope = "{pool: [{pool: [@]}]}"},
    {.name = "in-a-pool-after-another-in-a-stack", .scope = "{stack: [&, {pool: [@]}]}"},
    {.name = "in-a-stack-beside-another-in-a-pool", .scope = "{pool: [&, {stack: [@]}]}"},
    {.name = "entered-again", .scope = "{stack: [&, @]}", .enters_again = true},
    {.name = "pushed-alone", .scope = "{stack: [{push: @}]}", .pushes = true},
    {.name = "pushed-before-another", .scope = "{stack: [{push: @}, &]}", .pushes = true},
    {.name = "pushed-after-another", .scope = "{stack: [&, {push: @}]}", .pushes = true},
    {.name = "shared-by-two-tasks", .shares = true},
};
const size_t exn_manager_form_count = sizeof exn_manager_forms / sizeof *exn_manager_forms;

const exn_manager_form *exn_manager_form_find(const char *name)
{
    for (size_t i = 0; i < exn_manager_form_count; i++) {
        if (strcmp(exn_manager_forms[i].name, name) == 0) {
            return &exn_manager_forms[i];
        }
    }
    return NULL;
}

static const char another[] = "another";
static const char *const task_names[] = {"task1", "task2"};

#define ANY_BODY "body: {ends: [returns, raises], on-cancel: [stops, ignores, fails]}"

const char *exn_manager_name(const char *entry)
{
    static const char in_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-";
    bool is_no_name = entry[0] == '_' || entry[strspn(entry, in_names)] != '\0';
    bool is_taken = is_no_name || exn_is_reserved(entry) || strcmp(entry, another) == 0 ||
                    strcmp(entry, task_names[0]) == 0 || strcmp(entry, task_names[1]) == 0;
    return is_taken ? "manager" : entry;
}

static void write_scope(FILE *out, const char *scope, const char *manager)
{
    fputs("scope: ", out);
    for (; *scope != '\0'; scope++) {
        if (*scope == '@') {
            fputs(manager, out);
        } else if (*scope == '&') {
            fputs(another, out);
        } else {
            fputc(*scope, out);
        }
    }
    fputc('\n', out);
}

static void write_tasks(FILE *out, const char *manager)
{
    fprintf(out, "tasks:\n  %s: {stack: [%s], " ANY_BODY "}\n", task_names[0], manager);
    fprintf(out, "  %s: {pool: [%s], " ANY_BODY "}\n", task_names[1], manager);
}

static void write_managers(FILE *out, const exn_manager_form *form,
                           const exn_manager_subject *subject)
{
    fprintf(out, "managers:\n  %s:\n    use: ", subject->name);
    exn_write_quoted(out, subject->plugin);
    if (subject->with != NULL) {
        fprintf(out, "\n    with: %s", subject->with);
    }
    fputc('\n', out);
    if (form->shares || strchr(form->scope, '&') == NULL) {
        return;
    }
    fprintf(out, "  %s:\n    enter: [enters, fails]\n    on-cancel: [stops, ignores, fails]\n",
            another);
    if (form->enters_again) {
        fprintf(out,
                "    exit: {ends: [exits, suppresses, fails], actions: [enter %s -> may be "
                "refused]}\n",
                subject->name);
    } else {
        fputs("    exit: [exits, suppresses, fails]\n", out);
    }
}

char *exn_manager_scenario(const exn_manager_form *form, const exn_manager_subject *subject,
                           const char *title)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    fputs("scenario: ", out);
    exn_write_quoted(out, title);
    fprintf(out, "\nabout: Everything may happen to %s.\n\n", subject->name);
    if (form->shares) {
        write_tasks(out, subject->name);
    } else {
        write_scope(out, form->scope, subject->name);
    }
    write_managers(out, form, subject);
    fputs(form->shares ? "" : ANY_BODY "\n", out);
    fprintf(out,
            "cancel: {where: anywhere, times: 2%s}\n"
            "faults: {memory: if-asked}\n",
            subject->is_not_asked ? "" : ", operations: anywhere");
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}
