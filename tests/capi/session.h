/* A manager written in C, as a program would have one: it connects, identifies itself, and leaves
 * when it has said goodbye. It has one bug at a time. */
#ifndef EXEUNT_TESTS_CHECK_C_SESSION_H
#define EXEUNT_TESTS_CHECK_C_SESSION_H

#include <exeunt/check.h>

typedef enum session_bug {
    SESSION_SOUND,
    SESSION_STAYS_CONNECTED, /* when asked to stop, it forgets the connection (M3) */
    SESSION_STAYS_WAITING,   /* it forgets what it still waits for (M3) */
    SESSION_KEEPS_MEMORY,    /* it forgets memory of the world (M3) */
    SESSION_STOPS_LEAVING, /* asked to stop while it exits, it reports that it was canceled (M6) */
    SESSION_IGNORES_NOTHING, /* if it gets no answer, it waits for ever (M2) */
    SESSION_CRASHES          /* it aborts where its exit would settle */
} session_bug;

/* For an entry of exeunt_check_config; `data` is a session_bug. NULL: no bug. */
exeunt_manager *make_session(exeunt_border *border, const char *name, void *data);

/* A session with a bug, as an entry. */
#define SESSION(name_, bug)                                                                        \
    {                                                                                              \
        (name_), make_session, &(session_bug)                                                      \
        {                                                                                          \
            bug                                                                                    \
        }                                                                                          \
    }

#endif
