/* What the two files of the writer share. */
#ifndef EXN_SCENARIO_WRITE_WRITER_H
#define EXN_SCENARIO_WRITE_WRITER_H

#include "scenario/read/arena.h"
#include "scenario/scenario.h"

typedef struct exn_writer {
    FILE *file;
    const exn_scenario *scenario;
    exn_arena *arena;
    const exn_script *script;
    bool *is_named;      /* for each node: the script names it */
    bool has_expect;     /* the key `expect` is written */
    uint32_t task_count; /* of those that are not dropped */
} exn_writer;

/* Write the keys `managers` and, of a task, `body`, if they differ from the defaults. */
void exn_write_managers(const exn_writer *writer);
/* Writes the keys of a manager that a plugin plays. */
void exn_write_use(const exn_writer *writer, const exn_use *use);
void exn_write_body(const exn_writer *writer, uint32_t task, const char *indent);

#endif
