/* A lease of a machine, as a manager: enter asks an office for one, exit gives it back. The program
 * has an office in a network; the test has one whose answers the simulated world decides. */
#ifndef LEASE_H
#define LEASE_H

#include <exeunt/exeunt.h>

typedef struct lease lease;

/* The office that is asked. It answers each question once, inside the call or later. */
typedef struct office {
    void (*ask)(struct office *office, lease *lease); /* answers granted or refused */
    /* Withdraws the question: then it has no answer. */
    void (*withdraw)(struct office *office, lease *lease);
    void (*give_back)(struct office *office, lease *lease); /* answers returned */
    void *data;                                             /* for the office */
} office;

struct lease {
    exeunt_manager manager; /* first, so that a pointer to it is one to the lease */
    office *office;
    bool waits; /* for the answer to its question */
};

void lease_init(lease *lease, const char *name, office *office);

/* The office calls these to answer. */
void lease_granted(lease *lease);
void lease_refused(lease *lease);
void lease_returned(lease *lease);

#endif
