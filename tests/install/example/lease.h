/* A lease of a machine, as a manager: enter asks an office for one, exit gives it back. The program
 * has an office behind a network; the test has one whose answers the simulated world decides. */
#ifndef LEASE_H
#define LEASE_H

#include <exeunt/exeunt.h>

typedef struct lease lease;

/* Who is asked. It answers each question once, inside the call or later. */
typedef struct office {
    void (*ask)(struct office *office, lease *lease);      /* granted or refused */
    void (*withdraw)(struct office *office, lease *lease); /* the question: it has no answer then */
    void (*give_back)(struct office *office, lease *lease); /* returned */
    void *data;                                             /* its own */
} office;

struct lease {
    exeunt_manager manager; /* first: a pointer to it is one to the lease */
    office *office;
    bool waits; /* for the answer to its question */
};

void lease_init(lease *lease, const char *name, office *office);

/* The answers, by the office. */
void lease_granted(lease *lease);
void lease_refused(lease *lease);
void lease_returned(lease *lease);

#endif
