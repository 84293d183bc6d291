/* Managers that the child runs itself (docs/ADAPTER.md, "Managers of the child's own"). In the
 * world such a manager is code under test like one in C: what it waits for are externals of the
 * world, and the rules M look at what it settles with. Of its operations the world has no more than
 * that they are in flight: the child says when they settle. */
#ifndef EXN_ADAPTERS_OWN_MANAGER_H
#define EXN_ADAPTERS_OWN_MANAGER_H

#include "adapters/wing.h"

enum { EXN_OWN_EXTERNALS_MAX = 32 }; /* that one of them waits for at the same time */

typedef struct exn_own_manager exn_own_manager;

/* The manager that the child runs for this member; NULL: it is none of the child's. */
exn_own_manager *exn_own_manager_at(const exn_probe *probe, uint32_t member);

/* The managers of this scope that its child runs tell it what has come. Returns how many there are.
 */
uint32_t exn_own_managers_take(exn_wing *wing);

/* Appends those that the child has to make: `"managers":[...],`. Nothing if there is none. */
void exn_own_managers_write(const exn_probe *probe, exn_line *line);

/* The events of the same names. Each returns false, with the adapter's fault, if that is
 * impossible. */
bool exn_own_manager_waits(exn_wing *wing, const json_t *event);
bool exn_own_manager_withdraws(exn_wing *wing, const json_t *event);
bool exn_own_manager_holds(exn_wing *wing, const json_t *event);
bool exn_own_manager_releases(exn_wing *wing, const json_t *event);
bool exn_own_manager_settles(exn_wing *wing, const json_t *event);

#endif
