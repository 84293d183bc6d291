/* A plugin in C++: one manager keeps its exceptions to itself, the other lets one out. */
#include <exeunt/plugin.h>

#include <new>
#include <stdexcept>
#include <string>

namespace
{

struct session {
    exeunt_manager manager;
    bool keeps;
};

void enter(exeunt_manager *manager)
{
    session *self = reinterpret_cast<session *>(manager);
    try {
        throw std::runtime_error(std::string("no ") + "answer");
    } catch (const std::runtime_error &) {
        if (!self->keeps) {
            throw;
        }
    }
    exeunt_entered(manager, nullptr);
}

void leave(exeunt_manager *manager, const exeunt_error *)
{
    exeunt_exited(manager);
}

const exeunt_manager_type type = {enter, leave, nullptr};

template <bool keeps>
exeunt_manager *create(exeunt_border *border, const char *name, const exeunt_arguments *)
{
    session *self = new (exeunt_border_allocate(border, sizeof(session))) session();
    exeunt_manager_init(&self->manager, &type, name);
    self->keeps = keeps;
    return &self->manager;
}

const exeunt_plugin_manager managers[] = {
    {"keeps", "catches what it throws", nullptr, 0, create<true>},
    {"lets-out", "lets an exception out", nullptr, 0, create<false>},
};

} // namespace

EXEUNT_PLUGIN(.about = "C++", .managers = managers, .manager_count = 2);
