/* Counts for how long a flight recorder has stood still. */
#include "world/flight.h"

#include "base/own_assert.h"

#include <limits.h>
#include <stdbool.h>

unsigned exn_hang_ms(double seconds)
{
    double ms = seconds > 0 ? seconds * 1e3 : EXN_HANG_MS;
    return ms < 1 ? 1 : ms < INT_MAX ? (unsigned)ms : INT_MAX;
}

unsigned exn_flight_tick_ms(unsigned hang_ms)
{
    return hang_ms / EXN_TICKS_PER_HANG + 1;
}

exn_flight_state exn_flight_tick(exn_flight_watch *watch, exn_flight *flight, unsigned hang_ms)
{
    uint64_t pulse = flight->pulse;
    uint32_t allowed = flight->hangs > 0 ? EXN_TICKS_PER_HANG / 4 : EXN_TICKS_PER_HANG;
    watch->ticks_still = pulse == watch->pulse ? watch->ticks_still + 1 : 0;
    watch->pulse = pulse;
    exn_assert(allowed > 0 && allowed < 2 * EXN_TICKS_PER_HANG);
    if (watch->ticks_still == allowed && flight->busy == EXN_BUSY) {
        flight->suspected = pulse;
        return EXN_FLIGHT_HANGS;
    }
    bool is_lost = watch->ticks_still >= 2 * EXN_TICKS_PER_HANG &&
                   watch->ticks_still >= EXN_LOST_MS / exn_flight_tick_ms(hang_ms);
    return is_lost ? EXN_FLIGHT_LOST : EXN_FLIGHT_MOVES;
}
