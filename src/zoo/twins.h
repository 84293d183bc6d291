/* How the animals of the zoo are made: each is a scope, or a manager, that is wrong in one way, and
 * has a twin that is not. Both are the same code: `is_mended` distinguishes them, so that what it
 * decides is the whole difference, ten lines at most (tests/tidy/twins.awk).
 *
 * An animal is one file. Its first line says what it is called and which case of docs/CATALOGUE.md
 * it shows, and the comment there says what it teaches. zoo.h lists all of them. */
#ifndef EXN_ZOO_TWINS_H
#define EXN_ZOO_TWINS_H

#include "zoo/zoo.h"

/* What `data` of an implementation points to. */
typedef struct exn_zoo_twin {
    bool is_mended;
    const void *habits; /* what the two have in common, for code that several animals share */
} exn_zoo_twin;

/* Defines an animal that is a scope, and its twin, as zoo.h declares them. The arguments after
 * `common` are the other fields of both tables. */
#define EXN_ZOO_SCOPE(symbol, word, what, common, ...)                                             \
    static const exn_zoo_twin symbol##_twins[] = {{false, common}, {true, common}};                \
    const exeunt_implementation exn_zoo_##symbol = {.abi = EXEUNT_IMPLEMENTATION_ABI,              \
                                                    .name = word,                                  \
                                                    .about = "known bad: " what,                   \
                                                    .data = (void *)&symbol##_twins[0],            \
                                                    __VA_ARGS__};                                  \
    const exeunt_implementation exn_zoo_##symbol##_mended = {.abi = EXEUNT_IMPLEMENTATION_ABI,     \
                                                             .name = word "-mended",               \
                                                             .about = "the mended " word,          \
                                                             .data = (void *)&symbol##_twins[1],   \
                                                             __VA_ARGS__}

/* The same for a manager: two functions that create one, as zoo.h declares them. `make` returns
 * one: make(border, name, is_mended). Its name and what is wrong with it stand in zoo.h. */
#define EXN_ZOO_MANAGER(symbol, make)                                                              \
    exeunt_manager *exn_zoo_##symbol##_create(exeunt_border *border, const char *name,             \
                                              const exeunt_arguments *with)                        \
    {                                                                                              \
        (void)with;                                                                                \
        return make(border, name, false);                                                          \
    }                                                                                              \
    exeunt_manager *exn_zoo_##symbol##_create_mended(exeunt_border *border, const char *name,      \
                                                     const exeunt_arguments *with)                 \
    {                                                                                              \
        (void)with;                                                                                \
        return make(border, name, true);                                                           \
    }                                                                                              \
    typedef int symbol##_needs_a_semicolon

#endif
