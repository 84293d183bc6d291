/* Managers in C that take an inner step before they enter, for tests of reduction and of its audit.
 *
 *     exn_explore_options options = {.manager_factory = privacy_manager, ...};
 *     checked_with("{pool: [liar, neighbour]}", options);
 *
 * The name tells which one it is:
 *
 *   neighbour  its steps are code that works on its own memory, declared private: they are
 *   honest     the same as `neighbour`, under another name
 *   liar       its step reads the memory of `neighbour`, and is declared private: it is not
 *   open       the same as `liar`, but not declared private
 *   hasty      stops within the request, and leaves its work as it is, and never looks at it again;
 *              its steps are declared private: they are
 *   wary       its steps look whether it was asked to stop, and then it fails in the end; declared
 *              private: they are not
 *   counting   stops within the request, or fails then if it has worked; declared private: they
 *              are not
 *
 * `liar` and `open` fail to enter if `neighbour` has worked before their step: what is left out
 * wrongly shows as the missing outcome `raises liar.enter`. Those of which nothing else is said
 * stop when they are asked to, at the end of their steps. Other names are played by the scenario.
 */
#ifndef EXEUNT_TESTS_EXPLORE_PRIVACY_MANAGERS_H
#define EXEUNT_TESTS_EXPLORE_PRIVACY_MANAGERS_H

#include <exeunt/implementation.h>

exeunt_manager *privacy_manager(void *context, exeunt_border *border, const char *name);

#endif
