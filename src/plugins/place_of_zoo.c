/* Finds the plugin that was installed with this host. */
#include "adapters/beside_program.h"
#include "plugins/plugins.h"

char *exn_plugin_of_zoo(void)
{
    /* In a build folder, and beside libexec/exeunt/exeunt-host. */
    static const char *const places[] = {"lib/exeunt/zoo.so", "../../lib/exeunt/zoo.so"};
    return exn_beside_program(places, sizeof places / sizeof *places);
}
