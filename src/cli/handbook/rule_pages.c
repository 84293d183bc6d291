/* Looks each rule up in the handbook. */
#include "cli/handbook/rule_pages.h"

#include "cli/handbook/handbook.h"
#include "cli/memory.h"

#include <string.h>

exn_rule_page *exn_rule_pages_new(void)
{
    exn_rule_page *pages = exn_need(calloc(EXN_RULES, sizeof *pages));
    for (int rule = 0; rule < EXN_RULES; rule++) {
        const char *number = exn_rule_number((exn_rule)rule);
        exn_text_span why =
            exn_handbook_why((exn_text_span){.text = number, .length = strlen(number)});
        if (why.length > 0) {
            pages[rule].why = exn_span_plain(why);
        }
    }
    return pages;
}

void exn_rule_pages_free(exn_rule_page *pages)
{
    for (int rule = 0; rule < EXN_RULES; rule++) {
        free(pages[rule].why);
    }
    free(pages);
}
