/* Rules of a program: what code under test refutes breaks U1, with the shortest schedule. */
#include "checked.h"
#include "planted.h"

#include <criterion/criterion.h>

#include <string.h>

/* --- a manager: an account that must not be overdrawn ----------------------------------------- */

typedef struct account {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external payment;
    int balance;
    bool is_open;
} account;

static void on_paid(exeunt_external *payment, unsigned result)
{
    account *self = payment->data;
    self->balance -= result == 0 ? 10 : 40;
    if (self->balance < 0) {
        exeunt_border_refute(self->border, "the balance is %d", self->balance);
    }
    if (self->balance > 0) {
        exeunt_border_expect(self->border, payment);
        return;
    }
    self->is_open = true;
    exeunt_entered(&self->manager, self);
}

static void enter(exeunt_manager *manager)
{
    account *self = (account *)manager;
    exeunt_border_expect(self->border, &self->payment);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    account *self = (account *)manager;
    if (cause != NULL) {
        exeunt_border_refute(self->border, "it is left because of an error");
    }
    exeunt_exited(manager);
}

static exeunt_manager *make_account(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    static const char *const paying[] = {"little", "much"};
    account *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->balance = *(const int *)data;
    self->payment = (exeunt_external){
        .deliver = on_paid, .data = self, .result_count = 2, .plain = 2, .results = paying};
    return &self->manager;
}

static exeunt_check_config account_of(int *balance, const char *scenario)
{
    return (exeunt_check_config){.scenario = scenario,
                                 .managers = {{"account", make_account, balance}}};
}

Test(own_rules, that_a_manager_refutes_blame_it_with_the_shortest_schedule)
{
    int balance = 50;
    const exeunt_check_result *result = checked(account_of(&balance, "scope: {pool: [account]}\n"));
    expect_broken(result, "U1 account");
    const exeunt_violation *found = &result->violations[0];
    cr_expect_str_eq(found->name, "own-rule");
    cr_expect_str_eq(found->message, "the balance is -30");
    cr_expect(found->shortest);
    expect_lines(found->trace, found->trace_count, "account enter begins", "account much",
                 "account much");
}

Test(own_rules, that_are_kept_are_nothing_to_be_told)
{
    int balance = 0;
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {stack: [a, account]}\n"
                    "managers: {a: {enter: fails}}\n",
        .managers = {{"account", make_account, &balance}},
    });
    expect_verdict(result, "holds");
    cr_expect_eq(result->vacuous_count, 0);
}

/* Two rules of the same manager are distinct, whatever numbers their messages have. */
Test(own_rules, are_told_apart_by_their_words)
{
    int balance = 20;
    const exeunt_check_result *result = checked(account_of(&balance, "scope: {pool: [account]}\n"
                                                                     "body: raises\n"));
    expect_broken(result, "U1 account", "U1 account");
    cr_expect_str_eq(result->violations[1].message, "the balance is -20");
    cr_expect_str_eq(result->violations[0].message, "it is left because of an error");
}

Test(own_rules, may_be_expected_to_be_broken)
{
    int balance = 20;
    const exeunt_check_result *result = checked(account_of(&balance, "scope: {pool: [account]}\n"
                                                                     "violates: own-rule\n"
                                                                     "blame: account\n"));
    expect_verdict(result, "violated");
    cr_expect(result->passed);
}

/* --- a scope ---------------------------------------------------------------------------------- */

static exeunt_border *border_of_scope;
static const char *words;

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    border_of_scope = plan->border;
    return planted_implementation.create(implementation, plan);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    if (end == EXEUNT_BODY_RAISED) {
        exeunt_border_refute(border_of_scope, "%s", words);
    }
    planted_implementation.body_settled(subject, end, error);
}

static const exeunt_violation *refuted_by_a_scope(const char *text)
{
    exeunt_implementation refuting = planted_implementation;
    planted = NO_BUG;
    words = text;
    refuting.name = "refuting";
    refuting.create = create;
    refuting.body_settled = body_settled;
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = "scope: {pool: [a, b]}\n"
                                                  "body: [returns, raises]\n",
                                      .implementation = &refuting});
    expect_broken(result, "U1 scope");
    return &result->violations[0];
}

Test(own_rules, that_a_scope_refutes_blame_the_scope)
{
    cr_expect_str_eq(refuted_by_a_scope("the body has raised")->message, "the body has raised");
}

/* --- the text --------------------------------------------------------------------------------- */

Test(own_rules, are_told_on_one_line)
{
    cr_expect_str_eq(refuted_by_a_scope("one\ntwo\tthree")->message, "one two three");
}

Test(own_rules, are_told_in_so_many_bytes)
{
    char text[EXEUNT_REFUTATION_MAX + 2];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 2] = '\0';
    cr_expect_str_eq(refuted_by_a_scope(text)->message, text);
    text[sizeof text - 2] = 'x';
    text[sizeof text - 1] = '\0';
    const char *cut = refuted_by_a_scope(text)->message;
    cr_expect_eq(strlen(cut), EXEUNT_REFUTATION_MAX);
    cr_expect_str_eq(cut + strlen(cut) - 4, "x...");
    memcpy(text + EXEUNT_REFUTATION_MAX - 4, "\xC3\xA9", 2); /* é, where it is cut */
    cut = refuted_by_a_scope(text)->message;
    cr_expect_eq(strlen(cut), EXEUNT_REFUTATION_MAX - 1);
    cr_expect_str_eq(cut + strlen(cut) - 4, "x...");
}

/* --- before there is a run -------------------------------------------------------------------- */

static exeunt_manager *refute(exeunt_border *border, const char *name, void *data)
{
    (void)name;
    (void)data;
    exeunt_border_refute(border, "there is no database");
    return NULL;
}

Test(own_rules, that_are_refuted_when_things_are_made_make_the_check_invalid)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.managers = {{"db", refute, NULL}}});
    expect_verdict(result, "invalid");
    cr_expect_str_eq(result->complaints[0].message,
                     "what is under test breaks U1 when it is created: there is no database");
}
