/* A page of Markdown, taken apart as far as it is needed here. */
#ifndef EXN_CLI_HANDBOOK_BLOCKS_H
#define EXN_CLI_HANDBOOK_BLOCKS_H

#include "cli/handbook/handbook.h"

typedef enum exn_block_kind {
    EXN_BLOCK_RULE, /* an item of a list that begins in bold, with the lines that go on */
    EXN_BLOCK_ROW,  /* of a table, but for its head */
    EXN_BLOCK_CODE, /* a line of the first example of the page */
    EXN_BLOCK_TEXT, /* a paragraph */
} exn_block_kind;

typedef struct exn_page_block {
    exn_block_kind kind;
    exn_text_span text;
    exn_text_span section;  /* the heading that it stands under, or its own words in bold */
    exn_text_span headings; /* ROW: the head of the table */
} exn_page_block;

/* Where a page is read; begins as {.at = page}. */
typedef struct exn_blocks {
    const char *at;
    exn_text_span section;
    exn_text_span headings;
    unsigned fences; /* begun and ended: odd inside an example */
} exn_blocks;

/* The next block; false at the end of the page. */
bool exn_blocks_next(exn_blocks *blocks, exn_page_block *block);

/* Takes the next sentence off `text`; false when nothing is left. */
bool exn_take_sentence(exn_text_span *text, exn_text_span *sentence);

/* The part of `text` between its first `begin` and the `end` behind that; empty if there is none.*/
exn_text_span exn_span_between(exn_text_span text, const char *begin, const char *end);

/* Without blanks at both ends. */
exn_text_span exn_span_trim(exn_text_span text);

/* Where `text` has `word`, or NULL. */
const char *exn_span_find(exn_text_span text, const char *word);

#endif
