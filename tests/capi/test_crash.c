/* Code under test that crashes, or does not return: the tape is printed, and then the previous
 * handler of the signal is called. */
#include "session.h"

#include <criterion/criterion.h>

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Runs a check that crashes in a process of its own; returns how that ended, and what it wrote. */
static int crash(exeunt_check_config config, char *written, size_t size)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert_neq(child, -1);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        exeunt_check_free(exeunt_check(&config));
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t more = 0;
    do {
        length += (size_t)more;
        more = read(ends[0], written + length, size - 1 - length);
    } while (more > 0);
    written[length] = '\0';
    close(ends[0]);
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return status;
}

Test(crash, tells_the_tape_and_stays_a_crash)
{
    signal(SIGABRT, SIG_DFL); /* as outside of Criterion */
    char written[4096];
    exeunt_check_config config = {
        .name = "farewell", .managers = {SESSION("db", SESSION_CRASHES)}, .faults = 1};
    int status = crash(config, written, sizeof written);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d", status);
    cr_expect_not_null(strstr(written, "exeunt_replay(&config, \"0.0\") of farewell\n"), "%s",
                       written);
    cr_expect_not_null(strstr(written, "If it is not seen again, what an earlier run left"));
}

/* A manager that ends the process, unless it is caught there. */
static void end_all(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)manager;
    (void)cause;
    exit(0);
}

static void enter_at_once(exeunt_manager *manager)
{
    exeunt_entered(manager, NULL);
}

static exeunt_manager *make_deserter(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_at_once, .exit = end_all};
    exeunt_manager *manager = exeunt_border_allocate(border, sizeof *manager);
    (void)data;
    exeunt_manager_init(manager, &type, name);
    return manager;
}

/* Otherwise the program would end as if everything had passed. */
Test(crash, is_an_exit_that_says_that_all_is_well)
{
    char written[4096];
    exeunt_check_config config = {
        .name = "desertion", .managers = {{"db", make_deserter, NULL}}, .snapshots = true};
    int status = crash(config, written, sizeof written);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE, "status %d", status);
    cr_expect_not_null(strstr(written, "exeunt: code under test has ended the process; to see it "
                                       "again:\n  exeunt_replay(&config, \"\")"),
                       "%s", written);
}

/* A manager that works only in the process in which it was first made. */
typedef struct homesick {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external step;
} homesick;

static pid_t home;

static void on_step(exeunt_external *external, unsigned result)
{
    homesick *self = external->data;
    (void)result;
    if (getpid() != home) {
        abort();
    }
    exeunt_entered(&self->manager, NULL);
}

static void enter(exeunt_manager *manager)
{
    homesick *self = (homesick *)manager;
    exeunt_border_expect(self->border, &self->step);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make_homesick(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    homesick *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->step = (exeunt_external){.deliver = on_step, .data = self};
    home = home == 0 ? getpid() : home;
    return &self->manager;
}

/* --- crashes that are findings ---------------------------------------------------------------- */

/* A session that crashes when it is refused. */
static void on_refusal(exeunt_external *external, unsigned refused)
{
    homesick *self = external->data;
    assert(!refused);
    exeunt_entered(&self->manager, NULL);
}

static exeunt_manager *make_proud(exeunt_border *border, const char *name, void *data)
{
    static const char *const words[] = {"connected", "refused"};
    exeunt_manager *manager = make_homesick(border, name, data);
    homesick *self = (homesick *)manager;
    self->step.deliver = on_refusal;
    self->step.result_count = 2;
    self->step.results = words;
    return manager;
}

/* Enough states for workers to share. */
#define MANY                                                                                       \
    "scope: {pool: [a, b, c, d, e, f, g, h]}\n"                                                    \
    "managers: {a: {steps: 3}, b: {steps: 3}, c: {steps: 3}, d: {steps: 3}}\n"

static void expect_proud(exeunt_check_config config, unsigned shortest)
{
    exeunt_check_result *result = exeunt_check(&config);
    cr_assert_not_null(result);
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_CRASHED, "%s", text);
    cr_expect_not(result->passed);
    cr_assert_eq(result->violation_count, 1, "%s", text);
    const exeunt_violation *crash = &result->violations[0];
    cr_expect_str_eq(crash->rule, "crashed");
    cr_expect_str_eq(crash->blame, "h");
    cr_expect_not_null(strstr(crash->message, "it died of SIGABRT: "), "%s", crash->message);
    cr_expect_not_null(strstr(crash->message, "SIGABRT: test_crash.c:"), "%s", crash->message);
    cr_expect_not_null(strstr(crash->message, "Assertion `!refused' failed."), "%s",
                       crash->message);
    cr_expect_eq(crash->shortest, shortest);
    cr_expect(!shortest || (crash->faults == 1 && crash->cancels == 0 && crash->steps == 1));
    cr_assert_gt(crash->trace_count, 0);
    cr_expect_str_eq(crash->trace[crash->trace_count - 1], "h refused");
    cr_expect_str_eq(crash->schedule[crash->schedule_count - 1], "h refused");
    cr_expect_not_null(strstr(text, "· crashed, blame: h\n"), "%s", text);
    free(text);
    exeunt_check_free(result);
}

