/* A plugin with two managers that take arguments. What they count lies in statics of a library that
 * this plugin alone brings. */
#include "ledger.h"

#include <exeunt/plugin.h>

#include <string.h>

typedef struct database {
    exeunt_manager manager;
    exeunt_border *border;
    exeunt_external connection;
} database;

enum { CONNECTED, REFUSED, RESULTS };
static const char *const results[RESULTS] = {"connected", "refused"};

static void on_connected(exeunt_external *connection, unsigned result)
{
    database *self = connection->data;
    if (result == REFUSED) {
        exeunt_failed(&self->manager, -111, "connection refused");
        return;
    }
    ledger_open += 1;
    exeunt_hold(&self->manager);
    exeunt_entered(&self->manager, self);
}

static void enter(exeunt_manager *manager)
{
    database *self = (database *)manager;
    if (ledger_open > 0) {
        exeunt_border_refute(self->border, "%u connections are left of another run", ledger_open);
    }
    exeunt_border_expect(self->border, &self->connection);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    if (cause == NULL) { /* otherwise it is forgotten */
        ledger_open -= 1;
    }
    exeunt_release(manager);
    exeunt_exited(manager);
}

static void cancel(exeunt_manager *manager)
{
    database *self = (database *)manager;
    exeunt_border_withdraw(self->border, &self->connection);
    exeunt_canceled(manager);
}

static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};

static exeunt_manager *create(exeunt_border *border, const char *name, const exeunt_arguments *with)
{
    int64_t port = exeunt_arguments_integer(with, "port", 5432);
    const char *host = exeunt_arguments_text(with, "host", "localhost");
    if (port < 1 || port > 65535) {
        exeunt_arguments_refuse(with, "port", "%d is no port: 1 to 65535", (int)port);
    }
    if (strcmp(host, "nowhere") == 0) {
        exeunt_arguments_refuse(with, "host", "nobody is there");
    }
    if (exeunt_arguments_flag(with, "undeclared", false)) {
        exeunt_arguments_refuse(with, "rate", "%g", exeunt_arguments_number(with, "rate", 1));
    }
    if (exeunt_arguments_has(with, "rate") && exeunt_arguments_number(with, "rate", 1) <= 0) {
        return NULL;
    }
    database *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->connection = (exeunt_external){
        .deliver = on_connected, .data = self, .result_count = RESULTS, .results = results};
    return &self->manager;
}

static const exeunt_parameter parameters[] = {
    {"port", EXEUNT_PARAMETER_INTEGER, true, "where the server listens"},
    {"host", EXEUNT_PARAMETER_TEXT, false, NULL},
    {"rate", EXEUNT_PARAMETER_NUMBER, false, NULL},
    {"undeclared", EXEUNT_PARAMETER_FLAG, false, NULL},
};

/* Asks for what it has not declared. */
static exeunt_manager *create_asking(exeunt_border *border, const char *name,
                                     const exeunt_arguments *with)
{
    return exeunt_arguments_integer(with, "port", 1) > 0 ? create(border, name, with) : NULL;
}

static const exeunt_plugin_manager managers[] = {
    {"db", "a database", parameters, 4, create, false},
    {"asks", "asks for more than it declares", NULL, 0, create_asking, false},
};

EXEUNT_PLUGIN(.about = "for tests", .managers = managers, .manager_count = 2);
