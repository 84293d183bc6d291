/* Parses the options of a command, and prints its help, from the command's table. */
#include "cli/options.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTIONS_MAX = 48,
    HELP_VALUE = 1000, /* the value of getopt_long for --help; options without a letter follow */
    /* A longer duration is a typing error, and milliseconds fit an int64_t. */
    DURATION_MAX_S = 365 * 24 * 3600,
};

/* --- the table, seen by getopt ---------------------------------------------------------------- */

typedef struct getopt_view {
    struct option options[OPTIONS_MAX + 2]; /* the table, --help, and the end */
    /* ":" and each letter, with ":" after it if the option takes a value. */
    char letters[2 * OPTIONS_MAX + 2];
} getopt_view;

static getopt_view view_of(const exn_option *table)
{
    getopt_view view = {0};
    size_t letter = 0;
    size_t count = 0;
    /* getopt then distinguishes a missing value from an unknown option. */
    view.letters[letter++] = ':';
    for (; table[count].name != NULL; count++) {
        assert(count < OPTIONS_MAX);
        bool takes_value = table[count].type != EXN_OPTION_FLAG;
        view.options[count] =
            (struct option){.name = table[count].name,
                            .has_arg = takes_value ? required_argument : no_argument,
                            .val = HELP_VALUE + 1 + (int)count};
        if (table[count].letter == 0) {
            continue;
        }
        view.letters[letter++] = table[count].letter;
        if (takes_value) {
            view.letters[letter++] = ':';
        }
    }
    view.options[count] = (struct option){.name = "help", .val = HELP_VALUE};
    return view;
}

/* Returns the option that a return value of getopt_long stands for. */
static const exn_option *find_option(const exn_option *table, int returned)
{
    if (returned > HELP_VALUE) {
        return &table[returned - HELP_VALUE - 1];
    }
    while (table->name != NULL && table->letter != returned) {
        table++;
    }
    return table;
}

/* --- values ----------------------------------------------------------------------------------- */

static bool parse_count(const char *text, unsigned long long *count)
{
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0') {
        return false;
    }
    errno = 0;
    *count = strtoull(text, NULL, 10);
    return errno == 0 && *count <= INT64_MAX; /* JSON as it is written here ends at INT64_MAX */
}

static bool parse_size(const char *text, unsigned long long *bytes)
{
    static const char units[] = "KMGT";
    char *end;
    size_t digits = strspn(text, "0123456789.");
    double number = strtod(text, &end);
    const char *unit = *end != '\0' ? strchr(units, *end) : NULL;
    if (digits == 0 || end != text + digits || unit == NULL || end[1] != '\0') {
        return false;
    }
    for (const char *smaller = units; smaller <= unit; smaller++) {
        number *= 1024;
    }
    if (!(number >= 1) || number >= (double)INT64_MAX) {
        return false;
    }
    *bytes = (unsigned long long)number;
    return true;
}

static bool parse_duration(const char *text, double *seconds)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}};
    size_t digits = strspn(text, "0123456789.");
    char *end;
    double number = strtod(text, &end);
    if (digits == 0 || end != text + digits || !(number > 0)) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0) {
            *seconds = number * units[i].seconds;
            return true;
        }
    }
    return false;
}

static void complain_about_word(const exn_option *option, const char *value)
{
    fprintf(stderr, "exeunt: --%s cannot be `%s`", option->name, value);
    const char *closest = exn_closest_word(value, option->words);
    if (closest != NULL) {
        fprintf(stderr, ", did you mean `%s`? It", closest);
    } else {
        fputs(": it", stderr);
    }
    for (const char *const *word = option->words; *word != NULL; word++) {
        fprintf(stderr, "%s %s%s", word == option->words ? " is one of" : ",", *word,
                word[1] == NULL ? "\n" : "");
    }
}

static bool take_count(const exn_option *option, const char *value, exn_given_count *target)
{
    unsigned long long count;
    if (!parse_count(value, &count) || count < option->minimum) {
        fprintf(stderr, "exeunt: --%s must be a whole number of at least %llu, not `%s`\n",
                option->name, option->minimum, value);
        return false;
    }
    *target = (exn_given_count){.value = count, .given = true};
    return true;
}