Test(large, a_crash_is_a_finding_where_workers_isolate_it)
{
    exeunt_check_config config = {
        .scenario = MANY, .managers = {{"h", make_proud, NULL}}, .snapshots = true};
    for (config.workers = 1; config.workers <= 3; config.workers += 2) {
        expect_proud(config, true);
    }
}

Test(crash, is_one_without_states_too)
{
    expect_proud((exeunt_check_config){.scenario = "scope: {pool: [a, h]}",
                                       .managers = {{"h", make_proud, NULL}},
                                       .workers = 1},
                 true);
}

/* A body that aborts. */
static void lose_nerve(void *body)
{
    (void)body;
    abort();
}

static void *make_nervous(exeunt_border *border, void *data)
{
    (void)data;
    return exeunt_border_allocate(border, 1);
}

static void expect_body_blamed(exeunt_check_config config)
{
    static const exeunt_body nervous = {.create = make_nervous, .begin = lose_nerve};
    config.body = &nervous;
    config.workers = 1;
    exeunt_check_result *result = exeunt_check(&config);
    cr_assert_eq(result->verdict, EXEUNT_VERDICT_CRASHED);
    cr_expect_str_eq(result->violations[0].blame, "body");
    exeunt_check_free(result);
}

Test(crash, of_a_body_in_c_is_the_body_s)
{
    expect_body_blamed((exeunt_check_config){.scenario = "scope: {pool: [a]}"});
    expect_body_blamed((exeunt_check_config){.scenario = "scope: {pool: [a, h]}",
                                             .managers = {{"h", make_homesick, NULL}}});
}

/* Crashes only because of what an earlier run has left outside the world. */
static void on_second_thought(exeunt_external *external, unsigned result)
{
    homesick *self = external->data;
    (void)result;
    if (getenv("SEEN_BEFORE") != NULL) {
        unsetenv("SEEN_BEFORE");
        abort();
    }
    setenv("SEEN_BEFORE", "1", 1);
    exeunt_entered(&self->manager, NULL);
}

static exeunt_manager *make_rueful(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *manager = make_homesick(border, name, data);
    ((homesick *)manager)->step.deliver = on_second_thought;
    return manager;
}

Test(crash, that_is_not_seen_again_breaks_determinism)
{
    exeunt_check_result *result = exeunt_check(&(exeunt_check_config){
        .scenario = "scope: {pool: [a, h]}", .managers = {{"h", make_rueful, NULL}}, .workers = 1});
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_VIOLATED, "%s", text);
    cr_expect_str_eq(result->violations[0].rule, "M9");
    cr_expect_not_null(strstr(text, "no run puts back: memory by malloc"), "%s", text);
    free(text);
    exeunt_check_free(result);
}

