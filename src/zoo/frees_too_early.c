/* `frees-too-early` (case 106): memory that the library below goes on using is freed in its
 * callback.
 *
 * The callback finds that this is not the server that it looked for, and frees the connection. It
 * returns into the library, which still has that connection in its hands (hiredis 835). It teaches
 * that in a callback one marks what is to be freed, and whoever called frees it. */
#include "zoo/twins.h"

/* The state of the library below. */
typedef struct context {
    unsigned callbacks; /* callbacks that are running */
    bool is_to_be_freed;
} context;

typedef struct client {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external greeting;
    context *context;
    bool is_mended;
} client;

static void free_context(client *self)
{
    exeunt_border_free(self->border, self->context);
    self->context = NULL;
}

/* The callback: this is not the server that the client looked for. */
static void disconnect(client *self)
{
    if (self->is_mended) {
        self->context->is_to_be_freed = true;
    } else {
        free_context(self);
    }
}

/* What the library does after each callback. AddressSanitizer would end the test here. */
__attribute__((no_sanitize("address"))) static bool is_over(context *below)
{
    below->callbacks += 1;
    return below->is_to_be_freed;
}

static void on_greeting(exeunt_external *external, unsigned result)
{
    client *self = external->data;
    context *below = self->context;
    bool is_another_server = result == 1;
    if (is_another_server) {
        disconnect(self);
    }
    if (is_over(below)) {
        free_context(self);
    }
    if (is_another_server) {
        exeunt_failed(&self->manager, -1, "this is another server");
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void enter_client(exeunt_manager *manager)
{
    client *self = (client *)manager;
    self->context = exeunt_border_allocate(self->border, sizeof *self->context);
    exeunt_border_expect(self->border, &self->greeting);
}

static void exit_client(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    free_context((client *)manager);
    exeunt_exited(manager);
}

static exeunt_manager *make_client(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {.enter = enter_client, .exit = exit_client};
    static const char *const greeting[] = {"is greeted", "is turned away"};
    client *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->greeting = (exeunt_external){
        .deliver = on_greeting, .data = self, .result_count = 2, .results = greeting};
    return &self->manager;
}

EXN_ZOO_MANAGER(frees_too_early, make_client);
