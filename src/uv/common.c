/* Starts timers and reports libuv's errors, for the managers of this folder. */
#include "uv/common.h"

void exn_uv_timer_start(uv_loop_t *loop, uv_timer_t *timer, uint64_t timeout_ms, uv_timer_cb fire)
{
    uv_update_time(loop);
    uv_timer_init(loop, timer);
    uv_timer_start(timer, fire, timeout_ms, 0);
}

void exn_uv_fail(exeunt_manager *manager, int code)
{
    exeunt_failed(manager, code, uv_strerror(code));
}
