/* The border: code under test reaches its world through it (<exeunt/implementation.h>). */
#ifndef EXN_CONTRACT_BORDER_H
#define EXN_CONTRACT_BORDER_H

#include <exeunt/implementation.h>

#include <stdint.h>

typedef struct exn_probe exn_probe;

/* One scope under test, one manager written in C, or the body. Nothing of it changes. */
struct exeunt_border {
    exn_probe *probe;
    uint32_t scope;
    uint32_t member; /* EXN_BODY: the body's; EXN_NONE: a scope's */
    const exeunt_implementation *implementation;
    void *subject;
};

#endif
