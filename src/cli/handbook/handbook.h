/* What the pages of docs/ say: the entries they define, and where else a word occurs. The command
 * contains the pages verbatim, so its explanations are what the pages say. */
#ifndef EXN_CLI_HANDBOOK_HANDBOOK_H
#define EXN_CLI_HANDBOOK_HANDBOOK_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a page, in Markdown. Not terminated. */
typedef struct exn_text_span {
    const char *text;
    size_t length;
} exn_text_span;

bool exn_span_is(exn_text_span span, const char *text); /* ignores the case of letters */

/* Returns Markdown as plain text on one line, backquotes kept. The caller frees it. */
char *exn_span_plain(exn_text_span span);

typedef enum exn_entry_kind {
    EXN_ENTRY_RULE, /* "- **X12 order** Enters and exits ..." */
    EXN_ENTRY_ROW,  /* of a table: "| `vacuous` | no breach, but ... |" */
    EXN_ENTRY_KEY,  /* of the scenario that SCENARIOS.md begins with: "kept: false   # what ..." */
    EXN_ENTRY_CASE, /* of the catalogue: its tag, "P one entered, ..." */
} exn_entry_kind;

typedef struct exn_entry {
    exn_entry_kind kind;
    const char *page;       /* "docs/SPEC.md" */
    exn_text_span section;  /* the heading above it */
    exn_text_span name;     /* "X12", "vacuous", "kept", a tag */
    exn_text_span alias;    /* RULE: "order"; ROW of a profile: its question; else empty */
    exn_text_span text;     /* ROW: all cells; KEY: the whole line */
    exn_text_span headings; /* ROW: the headings of the table's columns */
} exn_entry;

/* Calls `visit` for each entry, in the order of the pages. */
typedef void exn_entry_fn(void *context, const exn_entry *entry);
void exn_handbook_entries(exn_entry_fn *visit, void *context);

/* How a text mentions a word. */
typedef enum exn_mention {
    EXN_MARKED,   /* as code or in italics: the sentence is about it */
    EXN_ANYWHERE, /* as a word of its own, not as a part of a longer one */
} exn_mention;

/* Calls `visit` for each sentence of the specification and of the format that mentions `word`.
 * `where` is the rule that the sentence belongs to, or the heading above it. */
typedef void exn_sentence_fn(void *context, const char *page, exn_text_span where,
                             exn_text_span sentence);
void exn_handbook_sentences(const char *word, exn_mention mention, exn_sentence_fn *visit,
                            void *context);

/* A row of RULES.md: the invariant that sees a rule broken, and a bug that breaks it. */
typedef struct exn_bug {
    exn_text_span rule; /* the rule whose sentence is broken: "S3" */
    exn_text_span seen; /* "X12", or a word for what no invariant sees */
    exn_text_span what; /* "a stack exits all at once", or the test that shows it */
} exn_bug;
typedef void exn_bug_fn(void *context, const exn_bug *bug);
void exn_handbook_bugs(exn_bug_fn *visit, void *context);

/* Returns why the invariant of this number exists; empty if the number has no invariant. */
exn_text_span exn_handbook_why(exn_text_span number);

/* Returns what the abbreviations in cases mean. */
exn_text_span exn_handbook_legend(void);

/* Returns cell number `index` (from 0) of a row; empty after the last one. */
exn_text_span exn_span_cell(exn_text_span row, size_t index);

#endif
