/* TEMPLATE: a manager of your own to start from, as a plugin that `exeunt check` loads.
 *
 *     cc -shared -fPIC -g FILE.c $(pkg-config --cflags exeunt-plugin) -o libTEMPLATE.so
 *
 * A scenario uses it beside managers that it plays itself; the path is relative to its file:
 *
 *     scenario: TEMPLATE holds nothing after a cancel request
 *     scope: {pool: [mine, other]}
 *     managers:
 *       mine: {use: ./libTEMPLATE.so, with: {tries: 2}}
 *       other: {enter: [enters, fails]}
 *     cancel: anywhere
 *
 * This one is a session: it connects, and tries again if it was refused. What it waits for is an
 * exeunt_external: the world decides when it comes, and with which result. `exeunt explain M3`
 * explains a rule of managers. */
#include <exeunt/plugin.h>

typedef struct session {
    exeunt_manager manager; /* first, so that a pointer to it is one to the whole */
    exeunt_border *border;
    exeunt_external connection;
    int64_t tries; /* how often it tries to connect */
    int64_t tries_left;
} session;

/* --- enter ------------------------------------------------------------------------------------ */

enum { CONNECTED, REFUSED, RESULTS };
static const char *const results[RESULTS] = {"connected", "refused"};

static void on_connected(exeunt_external *connection, unsigned result)
{
    session *self = (session *)connection->data;
    if (result == CONNECTED) {
        exeunt_hold(&self->manager); /* the socket: to be released before the exit settles (M4) */
        exeunt_entered(&self->manager, self); /* the body gets this pointer */
    } else if (--self->tries_left > 0) {
        exeunt_border_expect(self->border, &self->connection);
    } else {
        exeunt_failed(&self->manager, -111, "connection refused"); /* it holds nothing now (M3) */
    }
}

static void enter(exeunt_manager *manager)
{
    session *self = (session *)manager;
    self->tries_left = self->tries;
    exeunt_border_expect(self->border, &self->connection);
}

/* --- exit ------------------------------------------------------------------------------------- */

/* `cause` is the error that propagates, or NULL. */
static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_release(manager);
    exeunt_exited(manager);
}

/* --- cancel ----------------------------------------------------------------------------------- */

/* Asks the operation in flight to end early (M6). An exit settles at once: only an enter can be
 * asked. */
static void cancel(exeunt_manager *manager)
{
    session *self = (session *)manager;
    exeunt_border_withdraw(self->border, &self->connection);
    exeunt_canceled(manager);
}

/* --- the plugin ------------------------------------------------------------------------------- */

/* Takes all its memory from the border: `create` is called once, and each run begins with what it
 * has made. */
static exeunt_manager *create(exeunt_border *border, const char *name, const exeunt_arguments *with)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};
    int64_t tries = exeunt_arguments_integer(with, "tries", 1);
    if (tries < 1) {
        exeunt_arguments_refuse(with, "tries", "it tries at least once");
        return NULL;
    }
    session *self = (session *)exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->tries = tries;
    self->connection = (exeunt_external){
        .deliver = on_connected, .data = self, .result_count = RESULTS, .results = results};
    return &self->manager;
}

static const exeunt_parameter parameters[] = {
    {.name = "tries", .type = EXEUNT_PARAMETER_INTEGER, .about = "to connect; default: 1"},
};

static const exeunt_plugin_manager managers[] = {
    {.name = "TEMPLATE",
     .about = "what it is, in one line",
     .parameters = parameters,
     .parameter_count = 1,
     .create = create},
};

EXEUNT_PLUGIN(.about = "what is in it, in one line", .managers = managers, .manager_count = 1);
