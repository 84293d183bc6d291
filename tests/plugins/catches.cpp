/* A plugin in C++: a pool that catches what its managers throw, which is too late. */
#include <exeunt/plugin.h>

namespace
{

struct pool {
    exeunt_border *border;
    exeunt_manager *manager;
};

void *create(const exeunt_implementation *, const exeunt_plan *plan)
{
    pool *self = static_cast<pool *>(exeunt_border_allocate(plan->border, sizeof(pool)));
    self->border = plan->border;
    self->manager = plan->entries[0].manager;
    return self;
}

void destroy(void *subject)
{
    pool *self = static_cast<pool *>(subject);
    exeunt_border_free(self->border, self);
}

void settled(exeunt_manager *, const exeunt_result *)
{
}

void begin(void *subject)
{
    pool *self = static_cast<pool *>(subject);
    try {
        exeunt_manager_enter(self->manager, settled, self);
    } catch (...) {
        const exeunt_end end = {nullptr, 0, false, false};
        exeunt_border_close(self->border, &end);
    }
}

void body_settled(void *, exeunt_body_end, const exeunt_error *)
{
}

exeunt_implementation make_table()
{
    exeunt_implementation table = {};
    table.abi = EXEUNT_IMPLEMENTATION_ABI;
    table.name = "catches";
    table.about = "catches what its managers throw";
    table.capabilities = EXEUNT_CAN_POOL;
    table.create = create;
    table.destroy = destroy;
    table.begin = begin;
    table.body_settled = body_settled;
    return table;
}

const exeunt_implementation table = make_table();
const exeunt_implementation *const implementations[] = {&table};

} // namespace

EXEUNT_PLUGIN(.about = "C++", .implementations = implementations, .implementation_count = 1);
