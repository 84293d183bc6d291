/* The prefix of each function that programs may call: EXEUNT_API(attribute, ...). */
#ifndef EXEUNT_API_H
#define EXEUNT_API_H

/* In a shared library these functions are visible, and nothing else is. The attributes tell gcc,
 * clang and compatible compilers what the function's comment says in words:
 *
 *     __nonnull__             no pointer argument may be NULL; with numbers: none of these
 *     __warn_unused_result__  ignoring the result is a bug: a refusal would go unseen, something
 *                             would leak, or the result is the only purpose of the call
 *     __format__              the arguments are those of printf
 *
 * For other compilers, or with EXEUNT_NO_ATTRIBUTES, the prefix is empty. */
#if defined(__GNUC__) && !defined(EXEUNT_NO_ATTRIBUTES)
#define EXEUNT_API(...) __attribute__((__visibility__("default"), __VA_ARGS__))
#else
#define EXEUNT_API(...)
#endif

#endif
