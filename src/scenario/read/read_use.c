/* Reads which manager of a plugin, or of code in another language, takes the place of one that the
 * scenario would play, and what it is passed. Nothing is loaded here, so the values have no types
 * yet. */
#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "scenario/read/reader.h"

#include <string.h>

/* The code does all that these would say. */
static void refuse_played(exn_reader *reader, const exn_yaml *manager, const exn_node *node)
{
    for (const exn_yaml *key = manager->first; key != NULL; key = key->next) {
        if (strcmp(key->text, "use") != 0 && strcmp(key->text, "with") != 0 &&
            !exn_complaints_suffice(&reader->complaints)) {
            exn_complain(&reader->complaints, key->place,
                         "%s beside `use`: what `%s` does, its code decides",
                         exn_quote(reader->arena, key->text), node->name);
        }
    }
}

static void read_argument(exn_reader *reader, const exn_yaml *key, exn_use *use)
{
    const exn_yaml *value = key->value;
    if (value->kind != EXN_YAML_SCALAR || exn_yaml_is_nothing(value)) {
        exn_complain(&reader->complaints, value->place,
                     "%s is %s: it must be a number, a text, `true` or `false`",
                     exn_quote(reader->arena, key->text), exn_yaml_describe(reader->arena, value));
        return;
    }
    use->with[use->with_count++] = (exn_passed_value){.name = key->text,
                                                      .name_place = key->place,
                                                      .text = value->text,
                                                      .is_quoted = !value->is_plain,
                                                      .place = value->place};
}

static void read_with(exn_reader *reader, const exn_yaml *with, exn_use *use)
{
    if (with->value->kind != EXN_YAML_MAPPING) {
        exn_complain(&reader->complaints, with->value->place,
                     "`with` is %s: it must be a mapping, like `{port: 5432}`",
                     exn_yaml_describe(reader->arena, with->value));
        return;
    }
    use->with = exn_arena_take(reader->arena, (with->value->count + 1) * sizeof *use->with);
    for (const exn_yaml *key = with->value->first; key != NULL; key = key->next) {
        if (exn_complaints_suffice(&reader->complaints)) {
            return;
        }
        read_argument(reader, key, use);
    }
}

void exn_read_use(exn_reader *reader, const exn_yaml *manager, exn_node *node)
{
    const exn_yaml *key = exn_yaml_key(manager, "use");
    const exn_yaml *with = exn_yaml_key(manager, "with");
    if (key == NULL) {
        if (with != NULL) {
            exn_complain(&reader->complaints, with->place,
                         "`with` without `use`: only a manager that is code is passed something");
        }
        return;
    }
    const char *plugin = exn_read_text(reader, key->value, "use");
    if (plugin == NULL) {
        return;
    }
    if (!exn_is_plugin_name(plugin) && !exn_is_adapter_name(plugin)) {
        exn_complain(&reader->complaints, key->value->place,
                     "`use` is %s: it must name a plugin, like `./libmydb.so#db`, or code in "
                     "Python, like `python:mymodule:Db`",
                     exn_quote(reader->arena, plugin));
        return;
    }
    exn_use *use = exn_arena_take(reader->arena, sizeof *use);
    use->plugin = plugin;
    use->place = key->value->place;
    if (with != NULL) {
        read_with(reader, with, use);
    }
    refuse_played(reader, manager, node);
    node->use = use;
}
