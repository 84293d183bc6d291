/* Splits a page of Markdown, as far as `exeunt explain` needs it. */
#ifndef EXN_CLI_HANDBOOK_BLOCKS_H
#define EXN_CLI_HANDBOOK_BLOCKS_H

#include "cli/handbook/handbook.h"

typedef enum exn_block_kind {
    EXN_BLOCK_RULE, /* an item of a list that begins in bold, with its continuation lines */
    EXN_BLOCK_ROW,  /* a row of a table, but for its head */
    EXN_BLOCK_CODE, /* a line of the first example of the page */
    EXN_BLOCK_TEXT, /* a paragraph */
} exn_block_kind;

typedef struct exn_page_block {
    exn_block_kind kind;
    exn_text_span text;
    exn_text_span section;  /* the heading above it, or its own words in bold */
    exn_text_span headings; /* ROW: the head of the table */
} exn_page_block;

/* A position in a page; begins as {.at = page}. */
typedef struct exn_blocks {
    const char *at;
    exn_text_span section;
    exn_text_span headings;
    unsigned fences; /* fences seen so far: an odd number means inside an example */
} exn_blocks;

/* Takes the next block; returns false at the end of the page. */
bool exn_blocks_next(exn_blocks *blocks, exn_page_block *block);

/* Takes the next sentence from `text`; returns false when nothing is left. */
bool exn_take_sentence(exn_text_span *text, exn_text_span *sentence);

/* Returns the part of `text` between its first `begin` and the next `end`; empty if there is
 * none. */
exn_text_span exn_span_between(exn_text_span text, const char *begin, const char *end);

/* Returns the text without blanks at both ends. */
exn_text_span exn_span_trim(exn_text_span text);

/* Returns where `word` begins in `text`, or NULL. */
const char *exn_span_find(exn_text_span text, const char *word);

#endif
