/* Reads the pages of docs/ as entries, as sentences, and as the bugs of RULES.md. */
#include "cli/handbook/handbook.h"

#include "cli/handbook/blocks.h"
#include "cli/handbook/pages.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct page {
    const char *name;
    const unsigned char *text;
    bool is_law;        /* else only its tables and cases are entries */
    bool is_by_section; /* its rows are entries under the name of their section */
} page;

static const page pages[] = {
    {"docs/SPEC.md", exn_SPEC_md, true, false},
    {"docs/SCENARIOS.md", exn_SCENARIOS_md, true, false},
    {"docs/CATALOGUE.md", exn_CATALOGUE_md, false, false},
    {"docs/ZOO.md", exn_ZOO_md, false, false},
    {"docs/PROFILES.md", exn_PROFILES_md, false, true},
    {"reports/README.md", exn_README_md, false, false},
    {"docs/GLOSSARY.md", exn_GLOSSARY_md, false, false},
};
enum { PAGES = sizeof pages / sizeof *pages };

static exn_blocks begin_page(const unsigned char *text)
{
    return (exn_blocks){.at = (const char *)text};
}

/* --- entries ---------------------------------------------------------------------------------- */

/* Takes the name and alias from "- **X12 order** Enters and exits". */
static void take_rule(exn_entry *entry)
{
    exn_text_span bold = exn_span_between(entry->text, "**", "**");
    const char *blank = exn_span_find(bold, " ");
    entry->kind = EXN_ENTRY_RULE;
    entry->name = bold;
    if (blank != NULL) {
        entry->name.length = (size_t)(blank - bold.text);
        entry->alias = (exn_text_span){blank + 1, bold.length - entry->name.length - 1};
    }
    const char *text = bold.text + bold.length + strlen("**");
    entry->text.length -= (size_t)(text - entry->text.text);
    entry->text.text = text;
    entry->text = exn_span_trim(entry->text);
}

/* Returns the name in a part of a cell: "`vacuous`", "stack", "depth (of a test)". */
static exn_text_span row_name(exn_text_span part)
{
    exn_text_span code = exn_span_between(part, "`", "`");
    const char *remark = exn_span_find(part, "(");
    if (code.length > 0) {
        return code;
    }
    if (remark != NULL) {
        part.length = (size_t)(remark - part.text);
    }
    return exn_span_trim(part);
}

/* Visits a row once for each of the names in its first cell, which commas separate. */
static void visit_row(exn_entry entry, exn_entry_fn *visit, void *context)
{
    exn_text_span cell = exn_span_cell(entry.text, 0);
    const char *end = cell.text + cell.length;
    entry.kind = EXN_ENTRY_ROW;
    for (const char *at = cell.text; at < end;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *last = comma != NULL ? comma : end;
        entry.name = row_name((exn_text_span){at, (size_t)(last - at)});
        visit(context, &entry);
        at = last + 1;
    }
}

/* Takes the key from "    on-cancel: [stops, ignores, fails]". Returns whether there is one. */
static bool take_key(exn_entry *entry)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz-";
    const char *begin = entry->text.text + strspn(entry->text.text, "# ");
    size_t length = strspn(begin, letters);
    entry->kind = EXN_ENTRY_KEY;
    entry->name = (exn_text_span){begin, length};
    return length > 0 && begin[length] == ':';
}

/* Returns the length of a case number that stands alone at this place, as in a tag, C43; else 0. */
static size_t case_number_at(exn_text_span text, const char *at)
{
    size_t digits = *at == 'C' ? strspn(at + 1, "0123456789") : 0;
    bool begins = at == text.text || isspace((unsigned char)at[-1]);
    return begins && digits >= 2 && isspace((unsigned char)at[1 + digits]) ? 1 + digits : 0;
}

static const char *next_case(exn_text_span text, const char *at)
{
    while (at < text.text + text.length && case_number_at(text, at) == 0) {
        at++;
    }
    return at;
}

static void visit_cases(exn_entry entry, exn_entry_fn *visit, void *context)
{
    exn_text_span all = entry.text;
    const char *end = all.text + all.length;
    entry.kind = EXN_ENTRY_CASE;
    for (const char *at = next_case(all, all.text); at < end;) {
        entry.name = (exn_text_span){at, case_number_at(all, at)};
        const char *text = at + entry.name.length;
        at = next_case(all, text);
        entry.text = exn_span_trim((exn_text_span){text, (size_t)(at - text)});
        if (entry.text.length > 0 && entry.text.text[entry.text.length - 1] == ';') {
            entry.text.length--; /* the next case follows in the same sentence */
        }
        visit(context, &entry);
    }
}

/* An answer of a profile is found by the profile, and by the question. */
static void visit_answer(exn_entry entry, exn_entry_fn *visit, void *context)
{
    entry.kind = EXN_ENTRY_ROW;
    entry.name = entry.section;
    entry.alias = exn_span_cell(entry.text, 0);
    visit(context, &entry);
}