/* --- because of malloc ------------------------------------------------------------------------ */

typedef struct notes {
    bool used;
    char text[1 << 13];
} notes;
static notes *taken;

static void enter_once(exeunt_manager *manager)
{
    if (taken->used) {
        abort();
    }
    taken->used = true;
    exeunt_entered(manager, NULL);
}

/* The notes come from malloc: the second run finds those of the first. */
static exeunt_manager *make_noted(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_once, .exit = leave};
    exeunt_manager *manager = exeunt_border_allocate(border, sizeof *manager);
    (void)data;
    exeunt_manager_init(manager, &type, name);
    taken = calloc(1, sizeof *taken);
    return manager;
}

Test(crash, because_of_malloc_is_told_with_the_hint)
{
    signal(SIGABRT, SIG_DFL);
    char written[4096];
    exeunt_check_config config = {.scenario = "scope: {pool: [a, h]}",
                                  .managers = {{"h", make_noted, NULL}}};
    crash(config, written, sizeof written);
    cr_expect_not_null(strstr(written, "  `create` has taken memory by malloc"), "%s", written);
    config.workers = 1;
    exeunt_check_result *result = exeunt_check(&config);
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_VIOLATED, "%s", text);
    cr_expect_str_eq(result->violations[0].rule, "M9");
    cr_expect_not_null(strstr(text, "deterministic (M9), blame: h\n"), "%s", text);
    cr_expect_not_null(strstr(text, "nothing is broken the first time, it crashes the second"));
    cr_expect_not_null(strstr(text, "no run puts back: memory by malloc"), "%s", text);
    free(text);
    exeunt_check_free(result);
}

/* --- hanging ---------------------------------------------------------------------------------- */

typedef enum delay {
    FOR_EVER_IN_A_STEP,
    FOR_EVER_WHEN_CREATED,
    FOR_EVER_ABROAD, /* in a worker */
    FOR_EVER_ASLEEP, /* without using the processor */
    FOR_A_WHILE
} delay;

/* Uses some processor time. */
static void compute(unsigned ms)
{
    clock_t end = clock() + (clock_t)ms * (CLOCKS_PER_SEC / 1000);
    while (clock() < end) {
    }
}

static void linger(delay how)
{
    do {
        if (how == FOR_EVER_ASLEEP) {
            pause();
            exit(0); /* it was woken, which must not happen */
        }
        compute(300);
    } while (how != FOR_A_WHILE);
}

static delay how_long;

static void on_slow_step(exeunt_external *external, unsigned result)
{
    homesick *self = external->data;
    (void)result;
    if (how_long != FOR_EVER_ABROAD || getpid() != home) {
        linger(how_long);
    }
    exeunt_entered(&self->manager, NULL);
}

static exeunt_manager *make_slow(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *manager = make_homesick(border, name, data);
    ((homesick *)manager)->step.deliver = on_slow_step;
    if (how_long == FOR_EVER_WHEN_CREATED) {
        linger(how_long);
    }
    return manager;
}

static void expect_hang(delay how, exeunt_check_config config, const char *told)
{
    signal(SIGABRT, SIG_DFL);
    char written[4096];
    how_long = how;
    config.name = "late";
    config.hang_ms = 200;
    int status = crash(config, written, sizeof written);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d", status);
    cr_expect(strncmp(written, told, strlen(told)) == 0, "%s", written);
    cr_expect_null(strstr(written + 1, "exeunt:"), "it is told once:\n%s", written);
}

#define LOOPS                                                                                      \
    "exeunt: code under test does not come back; to see it again:\n  exeunt_replay(&config, \""

