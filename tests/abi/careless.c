/* What compilers must warn of: one call a line, the lines that end with `unused` for an ignored
 * result, those that end with `null` for a NULL. */
#include <exeunt/check.h>
#include <exeunt/exeunt.h>

void ignore_what_is_refused(exeunt_stack *stack, exeunt_pool *pool, exeunt_manager *manager);
void ignore_what_is_refused(exeunt_stack *stack, exeunt_pool *pool, exeunt_manager *manager)
{
    exeunt_stack_add(stack, manager);          /* unused */
    exeunt_stack_add_pushed(stack, manager);   /* unused */
    exeunt_stack_add_callback(stack, manager); /* unused */
    exeunt_stack_push(stack, manager);         /* unused */
    exeunt_stack_callback(stack, manager);     /* unused */
    exeunt_stack_enter(stack, manager, NULL);  /* unused */
    exeunt_stack_move(stack, stack);           /* unused */
    exeunt_pool_add(pool, manager);            /* unused */
    exeunt_check(NULL);                        /* unused */
    exeunt_check_text(NULL);                   /* unused */
}

void give_nothing(exeunt_stack *stack, exeunt_border *border, const exeunt_end *end);
void give_nothing(exeunt_stack *stack, exeunt_border *border, const exeunt_end *end)
{
    exeunt_stack_begin(NULL);             /* null */
    exeunt_stack_init(stack, NULL, NULL); /* null */
    exeunt_scope_cancel(NULL);            /* null */
    exeunt_exited(NULL);                  /* null */
    exeunt_border_post(border, NULL);     /* null */
    exeunt_border_close(NULL, end);       /* null */
}

/* These may be. */
void give_nothing_that_is_needed(exeunt_stack *stack, exeunt_manager *manager);
void give_nothing_that_is_needed(exeunt_stack *stack, exeunt_manager *manager)
{
    exeunt_stack_init(stack, "stack", NULL);
    exeunt_stack_close(stack, NULL);
    exeunt_entered(manager, NULL);
    exeunt_failed(manager, -1, NULL);
    exeunt_check_free(NULL);
}
