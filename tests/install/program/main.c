/* A program that opens and closes an empty pool, built against the installed library. */
#include <exeunt/exeunt.h>

static void on_entered(exeunt_scope *scope)
{
    exeunt_pool_close((exeunt_pool *)scope, NULL);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    *(exeunt_ending *)scope->data = exeunt_outcome_ending(outcome);
}

int main(void)
{
    static const exeunt_scope_callbacks callbacks = {.on_entered = on_entered,
                                                     .on_closed = on_closed};
    exeunt_ending ending = EXEUNT_ENDING_RAISES;
    exeunt_pool pool;
    exeunt_pool_init(&pool, "pool", &callbacks);
    pool.scope.data = &ending;
    exeunt_pool_begin(&pool);
    return ending == EXEUNT_ENDING_RETURNS ? 0 : 1;
}
