/* What a table of functions must have: the number of this header, a name, and what its capabilities
 * need. */
#include "subjects/implementation_table.h"

#include <stdio.h>

/* A function that the table must have if the implementation can do any of this. */
typedef struct needed_function {
    const char *name;
    unsigned for_any_of; /* of exeunt_capability */
    bool is_there;
} needed_function;

enum { MESSAGE_SIZE = 400 };

static bool is_of_this_header(const exeunt_implementation *table, exn_table_complain *complain,
                              void *context)
{
    char message[MESSAGE_SIZE];
    if (table->abi == EXEUNT_IMPLEMENTATION_ABI) {
        return true;
    }
    if (table->abi == 0) {
        snprintf(message, sizeof message,
                 "the implementation does not say which header it was compiled with: set `.abi = "
                 "EXEUNT_IMPLEMENTATION_ABI`");
    } else {
        snprintf(
            message, sizeof message,
            "the implementation was compiled with another <exeunt/implementation.h>: its `abi` "
            "is %u, that of this simulator is %u; compile it anew",
            table->abi, (unsigned)EXEUNT_IMPLEMENTATION_ABI);
    }
    complain(context, message);
    return false;
}

static void check_functions(const exeunt_implementation *table, exn_table_complain *complain,
                            void *context)
{
    const unsigned scopes = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL;
    const needed_function functions[] = {
        {"create", scopes, table->create != NULL},
        {"destroy", scopes, table->destroy != NULL},
        {"begin", scopes, table->begin != NULL},
        {"body_settled", scopes, table->body_settled != NULL},
        {"cancel", EXEUNT_CAN_CANCEL, table->cancel != NULL},
        {"expire", EXEUNT_CAN_DEADLINE, table->expire != NULL},
        {"end_grace", EXEUNT_CAN_GRACE, table->end_grace != NULL},
        {"manager", EXEUNT_CAN_NEST, table->manager != NULL},
        {"move", EXEUNT_CAN_MOVE, table->move != NULL},
    };
    char message[MESSAGE_SIZE];
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const needed_function *function = &functions[i];
        if ((table->capabilities & function->for_any_of) != 0 && !function->is_there) {
            snprintf(message, sizeof message,
                     "the implementation `%s` has no function `%s`, which its capabilities need",
                     table->name, function->name);
            complain(context, message);
        }
    }
}

void exn_implementation_table_check(const exeunt_implementation *table,
                                    exn_table_complain *complain, void *context)
{
    if (!is_of_this_header(table, complain, context)) {
        return;
    }
    if (table->name == NULL) {
        complain(context, "the implementation has no name");
        return;
    }
    check_functions(table, complain, context);
}
