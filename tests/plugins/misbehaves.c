/* A plugin that does in its constructor, or has in its tables, what MISBEHAVE says. */
#include <exeunt/plugin.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static exeunt_manager *create(exeunt_border *border, const char *name, const exeunt_arguments *with)
{
    (void)border;
    (void)name;
    (void)with;
    return NULL;
}

#ifdef CALLS_WHAT_NOBODY_HAS
void exeunt_function_of_tomorrow(void);

__attribute__((destructor)) static void call_it(void)
{
    exeunt_function_of_tomorrow();
}
#endif

static exeunt_parameter parameters[2] = {{"port", EXEUNT_PARAMETER_INTEGER, false, NULL},
                                         {"host", EXEUNT_PARAMETER_TEXT, false, NULL}};
static exeunt_plugin_manager managers[2] = {{"one", "", parameters, 2, create, false},
                                            {"two", "", NULL, 0, create, false}};
static exeunt_implementation pool = {.abi = EXEUNT_IMPLEMENTATION_ABI, .name = "pool", .about = ""};
static const exeunt_implementation *implementations[] = {&pool};
static exeunt_plugin all = {"misbehaves", implementations, 1, managers, 2};

static exeunt_plugin_export exported = {EXEUNT_PLUGIN_ABI, &all};

/* Not const, so that the constructor can spoil it. */
extern EXEUNT_API()
exeunt_plugin_export exeunt_plugin_exported_here __asm__("exeunt_plugin_exported");
exeunt_plugin_export exeunt_plugin_exported_here;

static void *wait_for_ever(void *nothing)
{
    for (;;) {
        pause();
    }
    return nothing;
}

static void spoil_tables(const char *how)
{
    if (strcmp(how, "other-abi") == 0) {
        exported.abi += 1000;
    } else if (strcmp(how, "no-table") == 0) {
        exported.plugin = NULL;
    } else if (strcmp(how, "nothing-in-it") == 0) {
        all = (exeunt_plugin){.about = "empty"};
    } else if (strcmp(how, "two-of-one-name") == 0) {
        managers[1].name = "pool";
    } else if (strcmp(how, "bad-name") == 0) {
        managers[1].name = "a b";
    } else if (strcmp(how, "no-create") == 0) {
        managers[1].create = NULL;
    } else if (strcmp(how, "no-functions") == 0) {
        pool.capabilities = EXEUNT_CAN_POOL;
    } else if (strcmp(how, "old-implementation") == 0) {
        pool.abi = 1;
    } else if (strcmp(how, "bad-type") == 0) {
        parameters[0].type = (exeunt_parameter_type)7;
    } else if (strcmp(how, "two-parameters-of-one-name") == 0) {
        parameters[1].name = "port";
    }
}

static void do_it(const char *how)
{
    pthread_t thread;
    if (strcmp(how, "waits") == 0) {
        wait_for_ever(NULL);
    } else if (strcmp(how, "crashes") == 0) {
        abort();
    } else if (strcmp(how, "exits") == 0) {
        exit(3);
    } else if (strcmp(how, "starts-a-thread") == 0) {
        pthread_create(&thread, NULL, wait_for_ever, NULL);
    } else if (strcmp(how, "prints") == 0) {
        puts("{\"result\": {}}");
        fflush(stdout);
    } else if (strcmp(how, "writes-anywhere") == 0) {
        for (int descriptor = 3; descriptor < 10; descriptor++) {
            if (write(descriptor, "{}\n", 3) < 0) {
                continue; /* it is closed */
            }
        }
    }
}

__attribute__((constructor)) static void misbehave(void)
{
    const char *how = getenv("MISBEHAVE");
    if (how != NULL) {
        spoil_tables(how);
        do_it(how);
    }
    exeunt_plugin_exported_here = exported;
}
