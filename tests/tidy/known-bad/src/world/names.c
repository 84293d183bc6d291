/* What names.awk is to find, with the other file of this name. */
typedef enum exn_twice { EXN_THRICE = 3,
                         EXN_TWICE } exn_twice_too;
#define EXN_MACRO_TWICE 2
int exn_function_twice(int a)
{
    return a == EXN_ONCE;
}
void exn_declared_only(void);
