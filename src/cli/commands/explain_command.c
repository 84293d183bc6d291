/* exeunt explain: explains a rule, a case, a verdict or a word of a report. */
#include "cli/cases.h"
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/commands/explainable.h"
#include "cli/handbook/entry_names.h"
#include "cli/handbook/handbook.h"
#include "cli/installed.h"
#include "cli/memory.h"
#include "contract/profiles.h"
#include "report/printing.h"

#include <exeunt/error.h>

#include <ctype.h>
#include <getopt.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const exn_option options[] = {{0}};

enum {
    INDENT = 2,
    LIST_INDENT = 4,
    SHOWN_MAX = 6, /* of bugs, scenarios and sentences; the number of the others is printed */
    NAME_SIZE = 64,
};

/* --- text ------------------------------------------------------------------------------------- */

static void put_span(const exn_terminal *terminal, exn_text_span span, int column)
{
    char *text = exn_span_plain(span);
    exn_put_wrapped(terminal, text, column);
    free(text);
}

static void put_paragraph(const exn_terminal *terminal, exn_text_span span)
{
    exn_put(terminal, EXN_PLAIN, "%*s", INDENT, "");
    put_span(terminal, span, INDENT);
}

static void put_title(exn_terminal *terminal, const char *title, const char *page,
                      exn_text_span section)
{
    char *under = exn_span_plain(section);
    exn_print_gap(terminal);
    exn_put(terminal, EXN_BOLD, "%s", title);
    exn_put(terminal, EXN_DIM, "   %s%s%s\n", page, *under != '\0' ? ", " : "", under);
    terminal->any_line = true;
    free(under);
}

/* A list with a heading, of which at most SHOWN_MAX items are printed. */
typedef struct listing {
    const exn_terminal *terminal;
    const char *heading;
    size_t count;
} listing;

/* Begins an item. Returns whether it is to be printed. */
static bool begin_item(listing *self)
{
    if (self->count++ >= SHOWN_MAX) {
        return false;
    }
    if (self->count == 1) {
        exn_put(self->terminal, EXN_DIM, "  %s\n", self->heading);
    }
    exn_put(self->terminal, EXN_PLAIN, "%*s", LIST_INDENT, "");
    return true;
}

static void end_list(const listing *self, const char *where)
{
    if (self->count > SHOWN_MAX) {
        exn_put(self->terminal, EXN_DIM, "    and %zu more in %s\n", self->count - SHOWN_MAX,
                where);
    }
}

/* --- what goes with an entry ------------------------------------------------------------------ */

typedef struct explaining {
    exn_terminal *terminal;
    const char *word;
    exn_spelling spelling;
    size_t found;
    bool showed_examples; /* of this word */
    exn_cases examples;   /* the installed scenarios, loaded when they are first needed */
    char *installed;      /* their folder, or NULL */
    bool has_examples;
} explaining;

typedef struct bugs {
    listing list;
    const char *number;
} bugs;

static void on_bug(void *context, const exn_bug *bug)
{
    bugs *self = context;
    bool is_seen = exn_span_is(bug->seen, self->number);
    bool is_of_rule = exn_span_is(bug->rule, self->number);
    bool is_test = bug->what.length == 0 || strchr("`-", *bug->what.text) != NULL;
    if ((!is_seen && !is_of_rule) || is_test || !begin_item(&self->list)) {
        return;
    }
    exn_text_span beside = is_seen ? bug->rule : bug->seen;
    exn_put(self->list.terminal, EXN_DIM, "%-5.*s", (int)beside.length, beside.text);
    put_span(self->list.terminal, bug->what, LIST_INDENT + 5);
}

/* Prints bugs: of an invariant, those that it sees, each with the rule it breaks; of another rule,
 * those that break it, each with the invariant that sees it. */
static void put_bugs(const exn_terminal *terminal, const char *number)
{
    bool is_invariant = strchr("XMU", *number) != NULL;
    bugs self = {.list = {terminal,
                          is_invariant ? "Broken, for example, where one"
                                       : "Broken where one, and which invariant sees it",
                          0},
                 .number = number};
    exn_handbook_bugs(on_bug, &self);
    end_list(&self.list, "docs/RULES.md");
}

static void put_why(const exn_terminal *terminal, exn_text_span number)
{
    exn_text_span why = exn_handbook_why(number);
    if (why.length == 0) {
        return;
    }
    exn_put(terminal, EXN_DIM, "  Why: ");
    put_span(terminal, why, INDENT + 5);
}

static void load_examples(explaining *self)
{
    if (self->has_examples) {
        return;
    }
    const exn_selection all = {0};
    self->installed = exn_find_shared("scenarios");
    if (self->installed != NULL) {
        exn_cases_load(&self->installed, 1, &all, &self->examples);
    }
    self->has_examples = true;
}

