/* The lines that `exeunt` and `exeunt-host` exchange: one JSON object a line, over pipes.
 *
 * The command writes to the host's standard input, one request at a time:
 *     {"check":  {"file": "scenarios/x.yaml", "text": "...", "implementation": null,
 *                 "profile": null, "strategy": null, "seed": null, "bug_depth": null,
 *                 "runs": null, "faults": null, "cancels": null, "states": null,
 *                 "memory_bytes": null, "counts": false, "no_reduction": false,
 *                 "no_remembering": false, "no_snapshots": false, "same_turn": false,
 *                 "audits_privacy": false, "draws": false, "no_shrink": false,
 *                 "behaviour": false, "workers": null, "budget_s": null, "hang_s": null,
 *                 "python": null, "plugins": null, "coverage": null}}
 *     {"replay": {... the same ..., "tape": "3.1", "debug_step": null}}
 *     {"list":   {}}
 *     {"list":   {"plugin": "./libmydb.so"}}
 *     {"list":   {"implementation": "./libmypool.so#my-pool"}}     an error unless it is there
 *     {"adapter_test": {"name": "exec: ./mine", "hang_s": null}}
 * and the host answers on its standard output with any number of
 *     {"progress": {"runs": 0, "states": 1000, "transitions": 12000, "depth": 14}}
 *     {"progress": {"found": {...}}}    a result before it is shrunk: it counts if the host dies
 * and then one of
 *     {"result": {...}}            check, replay: result/result.h, as in results.json, or in fewer
 *                                  values (result/json/json.h)
 *     {"implementations": [{"name": "exeunt", "about": "...", "misbehaves": false,
 *                           "profile": "exeunt",
 *                           "differs": ["suppressors: all exits"],     from that profile
 *                           "capabilities": ["stack", "pool"], "waives": ["order (X12)"]}]}
 *     {"about": "...", "implementations": [...],                  list of a plugin
 *      "managers": [{"name": "db", "about": "...", "pushable": false,
 *                    "parameters": [{"name": "port", "type": "integer", "required": true,
 *                                    "about": "..."}]}]}
 *     {"tests": [{"what": "answers hello", "result": "passed", "message": ""}]}
 *                                  adapter_test; a result is passed, failed or left out
 *     {"error": "..."}             the host did not understand the request itself, or the
 *                                  plugin of a list cannot be loaded: a complaint a line
 * While the host answers a request, the command may send only one line:
 *     {"stop": {}}
 * It has no answer of its own: the check ends in order, and its result says what was left out.
 *
 * A name in `implementation` that has a path (base/code_name.h) is relative to the current
 * folder, which the host shares with the command. Only the host loads plugins.
 *
 * `coverage` names a folder. Before the host answers, it is written there how often each line ran
 * in this one check (host/counters.h): of the core, if the host is instrumented, and of plugins
 * that are built with --coverage.
 *
 * The host ends with status 0 when its standard input ends. Its descriptor 3 is a file that both
 * processes map: the flight recorder (world/flight.h). The command parses a scenario before it
 * sends the text, so a text is always valid UTF-8 without NUL.
 */
#ifndef EXN_PROTOCOL_PROTOCOL_H
#define EXN_PROTOCOL_PROTOCOL_H

enum { EXN_HOST_FLIGHT_DESCRIPTOR = 3 };

#endif
