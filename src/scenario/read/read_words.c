/* Reads the words of managers, scopes and bodies that are written in C: names for the results that
 * come to them, or that the world chooses. Only the program knows these words, so a wrong word is
 * found when the scenario is explored. */
#include "scenario/read/reader.h"

bool exn_has_words(const exn_reader *reader, exn_node_id node)
{
    const exn_surroundings *around = reader->surroundings;
    const exn_node *its = node >= 0 ? &reader->scenario->nodes[node] : NULL;
    if (around == NULL || (its == NULL && node != EXN_NODE_BODY)) {
        return false;
    }
    if (its != NULL && its->kind != EXN_NODE_LEAF) {
        return around->scopes_are_in_c;
    }
    return around->is_in_c != NULL &&
           around->is_in_c(around->context, its != NULL ? its->name : "body");
}

const char *exn_read_marked_word(exn_reader *reader, exn_place place, exn_node_id node,
                                 const char *text)
{
    const char *word = exn_after_prefix(text, "word ");
    if (word == NULL || exn_has_words(reader, node)) {
        return word;
    }
    exn_complain(&reader->complaints, place,
                 "%s: only a manager written in C has words of its own, and `%s` is none",
                 exn_quote(reader->arena, text),
                 node >= 0 ? reader->scenario->nodes[node].name : "body");
    return NULL;
}
