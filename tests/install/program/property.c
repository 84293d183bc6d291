/* A Criterion property test of a world without managers. */
#include <exeunt/criterion.h>

exeunt_property_test(pool, of_none_holds, .cancels = 1)
