/* What it costs to hold a manager and to have a scope. Fails if it is more than the headers say. */
#include <exeunt/exeunt.h>

#include <stdio.h>

enum { MANAGER_BYTES_MAX = 112, STACK_BYTES_MAX = 280, POOL_BYTES_MAX = 272 };

int main(void)
{
    printf("bytes: %zu a manager, %zu a stack, %zu a pool\n", sizeof(exeunt_manager),
           sizeof(exeunt_stack), sizeof(exeunt_pool));
    return sizeof(exeunt_manager) > MANAGER_BYTES_MAX || sizeof(exeunt_stack) > STACK_BYTES_MAX ||
           sizeof(exeunt_pool) > POOL_BYTES_MAX;
}
