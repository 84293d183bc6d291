/* The version of the library, where its headers may be of another one. */
#include <exeunt/version.h>

int exeunt_version(void)
{
    return EXEUNT_VERSION_NUMBER;
}

const char *exeunt_version_string(void)
{
    return EXEUNT_VERSION;
}
