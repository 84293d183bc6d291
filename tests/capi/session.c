/* The session: connects, answers, says goodbye, each with its bug. */
#include "session.h"

#include <stddef.h>
#include <stdlib.h>

typedef struct session {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    session_bug bug;
    exeunt_external connection, answer, goodbye;
    char *buffer;
    bool connected;
} session;

static session *session_of(exeunt_manager *manager)
{
    return (session *)manager;
}

/* Gives up everything that it has so far. */
static void disconnect(session *self)
{
    if (self->connected) {
        self->connected = false;
        exeunt_release(&self->manager);
    }
    exeunt_border_free(self->border, self->buffer);
    self->buffer = NULL;
}

static void on_connected(exeunt_external *external, unsigned result)
{
    session *self = external->data;
    if (result == 1) {
        exeunt_failed(&self->manager, -111, "connection refused");
        return;
    }
    self->connected = true;
    exeunt_hold(&self->manager);
    self->buffer = exeunt_border_allocate(self->border, 64);
    if (self->bug != SESSION_IGNORES_NOTHING) {
        exeunt_border_expect(self->border, &self->answer);
    }
}

static void on_answered(exeunt_external *external, unsigned result)
{
    session *self = external->data;
    if (result == 1) {
        disconnect(self);
        exeunt_failed(&self->manager, -13, "wrong password");
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void on_goodbye(exeunt_external *external, unsigned result)
{
    session *self = external->data;
    (void)result;
    disconnect(self);
    if (self->bug == SESSION_CRASHES) {
        abort();
    }
    exeunt_exited(&self->manager);
}

static void enter(exeunt_manager *manager)
{
    session *self = session_of(manager);
    exeunt_border_expect(self->border, &self->connection);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    session *self = session_of(manager);
    (void)cause;
    exeunt_border_expect(self->border, &self->goodbye);
}

static void cancel(exeunt_manager *manager)
{
    session *self = session_of(manager);
    if (self->goodbye.border != NULL && self->bug != SESSION_STOPS_LEAVING) {
        return; /* it is leaving already */
    }
    if (self->bug != SESSION_STAYS_WAITING) {
        exeunt_border_withdraw(self->border, &self->connection);
        exeunt_border_withdraw(self->border, &self->answer);
    }
    if (self->bug == SESSION_KEEPS_MEMORY && self->connected) {
        self->connected = false;
        exeunt_release(manager);
    } else if (self->bug != SESSION_STAYS_CONNECTED) {
        disconnect(self);
    }
    exeunt_canceled(manager);
}

static const exeunt_manager_type session_type = {.enter = enter, .exit = leave, .cancel = cancel};

exeunt_manager *make_session(exeunt_border *border, const char *name, void *data)
{
    static const char *const connecting[] = {"connected", "refused"};
    static const char *const answering[] = {"admitted", "rejected"};
    static const char *const leaving[] = {"disconnected"};
    session *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &session_type, name);
    self->border = border;
    self->bug = data != NULL ? *(const session_bug *)data : SESSION_SOUND;
    self->connection = (exeunt_external){
        .deliver = on_connected, .data = self, .result_count = 2, .results = connecting};
    self->answer = (exeunt_external){
        .deliver = on_answered, .data = self, .result_count = 2, .results = answering};
    self->goodbye = (exeunt_external){.deliver = on_goodbye, .data = self, .results = leaving};
    return &self->manager;
}