/* Returns the path relative to the current folder, if it lies below; or else the name of a scenario
 * that is installed. The caller frees it. */
static char *shortest_name(const char *path, const char *installed)
{
    char here[4096];
    size_t length = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;
    bool is_below = length > 0 && strncmp(path, here, length) == 0 && path[length] == '/';
    return is_below ? exn_need(strdup(path + length + 1)) : exn_scenario_name(path, installed);
}

static bool has_tag(const exn_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->tag_count; i++) {
        if (strcmp(scenario->tags[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_of_profile(const exn_scenario *scenario, const char *name)
{
    return scenario->has_profile && strcmp(exn_profile_name(scenario->profile), name) == 0;
}

static bool expects_breach(const exn_scenario *scenario, const char *number)
{
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if ((scenario->violates >> rule & 1) != 0 &&
            strcmp(exn_rule_number((exn_rule)rule), number) == 0) {
            return true;
        }
    }
    return false;
}

/* Prints the scenarios that have the entry as a tag or profile, or that are known to break it. */
static void put_examples(explaining *self, const char *name)
{
    listing list = {self->terminal, "To be seen with", 0};
    if (self->showed_examples) {
        return;
    }
    load_examples(self);
    for (size_t i = 0; i < self->examples.count; i++) {
        const exn_scenario *scenario = self->examples.items[i].scenario;
        bool shows =
            scenario != NULL && (has_tag(scenario, name) || is_of_profile(scenario, name) ||
                                 expects_breach(scenario, name));
        if (shows && begin_item(&list)) {
            char *file = shortest_name(scenario->file, self->installed);
            exn_put(self->terminal, EXN_PLAIN, "exeunt check -v %s\n", file);
            free(file);
        }
    }
    end_list(&list, "`exeunt list installed:`");
    self->showed_examples = list.count > 0;
}

/* --- entries ---------------------------------------------------------------------------------- */

/* Prints the cells of a row with their headings. The first cell is the meaning and needs none. */
static void put_cells(const exn_terminal *terminal, const exn_entry *row)
{
    for (size_t i = 1;; i++) {
        exn_text_span cell = exn_span_cell(row->text, i);
        if (cell.length == 0) {
            return;
        }
        exn_text_span heading = exn_span_cell(row->headings, i);
        exn_put(terminal, EXN_PLAIN, "%*s", INDENT, "");
        if (i > 1) {
            char *text = exn_span_plain(heading);
            exn_put(terminal, EXN_DIM, "%s: ", text);
            free(text);
        }
        put_span(terminal, cell, INDENT);
    }
}

static void put_entry(explaining *self, const exn_entry *entry)
{
    char name[NAME_SIZE];
    char *title = exn_entry_title(entry);
    snprintf(name, sizeof name, "%.*s", (int)entry->name.length, entry->name.text);
    put_title(self->terminal, title, entry->page, entry->section);
    free(title);
    switch (entry->kind) {
    case EXN_ENTRY_ROW:
        put_cells(self->terminal, entry);
        break;
    case EXN_ENTRY_KEY: /* unchanged, because its columns carry meaning */
        exn_put(self->terminal, EXN_PLAIN, "  %.*s\n", (int)entry->text.length, entry->text.text);
        break;
    case EXN_ENTRY_RULE:
        put_paragraph(self->terminal, entry->text);
        put_why(self->terminal, entry->name);
        put_bugs(self->terminal, name);
        break;
    case EXN_ENTRY_CASE:
        put_paragraph(self->terminal, entry->text);
        put_paragraph(self->terminal, exn_handbook_legend());
        break;
    }
    if (entry->kind != EXN_ENTRY_KEY) {
        put_examples(self, name);
    }
}

static void on_entry(void *context, const exn_entry *entry)
{
    explaining *self = context;
    if (!exn_entry_is_named(entry, self->word, self->spelling)) {
        return;
    }
    self->found++;
    put_entry(self, entry);
}

/* --- the numbers of the library --------------------------------------------------------------- */

/* Explains EXEUNT_ESTANDS, or -20004 as a message shows it. Returns whether `word` is such an
 * error. */
static bool put_error(exn_terminal *terminal, const char *word)
{
    static const struct {
        const char *name;
        const char *number;
        const char *text;
    } errors[] = {
#define ERROR(name, number, text) {#name, #number, text},
        EXEUNT_ERROR_MAP(ERROR)
#undef ERROR
    };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (strcasecmp(word, errors[i].name) != 0 && strcmp(word, errors[i].number) != 0) {
            continue;
        }
        exn_print_gap(terminal);
        exn_put(terminal, EXN_BOLD, "%s", errors[i].name);
        exn_put(terminal, EXN_DIM, "   <exeunt/error.h>\n");
        exn_put(terminal, EXN_PLAIN, "  %s: %s\n", errors[i].number, errors[i].text);
        terminal->any_line = true;
        return true;
    }
    return false;
}

/* --- words without an entry ------------------------------------------------------------------- */

typedef struct mentions {
    exn_terminal *terminal;
    const char *word;
    size_t count;
} mentions;

static void on_sentence(void *context, const char *page, exn_text_span where,
                        exn_text_span sentence)
{
    mentions *self = context;
    if (self->count++ >= SHOWN_MAX) {
        return;
    }
    put_title(self->terminal, self->word, page, where);
    put_paragraph(self->terminal, sentence);
}

/* Prints where the word occurs in the pages: the marked places if there are any. Returns whether
 * there is one. */
static bool put_mentions(exn_terminal *terminal, const char *word)
{
    mentions self = {.terminal = terminal, .word = word};
    exn_handbook_sentences(word, EXN_MARKED, on_sentence, &self);
    if (self.count == 0) {
        exn_handbook_sentences(word, EXN_ANYWHERE, on_sentence, &self);
    }
    if (self.count > SHOWN_MAX) {
        exn_put(terminal, EXN_DIM, "\n%zu more sentences of docs/ mention it\n",
                self.count - SHOWN_MAX);
    }
    return self.count > 0;
}

/* --- the command ------------------------------------------------------------------------------ */

static void refuse(const char *word)
{
    exn_names names = exn_handbook_names(NULL, EXN_NAMES_EACH);
    const char *closest = exn_closest_word(word, (const char *const *)names.items);
    fprintf(stderr, "exeunt: nothing is known of `%s`", word);
    if (closest != NULL) {
        fprintf(stderr, ", did you mean `%s`?", closest);
    }
    fputs("\n`exeunt explain` lists what is.\n", stderr);
    exn_names_free(&names);
}

/* Explains the word as it is written, else with an `s` more or less. Returns whether there is
 * anything to print. */
static bool explain_word(explaining *self, const char *word)
{
    self->word = word;
    self->found = 0;
    self->showed_examples = false;
    self->spelling = EXN_AS_WRITTEN;
    exn_handbook_entries(on_entry, self);
    if (self->found == 0) {
        self->spelling = EXN_INFLECTED;
        exn_handbook_entries(on_entry, self);
    }
    return self->found > 0 || (*word != '\0' && put_mentions(self->terminal, word));
}

/* Explains a constant of a header, EXEUNT_POLICY_WAIT_ALL or EXEUNT_CAN_MOVE, by the word that it
 * is or ends in: wait-all, move. */
static bool explain_constant(explaining *self, const char *constant)
{
    static const char prefix[] = "EXEUNT_";
    if (strncmp(constant, prefix, sizeof prefix - 1) != 0) {
        return false;
    }
    char *word = exn_need(strdup(constant + sizeof prefix - 1));
    for (char *at = word; *at != '\0'; at++) {
        *at = *at == '_' ? '-' : *at;
    }
    bool explained = false;
    for (char *rest = word; rest != NULL && !explained;) {
        explained = explain_word(self, rest);
        char *end = strchr(rest, '-');
        rest = end != NULL ? end + 1 : NULL;
    }
    free(word);
    return explained;
}

static bool explain(explaining *self, const char *word)
{
    if (put_error(self->terminal, word) || explain_word(self, word) ||
        explain_constant(self, word)) {
        return true;
    }
    refuse(word);
    return false;
}

static int explain_main(int argc, char **argv)
{
    exn_parsed parsed = exn_options_parse(&exn_explain_command, argc, argv, NULL);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    exn_terminal terminal = {.out = stdout, .color = exn_wants_color(EXN_COLOR_AUTO)};
    explaining self = {.terminal = &terminal};
    int status = EXN_EXIT_HOLDS;
    if (optind == argc) {
        exn_explainable_list(&terminal);
    }
    for (int i = optind; i < argc; i++) {
        if (!explain(&self, argv[i])) {
            status = EXN_EXIT_INVALID;
        }
    }
    exn_cases_free(&self.examples);
    free(self.installed);
    return status;
}

const exn_command exn_explain_command = {
    .name = "explain",
    .arguments = "[WORD...]",
    .about = "tell what a rule, a case, a verdict or a word of a report means",
    .example = "  exeunt explain X12 vacuous pool\n",
    .options = options,
    .operands_max = SIZE_MAX,
    .run = explain_main,
};
