/* What the child has answered, so that it need not be asked again.
 *
 * Several passes go over the same states: the exploration, the count, the search for what is the
 * shortest. The child has one place at a time, and the way to another state is many messages long;
 * so where it would have to be sent away only to say once more what it has said there, that is
 * recalled. A run that begins at the beginning is always made: an audit and a second look at a
 * breach (M9) are such runs, and hear the child itself. */
#ifndef EXN_ADAPTERS_RECALL_H
#define EXN_ADAPTERS_RECALL_H

#include "base/table.h"
#include "world/change.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No more is kept than this many bytes of answers: then the child is asked. */
enum { EXN_RECALL_BYTES_MAX = 256 << 20 };

/* So many answers are kept parsed, too: runs that follow one another repeat most of what was said.
 */
enum { EXN_RECALL_PARSED_MAX = 4096 };

typedef struct exn_recalled {
    exn_hash key;
    size_t text; /* a place among the texts */
} exn_recalled;

/* All zero is empty. */
typedef struct exn_recall {
    exn_recalled *items; /* [0] is none */
    size_t count, capacity;
    char *texts; /* each terminated */
    size_t text_length, text_capacity;
    exn_table by_key;
    struct {
        uint32_t number; /* of an item, and its answer */
        json_t *answer;  /* NULL: none */
    } parsed[EXN_RECALL_PARSED_MAX];
} exn_recall;

void exn_recall_clear(exn_recall *recall);

/* What was answered to what this key stands for: a hash of the state, and of what was told there.
 * Valid until the next one is looked for or kept. NULL: nothing is known, or out of memory. */
json_t *exn_recall_find(exn_recall *recall, exn_hash key);

/* Keeps an answer, a line of JSON, if there is room. */
void exn_recall_keep(exn_recall *recall, exn_hash key, const char *text, size_t length);

#endif
