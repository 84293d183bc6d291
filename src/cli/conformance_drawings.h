/* The pictures of a check of conformance. */
#ifndef EXN_CLI_CONFORMANCE_DRAWINGS_H
#define EXN_CLI_CONFORMANCE_DRAWINGS_H

#include "cli/session.h"
#include "report/conformance.h"

/* Explores the scenarios of the shortest breaches once more, and gives these breaches what can be
 * drawn of them: lanes, and the nearest passing schedule. Of thousands of scenarios that would be
 * too much. `options` are those of the run before. Returns as exn_explore_cases. */
int exn_conformance_draw(const exn_conformance *table, const exn_cases *cases,
                         const exn_session_options *options);

/* Drops what was drawn for the shortest breach of a shard, and is not the shortest of the whole. */
void exn_conformance_drop_drawings(const exn_conformance *table);

#endif
