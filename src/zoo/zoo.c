/* The lists of the zoo. */
#include "zoo/zoo.h"

const exeunt_implementation *const exn_zoo_scopes[EXN_ZOO_SCOPES] = {
#define SCOPE(symbol) &exn_zoo_##symbol, &exn_zoo_##symbol##_mended,
    EXN_ZOO_SCOPE_MAP(SCOPE)
#undef SCOPE
};

const exeunt_plugin_manager exn_zoo_managers[EXN_ZOO_MANAGERS] = {
#define MANAGER(symbol, word, what)                                                                \
    {.name = (word), .about = "known bad: " what, .create = exn_zoo_##symbol##_create},            \
        {.name = word "-mended",                                                                   \
         .about = "the mended " word,                                                              \
         .create = exn_zoo_##symbol##_create_mended},
    EXN_ZOO_MANAGER_MAP(MANAGER)
#undef MANAGER
};
