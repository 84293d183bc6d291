/* Takes names of adapters apart. */
#include "base/adapter_name.h"

#include <string.h>

static const char *after(const char *name, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(name, prefix, length) == 0 ? name + length : NULL;
}

const char *exn_adapter_command(const char *name)
{
    const char *command = after(name, "exec:");
    return command != NULL ? command + strspn(command, " ") : NULL;
}

const char *exn_adapter_of_python(const char *name)
{
    return after(name, "python:");
}

bool exn_is_adapter_name(const char *name)
{
    return exn_adapter_command(name) != NULL || exn_adapter_of_python(name) != NULL;
}
