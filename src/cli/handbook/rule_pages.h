/* What the pages of docs/ say of each rule, for reports. */
#ifndef EXN_CLI_HANDBOOK_RULE_PAGES_H
#define EXN_CLI_HANDBOOK_RULE_PAGES_H

#include "report/report.h"

/* Returns [EXN_RULES] pages, which exn_rule_pages_free frees. */
exn_rule_page *exn_rule_pages_new(void);
void exn_rule_pages_free(exn_rule_page *pages);

#endif
