/* YAML as a tree of places and texts. The reader uses this instead of libfyaml's documents.
 *
 * The tree is built from libfyaml's events. An alias is a copy of what it stands for, with the
 * place of its use. Tags, merge keys, second documents, duplicate keys, and text that is too large
 * or too deep are refused here.
 */
#ifndef EXN_SCENARIO_READ_YAML_H
#define EXN_SCENARIO_READ_YAML_H

#include "scenario/read/complaints.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum exn_yaml_kind { EXN_YAML_SCALAR, EXN_YAML_LIST, EXN_YAML_MAPPING } exn_yaml_kind;

typedef struct exn_yaml exn_yaml;
struct exn_yaml {
    exn_yaml_kind kind;
    bool is_plain;    /* a scalar without quotes */
    bool is_complete; /* false while its members are being read: an alias to it would be endless */
    exn_place place;
    const char *text; /* of a scalar: valid UTF-8 without NUL */
    exn_yaml *first;  /* items of a list, keys of a mapping */
    exn_yaml *next;   /* the next sibling */
    exn_yaml *value;  /* of a key */
    size_t count;
};

enum {
    EXN_YAML_TEXT_MAX = 4 * 1024 * 1024, /* bytes of a file */
    EXN_YAML_DEPTH_MAX = 64,
    EXN_YAML_ALIASES_MAX = 10000, /* nodes that aliases add, the aliases included */
};

/* Reads one document into memory of complaints->arena. Returns its root, or NULL after a
 * complaint. */
exn_yaml *exn_yaml_read(const char *text, size_t length, exn_complaints *complaints);

/* The same for a text that is known to be UTF-8 without control characters (compose.c). */
exn_yaml *exn_yaml_compose(const char *text, size_t length, exn_complaints *complaints);

/* Returns advice for a syntax error in libfyaml's words: "; ...", or "". */
const char *exn_yaml_advice(const char *message);

/* Returns whether nothing was written: an empty plain scalar, `~` or `null`. */
bool exn_yaml_is_nothing(const exn_yaml *yaml);

/* Returns whether this is a scalar that is not empty. */
bool exn_yaml_is_text(const exn_yaml *yaml);

/* Returns "a list", "a mapping", "nothing" or the scalar in quotes, for messages. */
const char *exn_yaml_describe(exn_arena *arena, const exn_yaml *yaml);

/* Complains about each key that occurs earlier in the mapping, and names the first place. */
void exn_yaml_refuse_duplicate_keys(const exn_yaml *mapping, exn_complaints *complaints);

/* Returns the key of that name in a mapping, or NULL. */
exn_yaml *exn_yaml_key(const exn_yaml *mapping, const char *name);

#endif
