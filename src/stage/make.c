/* Code under test is made once for all runs. It must lie where each run finds it as it was made. */
#include "stage/make.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "stage/leave.h"
#include "stage/stage_scopes.h"
#include "stage/state.h"
#include "world/malloced.h"

exeunt_manager exn_not_made; /* only its address matters */

static _Noreturn void leave_none_made(exn_run *run, const char *name, const char *returned)
{
    exn_leave_unmade(run, "`create` returned %s for `%s`: what is to be tested must be made",
                     returned, name);
}

/* Counts what `create` took from malloc, for the message of a crash. */
static void count_malloced(exn_run *run, size_t before)
{
    size_t now = exn_malloced();
    run->malloced += now > before ? now - before : 0;
    run->tape.flight->malloced = run->malloced > 0 ? 1 : 0;
}

/* Only the implementation knows what the pointer to its subject is: one so low is no address. */
enum { ADDRESS_MIN = 1 << 16 };

/* Refuses what lies neither in the world nor among statics: a run would find in it what the run
 * before left or freed. */
static void look_where_it_lies(exn_run *run, const void *made, const char *name)
{
    exn_range world = exn_heap_range(run->stage->probe.world->heap);
    uintptr_t offset = (uintptr_t)made - (uintptr_t)world.first;
    if (offset >= world.size && (uintptr_t)made >= ADDRESS_MIN && !exn_is_of_object(made)) {
        exn_leave_unmade(
            run,
            "`create` returned memory for `%s` that no run puts back, of malloc perhaps: it must "
            "be of exeunt_border_allocate, and what it points to, too",
            name);
    }
}

void exn_make_subject(exn_run *run, uint32_t scope)
{
    exn_assert(run->stage->probe.borders[scope].subject == NULL && "each is made once");
    exn_stage *stage = run->stage;
    exeunt_border *border = &stage->probe.borders[scope];
    const char *name = exn_scope_name(&stage->probe.view, scope);
    size_t before = exn_malloced();
    exn_run_as(border);
    border->subject = run->implementation->create(run->implementation, &stage->scopes[scope].plan);
    exn_run_as(NULL);
    if (border->subject == NULL) {
        leave_none_made(run, name, "NULL");
    }
    count_malloced(run, before);
    look_where_it_lies(run, border->subject, name);
    uint32_t member = stage->probe.view.scopes[scope].is->member;
    if (member != EXN_NONE) {
        exn_run_as(border);
        exn_probe_stand_in(&stage->probe, member, run->implementation->manager(border->subject));
        exn_run_as(NULL);
    }
}

exeunt_manager *exn_make_manager(exn_run *run, uint32_t member)
{
    exn_stage *stage = run->stage;
    if (run->options.manager_factory == NULL ||
        stage->probe.view.facts[member].inside != EXN_NONE) {
        return NULL;
    }
    const char *name = exn_member_name(&stage->probe.view, member);
    exn_probe_make(&stage->probe, member);
    size_t before = exn_malloced();
    exeunt_border *border = &stage->probe.own_borders[member];
    exn_run_as(border);
    exeunt_manager *manager =
        run->options.manager_factory(run->options.manager_factory_context, border, name);
    exn_run_as(NULL);
    if (manager == &exn_not_made) {
        leave_none_made(run, name, "NULL");
    }
    if (manager != NULL && manager->settled == exn_inner_settled) {
        leave_none_made(run, name, "one of another name");
    }
    count_malloced(run, before);
    if (manager != NULL) {
        look_where_it_lies(run, manager, name);
    }
    exn_probe_look(&stage->probe, member);
    exn_probe_made();
    return manager;
}
