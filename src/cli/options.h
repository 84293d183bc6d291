/* The options of one command: one table from which its getopt array and its help are made. */
#ifndef EXN_CLI_OPTIONS_H
#define EXN_CLI_OPTIONS_H

#include "protocol/explore_request.h"

#include <stddef.h>
#include <stdio.h>

typedef enum exn_option_type {
    EXN_OPTION_FLAG,     /* bool, true if given */
    EXN_OPTION_TEXT,     /* const char *, what was given; never empty */
    EXN_OPTION_COUNT,    /* exn_given_count: a whole number, at least `minimum` */
    EXN_OPTION_DURATION, /* double, seconds: 500ms, 30s, 5m, 1h */
    EXN_OPTION_SIZE,     /* exn_given_count, bytes: 64K, 512M, 4G, 1T */
    EXN_OPTION_WORD,     /* int, the index of one of `words` */
    EXN_OPTION_SHARD,    /* exn_shard: I/N, 1 <= I <= N */
} exn_option_type;

typedef struct exn_shard {
    unsigned long long index; /* from 1 */
    unsigned long long count; /* 0: there is only one shard, with every scenario */
} exn_shard;

/* One option. The last one of a table has no name. */
typedef struct exn_option {
    const char *name;
    char letter; /* 0: no letter */
    exn_option_type type;
    size_t target;     /* offset in the settings of the command */
    const char *value; /* in the help: "N"; NULL for flags */
    const char *help;
    const char *const *words; /* WORD: ends with NULL */
    unsigned long long minimum;
} exn_option;

typedef struct exn_command {
    const char *name;
    const char *arguments; /* "[PATH...]" */
    const char *about;     /* one line, for the list of commands */
    const char *example;   /* lines for the end of the help */
    const exn_option *options;
    size_t operands_min;
    size_t operands_max;
    /* Runs the command after its options were parsed. Returns the exit status. */
    int (*run)(int argc, char **argv);
} exn_command;

typedef enum exn_parsed {
    EXN_PARSED,      /* go on: the operands are argv[optind] ... */
    EXN_PARSED_HELP, /* --help was given; the help was printed to stdout */
    EXN_PARSED_WRONG /* a message was printed to stderr */
} exn_parsed;

/* Parses the options of a command into its settings, which hold the defaults at first.
 *
 * Args   argv      argv[0] is the name of the command; operands are moved to the end
 *        settings  the struct that `target` of the options points into
 */
exn_parsed exn_options_parse(const exn_command *command, int argc, char **argv, void *settings);

/* Prints the help of one command: its usage, its options, an example. */
void exn_options_help(const exn_command *command, FILE *out);

/* Returns the one of `words` (ends with NULL) that is most similar to `word`, or NULL if none is
 * similar. */
const char *exn_closest_word(const char *word, const char *const *words);

#endif
