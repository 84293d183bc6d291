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

/* What traces call it. */
static const char *body_name(const exn_reader *reader, exn_node_id body)
{
    const char *task = reader->scenario->tasks[exn_task_of_node_body(body)].name;
    return task != NULL ? exn_arena_format(reader->arena, "%s body", task) : "body";
}

bool exn_has_words(const exn_reader *reader, exn_node_id node)
{
    const exn_surroundings *around = reader->surroundings;
    const exn_node *its = node >= 0 ? &reader->scenario->nodes[node] : NULL;
    if (its == NULL && !exn_node_is_body(node)) {
        return false;
    }
    if (its == NULL) {
        const char *task = reader->scenario->tasks[exn_task_of_node_body(node)].name;
        return around != NULL && around->body_is_in_c != NULL &&
               around->body_is_in_c(around->context, task);
    }
    if (its->kind != EXN_NODE_LEAF) {
        return scopes_have_words(reader);
    }
    return its->use != NULL || (around != NULL && around->is_in_c != NULL &&
                                around->is_in_c(around->context, exn_declared_name(its)));
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
                 node >= 0 ? reader->scenario->nodes[node].name : body_name(reader, node));
    return NULL;
}
