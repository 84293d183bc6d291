/* The manager that `exeunt new` writes, unchanged, held by a stack. */
#include <exeunt/exeunt.h>

#include "fresh-manager.c"

#include <criterion/criterion.h>

typedef struct record {
    exeunt_stack stack;
    struct fresh_manager_resource resource;
    bool held_in_body;
    int closed;
    exeunt_ending ending;
} record;

static void on_entered(exeunt_scope *scope)
{
    record *self = scope->data;
    self->held_in_body = self->resource.held;
    exeunt_stack_close(&self->stack, NULL);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    record *self = scope->data;
    self->closed++;
    self->ending = exeunt_outcome_ending(outcome);
}

static const exeunt_scope_callbacks callbacks = {.on_entered = on_entered, .on_closed = on_closed};

static void prepare(record *self)
{
    *self = (record){0};
    fresh_manager_init(&self->resource, "fresh");
    exeunt_stack_init(&self->stack, "stack", &callbacks);
    self->stack.scope.data = self;
    cr_assert_eq(exeunt_stack_add(&self->stack, &self->resource.manager), 0);
}

Test(new_manager, is_held_during_the_body_and_not_after)
{
    record self;
    prepare(&self);
    cr_assert_eq(exeunt_stack_begin(&self.stack), 0);
    cr_expect(self.held_in_body);
    cr_expect(!self.resource.held);
    cr_expect_eq(self.closed, 1);
    cr_expect_eq(self.ending, EXEUNT_ENDING_RETURNS);
}

Test(new_manager, is_not_entered_after_a_cancel_request)
{
    record self;
    prepare(&self);
    exeunt_scope_cancel(&self.stack.scope);
    cr_assert_eq(exeunt_stack_begin(&self.stack), 0);
    cr_expect(!self.held_in_body);
    cr_expect_eq(self.closed, 1);
    cr_expect_eq(self.ending, EXEUNT_ENDING_CANCELS);
}
