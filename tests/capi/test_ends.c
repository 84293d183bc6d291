/* Code under test that would end its process, in a process that may be lost: each way to do so is a
 * finding. */
#include "session.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct way_out {
    void (*take)(void);
    const char *message; /* how the message begins */
} way_out;

/* UndefinedBehaviorSanitizer looks for NULL alone. */
static void touch_nothing(void)
{
    static int *volatile nothing = (int *)sizeof(int);
    *nothing = 1;
}

static void leave_the_program(void)
{
    exit(3);
}

static void leave_it_quickly(void)
{
    quick_exit(3);
}

static void send_a_signal(void)
{
    raise(SIGUSR1);
}

static void write_to_nobody(void)
{
    int ends[2];
    if (pipe(ends) == 0 && close(ends[0]) == 0 && write(ends[1], "", 1) == 1) {
        abort(); /* somebody has read it */
    }
}

static void divide_in_two(void)
{
    if (fork() >= 0) {
        abort(); /* it was not noticed */
    }
}

static volatile unsigned depth;

__attribute__((noinline)) static unsigned go_down(unsigned before)
{
    volatile char room[1000];
    room[0] = (char)before;
    depth = before;
    return depth > before ? before : go_down(before + 1) + (unsigned)room[0];
}

static void go_down_for_ever(void)
{
    depth = go_down(0);
}

static const way_out *taken;
static bool is_taken_when_created;

/* --- a manager that takes it ------------------------------------------------------------------ */

static void enter(exeunt_manager *manager)
{
    taken->take();
    exeunt_entered(manager, NULL);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    exeunt_manager *manager = exeunt_border_allocate(border, sizeof *manager);
    (void)data;
    exeunt_manager_init(manager, &type, name);
    if (is_taken_when_created) {
        taken->take();
    }
    return manager;
}

static void expect_finding(const way_out *way, bool snapshots)
{
    taken = way;
    exeunt_check_result *result =
        exeunt_check(&(exeunt_check_config){.scenario = "scope: {stack: [a, h]}",
                                            .managers = {{"h", make, NULL}},
                                            .snapshots = snapshots,
                                            .workers = 1});
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_CRASHED, "%s", text);
    cr_assert_eq(result->violation_count, 1, "%s", text);
    const exeunt_violation *crash = &result->violations[0];
    cr_expect(strncmp(crash->message, way->message, strlen(way->message)) == 0, "%s", text);
    cr_expect_str_eq(crash->blame, "h");
    cr_expect(crash->shortest && crash->steps == 1, "%s", text);
    free(text);
    exeunt_check_free(result);
}

Test(ends, are_findings)
{
    static const way_out ways[] = {
        {touch_nothing, "it died of SIGSEGV"},
        {leave_the_program, "it calls exit(3)"},
        {leave_it_quickly, "it calls quick_exit()"},
        {send_a_signal, "it died of SIGUSR1"},
        {write_to_nobody, "it died of SIGPIPE"},
        {divide_in_two, "it calls fork()"},
        {go_down_for_ever, "endless recursion: its stack is used up"},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        expect_finding(&ways[i], i % 2 == 0);
    }
}

Test(ends, have_no_schedule_where_it_is_created)
{
    static const way_out crash = {touch_nothing, NULL};
    taken = &crash;
    is_taken_when_created = true;
    exeunt_check_result *result =
        exeunt_check(&(exeunt_check_config){.managers = {{"h", make, NULL}}, .workers = 1});
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_CRASHED);
    cr_expect_not(result->passed);
    cr_assert_eq(result->complaint_count, 1);
    const char *said = result->complaints[0].message;
    cr_expect(strncmp(said, "when it is created: it died of SIGSEGV", 38) == 0, "%s", said);
    exeunt_check_free(result);
}
