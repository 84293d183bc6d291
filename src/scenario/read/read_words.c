/* Reads the words of managers, scopes and bodies that are written in C: names for the results that
 * come to them, or that the world chooses. Only that code knows these words, so a wrong word is
 * found when the scenario is explored. */
#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "scenario/read/reader.h"

static bool scopes_have_words(const exn_reader *reader)
{
    const char *implementation = reader->scenario->implementation;
    return (reader->surroundings != NULL && reader->surroundings->scopes_are_in_c) ||
           (implementation != NULL &&
            (exn_is_plugin_name(implementation) || exn_is_adapter_name(implementation)));
}

bool exn_has_words(const exn_reader *reader, exn_node_id node)
{
    const exn_surroundings *around = reader->surroundings;
    const exn_node *its = node >= 0 ? &reader->scenario->nodes[node] : NULL;
    if (its == NULL && node != EXN_NODE_BODY) {
        return false;
    }
    if (its != NULL && its->kind != EXN_NODE_LEAF) {
        return scopes_have_words(reader);
    }
    return (its != NULL && its->use != NULL) ||
           (around != NULL && around->is_in_c != NULL &&
            around->is_in_c(around->context, its != NULL ? exn_declared_name(its) : "body"));
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
