/* What the files of src/uv share. No other folder includes this header. */
#ifndef EXN_UV_COMMON_H
#define EXN_UV_COMMON_H

#include <exeunt/uv.h>

/* The struct of `type` whose `member` lies at `pointer`. So the `data` of a handle stays free for
 * its owner. */
#define exn_uv_holder(pointer, type, member)                                                       \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* Puts a one-shot timer on the loop, which fires `timeout_ms` from now. Updates the loop's time
 * first, which may be stale. Cannot fail. */
void exn_uv_timer_start(uv_loop_t *loop, uv_timer_t *timer, uint64_t timeout_ms, uv_timer_cb fire);

/* Settles the operation in flight as failed, with a code of libuv and its text. */
void exn_uv_fail(exeunt_manager *manager, int code);

#endif
