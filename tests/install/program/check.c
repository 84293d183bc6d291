/* A check of a world without managers, made with an installed simulator. */
#include <exeunt/check.h>

int main(void)
{
    exeunt_check_result *result = exeunt_check(&(exeunt_check_config){.cancels = 1});
    exeunt_check_print(result, stdout);
    bool holds =
        result != NULL && result->verdict == EXEUNT_VERDICT_HOLDS && result->outcome_count == 2;
    exeunt_check_free(result);
    return holds ? 0 : 1;
}
