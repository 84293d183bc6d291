/* What names.awk is to find, with the other file of this name. */
typedef struct exn_twice {
    int member; /* } */
} exn_twice;
enum { EXN_ONCE, EXN_TWICE /* EXN_THRICE */ };
#define EXN_MACRO_TWICE 1
static inline int exn_function_twice(
    int a)
{
    return a;
}
void exn_declared_only(void);
