/* A property test as a program writes it: <exeunt/criterion.h>. */
#include <exeunt/criterion.h>

static exeunt_manager *make_session(exeunt_border *border, const char *name, void *data)
{
    (void)border;
    (void)name;
    (void)data;
    return NULL;
}

exeunt_property_test(session, holds_nothing_when_canceled, .managers = {{"db", make_session, NULL}},
                     .cancels = 1)
