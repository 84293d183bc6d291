/* When the timers of a scope run (SPEC C4, C6): words that scopes, their owners and the simulator
 * share. */
#ifndef EXEUNT_CLOCK_H
#define EXEUNT_CLOCK_H

#ifdef __cplusplus
extern "C" {
#endif

/* What the owner of a scope's timers has to do now. Each comes at most once in the life of a
 * scope. */
typedef enum exeunt_clock {
    EXEUNT_CLOCK_DEADLINE_START, /* before the first enter (C6); never if the scope is stopping */
    /* After START, when enters and body are over; even if it has expired. */
    EXEUNT_CLOCK_DEADLINE_STOP,
    EXEUNT_CLOCK_GRACE_START, /* a request has come and the first exit has begun (C4) */
    EXEUNT_CLOCK_GRACE_STOP   /* when the scope closes; even if GRACE_START never came */
} exeunt_clock;

#ifdef __cplusplus
}
#endif

#endif
