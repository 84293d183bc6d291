/* The program: rents two machines at the same time, and gives back what it got if one is
 * refused. */
#include "lease.h"

#include <stdio.h>

enum { MACHINES = 2 };

/* An office with one machine, which answers when the program says so. */
static lease *asked[MACHINES];
static size_t asked_count;

static void ask(office *office, lease *lease)
{
    (void)office;
    asked[asked_count++] = lease;
}

static void withdraw(office *office, lease *lease)
{
    (void)office;
    printf("%s is not wanted any more\n", lease->manager.name);
}

static void give_back(office *office, lease *lease)
{
    (void)office;
    printf("%s is back\n", lease->manager.name);
    lease_returned(lease);
}

static void answer_all(void)
{
    printf("%s is granted\n", asked[0]->manager.name);
    lease_granted(asked[0]);
    printf("%s is refused\n", asked[1]->manager.name);
    lease_refused(asked[1]);
}

static void run_body(exeunt_scope *pool)
{
    puts("both machines run");
    exeunt_pool_close((exeunt_pool *)pool, NULL);
}

static void report(exeunt_scope *pool, const exeunt_outcome *outcome)
{
    const exeunt_error *error;
    char text[200] = "all is well\n";
    if (exeunt_outcome_errors(outcome, &error, 1) > 0) {
        exeunt_error_format(error, text, sizeof text);
    }
    printf("%s: %s", pool->manager.name, text);
}

int main(void)
{
    static const exeunt_scope_callbacks callbacks = {.on_entered = run_body, .on_closed = report};
    office office = {.ask = ask, .withdraw = withdraw, .give_back = give_back};
    lease leases[MACHINES];
    exeunt_pool pool;

    exeunt_pool_init(&pool, "machines", &callbacks);
    for (size_t i = 0; i < MACHINES; i++) {
        static const char *const names[MACHINES] = {"red", "blue"};
        lease_init(&leases[i], names[i], &office);
        if (exeunt_pool_add(&pool, &leases[i].manager) != 0) {
            return 1;
        }
    }
    exeunt_pool_begin(&pool);
    answer_all();
    return exeunt_pool_state_of(&pool) == EXEUNT_POOL_CLOSED ? 0 : 1;
}
