/* What a body asks of its scope while it runs: the child is asked, and answers. */
#include "adapters/wing.h"

#include "contract/oracle.h"
#include "stage/members.h"

enum { REFUSED = -1 };

/* A manager has one record of its errors, and stands in one place: to take it while its error
 * stands, or while it is held, would destroy what the rules look at (S10, S15). Nothing of the
 * kind is known in other languages. */
static bool may_be_taken(const exn_wing_scope *self, uint32_t member)
{
    const exn_view *view = &exn_wing_probe(self->wing)->view;
    return !exn_is_taken(view, member) && !exn_record_stands(view, member);
}

static uint32_t member_of(const exn_wing_scope *self, const exeunt_manager *manager)
{
    return exn_probe_member_at(exn_wing_probe(self->wing), manager);
}

static int ask(exn_wing_scope *self, exn_happening_kind kind, uint32_t member)
{
    exn_happening asked = {.kind = (uint8_t)kind, .scope = self->border->scope, .member = member};
    return exn_wing_asks(self->wing, asked) ? REFUSED : 0;
}

/* Its former errors are gone: what it raises from now on is new. */
static void forget_errors(exn_wing_scope *self, uint32_t member)
{
    self->wing->records[member] = (exn_member_records){.enter = {.code = 0}};
}

/* After a request the body stops, and enters nothing more (S12). */
static int enter(void *subject, exeunt_manager *manager,
                 void (*settled)(void *context, const exeunt_error *error), void *context)
{
    exn_wing_scope *self = subject;
    uint32_t member = member_of(self, manager);
    if (self->was_canceled || self->entered != NULL || !may_be_taken(self, member)) {
        return REFUSED;
    }
    forget_errors(self, member);
    self->entered = settled;
    self->context = context;
    int answer = ask(self, EXN_HAPPENS_ENTER, member);
    if (answer != 0) {
        self->entered = NULL;
    }
    return answer;
}

static int take(exn_wing_scope *self, exn_happening_kind kind, exeunt_manager *manager)
{
    uint32_t member = member_of(self, manager);
    if (!may_be_taken(self, member)) {
        return REFUSED;
    }
    forget_errors(self, member);
    return ask(self, kind, member);
}

static int push(void *subject, exeunt_manager *manager)
{
    return take(subject, EXN_HAPPENS_PUSH, manager);
}

static int callback(void *subject, exeunt_manager *manager)
{
    return take(subject, EXN_HAPPENS_CALLBACK, manager);
}

static int close(void *subject)
{
    return ask(subject, EXN_HAPPENS_CLOSE, EXN_NONE);
}

void exn_adapter_fill_asks(exn_adapter *adapter)
{
    exeunt_implementation *table = &adapter->table;
    table->enter = adapter->asks.enter ? enter : NULL;
    table->push = adapter->asks.push ? push : NULL;
    table->callback = adapter->asks.callback ? callback : NULL;
    table->close = adapter->asks.close ? close : NULL;
}
