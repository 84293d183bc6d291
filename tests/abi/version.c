/* The version of the headers, that of the library and that of the project are the same. */
#include <exeunt/exeunt.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    char numbers[40];
    snprintf(numbers, sizeof numbers, "%d.%d.%d", EXEUNT_VERSION_MAJOR, EXEUNT_VERSION_MINOR,
             EXEUNT_VERSION_PATCH);
    printf("headers %s (%d), library %s (%d), project %s\n", EXEUNT_VERSION, EXEUNT_VERSION_NUMBER,
           exeunt_version_string(), exeunt_version(), PROJECT_VERSION);
    return strcmp(numbers, EXEUNT_VERSION) != 0 || strcmp(numbers, PROJECT_VERSION) != 0 ||
           strcmp(numbers, exeunt_version_string()) != 0 ||
           exeunt_version() != EXEUNT_VERSION_NUMBER ||
           EXEUNT_VERSION_NUMBER !=
               EXEUNT_VERSION_MAJOR * 10000 + EXEUNT_VERSION_MINOR * 100 + EXEUNT_VERSION_PATCH;
}
