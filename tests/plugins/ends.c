/* A plugin whose managers end the process, or never return, when they are refused: one for each way
 * to do so. */
#include <exeunt/plugin.h>

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct session {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external answer;
    void (*end)(struct session *self);
    char *block;
    unsigned number;
} session;

/* --- the ways --------------------------------------------------------------------------------- */

/* UndefinedBehaviorSanitizer looks for NULL alone. */
__attribute__((noinline)) static void touch_nothing(session *self)
{
    static int *volatile nothing = (int *)sizeof(int);
    (void)self;
    *nothing = 1;
}

static void give_up(session *self)
{
    (void)self;
    abort();
}

static void leave_the_program(session *self)
{
    (void)self;
    exit(3);
}

static void leave_it_at_once(session *self)
{
    (void)self;
    _exit(3);
}

static void leave_it_quickly(session *self)
{
    (void)self;
    quick_exit(3);
}

static void end_the_thread(session *self)
{
    (void)self;
    pthread_exit(NULL);
}

static void go_round(session *self)
{
    volatile unsigned rounds = 0;
    (void)self;
    for (;;) {
        rounds = rounds + 1;
    }
}

static void lock_twice(session *self)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    (void)self;
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&lock);
}

static void wait_for_a_signal(session *self)
{
    (void)self;
    pause();
}

static void sleep_long(session *self)
{
    (void)self;
    sleep(1000);
}

static volatile unsigned depth;

__attribute__((noinline)) static unsigned go_down(unsigned before)
{
    volatile char room[1000];
    room[0] = (char)before;
    depth = before;
    return depth > before ? before : go_down(before + 1) + (unsigned)room[0];
}

static void go_down_for_ever(session *self)
{
    (void)self;
    depth = go_down(0);
}

static void free_twice(session *self)
{
    void *block = exeunt_border_allocate(self->border, 40);
    exeunt_border_free(self->border, block);
    exeunt_border_free(self->border, block);
}

static void write_past(session *self)
{
    char *block = exeunt_border_allocate(self->border, 48);
    block[48] = 1;
    exeunt_border_free(self->border, block);
}

/* The heap has sixteen bytes at a time. */
static void write_one_past(session *self)
{
    char *block = exeunt_border_allocate(self->border, 41);
    block[41] = 1;
    exeunt_border_free(self->border, block);
}

static void write_before(session *self)
{
    char *block = exeunt_border_allocate(self->border, 48);
    block[-17] = 1;
    exeunt_border_free(self->border, block);
}

/* There the world keeps what it knows of itself. */
static void write_far_before(session *self)
{
    volatile char *block = exeunt_border_allocate(self->border, 48);
    for (size_t i = 0; i < 2000; i++) {
        block[-(ptrdiff_t)i] = -1;
    }
}

static void send_a_signal(session *self)
{
    (void)self;
    raise(SIGUSR1);
}

/* Nobody can handle this one: the process is lost. */
static void kill_the_process(session *self)
{
    (void)self;
    raise(SIGKILL);
}

static void divide_in_two(session *self)
{
    (void)self;
    if (fork() == 0) {
        _exit(0);
    }
}

static void become_another(session *self)
{
    char *arguments[] = {(char *)"true", NULL};
    (void)self;
    execvp(arguments[0], arguments);
}

static void become_another_by_list(session *self)
{
    (void)self;
    execl("/bin/true", "true", (char *)NULL);
}

static void close_what_it_has_not_opened(session *self)
{
    (void)self;
    for (int descriptor = 3; descriptor < 100; descriptor++) {
        close(descriptor);
    }
}

#ifdef MAKES_SYSTEM_CALLS
static void write_to_nobody(session *self)
{
    int ends[2];
    (void)self;
    if (syscall(SYS_pipe2, ends, 0) == 0 && close(ends[0]) == 0 && write(ends[1], "", 1) == 1) {
        abort(); /* somebody has read it */
    }
}

static void leave_by_number(session *self)
{
    (void)self;
    syscall(SYS_exit_group, 0);
}
#endif

/* --- a manager -------------------------------------------------------------------------------- */

static void on_answer(exeunt_external *external, unsigned refused)
{
    session *self = external->data;
    if (refused) {
        self->end(self);
    }
    exeunt_entered(&self->manager, self);
}

static void enter(exeunt_manager *manager)
{
    session *self = (session *)manager;
    exeunt_border_expect(self->border, &self->answer);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make(exeunt_border *border, const char *name, void (*end)(session *self))
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    static const char *const words[] = {"connected", "refused"};
    session *self = exeunt_border_allocate(border, sizeof *self);
    *self = (session){
        .border = border,
        .answer = {.deliver = on_answer, .data = self, .result_count = 2, .results = words},
        .end = end};
    exeunt_manager_init(&self->manager, &type, name);
    return &self->manager;
}