static void visit_block(const page *of, const exn_page_block *block, exn_entry_fn *visit,
                        void *context)
{
    exn_entry entry = {.page = of->name,
                       .section = block->section,
                       .text = block->text,
                       .headings = block->headings};
    switch (block->kind) {
    case EXN_BLOCK_RULE:
        take_rule(&entry);
        break;
    case EXN_BLOCK_ROW:
        (of->is_by_section ? visit_answer : visit_row)(entry, visit, context);
        return;
    case EXN_BLOCK_CODE:
        if (of->is_by_section || !take_key(&entry)) {
            return;
        }
        break;
    case EXN_BLOCK_TEXT:
        if (!of->is_law && !of->is_by_section) {
            visit_cases(entry, visit, context);
        }
        return;
    }
    visit(context, &entry);
}

void exn_handbook_entries(exn_entry_fn *visit, void *context)
{
    for (size_t i = 0; i < PAGES; i++) {
        exn_blocks blocks = begin_page(pages[i].text);
        for (exn_page_block block; exn_blocks_next(&blocks, &block);) {
            visit_block(&pages[i], &block, visit, context);
        }
    }
}

/* --- sentences -------------------------------------------------------------------------------- */

static bool is_of_word(char letter)
{
    return isalnum((unsigned char)letter) || letter == '-' || letter == '_';
}

static bool is_mark(char letter)
{
    return letter == '`' || letter == '*';
}

/* Returns whether a word may begin here: at the start, after a character of no word, or after the
 * `--` of an option. */
static bool may_begin(exn_text_span sentence, size_t i)
{
    const char *at = sentence.text + i;
    return i == 0 || !is_of_word(at[-1]) || (i > 1 && at[-1] == '-' && at[-2] == '-');
}

static bool mentions(exn_text_span sentence, const char *word, exn_mention mention)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length < sentence.length; i++) {
        const char *at = sentence.text + i;
        if (strncasecmp(at, word, length) != 0) {
            continue;
        }
        bool is_marked = i > 0 && is_mark(at[-1]) && is_mark(at[length]);
        if (is_marked ||
            (mention == EXN_ANYWHERE && may_begin(sentence, i) && !is_of_word(at[length]))) {
            return true;
        }
    }
    return false;
}

void exn_handbook_sentences(const char *word, exn_mention mention, exn_sentence_fn *visit,
                            void *context)
{
    for (size_t i = 0; i < PAGES; i++) {
        exn_blocks blocks = begin_page(pages[i].text);
        for (exn_page_block block; exn_blocks_next(&blocks, &block);) {
            exn_entry rule = {.name = block.section, .text = block.text};
            if (block.kind == EXN_BLOCK_RULE) {
                take_rule(&rule);
            } else if (block.kind != EXN_BLOCK_TEXT) {
                continue;
            }
            exn_text_span rest = rule.text;
            for (exn_text_span sentence; exn_take_sentence(&rest, &sentence);) {
                if (mentions(sentence, word, mention)) {
                    visit(context, pages[i].name, rule.name, sentence);
                }
            }
        }
    }
}

/* --- RULES.md --------------------------------------------------------------------------------- */

/* Returns "S3" for "S3.1 Closing runs the exits"; empty if the sentence does not begin with a
 * rule. */
static exn_text_span rule_of(exn_text_span sentence)
{
    size_t digits = sentence.length > 1 ? strspn(sentence.text + 1, "0123456789") : 0;
    bool is_rule = digits > 0 && isupper((unsigned char)*sentence.text);
    return (exn_text_span){sentence.text, is_rule ? 1 + digits : 0};
}

void exn_handbook_bugs(exn_bug_fn *visit, void *context)
{
    exn_blocks blocks = begin_page(exn_RULES_md);
    for (exn_page_block block; exn_blocks_next(&blocks, &block);) {
        if (block.kind != EXN_BLOCK_ROW) {
            continue;
        }
        exn_bug bug = {.rule = rule_of(exn_span_cell(block.text, 0)),
                       .seen = exn_span_cell(block.text, 1),
                       .what = exn_span_cell(block.text, 2)};
        exn_text_span invariant = rule_of(bug.seen);
        if (invariant.length > 0) {
            bug.seen = invariant; /* without the text after it */
        }
        if (bug.rule.length > 0) {
            visit(context, &bug);
        }
    }
}

exn_text_span exn_handbook_why(exn_text_span number)
{
    char mark[16];
    snprintf(mark, sizeof mark, "(%.*s)", (int)number.length, number.text);
    exn_blocks blocks = begin_page(exn_RULES_md);
    for (exn_page_block block; exn_blocks_next(&blocks, &block);) {
        if (block.kind == EXN_BLOCK_ROW &&
            exn_span_find(exn_span_cell(block.text, 0), mark) != NULL) {
            return exn_span_cell(block.text, 1);
        }
    }
    return (exn_text_span){0};
}

exn_text_span exn_handbook_legend(void)
{
    exn_blocks blocks = begin_page(exn_CATALOGUE_md);
    for (exn_page_block block; exn_blocks_next(&blocks, &block);) {
        const char *legend = exn_span_find(block.text, "S = stack");
        if (legend != NULL) {
            return (exn_text_span){legend, (size_t)(block.text.text + block.text.length - legend)};
        }
    }
    return (exn_text_span){0};
}
