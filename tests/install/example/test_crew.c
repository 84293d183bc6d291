/* The crew in a simulated world, with managers that the scenario plays: three of them, everything
 * allowed, and a cancel request at any moment. */
#include "crew.h"

#include <exeunt/check.h>

int main(void)
{
    exeunt_check_result *result = exeunt_check(&(exeunt_check_config){
        .name = "crew",
        .scenario = "scope: {pool: [a, b, c]}\n"
                    "managers:\n"
                    "  a: {enter: [enters, fails], exit: [exits, fails]}\n"
                    "  b: {enter: [enters, fails], exit: [exits, suppresses]}\n"
                    "  c: {enter: [enters, fails], exit: [exits, fails, suppresses]}\n"
                    "body: [returns, raises]\n",
        .implementation = &crew_implementation,
        .cancels = 1,
        .snapshots = true, /* all its memory comes from the border */
    });
    exeunt_check_print(result, stdout);
    bool passed = result != NULL && result->passed;
    exeunt_check_free(result);
    return passed ? 0 : 1;
}
