/* A small exit stack and exit pool that keep the records of errors correctly, in the managers or in
 * memory of their own; and bugs about records, of which one at a time can be planted in them.
 * Written for these tests alone. */
#ifndef EXEUNT_TESTS_IDENTITY_KEEPER_H
#define EXEUNT_TESTS_IDENTITY_KEEPER_H

#include <exeunt/implementation.h>

typedef enum record_bug {
    NO_BUG,
    COPIES_CANCELED,
    COPIES_THE_BODYS,
    COPIES_THE_DEADLINE,
    COPIES_FOR_SOME_EXITS,
    COPIES_AT_THE_END,
    CHANGES_THE_CODE,
    CHANGES_THE_MESSAGE,
    CHANGES_THE_SOURCE,
    CHANGES_THE_CODE_AT_THE_END,
    DROPS_A_CONTEXT,
    DROPS_THE_LAST_CONTEXT,
    KEEPS_A_SUPPRESSED_CONTEXT,
    TAKES_THE_OLDEST_FOR_CONTEXT,
} record_bug;

/* The bug that is planted now. Set it before a world is opened. */
extern record_bug planted;

/* Whether the scope keeps the records of failures in memory of its own, or those of
 * exeunt_manager_record. */
extern bool keeps_records_itself;

extern const exeunt_implementation keeper;

#endif
