/* The adapters of this process: each is started once, by its name, and is kept. */
#define _GNU_SOURCE
#include "adapters/adapter.h"
#include "adapters/adapters.h"
#include "adapters/beside_program.h"

#include "base/adapter_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EXEUNT_OUTSIDE exn_adapter *adapters;

/* How an adapter in Python is started: by the interpreter that EXEUNT_PYTHON names, or that of the
 * virtual environment that is active, or the first one there is. Hashes of texts are the same in
 * each process. */
static const char start_python[] =
    "python=\"${EXEUNT_PYTHON:-${VIRTUAL_ENV:+$VIRTUAL_ENV/bin/}python3}\"\n"
    "command -v \"$python\" >/dev/null || {\n"
    "    echo \"there is no $python; --python PATH names a Python, or EXEUNT_PYTHON does\"\n"
    "    exit 127\n"
    "}\n"
    "PYTHONPATH=\"$EXEUNT_PYTHON_FOLDER${PYTHONPATH:+:$PYTHONPATH}\" PYTHONHASHSEED=0 exec "
    "\"$python\" -m exeunt_adapter";

static bool set_python(exn_adapter *adapter, const char *argument)
{
    /* In a build folder, and beside libexec/exeunt/exeunt-host. */
    static const char *const places[] = {"share/exeunt/python", "../../share/exeunt/python"};
    char *folder = exn_beside_program(places, sizeof places / sizeof *places);
    char *variable = NULL;
    if (folder == NULL || asprintf(&variable, "EXEUNT_PYTHON_FOLDER=%s", folder) < 0) {
        variable = NULL;
    }
    free(folder);
    adapter->variables[0] = variable;
    adapter->command = strdup(start_python);
    adapter->argument = strdup(argument);
    return variable != NULL && adapter->command != NULL && adapter->argument != NULL;
}

static bool set_command(exn_adapter *adapter, const char *name)
{
    const char *command = exn_adapter_command(name);
    adapter->name = strdup(name);
    if (command != NULL) {
        adapter->command = strdup(command);
        return adapter->name != NULL && adapter->command != NULL;
    }
    return set_python(adapter, exn_adapter_of_python(name)) && adapter->name != NULL;
}

static exn_adapter *find(const char *name)
{
    exn_adapter *one = adapters;
    while (one != NULL && strcmp(one->name, name) != 0) {
        one = one->next;
    }
    return one;
}

exn_adapter *exn_adapter_named(const char *name)
{
    exn_adapter *adapter = find(name);
    if (adapter != NULL) {
        return adapter;
    }
    adapter = calloc(1, sizeof *adapter);
    if (adapter == NULL || !set_command(adapter, name)) {
        free(adapter); /* what it has is lost, with all else */
        return NULL;
    }
    adapter->child = (exn_child){.talk = -1, .prints = -1};
    adapter->next = adapters;
    adapters = adapter;
    return adapter;
}

const exeunt_implementation *exn_adapter_open(const char *name, unsigned hang_ms,
                                              exn_adapter_complain *complain, void *context)
{
    exn_adapter *adapter = exn_adapter_named(name);
    if (adapter == NULL) {
        return NULL;
    }
    adapter->hang_ms = hang_ms;
    adapter->has_hung = false;
    adapter->pulse = NULL;
    adapter->build.length = 0;
    if (adapter->has_states) { /* what another scenario has come to need not come in this one */
        free(adapter->no_states);
        adapter->no_states = NULL;
        adapter->table.capabilities &= ~(unsigned)EXEUNT_NO_SNAPSHOTS;
    }
    if (!exn_child_runs(&adapter->child) && !exn_adapter_start(adapter)) {
        complain(context, adapter->fault.text);
        return NULL;
    }
    return &adapter->table;
}

bool exn_adapter_runs_managers(const exeunt_implementation *implementation)
{
    const exn_adapter *adapter = implementation->data;
    return adapter->runs_managers;
}

bool exn_adapter_tries_manager(const char *name, const char *use, unsigned hang_ms,
                               exn_adapter_complain *complain, void *context)
{
    const exeunt_implementation *opened = exn_adapter_open(name, hang_ms, complain, context);
    exn_adapter *adapter = opened != NULL ? opened->data : NULL;
    json_t *build = json_pack("{s:[{s:s,s:s,s:b,s:[]}],s:[{s:s,s:s,s:{}}],s:[]}", "build", "scope",
                              "stack", "kind", "stack", "wait all", 0, "entries", "managers",
                              "manager", "it", "use", use, "with", "inside");
    char *text = json_dumps(build, JSON_COMPACT);
    bool tries = adapter != NULL && text != NULL;
    if (tries) { /* without the braces: a reply stands before it */
        exn_line_clear(&adapter->build);
        exn_line_append(&adapter->build, text + 1, strlen(text) - 2);
        tries = exn_adapter_build(adapter);
        exn_line_clear(&adapter->build);
    }
    if (adapter != NULL && !tries) {
        complain(context, text != NULL ? adapter->fault.text : "the name is no UTF-8");
    }
    free(text);
    json_decref(build);
    return tries;
}

const char *exn_adapter_has_no_states(const exeunt_implementation *implementation)
{
    const exn_adapter *adapter = implementation->data;
    return adapter->no_states;
}
