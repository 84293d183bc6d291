/* Which rule an event breaks, if it breaks several. */
#include "border.h"

/* SPEC 4: if one event breaks several rules, the lowest number counts, X before M. */

Test(precedence, puts_x1_before_x2)
{ /* exited a second time, and no longer held */
    breaks("X1", "scope", "a is exited a second time", "stack a", "a enter begins", "a entered",
           "body begins", "body returns", "a exit begins", "a exited", "a exit begins (body)");
}

Test(precedence, puts_x1_before_x4)
{ /* a is left, b is in flight */
    breaks("X1", "scope", "a was entered and never exited", "pool a b", "a enter begins",
           "b enter begins", "a entered", "cancel", "pool closes canceled");
}

Test(precedence, puts_x2_before_x8)
{ /* not entered, and with the wrong cause */
    breaks("X2", "scope", "a is exited though its enter did not succeed", "stack a",
           "a enter begins", "a enter fails", "a exit begins");
}

Test(precedence, puts_x3_before_x11)
{ /* entered twice, and after a request */
    breaks("X3", "scope", "a is entered while another operation of it is in flight", "pool a",
           "a enter begins", "cancel", "a cancel requested", "a enter begins");
}

Test(precedence, puts_x4_before_x7)
{ /* the exit is in flight, and the body's error is lost */
    breaks("X4", "scope", "pool closes while the exit of a is in flight", "pool a",
           "a enter begins", "a entered", "body begins", "body raises", "a exit begins (body)",
           "pool closes returns");
}

Test(precedence, puts_x5_before_x8)
{ /* the body never ran, and the cause is wrong */
    breaks("X5", "scope", "the body never ran though every manager of pool was entered", "pool a",
           "a enter begins", "a entered", "a exit begins (body)");
}

Test(precedence, puts_x6_before_x7)
{ /* swallowed is also lost */
    breaks("X6", "scope", "body does not leave pool though nobody suppressed it", "pool",
           "body begins", "body raises", "pool closes returns");
}

Test(precedence, puts_x7_before_x11)
{ /* an error is lost, and so is the flag */
    breaks("X7", "scope", "a.enter was raised, and does not leave pool", "pool a", "a enter begins",
           "cancel", "a cancel requested", "a enter fails", "pool closes returns");
}

Test(precedence, puts_x8_before_x12)
{ /* the wrong manager, with the wrong cause */
    breaks("X8", "scope", "the exit of a is told none instead of body", "stack a b",
           "a enter begins", "a entered", "b enter begins", "b entered", "body begins",
           "body raises", "a exit begins");
}

Test(precedence, puts_x9_before_m2)
{ /* the scope forgot to close: no operation of a manager is missing */
    breaks("X9", "scope", "nothing more comes, but pool never closes", "pool a", "a enter begins",
           "a enter fails", "stuck");
}

Test(precedence, puts_x10_before_m1)
{
    breaks("X10", "scope", "stack.pool reports an end that it has reported", "stack [pool]",
           "stack.pool enter begins", "stack.pool entered", "stack.pool settles wrongly");
}

Test(precedence, puts_x1_before_m7)
{ /* a nested scope that stops unasked and leaves what it has entered */
    breaks("X1", "scope", "a was entered and never exited", "stack [pool a b]",
           "stack.pool enter begins", "a enter begins", "b enter begins", "a entered",
           "stack.pool enter canceled");
}

Test(precedence, puts_m3_before_m7)
{ /* stops unasked, and holds something */
    breaks("M3", "a", "a holds something though its enter did not succeed", "pool a",
           "a enter begins", "a holds", "a enter canceled");
}

Test(precedence, puts_the_lowest_rule_of_a_step_first)
{ /* a request that does not arrive, and an exit that waits for another one */
    breaks("X11", "scope", "the cancel request does not reach the exit of b", "pool a b",
           "a enter begins", "b enter begins", "a entered", "b entered", "body begins",
           "body returns", "cancel", "b exit begins", "pool grace ends", "step ends");
}
