/* Checks names of a command line against what a host knows. */
#include "cli/known_names.h"

#include "base/adapter_name.h"
#include "base/characters.h"
#include "base/plugin_name.h"
#include "cli/hosts/host_pool.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "contract/profiles.h"
#include "scenario/scenario.h"

#include <stdio.h>
#include <string.h>

/* --- asking a host ---------------------------------------------------------------------------- */

/* A request for a list, and the answer. */
typedef struct question {
    const char *member; /* of the request: which plugin is meant, or NULL */
    const char *plugin;
    json_t *answer;
} question;

static json_t *on_request(void *context, size_t job)
{
    const question *self = context;
    (void)job;
    return exn_need(self->member == NULL
                        ? json_pack("{s:{}}", "list")
                        : json_pack("{s:{s:s}}", "list", self->member, self->plugin));
}

static void on_answered(void *context, size_t job, const json_t *answer)
{
    question *self = context;
    const char *error = json_string_value(json_object_get(answer, "error"));
    (void)job;
    if (error == NULL) {
        self->answer = json_copy((json_t *)(uintptr_t)answer);
        return;
    }
    for (const char *line = error; *line != '\0';) {
        int length = (int)strcspn(line, "\n");
        fprintf(stderr, "exeunt: %.*s\n", length, line);
        line += length + (line[length] != '\0' ? 1 : 0);
    }
}

static void on_died(void *context, size_t job, const exn_host_death *death)
{
    (void)context;
    (void)job;
    fprintf(stderr, "exeunt: the host ended\n%s", death->errors);
}

static json_t *ask(const char *member, const char *plugin)
{
    size_t length = 0;
    question self = {.member = member, .plugin = plugin};
    const exn_host_jobs work = {.job_count = 1,
                                .request = on_request,
                                .answered = on_answered,
                                .died = on_died,
                                .context = &self};
    if (plugin != NULL && !exn_utf8_valid(plugin, strlen(plugin), &length)) {
        fputs("exeunt: the name of a plugin is not UTF-8\n", stderr);
        return NULL;
    }
    exn_work_alone(&work);
    return self.answer;
}

json_t *exn_ask_for_implementations(void)
{
    json_t *answer = ask(NULL, NULL);
    json_t *implementations = json_incref(json_object_get(answer, "implementations"));
    json_decref(answer);
    return implementations;
}

json_t *exn_ask_for_plugin(const char *name)
{
    return ask("plugin", name);
}

/* --- checking names --------------------------------------------------------------------------- */

/* `names` ends with NULL. */
static bool is_known(const char *what, const char *name, const char *const *names)
{
    for (const char *const *known = names; *known != NULL; known++) {
        if (strcmp(name, *known) == 0) {
            return true;
        }
    }
    const char *closest = exn_closest_word(name, names);
    fprintf(stderr, "exeunt: unknown %s `%s`", what, name);
    if (closest != NULL) {
        fprintf(stderr, ", did you mean `%s`?", closest);
    }
    fputs("\n`exeunt list` tells which there are.\n", stderr);
    return false;
}

/* A host loads it; what is wrong was printed. */
static bool plugin_is_known(const char *name)
{
    json_t *answer = ask("implementation", name);
    json_decref(answer);
    return answer != NULL;
}

static bool implementation_is_known(const char *name)
{
    if (exn_is_plugin_name(name) || exn_is_adapter_name(name)) {
        return plugin_is_known(name);
    }
    json_t *implementations = exn_ask_for_implementations();
    if (implementations == NULL) {
        return false;
    }
    size_t count = json_array_size(implementations);
    const char **names = exn_need(calloc(count + 1, sizeof *names));
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(implementations, i);
        const char *known = json_string_value(json_object_get(one, "name"));
        names[i] = known != NULL ? known : "";
    }
    bool known = is_known("implementation", name, names);
    if (!known) {
        fputs("One of your own is a plugin, as in `--implementation ./libmypool.so`: "
              "<exeunt/plugin.h>.\n",
              stderr);
    }
    free(names);
    json_decref(implementations);
    return known;
}

static bool has_word(const json_t *words, const char *word)
{
    size_t index;
    const json_t *one;
    bool found = false;
    json_array_foreach(words, index, one)
    {
        found = found || (json_is_string(one) && strcmp(json_string_value(one), word) == 0);
    }
    return found;
}

bool exn_implementation_can(const char *name, const char *capability)
{
    bool is_plugin = exn_is_plugin_name(name) || exn_is_adapter_name(name);
    const char *entry = exn_is_adapter_name(name) ? NULL /* the only one */
                        : is_plugin               ? exn_plugin_entry(name)
                                                  : name;
    json_t *answer = is_plugin ? ask("implementation", name) : ask(NULL, NULL);
    size_t index;
    const json_t *one;
    bool can = true;
    json_array_foreach(json_object_get(answer, "implementations"), index, one)
    {
        const char *known = json_string_value(json_object_get(one, "name"));
        if (entry == NULL || (known != NULL && strcmp(known, entry) == 0)) {
            can = has_word(json_object_get(one, "capabilities"), capability);
        }
    }
    json_decref(answer);
    return can;
}

static bool profile_is_known(const char *name)
{
    const char *names[EXN_PROFILES + 1] = {NULL};
    for (int i = 0; i < EXN_PROFILES; i++) {
        names[i] = exn_profile_name((exeunt_profile)i);
    }
    return is_known("profile", name, names);
}

void exn_use_python(const char *path)
{
    if (path != NULL && setenv("EXEUNT_PYTHON", path, 1) != 0) { /* hosts inherit it */
        exn_out_of_memory();
    }
}

bool exn_names_are_known(const char *implementation, const char *profile)
{
    return (profile == NULL || profile_is_known(profile)) &&
           (implementation == NULL || implementation_is_known(implementation));
}
