/* Managers that take real time. */
#include "support.h"

#include <stdio.h>

/* --- sleepers --------------------------------------------------------------------------------- */

static void settle_sleeper(sleeper *self)
{
    if (self->enters && self->stops) {
        exeunt_canceled(of(self));
    } else if (self->enters) {
        exeunt_entered(of(self), self);
    } else if (self->exit_code != 0) {
        exeunt_failed(of(self), self->exit_code, "could not exit");
    } else {
        exeunt_exited(of(self));
    }
}

static void sleeper_closed(uv_handle_t *handle)
{
    settle_sleeper(handle->data);
}

static void sleeper_wakes(uv_timer_t *timer)
{
    uv_close((uv_handle_t *)timer, sleeper_closed);
}

static void sleep_now(sleeper *self, bool enters)
{
    uint64_t timeout_ms = enters ? self->enter_ms : self->exit_ms;

    self->enters = enters;
    self->stops = false;
    if (timeout_ms == 0) {
        settle_sleeper(self);
        return;
    }
    cr_assert_eq(uv_timer_init(&loop, &self->timer), 0);
    self->timer.data = self;
    if (timeout_ms != FOR_EVER) {
        cr_assert_eq(uv_timer_start(&self->timer, sleeper_wakes, timeout_ms, 0), 0);
    }
}

static void enter_sleeper(exeunt_manager *manager)
{
    sleep_now((sleeper *)manager, true);
}

static void exit_sleeper(exeunt_manager *manager, const exeunt_error *cause)
{
    sleeper *self = (sleeper *)manager;

    self->told = cause;
    sleep_now(self, false);
}

static void cancel_sleeper(exeunt_manager *manager)
{
    sleeper *self = (sleeper *)manager;

    if (!uv_is_closing((uv_handle_t *)&self->timer)) {
        self->stops = true;
        uv_close((uv_handle_t *)&self->timer, sleeper_closed);
    }
}

sleeper *sleeper_named(const char *name)
{
    static const exeunt_manager_type type = {enter_sleeper, exit_sleeper, cancel_sleeper};
    sleeper *self = make(sizeof(*self));

    exeunt_manager_init(of(self), &type, name);
    self->enter_ms = 1;
    self->exit_ms = 1;
    return self;
}

/* --- dialers ---------------------------------------------------------------------------------- */

static void dialer_closed(uv_handle_t *handle)
{
    dialer *self = handle->data;

    if (!self->enters) {
        exeunt_exited(of(self));
    } else if (self->code == UV_ECANCELED) {
        exeunt_canceled(of(self));
    } else {
        exeunt_failed(of(self), self->code, uv_strerror(self->code));
    }
}

static void close_dialer(dialer *self)
{
    if (!uv_is_closing((uv_handle_t *)&self->tcp)) {
        uv_close((uv_handle_t *)&self->tcp, dialer_closed);
    }
}

static void dialer_connects(uv_connect_t *request, int status)
{
    dialer *self = request->data;

    self->code = status;
    if (status == 0) {
        exeunt_entered(of(self), &self->tcp);
    } else {
        close_dialer(self);
    }
}

static void enter_dialer(exeunt_manager *manager)
{
    dialer *self = (dialer *)manager;
    struct sockaddr_in address;

    self->enters = true;
    self->tcp.data = self->connect.data = self->shutdown.data = self;
    cr_assert_eq(uv_ip4_addr("127.0.0.1", self->port, &address), 0);
    cr_assert_eq(uv_tcp_init(&loop, &self->tcp), 0);
    cr_assert_eq(
        uv_tcp_connect(&self->connect, &self->tcp, (struct sockaddr *)&address, dialer_connects),
        0);
}

static void dialer_shuts_down(uv_shutdown_t *request, int status)
{
    (void)status;
    close_dialer(request->data);
}

static void exit_dialer(exeunt_manager *manager, const exeunt_error *cause)
{
    dialer *self = (dialer *)manager;

    (void)cause;
    self->enters = false;
    cr_assert_eq(uv_shutdown(&self->shutdown, (uv_stream_t *)&self->tcp, dialer_shuts_down), 0);
}

static void cancel_dialer(exeunt_manager *manager)
{
    close_dialer((dialer *)manager);
}

dialer *dialer_named(const char *name, int port)
{
    static const exeunt_manager_type type = {enter_dialer, exit_dialer, cancel_dialer};
    dialer *self = make(sizeof(*self));

    exeunt_manager_init(of(self), &type, name);
    self->port = port;
    return self;
}

/* --- ready-made ones -------------------------------------------------------------------------- */

exeunt_uv_tcp *tcp_to(const char *name, const char *host, int port)
{
    exeunt_uv_tcp *tcp = make(sizeof(*tcp));
    char *service = make(8);

    snprintf(service, 8, "%d", port);
    exeunt_uv_tcp_init(tcp, &loop, name, host, service);
    return tcp;
}
