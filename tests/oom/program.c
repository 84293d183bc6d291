/* Memory exhaustion in a check that a program makes: each time it gets the right result, or
 * none. */
#include "failing.h"

#include <exeunt/check.h>

#include <stdlib.h>
#include <string.h>

/* A manager that enters when the world says so, or fails; meanwhile it holds memory of the
 * world. */
typedef struct client {
    exeunt_manager manager; /* first, so that a pointer to it is one to the whole */
    exeunt_border *border;
    exeunt_external reply;
    void *buffer;
} client;

static void on_reply(exeunt_external *external, unsigned result)
{
    client *self = external->data;
    if (result == 0) {
        exeunt_entered(&self->manager, self);
        return;
    }
    exeunt_border_free(self->border, self->buffer);
    exeunt_failed(&self->manager, -5, NULL);
}

static void enter(exeunt_manager *manager)
{
    client *self = (client *)manager;
    self->buffer = exeunt_border_allocate(self->border, 100);
    exeunt_border_expect(self->border, &self->reply);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    client *self = (client *)manager;
    (void)cause;
    exeunt_border_free(self->border, self->buffer);
    exeunt_exited(manager);
}

static exeunt_manager *make(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    static const char *const replies[] = {"answered", "refused"};
    client *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->reply =
        (exeunt_external){.deliver = on_reply, .data = self, .result_count = 2, .results = replies};
    return &self->manager;
}

static const exeunt_check_config configs[] = {
    {.managers = {{"a", make, NULL}}, .cancels = 1},
    {.managers = {{"a", make, NULL}, {"b", make, NULL}}, .cancels = 1, .snapshots = true},
    {.scenario = "scope: {pool: [a]}\nexpect: {never: [a enter fails]}\n",
     .managers = {{"*", make, NULL}}},
    {.scenario = "scope: {pool: [a, a]}\nexpect: {sometimes: []}\n"},
    {.managers = {{"a", NULL, NULL}}},
};
enum { CONFIGS = sizeof configs / sizeof *configs };

/* Prints the result of a check or of a replay; returns NULL when out of memory. */
static char *print(const exeunt_check_config *config, bool replay)
{
    exeunt_check_result *result = replay ? exeunt_replay(config, "1") : exeunt_check(config);
    char *text = result != NULL ? exeunt_check_text(result) : NULL;
    exeunt_check_free(result);
    if (text != NULL && strstr(text, "(out of memory)") != NULL) {
        free(text);
        return NULL;
    }
    return text;
}

static size_t stride = 1;

/* Returns how many allocations failed, or exits. */
static size_t try_all(const exeunt_check_config *config, bool replay)
{
    char *wanted = print(config, replay);
    size_t live = failing_live();
    size_t refused;
    size_t n = 1;
    do {
        failing_at(n, false);
        char *found = print(config, replay);
        refused = failing_refused();
        failing_at(0, false);
        bool right = found != NULL ? strcmp(found, wanted) == 0 : refused > 0;
        if (!right || failing_live() > live + (found != NULL)) {
            fprintf(stderr, "allocation %zu: %zu blocks are left\nfound:  %s\nwanted: %s\n", n,
                    failing_live() - live, found, wanted);
            exit(EXIT_FAILURE);
        }
        free(found);
        n += stride;
    } while (refused > 0);
    free(wanted);
    return n / stride - 1;
}

int main(int count, char **arguments)
{
    if (count > 1) {
        stride = strtoul(arguments[1], NULL, 10);
    }
    if (count > 2 || stride == 0) {
        fputs("usage: oom_check [STRIDE]\n", stderr);
        return EXIT_FAILURE;
    }
    failing_begin();
    for (size_t i = 0; i < CONFIGS; i++) {
        size_t checked = try_all(&configs[i], false);
        size_t replayed = try_all(&configs[i], true);
        printf("configuration %zu: %zu and %zu allocations failed, one at a time\n", i + 1, checked,
               replayed);
    }
    return EXIT_SUCCESS;
}
