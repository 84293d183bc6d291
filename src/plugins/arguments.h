/* The values of `with`, by the types that the manager has declared. */
#ifndef EXN_PLUGINS_ARGUMENTS_H
#define EXN_PLUGINS_ARGUMENTS_H

#include "plugins/plugins.h"

/* Receives what is wrong with a scenario, with its place. */
typedef void exn_refuse_fn(void *context, exn_place place, const char *message);

typedef union exn_typed_value {
    int64_t integer;
    double number;
    const char *text;
    bool flag;
} exn_typed_value;

struct exeunt_arguments {
    const exeunt_plugin_manager *manager;
    const exn_use *use;
    exn_typed_value *values; /* [manager->parameter_count]; owned, like the next one */
    bool *is_given;
    exn_refuse_fn *refuse;
    void *context;
};

/* Reads the values of `use`, and refuses those that are wrong. Returns false when out of memory. */
bool exn_arguments_open(exeunt_arguments *with, const exeunt_plugin_manager *manager,
                        const exn_use *use, exn_refuse_fn *refuse, void *context);
/* Returns what is passed as an object in JSON: what is quoted is a text, and anything else what it
 * looks like. The caller frees it; NULL when out of memory. */
char *exn_arguments_as_json(const exn_use *use);

void exn_arguments_close(exeunt_arguments *with);

#endif
