/* The tape: the list of choices that makes a run (D1, D4), and how depth-first search goes from one
 * to the next.
 *
 * It lies outside the world. A choice is recorded only if there are two or more alternatives; they
 * are numbered over everything that the scenario allows, before limits, so that one tape means one
 * run under every option. */
#ifndef EXN_WORLD_TAPE_H
#define EXN_WORLD_TAPE_H

#include "world/flight.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXN_TAPE_NO_MORE UINT32_MAX

typedef struct exn_tape {
    exn_flight *flight; /* holds the choices themselves, so that they survive a crash */
    /* Choices below it are given, those from it on are the first that is allowed. */
    uint32_t decided;
    /* [EXN_FLIGHT_CHOICES_MAX], as many as the last run made choices: the alternative to follow
     * after the one taken; EXN_TAPE_NO_MORE: none. */
    uint32_t *next;
    bool overflowed; /* the run made more choices than a tape holds */
    bool misfit;     /* a given choice was not among the alternatives */
    /* Picks an allowed alternative where no choice is given, instead of the first one. Called even
     * where there is only one alternative, so that it sees every step. NULL: the first allowed one
     * is taken. */
    uint32_t (*pick)(void *context, uint32_t count, const bool *allowed);
    void *pick_context;
} exn_tape;

/* Returns false when out of memory. */
bool exn_tape_open(exn_tape *tape, exn_flight *flight);
void exn_tape_close(exn_tape *tape);

/* Begins the next run: the decided choices stay. */
void exn_tape_rewind(exn_tape *tape);

/* Chooses one of `count` alternatives; allowed[i] tells whether search follows alternative i (a
 * given choice need not be). At least one is allowed. With one alternative nothing is recorded. */
uint32_t exn_tape_choose(exn_tape *tape, uint32_t count, const bool *allowed);

/* Goes to the next tape in depth-first order. Returns false when there is none. */
bool exn_tape_advance(exn_tape *tape);

/* Compares two tapes number by number; one that the other begins with comes first. Negative: a
 * comes first, 0: the same. */
int exn_tape_compare(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count);

/* Reads "3.1"; false if it is not decimal numbers joined by dots, or too long. "" is the empty
 * tape. */
bool exn_tape_parse(exn_tape *tape, const char *text);

/* Writes the choices of the last run, or any. Both return a string to free, or NULL when out of
 * memory. */
char *exn_tape_format(const exn_tape *tape);
char *exn_tape_text(const uint32_t *choices, uint32_t count);

#endif
