/* What a table of functions must have: the number of this header, a name, and what its capabilities
 * need. */
#include "subjects/implementation_table.h"

#include "contract/profiles.h"
#include "contract/rules.h"

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

static void check_promises(const exeunt_implementation *table, exn_table_complain *complain,
                           void *context)
{
    char message[MESSAGE_SIZE];
    if (table->promises == NULL && (unsigned)table->profile >= EXN_PROFILES) {
        snprintf(message, sizeof message,
                 "the implementation `%s` has the profile %u, and the last one is %d", table->name,
                 (unsigned)table->profile, EXN_PROFILES - 1);
        complain(context, message);
        return;
    }
    const exeunt_promises *promises = exn_promises_made_by(table);
    for (int i = 0; i < EXN_QUESTIONS; i++) {
        const exn_question *question = &exn_questions[i];
        unsigned answer = exn_answer_to(promises, question);
        if (answer >= question->answer_count) {
            snprintf(message, sizeof message,
                     "the implementation `%s` answers %u to the question `%s`, and the last answer "
                     "is %u",
                     table->name, answer, question->name, question->answer_count - 1);
            complain(context, message);
        }
    }
    if (promises->exits == EXEUNT_EXITS_ASKED_AGAIN && table->waits_anew == NULL) {
        snprintf(message, sizeof message,
                 "the implementation `%s` has no function `waits_anew`, which its promises need",
                 table->name);
        complain(context, message);
    }
}

static void check_waived(const exeunt_implementation *table, exn_table_complain *complain,
                         void *context)
{
    const char *unknown;
    exn_rule rule;
    char message[MESSAGE_SIZE];
    exn_rules_waived_by(table, &unknown);
    if (unknown != NULL && exn_rule_from_number(unknown, &rule)) {
        snprintf(message, sizeof message,
                 "the implementation `%s` waives the rule `%s`: it is named, write `%s`",
                 table->name, unknown, exn_rule_name(rule));
        complain(context, message);
    } else if (unknown != NULL) {
        snprintf(message, sizeof message,
                 "the implementation `%s` waives the rule `%.100s`, which there is not: `exeunt "
                 "list` has their names",
                 table->name, unknown);
        complain(context, message);
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
    check_promises(table, complain, context);
    check_waived(table, complain, context);
}
