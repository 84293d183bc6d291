/* The lease in a simulated world: whatever the office answers, in whatever order, with a cancel
 * request at any moment, no machine stays leased. */
#include "lease.h"

#include <exeunt/check.h>

/* A lease with an office of its own, whose answers the world decides. */
typedef struct rented {
    lease lease; /* first, so that a pointer to it is one to the lease */
    office office;
    exeunt_border *border;
    exeunt_external answer, receipt;
} rented;

static void ask(office *office, lease *lease)
{
    rented *self = office->data;
    (void)lease;
    exeunt_border_expect(self->border, &self->answer);
}

static void withdraw(office *office, lease *lease)
{
    rented *self = office->data;
    (void)lease;
    exeunt_border_withdraw(self->border, &self->answer);
}

static void give_back(office *office, lease *lease)
{
    rented *self = office->data;
    (void)lease;
    exeunt_border_expect(self->border, &self->receipt);
}

static void on_answer(exeunt_external *answer, unsigned refused)
{
    rented *self = answer->data;
    if (refused) {
        lease_refused(&self->lease);
    } else {
        exeunt_hold(&self->lease.manager); /* the machine */
        lease_granted(&self->lease);
    }
}

static void on_receipt(exeunt_external *receipt, unsigned result)
{
    rented *self = receipt->data;
    (void)result;
    exeunt_release(&self->lease.manager);
    lease_returned(&self->lease);
}

static exeunt_manager *make_lease(exeunt_border *border, const char *name, void *data)
{
    static const char *const answers[] = {"granted", "refused"};
    static const char *const receipts[] = {"returned"};
    rented *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    self->border = border;
    self->office = (office){.ask = ask, .withdraw = withdraw, .give_back = give_back, .data = self};
    self->answer = (exeunt_external){
        .deliver = on_answer, .data = self, .result_count = 2, .results = answers};
    self->receipt = (exeunt_external){.deliver = on_receipt, .data = self, .results = receipts};
    lease_init(&self->lease, name, &self->office);
    return &self->lease.manager;
}

int main(int argc, char **argv)
{
    exeunt_check_result *result = exeunt_check(&(exeunt_check_config){
        .name = "lease",
        .scenario_file = argc > 1 ? argv[1] : "leases.yaml",
        .managers = {{"red", make_lease, NULL}, {"blue", make_lease, NULL}},
        .snapshots = true,
    });
    exeunt_check_print(result, stdout);
    bool passed = result != NULL && result->passed;
    exeunt_check_free(result);
    return passed ? 0 : 1;
}
