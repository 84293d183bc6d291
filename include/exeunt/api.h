/* What stands before each function that programs may call: EXEUNT_API(attribute, ...). */
#ifndef EXEUNT_API_H
#define EXEUNT_API_H

/* The function is visible where the library is shared, and nothing else of it is. The attributes
 * tell gcc, clang and what acts like them what the function's comment says in words:
 *
 *     __nonnull__             no pointer that it is given may be NULL; with numbers: none of these
 *     __warn_unused_result__  to ignore the result is a bug: a refusal would go unseen, something
 *                             would leak, or the result is all that the call is for
 *     __format__              the arguments are those of printf
 *
 * For other compilers, or with EXEUNT_NO_ATTRIBUTES, it vanishes. */
#if defined(__GNUC__) && !defined(EXEUNT_NO_ATTRIBUTES)
#define EXEUNT_API(...) __attribute__((__visibility__("default"), __VA_ARGS__))
#else
#define EXEUNT_API(...)
#endif

#endif
