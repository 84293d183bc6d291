/* Managers in C that take an inner step before they enter, for tests of reduction and of its audit.
 *
 *     exn_explore_options options = {.manager_factory = privacy_manager, ...};
 *     checked_with("{pool: [liar, neighbour]}", options);
 *
 * The name selects the manager:
 *
 *   neighbour  its steps work on its own memory; declared private, which is true
 *   honest     the same as `neighbour`, under another name
 *   liar       its step reads the memory of `neighbour`; declared private, which is false
 *   open       the same as `liar`, but not declared private
 *   hasty      stops within the request, leaves its work as it is, and never looks at it again;
 *              its steps are declared private, which is true
 *   wary       its steps check whether it was asked to stop, and then it fails in the end; declared
 *              private, which is false
 *   counting   stops within the request, or fails then if it has worked; declared private, which is
 *              false
 *
 * `liar` and `open` fail to enter if `neighbour` has worked before their step: a wrong reduction
 * shows as the missing outcome `raises liar.enter`. Unless it says otherwise above, a manager that
 * is asked to stop stops at the end of its steps. The scenario plays managers of other names.
 */
#ifndef EXEUNT_TESTS_EXPLORE_PRIVACY_MANAGERS_H
#define EXEUNT_TESTS_EXPLORE_PRIVACY_MANAGERS_H

#include <exeunt/implementation.h>

exeunt_manager *privacy_manager(void *context, exeunt_border *border, const char *name);

#endif
