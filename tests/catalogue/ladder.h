/* A small exit stack, as a program would write one, and the flaws of cases of the catalogue, one at
 * a time. */
#ifndef EXEUNT_TESTS_CATALOGUE_LADDER_H
#define EXEUNT_TESTS_CATALOGUE_LADDER_H

#include <exeunt/implementation.h>

typedef enum flaw {
    NO_FLAW,
    STOPS_AT_A_FAILED_EXIT,          /* case 96 */
    REGISTERS_ITS_EXIT_LATER,        /* case 98 */
    EXITS_IN_THE_ORDER_OF_INSERTION, /* case 99 */
    IGNORES_A_SECOND_REQUEST,        /* case 100 */
    CLOSES_WITHOUT_THE_CAUSE,        /* case 109 */
    CAN_BE_CLOSED_TWICE,             /* case 111 */
    KEEPS_ONE_ERROR                  /* case 114 */
} flaw;

/* Set this before a check. */
extern flaw ladder_flaw;

extern const exeunt_implementation ladder_implementation;
/* The same, but each request asks the exit in flight to stop, as python promises (SPEC 8): so a
 * second request hurries the exits. */
extern const exeunt_implementation hurried_ladder_implementation;

#endif
