/* EXEUNT_PLUGIN with a part of its fields, as a plugin has it, in C and in C++. */
#include <exeunt/plugin.h>

static const exeunt_implementation *const implementations[] = {NULL};

EXEUNT_PLUGIN(.about = "none", .implementations = implementations, .implementation_count = 1);
