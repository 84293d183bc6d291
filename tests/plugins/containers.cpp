// A manager in C++, with what C++ allocates: containers, texts, exceptions. `careful` survives that
// there is no memory; `careless` lets std::bad_alloc out; `logged` keeps the last exception, which
// the next one gives back.
#include <exeunt/plugin.h>

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{

struct alignas(64) row {
    std::string text;
};

struct table {
    exeunt_manager manager;
    exeunt_border *border;
    exeunt_external loaded;
    bool is_careful;
    std::vector<std::string> rows;
    std::map<std::string, std::unique_ptr<row>> index;
};

void clear(table *self)
{
    std::vector<std::string>().swap(self->rows); // which gives its memory back
    self->index.clear();
}

void load(table *self)
{
    std::ostringstream text;
    text << "the first row of the table, which is longer than a small string " << 1;
    self->rows.push_back(text.str());
    self->index["the same, by a key that is as long as the row itself"] =
        std::make_unique<row>(row{self->rows.back()});
    if (reinterpret_cast<std::uintptr_t>(self->index.begin()->second.get()) % alignof(row) != 0) {
        exeunt_border_refute(self->border, "operator new aligns");
    }
    if (std::unique_ptr<int[]> more{new (std::nothrow) int[100]}; more != nullptr) {
        self->rows.push_back(std::to_string(more[99]));
    }
}

void on_loaded(exeunt_external *external, unsigned)
{
    table *self = static_cast<table *>(external->data);
    try {
        load(self);
    } catch (const std::bad_alloc &) {
        if (!self->is_careful) {
            throw;
        }
        clear(self);
        exeunt_failed(&self->manager, -12, "no memory");
        return;
    }
    exeunt_entered(&self->manager, self);
}

void enter(exeunt_manager *manager)
{
    table *self = reinterpret_cast<table *>(manager);
    exeunt_border_expect(self->border, &self->loaded);
}

void leave(exeunt_manager *manager, const exeunt_error *)
{
    clear(reinterpret_cast<table *>(manager));
    exeunt_exited(manager);
}

void cancel(exeunt_manager *manager)
{
    table *self = reinterpret_cast<table *>(manager);
    exeunt_border_withdraw(self->border, &self->loaded);
    exeunt_canceled(manager);
}

std::exception_ptr last;

void enter_and_log(exeunt_manager *manager)
{
    try {
        throw std::runtime_error("the row is missing: " + std::string(manager->name));
    } catch (...) {
        last = std::current_exception();
    }
    enter(manager);
}

void leave_and_log(exeunt_manager *manager, const exeunt_error *cause)
{
    try {
        std::rethrow_exception(last);
    } catch (const std::exception &) {
        last = std::make_exception_ptr(std::logic_error("left"));
        leave(manager, cause); // it settles while it handles one
    }
}

const exeunt_manager_type plain_type = {enter, leave, cancel};
const exeunt_manager_type logged_type = {enter_and_log, leave_and_log, cancel};

template <bool is_careful, const exeunt_manager_type &type = plain_type>
exeunt_manager *create(exeunt_border *border, const char *name, const exeunt_arguments *)
{
    table *self = new table{};
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_careful = is_careful;
    self->loaded.deliver = on_loaded;
    self->loaded.data = self;
    return &self->manager;
}

const exeunt_plugin_manager managers[] = {
    {.name = "careful", .about = "survives that there is no memory", .create = create<true>},
    {.name = "careless", .about = "does not", .create = create<false>},
    {.name = "logged", .about = "keeps an exception", .create = create<true, logged_type>},
};

} // namespace

EXEUNT_PLUGIN(.about = "C++", .managers = managers, .manager_count = 3);
