/* The numbers, names and texts of the rules: rules.h. */
#include "contract/rules.h"

#include "base/own_assert.h"

#include <string.h>

static const struct {
    const char *number;
    const char *name;
    const char *text;
} rules[EXN_RULES] = {
#define RULE(rule, number, name, text) [rule] = {number, name, text},
    EXN_RULE_MAP(RULE)
#undef RULE
};

const char *exn_rule_number(exn_rule rule)
{
    return rules[rule].number;
}

const char *exn_rule_name(exn_rule rule)
{
    return rules[rule].name;
}

const char *exn_rule_text(exn_rule rule)
{
    return rules[rule].text;
}

bool exn_rule_from_number(const char *number, exn_rule *rule)
{
    for (int i = 0; i < EXN_RULES; i++) {
        if (strcmp(rules[i].number, number) == 0) {
            *rule = (exn_rule)i;
            return true;
        }
    }
    return false;
}

bool exn_rule_from_name(const char *name, exn_rule *rule)
{
    for (int i = 0; i < EXN_RULES; i++) {
        if (strcmp(rules[i].name, name) == 0) {
            *rule = (exn_rule)i;
            return true;
        }
    }
    return false;
}
