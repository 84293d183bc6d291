/* A longjmp() of code under test that leaves the call in which the simulator has called it would
 * skip the functions of the simulator. The host exports functions of those names, which come before
 * the ones of libc, and looks where a jump leads. This needs to know how libc keeps a stack
 * pointer; elsewhere such jumps are not seen. */
#include "stage/forbid.h"

#include <setjmp.h>

#if defined(__x86_64__) && defined(__GLIBC__)

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

/* Where a jump leads: glibc keeps it turned by 17 bits and combined with a secret of the thread. */
static uintptr_t stack_pointer_of(const struct __jmp_buf_tag *target)
{
    enum { RSP = 6 };
    uintptr_t kept = (uintptr_t)target->__jmpbuf[RSP];
    __asm__("ror $17, %0\n\txor %%fs:0x30, %0" : "+r"(kept));
    return kept;
}

typedef struct walk {
    uintptr_t target;
    const void *own; /* the object of the simulator */
    bool left_own;   /* the functions of this file are over */
    bool skips;      /* a function of the simulator lies between */
} walk;

static const void *object_of(uintptr_t address)
{
    Dl_info info;
    return dladdr((const void *)address, &info) == 0 ? NULL : info.dli_fbase;
}

static _Unwind_Reason_Code look_at_frame(struct _Unwind_Context *frame, void *context)
{
    walk *self = context;
    bool is_own = object_of(_Unwind_GetIP(frame) - 1) == self->own;
    if (_Unwind_GetCFA(frame) > self->target) {
        return _URC_END_OF_STACK;
    }
    self->left_own = self->left_own || !is_own;
    self->skips = self->left_own && is_own;
    return self->skips ? _URC_END_OF_STACK : _URC_NO_REASON;
}

static bool skips_simulator(uintptr_t target)
{
    walk self = {.target = target, .own = object_of((uintptr_t)skips_simulator)};
    _Unwind_Backtrace(look_at_frame, &self);
    return self.skips;
}

/* Where the stack of whoever has called this function ended then: below the frame pointer that it
 * has pushed, and its return address. A function that has not returned lies at or above it. To be
 * asked in the function that was called. */
#define END_OF_CALLER() ((uintptr_t)__builtin_frame_address(0) + 2 * sizeof(void *))

/* `here`: where the caller's stack ends. Stacks that code under test has made for itself are its
 * own business. */
static void look_where_it_leads(const struct __jmp_buf_tag *jump, uintptr_t here)
{
    if (!exn_is_under_test() || exn_is_way_out(jump)) {
        return;
    }
    uintptr_t target = stack_pointer_of(jump);
    if (!exn_is_on_run_stack((const void *)here) || !exn_is_on_run_stack((const void *)target)) {
        return;
    }
    if (target < here) {
        exn_trap_forbid("jumps by longjmp() into a call that has returned");
    }
    if (skips_simulator(target)) {
        exn_trap_forbid("jumps out of its call by longjmp()");
    }
}

/* Of AddressSanitizer: allows all of the stack again that the functions which do not return have
 * forbidden. It is called where a function that does not return is, and so before the functions
 * here; where it knows of longjmp itself, this file has come before it. */
extern void __asan_handle_no_return(void) __attribute__((weak));

static _Noreturn void jump(const char *name, struct __jmp_buf_tag *target, int value,
                           uintptr_t here)
{
    look_where_it_leads(target, here);
    void *found = dlsym(RTLD_NEXT, name);
    void (*next)(struct __jmp_buf_tag *, int);
    memcpy(&next, &found, sizeof next);
    if (__asan_handle_no_return != NULL) {
        __asan_handle_no_return();
    }
    if (found != NULL) {
        next(target, value);
    }
    abort();
}

#define EXPORTED __attribute__((visibility("default"))) _Noreturn

EXPORTED void longjmp(jmp_buf target, int value)
{
    jump("longjmp", target, value, END_OF_CALLER());
}

EXPORTED void _longjmp(jmp_buf target, int value)
{
    jump("_longjmp", target, value, END_OF_CALLER());
}

EXPORTED void siglongjmp(jmp_buf target, int value)
{
    jump("siglongjmp", target, value, END_OF_CALLER());
}

/* What they are called where _FORTIFY_SOURCE is set. */
EXPORTED void __longjmp_chk(jmp_buf target, int value);
void __longjmp_chk(jmp_buf target, int value)
{
    jump("longjmp", target, value, END_OF_CALLER());
}

#endif