/* X(entry, function)
 *
 * No run puts back what system calls do: with them nothing goes back to states. */
#ifdef MAKES_SYSTEM_CALLS
#define WAYS(X)                                                                                    \
    X(writes_to_nobody, write_to_nobody)                                                           \
    X(leaves_by_number, leave_by_number)
#else
#define WAYS(X)                                                                                    \
    X(segv, touch_nothing)                                                                         \
    X(aborts, give_up)                                                                             \
    X(exits, leave_the_program)                                                                    \
    X(exits_at_once, leave_it_at_once)                                                             \
    X(exits_quickly, leave_it_quickly)                                                             \
    X(ends_the_thread, end_the_thread)                                                             \
    X(loops, go_round)                                                                             \
    X(locks_twice, lock_twice)                                                                     \
    X(pauses, wait_for_a_signal)                                                                   \
    X(sleeps, sleep_long)                                                                          \
    X(recurses, go_down_for_ever)                                                                  \
    X(frees_twice, free_twice)                                                                     \
    X(writes_past, write_past)                                                                     \
    X(writes_one_past, write_one_past)                                                             \
    X(writes_before, write_before)                                                                 \
    X(writes_far_before, write_far_before)                                                         \
    X(raises, send_a_signal)                                                                       \
    X(kills, kill_the_process)                                                                     \
    X(forks, divide_in_two)                                                                        \
    X(becomes_another, become_another)                                                             \
    X(becomes_another_by_list, become_another_by_list)                                             \
    X(closes_all, close_what_it_has_not_opened)
#endif

#define MAKER(entry, function)                                                                     \
    static exeunt_manager *make_##entry(exeunt_border *border, const char *name,                   \
                                        const exeunt_arguments *with)                              \
    {                                                                                              \
        (void)with;                                                                                \
        return make(border, name, function);                                                       \
    }
WAYS(MAKER)

static exeunt_manager *make_crash(exeunt_border *border, const char *name,
                                  const exeunt_arguments *with)
{
    exeunt_manager *manager = make(border, name, touch_nothing);
    (void)with;
    touch_nothing((session *)manager);
    return manager;
}

/* --- a manager that jumps out of the call ----------------------------------------------------- */

static exeunt_border *border_of_jumps;
static jmp_buf way_back;
static exeunt_external later;

static void jump_back(exeunt_external *external, unsigned result)
{
    (void)external;
    (void)result;
    longjmp(way_back, 1);
}

static void enter_and_return(exeunt_manager *manager)
{
    (void)manager;
    if (setjmp(way_back) == 0) {
        later = (exeunt_external){.deliver = jump_back};
        exeunt_border_expect(border_of_jumps, &later);
    }
}

/* A jump that stays in its call is nobody else's business. */
static void leave_by_jump(exeunt_manager *manager, const exeunt_error *cause)
{
    jmp_buf here;
    (void)cause;
    if (setjmp(here) == 0) {
        longjmp(here, 1);
    }
    exeunt_exited(manager);
}

static exeunt_manager *make_jumps(exeunt_border *border, const char *name,
                                  const exeunt_arguments *with)
{
    static const exeunt_manager_type type = {.enter = enter_and_return, .exit = leave_by_jump};
    exeunt_manager *manager = exeunt_border_allocate(border, sizeof *manager);
    (void)with;
    exeunt_manager_init(manager, &type, name);
    border_of_jumps = border;
    return manager;
}

/* --- a manager that keeps something elsewhere, and then waits --------------------------------- */

static EXEUNT_OUTSIDE unsigned entered_ever;

static void enter_and_count(exeunt_manager *manager)
{
    entered_ever += 1;
    ((session *)manager)->number = entered_ever;
    enter(manager);
}

static void leave_and_wait(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    wait_for_a_signal((session *)manager);
}

static exeunt_manager *make_waits_elsewhere(exeunt_border *border, const char *name,
                                            const exeunt_arguments *with)
{
    static const exeunt_manager_type type = {.enter = enter_and_count, .exit = leave_and_wait};
    exeunt_manager *manager = make(border, name, give_up);
    (void)with;
    manager->type = &type;
    return manager;
}

/* --- all of them ------------------------------------------------------------------------------ */

#define ENTRY(entry, function) {.name = #entry, .about = #function, .create = make_##entry},
static const exeunt_plugin_manager managers[] = {
    WAYS(ENTRY){.name = "crashes_when_created", .about = "touch_nothing", .create = make_crash},
    {.name = "jumps", .about = "jump_back", .create = make_jumps},
    {.name = "waits_elsewhere", .about = "pause", .create = make_waits_elsewhere},
};

EXEUNT_PLUGIN(.about = "ways to end a process", .managers = managers,
              .manager_count = sizeof managers / sizeof *managers);
