/* P3, X10: stand. So does C11, which is no rule, -O2 and tags: [C84]. */
/* R7: was a rule in another book. */
Test(pool, P31_is_no_P3) /* (C84) a case is no rule. */
/* X1, X10-X13: the first and the last do not stand. */