Test(hang, tells_the_tape_and_is_a_crash)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [a, b]}",
                                  .managers = {{"a", make_slow, NULL}}};
    expect_hang(FOR_EVER_IN_A_STEP, config, LOOPS "0\") of late\n");
    expect_hang(FOR_EVER_ASLEEP, config, LOOPS "0\") of late\n");
    config.snapshots = true; /* audits reach it by any path */
    expect_hang(FOR_EVER_IN_A_STEP, config, LOOPS);
}

Test(hang, is_noticed_in_what_is_created)
{
    exeunt_check_config config = {.managers = {{"a", make_slow, NULL}}};
    expect_hang(FOR_EVER_WHEN_CREATED, config, LOOPS "\") of late\n");
}

static void expect_hang_found(delay how, exeunt_check_config config, const char *blame)
{
    how_long = how;
    config.hang_ms = 200;
    exeunt_check_result *result = exeunt_check(&config);
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_CRASHED, "%s", text);
    cr_assert_eq(result->violation_count, 1, "%s", text);
    cr_expect_str_eq(result->violations[0].blame, blame);
    cr_expect_eq(strncmp(result->violations[0].message, "it hangs: a call does not return", 32), 0,
                 "%s", text);
    cr_expect(result->violations[0].shortest, "%s", text);
    free(text);
    exeunt_check_free(result);
}

/* Where it may be lost it is left, and is a finding like any other. */
Test(large, a_hang_is_a_finding_in_a_process_of_its_own)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [a, b]}",
                                  .managers = {{"a", make_slow, NULL}},
                                  .snapshots = true,
                                  .workers = 1};
    expect_hang_found(FOR_EVER_IN_A_STEP, config, "a");
    expect_hang_found(FOR_EVER_ASLEEP, config, "a");
}

Test(large, a_hang_of_a_worker_is_a_finding_too)
{
    home = getpid(); /* where nothing is explored */
    exeunt_check_config config = {.scenario = "scope: {pool: [a, b, c, d, e, f, g, h]}\n"
                                              "managers: {a: {steps: 3}, b: {steps: 3},\n"
                                              "  c: {steps: 3}, d: {steps: 3}, e: {steps: 3}}",
                                  .managers = {{"h", make_slow, NULL}},
                                  .snapshots = true,
                                  .no_reduction = true,
                                  .workers = 3};
    expect_hang_found(FOR_EVER_ABROAD, config, "h");
}

Test(large, a_hang_is_no_matter_where_it_may)
{
    how_long = FOR_A_WHILE;
    home = 0;
    exeunt_check_result *result =
        exeunt_check(&(exeunt_check_config){.scenario = "scope: {pool: [a]}",
                                            .managers = {{"a", make_slow, NULL}},
                                            .hang_ms = EXEUNT_MAY_HANG});
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_HOLDS);
    exeunt_check_free(result);
}

/* --- what a sanitizer stops ------------------------------------------------------------------- */

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#ifdef IS_SANITIZED
static void on_reading_step(exeunt_external *external, unsigned result)
{
    homesick *self = external->data;
    char *block = exeunt_border_allocate(self->border, 48);
    (void)result;
    exeunt_border_free(self->border, block);
    exeunt_entered(&self->manager, block[47] == 0 ? self : NULL);
}

static exeunt_manager *make_reader(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *manager = make_homesick(border, name, data);
    ((homesick *)manager)->step.deliver = on_reading_step;
    return manager;
}

/* A read is found by the sanitizer, which knows what is free in the world. */
Test(freed, memory_that_is_read_is_reported)
{
    static char written[1 << 16];
    exeunt_check_config config = {.scenario = "scope: {pool: [a, b]}",
                                  .managers = {{"a", make_reader, NULL}}};
    int status = crash(config, written, sizeof written);
    cr_expect(status != 0);
    cr_expect_not_null(strstr(written, "use-after-poison"), "%s", written);
    cr_expect_not_null(strstr(written, "code under test has been stopped; to see it again:\n"
                                       "  exeunt_replay(&config, \"0\") of check\n"),
                       "%s", written);
}
#endif
