/* The zoo as a plugin. */
#include "zoo/zoo.h"

EXEUNT_PLUGIN(.about = "known-bad scopes and managers, each beside its mended twin",
              .implementations = exn_zoo_scopes, .implementation_count = EXN_ZOO_SCOPES,
              .managers = exn_zoo_managers, .manager_count = EXN_ZOO_MANAGERS);
