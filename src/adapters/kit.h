/* The conformance kit for authors of adapters: what every adapter must answer, and bad input. It
 * talks to the child itself, and needs no world. */
#ifndef EXN_ADAPTERS_KIT_H
#define EXN_ADAPTERS_KIT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum exn_kit_result { EXN_KIT_PASSED, EXN_KIT_FAILED, EXN_KIT_LEFT_OUT } exn_kit_result;

/* Receives what came of one test; `message` says why, and is "" where it passed. */
typedef void exn_kit_report(void *context, const char *what, exn_kit_result result,
                            const char *message);

/* Tests the adapter of this name, whose child hangs after `hang_ms`. Returns false when out of
 * memory. */
bool exn_kit_run(const char *name, unsigned hang_ms, exn_kit_report *report, void *context);

#endif
