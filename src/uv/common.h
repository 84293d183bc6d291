/* What the parts of src/uv share. Nothing outside includes this. */
#ifndef EXN_UV_COMMON_H
#define EXN_UV_COMMON_H

#include <exeunt/uv.h>

/* The struct of `type` whose `member` lies at `pointer`: leaves the `data` of handles to owners. */
#define exn_uv_holder(pointer, type, member)                                                       \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* Puts a timer on the loop that fires once, this long after now: the loop's own idea of now may be
 * old (uv_update_time). Cannot fail. */
void exn_uv_timer_start(uv_loop_t *loop, uv_timer_t *timer, uint64_t timeout_ms, uv_timer_cb fire);

/* Settles the operation in flight as failed with a code of libuv and its text. */
void exn_uv_fail(exeunt_manager *manager, int code);

#endif