static bool take_duration(const exn_option *option, const char *value, double *target)
{
    double seconds;
    bool understood = parse_duration(value, &seconds);
    if (understood && seconds <= DURATION_MAX_S) {
        *target = seconds;
        return true;
    }
    if (understood) {
        fprintf(stderr, "exeunt: --%s must be at most a year (8760h), not `%s`\n", option->name,
                value);
        return false;
    }
    unsigned long long count;
    fprintf(stderr, "exeunt: --%s must be a time like 500ms, 30s or 5m, not `%s`", option->name,
            value);
    if (parse_count(value, &count) && count > 0) {
        fprintf(stderr, ", did you mean `%ss`?", value);
    }
    fputc('\n', stderr);
    return false;
}

static bool take_size(const exn_option *option, const char *value, exn_given_count *target)
{
    if (parse_size(value, &target->value)) {
        target->given = true;
        return true;
    }
    unsigned long long count;
    fprintf(stderr, "exeunt: --%s must be a size like 512M or 4G, not `%s`", option->name, value);
    if (parse_count(value, &count) && count > 0) {
        fprintf(stderr, ", did you mean `%sM`?", value);
    }
    fputc('\n', stderr);
    return false;
}

static bool take_word(const exn_option *option, const char *value, int *target)
{
    for (int i = 0; option->words[i] != NULL; i++) {
        if (strcmp(value, option->words[i]) == 0) {
            *target = i;
            return true;
        }
    }
    complain_about_word(option, value);
    return false;
}

static bool take_shard(const exn_option *option, const char *value, exn_shard *target)
{
    size_t index_length = strcspn(value, "/");
    char *index = strndup(value, index_length);
    bool understood = index != NULL && value[index_length] == '/' &&
                      parse_count(index, &target->index) &&
                      parse_count(value + index_length + 1, &target->count) && target->index >= 1 &&
                      target->index <= target->count;
    free(index);
    if (!understood) {
        fprintf(stderr, "exeunt: --%s must be like 1/4, the first of four, up to 4/4, not `%s`\n",
                option->name, value);
    }
    return understood;
}

static bool take_value(const exn_option *option, const char *value, void *settings)
{
    void *target = (char *)settings + option->target;
    switch (option->type) {
    case EXN_OPTION_FLAG:
        *(bool *)target = true;
        return true;
    case EXN_OPTION_TEXT:
        if (*value == '\0') {
            fprintf(stderr, "exeunt: --%s must not be empty\n", option->name);
            return false;
        }
        *(const char **)target = value;
        return true;
    case EXN_OPTION_COUNT:
        return take_count(option, value, target);
    case EXN_OPTION_DURATION:
        return take_duration(option, value, target);
    case EXN_OPTION_SIZE:
        return take_size(option, value, target);
    case EXN_OPTION_WORD:
        return take_word(option, value, target);
    case EXN_OPTION_SHARD:
        return take_shard(option, value, target);
    }
    return false;
}

/* --- what is wrong ---------------------------------------------------------------------------- */

/* Complains that getopt_long found no option in `argument`; optopt is the letter if it was one. */
static void complain_about_unknown(const exn_command *command, const char *argument)
{
    const char *names[OPTIONS_MAX + 2] = {"help"};
    for (size_t i = 0; command->options[i].name != NULL; i++) {
        names[i + 1] = command->options[i].name;
    }

    size_t length = strcspn(argument, "=");
    if (optopt > HELP_VALUE || (optopt == HELP_VALUE && argument[length] == '=')) {
        fprintf(stderr, "exeunt: `%.*s` takes no value", (int)length, argument);
    } else if (optopt != 0) {
        fprintf(stderr, "exeunt: unknown option `-%c`", optopt);
    } else {
        fprintf(stderr, "exeunt: unknown option `%.*s`", (int)length, argument);
        char *name = strndup(argument + 2, length - 2);
        const char *closest = name == NULL ? NULL : exn_closest_word(name, names);
        free(name);
        if (closest != NULL) {
            fprintf(stderr, ", did you mean `--%s`?", closest);
        }
    }
    fprintf(stderr, "\nTry `exeunt %s --help`.\n", command->name);
}

