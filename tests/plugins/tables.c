/* Prints how the structures lie in memory that plugins share with their host, and the numbers that
 * say so. */
#include <exeunt/plugin.h>

#include <stdio.h>

#define SIZE(type) printf("%-26s %3zu\n", #type, sizeof(type))
#define FIELD(type, field)                                                                         \
    printf("    %-22s %3zu %3zu\n", #field, offsetof(type, field), sizeof(((type *)0)->field))

static void print_plugin(void)
{
    SIZE(exeunt_plugin_export);
    FIELD(exeunt_plugin_export, abi);
    FIELD(exeunt_plugin_export, plugin);
    SIZE(exeunt_plugin);
    FIELD(exeunt_plugin, about);
    FIELD(exeunt_plugin, implementations);
    FIELD(exeunt_plugin, implementation_count);
    FIELD(exeunt_plugin, managers);
    FIELD(exeunt_plugin, manager_count);
    SIZE(exeunt_plugin_manager);
    FIELD(exeunt_plugin_manager, name);
    FIELD(exeunt_plugin_manager, about);
    FIELD(exeunt_plugin_manager, parameters);
    FIELD(exeunt_plugin_manager, parameter_count);
    FIELD(exeunt_plugin_manager, create);
    FIELD(exeunt_plugin_manager, pushable);
    SIZE(exeunt_parameter);
    FIELD(exeunt_parameter, name);
    FIELD(exeunt_parameter, type);
    FIELD(exeunt_parameter, required);
    FIELD(exeunt_parameter, about);
}

static void print_implementation(void)
{
    SIZE(exeunt_implementation);
    FIELD(exeunt_implementation, abi);
    FIELD(exeunt_implementation, name);
    FIELD(exeunt_implementation, about);
    FIELD(exeunt_implementation, profile);
    FIELD(exeunt_implementation, promises);
    FIELD(exeunt_implementation, waives);
    FIELD(exeunt_implementation, capabilities);
    FIELD(exeunt_implementation, shows_clock);
    FIELD(exeunt_implementation, data);
    FIELD(exeunt_implementation, create);
    FIELD(exeunt_implementation, destroy);
    FIELD(exeunt_implementation, begin);
    FIELD(exeunt_implementation, body_settled);
    FIELD(exeunt_implementation, cancel);
    FIELD(exeunt_implementation, expire);
    FIELD(exeunt_implementation, end_grace);
    FIELD(exeunt_implementation, waits_anew);
    FIELD(exeunt_implementation, manager);
    FIELD(exeunt_implementation, enter);
    FIELD(exeunt_implementation, push);
    FIELD(exeunt_implementation, callback);
    FIELD(exeunt_implementation, move);
    FIELD(exeunt_implementation, close);
    SIZE(exeunt_promises);
    SIZE(exeunt_plan);
    FIELD(exeunt_plan, name);
    FIELD(exeunt_plan, kind);
    FIELD(exeunt_plan, entries);
    FIELD(exeunt_plan, entry_count);
    FIELD(exeunt_plan, wait_all);
    FIELD(exeunt_plan, nested);
    FIELD(exeunt_plan, border);
    SIZE(exeunt_entry);
    FIELD(exeunt_entry, manager);
    FIELD(exeunt_entry, role);
    SIZE(exeunt_end);
    FIELD(exeunt_end, errors);
    FIELD(exeunt_end, error_count);
    FIELD(exeunt_end, canceled);
    FIELD(exeunt_end, suppressed);
}

static void print_world(void)
{
    SIZE(exeunt_task);
    FIELD(exeunt_task, run);
    FIELD(exeunt_task, data);
    SIZE(exeunt_external);
    FIELD(exeunt_external, deliver);
    FIELD(exeunt_external, data);
    FIELD(exeunt_external, result_count);
    FIELD(exeunt_external, plain);
    FIELD(exeunt_external, results);
    FIELD(exeunt_external, private_step);
    SIZE(exeunt_timer);
    FIELD(exeunt_timer, fire);
    FIELD(exeunt_timer, data);
    SIZE(exeunt_choice);
    FIELD(exeunt_choice, result_count);
    FIELD(exeunt_choice, plain);
    FIELD(exeunt_choice, results);
}

static void print_managers(void)
{
    SIZE(exeunt_manager);
    FIELD(exeunt_manager, type);
    FIELD(exeunt_manager, name);
    FIELD(exeunt_manager, settled);
    FIELD(exeunt_manager, owner);
    FIELD(exeunt_manager, value);
    FIELD(exeunt_manager, raised);
    FIELD(exeunt_manager, error);
    SIZE(exeunt_manager_type);
    FIELD(exeunt_manager_type, enter);
    FIELD(exeunt_manager_type, exit);
    FIELD(exeunt_manager_type, cancel);
    SIZE(exeunt_result);
    FIELD(exeunt_result, settlement);
    FIELD(exeunt_result, suppressed);
    FIELD(exeunt_result, value);
    FIELD(exeunt_result, error);
    FIELD(exeunt_result, code);
    FIELD(exeunt_result, message);
    SIZE(exeunt_error);
    FIELD(exeunt_error, code);
    FIELD(exeunt_error, source);
    FIELD(exeunt_error, message);
    FIELD(exeunt_error, context);
    FIELD(exeunt_error, members_of);
}

int main(void)
{
    printf("%d %d %d\n", EXEUNT_ABI, EXEUNT_IMPLEMENTATION_ABI, EXEUNT_PLUGIN_ABI);
    print_plugin();
    print_implementation();
    print_world();
    print_managers();
    return 0;
}
