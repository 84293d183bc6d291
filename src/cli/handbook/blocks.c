/* Splits a page of Markdown into blocks, lines, spans and sentences. */
#include "cli/handbook/blocks.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- spans ------------------------------------------------------------------------------------ */

bool exn_span_is(exn_text_span span, const char *text)
{
    return strlen(text) == span.length && strncasecmp(span.text, text, span.length) == 0;
}

const char *exn_span_find(exn_text_span text, const char *word)
{
    return memmem(text.text, text.length, word, strlen(word));
}

/* Returns the rest of `text` from `begin` on. */
static exn_text_span from(exn_text_span text, const char *begin)
{
    return (exn_text_span){begin, (size_t)(text.text + text.length - begin)};
}

exn_text_span exn_span_between(exn_text_span text, const char *begin, const char *end)
{
    const char *first = exn_span_find(text, begin);
    if (first == NULL) {
        return (exn_text_span){0};
    }
    exn_text_span rest = from(text, first + strlen(begin));
    const char *last = exn_span_find(rest, end);
    return last == NULL ? (exn_text_span){0}
                        : (exn_text_span){rest.text, (size_t)(last - rest.text)};
}

exn_text_span exn_span_trim(exn_text_span text)
{
    while (text.length > 0 && isspace((unsigned char)*text.text)) {
        text = from(text, text.text + 1);
    }
    while (text.length > 0 && isspace((unsigned char)text.text[text.length - 1])) {
        text.length--;
    }
    return text;
}

exn_text_span exn_span_cell(exn_text_span row, size_t index)
{
    exn_text_span rest = row;
    for (size_t i = 0;; i++) {
        const char *begin = exn_span_find(rest, "|");
        if (begin == NULL) {
            return (exn_text_span){0};
        }
        rest = from(rest, begin + 1);
        const char *end = exn_span_find(rest, "|");
        if (i == index) {
            return exn_span_trim(
                (exn_text_span){rest.text, end == NULL ? 0 : (size_t)(end - rest.text)});
        }
    }
}

static bool begins_sentence(char first)
{
    return isupper((unsigned char)first) || first == '`' || first == '*';
}

bool exn_take_sentence(exn_text_span *text, exn_text_span *sentence)
{
    exn_text_span rest = exn_span_trim(*text);
    int depth = 0;
    size_t length = 0;
    for (; length < rest.length; length++) {
        char here = rest.text[length];
        depth += (here == '(') - (here == ')');
        bool ends = here == '.' && depth == 0 && length + 2 < rest.length &&
                    isspace((unsigned char)rest.text[length + 1]) &&
                    begins_sentence(rest.text[length + 2]);
        if (ends) {
            break;
        }
    }
    length += length < rest.length; /* includes the full stop */
    *sentence = (exn_text_span){rest.text, length};
    *text = from(rest, rest.text + length);
    return length > 0;
}

/* --- lines ------------------------------------------------------------------------------------ */

static bool begins(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

static exn_text_span line_at(const char *at)
{
    return (exn_text_span){at, strcspn(at, "\n")};
}

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return *at == '\n' ? at + 1 : at;
}

/* Returns whether a line continues the block of the line before it. */
static bool goes_on(exn_block_kind kind, const char *line)
{
    if (kind == EXN_BLOCK_RULE) {
        return begins(line, "  ");
    }
    return strchr("\n#|-`", *line) == NULL || (*line == '`' && !begins(line, "```"));
}

static exn_text_span lines_from(const char *begin, exn_block_kind kind)
{
    const char *end = begin;
    do {
        end = next_line(end);
    } while (*end != '\0' && goes_on(kind, end));
    return (exn_text_span){begin, (size_t)(end - begin)};
}

/* --- blocks ----------------------------------------------------------------------------------- */

/* Skips a heading or another mark, which is no block but describes the blocks that follow it.
 * Returns whether there was one. */
static bool take_mark(exn_blocks *self)
{
    if (begins(self->at, "```")) {
        self->fences++;
    } else if (self->fences % 2 == 1) {
        return false;
    } else if (*self->at == '#') {
        self->section = exn_span_trim(line_at(self->at + strspn(self->at, "#")));
    } else if (*self->at == '|' && begins(next_line(self->at), "|-")) {
        self->headings = line_at(self->at);
        self->at = next_line(self->at);
    } else if (*self->at != '\n') {
        return false;
    }
    self->at = next_line(self->at);
    return true;
}

static exn_block_kind kind_at(const exn_blocks *self)
{
    if (self->fences % 2 == 1) {
        return EXN_BLOCK_CODE;
    }
    if (*self->at == '|') {
        return EXN_BLOCK_ROW;
    }
    return begins(self->at, "- **") ? EXN_BLOCK_RULE : EXN_BLOCK_TEXT;
}

bool exn_blocks_next(exn_blocks *self, exn_page_block *block)
{
    while (*self->at != '\0' && take_mark(self)) {
        ;
    }
    if (*self->at == '\0') {
        return false;
    }
    exn_block_kind kind = kind_at(self);
    bool is_line = kind == EXN_BLOCK_CODE || kind == EXN_BLOCK_ROW;
    exn_text_span text = is_line ? line_at(self->at) : lines_from(self->at, kind);
    if (kind == EXN_BLOCK_TEXT && begins(self->at, "**")) {
        self->section = exn_span_between(text, "**", "**");
    }
    *block = (exn_page_block){kind, exn_span_trim(text), self->section, self->headings};
    self->at = is_line ? next_line(self->at) : text.text + text.length;
    return kind != EXN_BLOCK_CODE || self->fences == 1 || exn_blocks_next(self, block);
}