static bool operands_fit(const exn_command *command, int argc, char **argv)
{
    size_t count = (size_t)(argc - optind);
    if (count > command->operands_max) {
        fprintf(stderr, "exeunt: `%s` is one argument too many for %s\n",
                argv[optind + (int)command->operands_max], command->name);
    } else if (count < command->operands_min) {
        fprintf(stderr, "exeunt: %s needs %s\n", command->name, command->arguments);
    } else {
        return true;
    }
    fprintf(stderr, "Try `exeunt %s --help`.\n", command->name);
    return false;
}

exn_parsed exn_options_parse(const exn_command *command, int argc, char **argv, void *settings)
{
    getopt_view view = view_of(command->options);
    opterr = 0; /* this file prints the messages */
    optind = 0; /* GNU extension: begins anew */
    for (;;) {
        int returned = getopt_long(argc, argv, view.letters, view.options, NULL);
        switch (returned) {
        case -1:
            return operands_fit(command, argc, argv) ? EXN_PARSED : EXN_PARSED_WRONG;
        case HELP_VALUE:
            exn_options_help(command, stdout);
            return EXN_PARSED_HELP;
        case ':':
            fprintf(stderr, "exeunt: `%s` needs a value\nTry `exeunt %s --help`.\n",
                    argv[optind - 1], command->name);
            return EXN_PARSED_WRONG;
        case '?':
            complain_about_unknown(command, argv[optind - 1]);
            return EXN_PARSED_WRONG;
        default:
            if (!take_value(find_option(command->options, returned), optarg, settings)) {
                return EXN_PARSED_WRONG;
            }
        }
    }
}

/* --- help ------------------------------------------------------------------------------------- */

void exn_options_help(const exn_command *command, FILE *out)
{
    fprintf(out, "exeunt %s [OPTION...] %s\n\n%s\n\nOptions:\n", command->name, command->arguments,
            command->about);
    for (const exn_option *option = command->options; option->name != NULL; option++) {
        char left[64];
        char letter[] = {'-', option->letter, ',', ' ', '\0'};
        snprintf(left, sizeof left, "%s--%s%s%s", option->letter != 0 ? letter : "    ",
                 option->name, option->value != NULL ? " " : "",
                 option->value != NULL ? option->value : "");
        fprintf(out, "  %-28s  %s\n", left, option->help);
    }
    fprintf(out, "  %-28s  %s\n", "    --help", "print this");
    fprintf(out, "\nExample:\n%s", command->example);
}

/* --- did you mean ----------------------------------------------------------------------------- */

enum { WORD_LENGTH_MAX = 32 };

/* Returns how many letters to change, add or remove to turn one word into the other
 * (Levenshtein). */
static size_t distance(const char *left, const char *right)
{
    size_t left_length = strlen(left);
    size_t right_length = strlen(right);
    if (left_length > WORD_LENGTH_MAX || right_length > WORD_LENGTH_MAX) {
        return SIZE_MAX;
    }
    size_t row[WORD_LENGTH_MAX + 1];
    for (size_t k = 0; k <= right_length; k++) {
        row[k] = k;
    }
    for (size_t i = 0; i < left_length; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < right_length; k++) {
            size_t changed = diagonal + (left[i] != right[k]);
            diagonal = row[k + 1];
            size_t shorter = row[k] < row[k + 1] ? row[k] : row[k + 1];
            row[k + 1] = changed < shorter + 1 ? changed : shorter + 1;
        }
    }
    return row[right_length];
}

const char *exn_closest_word(const char *word, const char *const *words)
{
    const char *closest = NULL;
    size_t closest_distance = strlen(word) / 3 + 2; /* a more distant word is another word */
    for (; *words != NULL; words++) {
        size_t words_distance = distance(word, *words);
        if (words_distance < closest_distance) {
            closest = *words;
            closest_distance = words_distance;
        }
    }
    return closest;
}
