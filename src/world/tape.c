/* Choices, and the way from one list of them to the next: tape.h. */
#define _POSIX_C_SOURCE 200809L
#include "world/tape.h"

#include "base/own_assert.h"

#include <stdio.h>
#include <stdlib.h>

bool exn_tape_open(exn_tape *tape, exn_flight *flight)
{
    *tape = (exn_tape){.flight = flight};
    /* Not zeroed: an entry is set when its choice is made, and read after that alone. */
    tape->next = malloc(EXN_FLIGHT_CHOICES_MAX * sizeof *tape->next);
    return tape->next != NULL;
}

void exn_tape_close(exn_tape *tape)
{
    free(tape->next);
    tape->next = NULL;
}

void exn_tape_rewind(exn_tape *tape)
{
    exn_assert(tape->decided <= EXN_FLIGHT_CHOICES_MAX && "the tape is within its length");
    tape->flight->choices = 0;
    tape->overflowed = false;
    tape->misfit = false;
}

static uint32_t first_allowed(uint32_t from, uint32_t count, const bool *allowed)
{
    while (from < count && !allowed[from]) {
        from += 1;
    }
    return from < count ? from : EXN_TAPE_NO_MORE;
}

static uint32_t pick(const exn_tape *tape, uint32_t count, const bool *allowed)
{
    return tape->pick != NULL ? tape->pick(tape->pick_context, count, allowed)
                              : first_allowed(0, count, allowed);
}

uint32_t exn_tape_choose(exn_tape *tape, uint32_t count, const bool *allowed)
{
    exn_flight *flight = tape->flight;
    uint32_t at = flight->choices;
    if (count < 2) {
        return tape->pick != NULL && at >= tape->decided ? pick(tape, count, allowed) : 0;
    }
    if (at == EXN_FLIGHT_CHOICES_MAX) {
        tape->overflowed = true;
        return first_allowed(0, count, allowed);
    }
    uint32_t choice = at < tape->decided ? flight->tape[at] : pick(tape, count, allowed);
    if (choice >= count) {
        tape->misfit = true;
        choice = first_allowed(0, count, allowed);
    }
    exn_assert(choice < count && "at least one alternative is allowed");
    flight->tape[at] = choice;
    tape->next[at] = first_allowed(choice + 1, count, allowed);
    flight->choices = at + 1;
    return choice;
}

bool exn_tape_advance(exn_tape *tape)
{
    uint32_t at = tape->flight->choices;
    while (at > 0 && tape->next[at - 1] == EXN_TAPE_NO_MORE) {
        at -= 1;
    }
    if (at == 0) {
        return false;
    }
    exn_assert(tape->next[at - 1] > tape->flight->tape[at - 1] && "the next tape comes later");
    tape->flight->tape[at - 1] = tape->next[at - 1];
    tape->decided = at;
    return true;
}

int exn_tape_compare(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count)
{
    for (uint32_t i = 0; i < a_count && i < b_count; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return a_count < b_count ? -1 : a_count > b_count ? 1 : 0;
}

bool exn_tape_parse(exn_tape *tape, const char *text)
{
    uint32_t count = 0;
    while (*text != '\0') {
        uint64_t number = 0;
        const char *digits = text;
        while (*text >= '0' && *text <= '9' && number < EXN_TAPE_NO_MORE) {
            number = number * 10 + (uint64_t)(*text - '0');
            text += 1;
        }
        bool more = *text == '.' && text[1] != '\0';
        if (text == digits || number >= EXN_TAPE_NO_MORE || count == EXN_FLIGHT_CHOICES_MAX ||
            (*text != '\0' && !more)) {
            return false;
        }
        tape->flight->tape[count++] = (uint32_t)number;
        text += more ? 1 : 0;
    }
    exn_assert(count <= EXN_FLIGHT_CHOICES_MAX);
    tape->decided = count;
    return true;
}

char *exn_tape_format(const exn_tape *tape)
{
    exn_assert(tape->flight->choices <= EXN_FLIGHT_CHOICES_MAX && "the tape is within its length");
    return exn_tape_text(tape->flight->tape, tape->flight->choices);
}

char *exn_tape_text(const uint32_t *choices, uint32_t count)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        fprintf(out, i == 0 ? "%u" : ".%u", choices[i]);
    }
    return fclose(out) == 0 ? text : NULL;
}
