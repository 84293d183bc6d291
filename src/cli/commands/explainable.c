/* What `exeunt explain` lists when it is asked for nothing: explainable.h. */
#include "cli/commands/explainable.h"

#include "cli/handbook/entry_names.h"
#include "cli/memory.h"
#include "report/printing.h"

#include <ctype.h>
#include <stdlib.h>

enum { INDENT = 2 };

static bool is_rule(const exn_entry *entry)
{
    return entry->kind == EXN_ENTRY_RULE;
}

static bool is_word(const exn_entry *entry)
{
    return entry->kind == EXN_ENTRY_ROW && entry->alias.length == 0 &&
           islower((unsigned char)*entry->name.text);
}

static bool is_answer(const exn_entry *entry)
{
    return entry->kind == EXN_ENTRY_ROW && entry->alias.length > 0;
}

static bool is_key(const exn_entry *entry)
{
    return entry->kind == EXN_ENTRY_KEY;
}

static bool is_case(const exn_entry *entry)
{
    return entry->kind == EXN_ENTRY_CASE;
}

static void list_names(exn_terminal *terminal, const char *title, exn_takes_fn *takes)
{
    exn_names names = exn_handbook_names(takes, EXN_NAMES_TOGETHER);
    char *text = NULL;
    size_t size = 0;
    FILE *out = exn_need(open_memstream(&text, &size));
    for (size_t i = 0; i < names.count; i++) {
        fprintf(out, "%s%s", i > 0 ? ", " : "", names.items[i]);
    }
    if (fclose(out) != 0) {
        exn_out_of_memory();
    }
    exn_print_gap(terminal);
    exn_put(terminal, EXN_BOLD, "%s", title);
    exn_put(terminal, EXN_DIM, " (%zu)\n%*s", names.count, INDENT, "");
    exn_put_wrapped(terminal, text, INDENT);
    terminal->any_line = true;
    free(text);
    exn_names_free(&names);
}

void exn_explainable_list(exn_terminal *terminal)
{
    list_names(terminal, "Rules", is_rule);
    list_names(terminal, "Words, verdicts and tags", is_word);
    list_names(terminal, "What a scenario says", is_key);
    list_names(terminal, "Cases", is_case);
    list_names(terminal, "Answers of profiles", is_answer);
    exn_put(terminal, EXN_DIM, "\nAny other word is looked up in docs/.\n");
}
