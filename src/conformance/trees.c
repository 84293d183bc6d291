/* Numbers trees, names them, and makes scenarios of names. */
#include "conformance/trees.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands before a member, by the level of its scope; the outermost is level 0. */
static const char separators[EXN_TREE_LEVELS_MAX + 1] = "-_.";
static const char *const kinds[] = {"stack", "pool"};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* --- counting --------------------------------------------------------------------------------- */

static size_t count_lists(unsigned managers, unsigned level);

/* Returns how many members of a scope of that level have so many managers. */
static size_t count_members(unsigned managers, unsigned level)
{
    size_t nested = level + 1 < EXN_TREE_LEVELS_MAX ? KINDS * count_lists(managers, level + 1) : 0;
    return nested + (managers == 1);
}

/* Returns how many lists of members of such a scope do. */
static size_t count_lists(unsigned managers, unsigned level)
{
    size_t count = managers == 0;
    for (unsigned first = 1; first <= managers; first++) {
        count += count_members(first, level) * count_lists(managers - first, level);
    }
    return count;
}

size_t exn_tree_count(void)
{
    size_t count = 0;
    for (unsigned managers = 0; managers <= EXN_TREE_MANAGERS_MAX; managers++) {
        count += KINDS * count_lists(managers, 0);
    }
    return count;
}

/* --- names ------------------------------------------------------------------------------------ */

static void put_list(FILE *out, size_t index, unsigned managers, unsigned level, char *letter);

/* Puts one of the members that count_members counts; the manager is the first. */
static void put_member(FILE *out, size_t index, unsigned managers, unsigned level, char *letter)
{
    if (managers == 1 && index == 0) {
        fputc((*letter)++, out);
        return;
    }
    index -= managers == 1;
    size_t lists = count_lists(managers, level + 1);
    fputs(kinds[index / lists], out);
    put_list(out, index % lists, managers, level + 1, letter);
}

/* Puts one of the lists that count_lists counts, in the order of its sum. */
static void put_list(FILE *out, size_t index, unsigned managers, unsigned level, char *letter)
{
    while (managers > 0) {
        unsigned first = 1;
        size_t rests = count_lists(managers - first, level);
        while (index >= count_members(first, level) * rests) {
            index -= count_members(first, level) * rests;
            first++;
            rests = count_lists(managers - first, level);
        }
        fputc(separators[level], out);
        put_member(out, index / rests, first, level, letter);
        index %= rests;
        managers -= first;
    }
}

/* Closes a stream into memory. Returns its text, or NULL if there was not memory enough. */
static char *text_of(FILE *stream, char **text)
{
    bool failed = ferror(stream) != 0;
    if (fclose(stream) != 0 || failed) {
        free(*text);
        return NULL;
    }
    return *text;
}

char *exn_tree_name(size_t index)
{
    char *name = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&name, &size);
    if (out == NULL) {
        return NULL;
    }
    unsigned managers = 0;
    while (index >= KINDS * count_lists(managers, 0)) {
        index -= KINDS * count_lists(managers, 0);
        managers++;
    }
    size_t lists = count_lists(managers, 0);
    char letter = 'a';
    fputs(kinds[index / lists], out);
    put_list(out, index % lists, managers, 0, &letter);
    return text_of(out, &name);
}

/* --- scenarios -------------------------------------------------------------------------------- */

/* Returns the kind that a text begins with, or NULL. */
static const char *kind_of(const char *text, const char *end)
{
    for (size_t i = 0; i < KINDS; i++) {
        size_t length = strlen(kinds[i]);
        if ((size_t)(end - text) >= length && strncmp(text, kinds[i], length) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

/* Writes the scope that stands between `text` and `end`. Returns false if none does. */
static bool write_scope(FILE *out, const char *text, const char *end, unsigned level, char *letter)
{
    const char *kind = kind_of(text, end);
    if (kind == NULL || level == EXN_TREE_LEVELS_MAX) {
        return false;
    }
    fprintf(out, "{%s: [", kind);
    const char *at = text + strlen(kind);
    bool is_well_formed = level == 0 || at < end; /* only the outermost scope may be empty */
    for (bool is_first = true; is_well_formed && at < end; is_first = false) {
        if (*at++ != separators[level]) {
            return false;
        }
        const char *next = memchr(at, separators[level], (size_t)(end - at));
        const char *member_end = next != NULL ? next : end;
        fputs(is_first ? "" : ", ", out);
        if (member_end == at + 1 && *at == *letter && *letter <= 'z') {
            fputc((*letter)++, out);
        } else {
            is_well_formed = write_scope(out, at, member_end, level + 1, letter);
        }
        at = member_end;
    }
    fputs("]}", out);
    return is_well_formed;
}

static void write_managers(FILE *out, char end, bool is_canceled)
{
    fputs(end > 'a' ? "managers:\n" : "", out);
    for (char letter = 'a'; letter < end; letter++) {
        fprintf(out, "  %c: {enter: [enters, fails], exit: [exits, suppresses, fails]%s}\n", letter,
                is_canceled ? ", on-cancel: [stops, ignores, fails]" : "");
    }
}

char *exn_tree_scenario(const char *name, const char *title, bool is_canceled)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    char letter = 'a';
    fprintf(out, "scenario: %s\nabout: Everything may happen in this tree%s.\n\nscope: ", title,
            is_canceled ? "" : ", but for a cancel request");
    bool is_tree = write_scope(out, name, name + strlen(name), 0, &letter);
    fputc('\n', out);
    write_managers(out, letter, is_canceled);
    fputs(is_canceled ? "body: {ends: [returns, raises], on-cancel: [stops, ignores, fails]}\n"
                        "cancel: anywhere\n"
                      : "body: [returns, raises]\n",
          out);
    bool is_small = letter - 'a' <= EXN_TREE_MANAGERS_WITHOUT_MEMORY;
    fputs(is_small ? "faults: {memory: if-asked}\n" : "", out);
    text = text_of(out, &text);
    if (text != NULL && !is_tree) {
        free(text);
        errno = EINVAL;
        return NULL;
    }
    return text;
}
