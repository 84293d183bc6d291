/* Writes and reads the members of a request to explore, each by its type. */
#include "protocol/explore_request.h"

#include <exeunt/check.h>

#include <stdio.h>
#include <string.h>

const char *const exn_strategy_words[] = {[EXEUNT_STRATEGY_EXHAUSTIVE] = "exhaustive",
                                          [EXEUNT_STRATEGY_RANDOM] = "random",
                                          [EXEUNT_STRATEGY_PCT] = "pct",
                                          NULL};

/* --- writing ---------------------------------------------------------------------------------- */

static void write_TEXT(json_t *arguments, const char *key, const char *text, uint64_t maximum)
{
    (void)maximum;
    if (text != NULL) {
        json_object_set_new(arguments, key, json_string(text));
    }
}

static void write_STRATEGY(json_t *arguments, const char *key, int strategy, uint64_t maximum)
{
    write_TEXT(arguments, key, exn_strategy_words[strategy], maximum);
}

static void write_COUNT(json_t *arguments, const char *key, exn_given_count count, uint64_t maximum)
{
    if (count.given) {
        uint64_t value = count.value < maximum ? count.value : maximum;
        json_object_set_new(arguments, key, json_integer((json_int_t)value));
    }
}

static void write_SIZE(json_t *arguments, const char *key, exn_given_count bytes, uint64_t maximum)
{
    write_COUNT(arguments, key, bytes, maximum);
}

static void write_DURATION(json_t *arguments, const char *key, double seconds, uint64_t maximum)
{
    (void)maximum;
    if (seconds > 0) {
        json_object_set_new(arguments, key, json_real(seconds));
    }
}

static void write_FLAG(json_t *arguments, const char *key, bool flag, uint64_t maximum)
{
    (void)maximum;
    if (flag) {
        json_object_set_new(arguments, key, json_true());
    }
}

void exn_explore_request_write(const exn_explore_request *request, json_t *arguments)
{
#define WRITE(member, TYPE, option, letter, value, help, minimum, maximum)                         \
    write_##TYPE(arguments, #member, request->member, maximum);
    EXN_EXPLORE_REQUEST_MAP(WRITE)
#undef WRITE
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Each function returns whether `value`, which is neither missing nor null, has the right type. If
 * not, it writes into `message` what would be right. */

static bool read_TEXT(const json_t *value, const char **text, uint64_t maximum, char *message,
                      size_t size)
{
    (void)maximum;
    *text = json_string_value(value);
    snprintf(message, size, "a text");
    return *text != NULL;
}

static bool read_STRATEGY(const json_t *value, int *strategy, uint64_t maximum, char *message,
                          size_t size)
{
    (void)maximum;
    const char *word = json_string_value(value);
    snprintf(message, size, "exhaustive, random or pct");
    for (int i = 0; word != NULL && exn_strategy_words[i] != NULL; i++) {
        if (strcmp(word, exn_strategy_words[i]) == 0) {
            *strategy = i;
            return true;
        }
    }
    return false;
}

static bool read_COUNT(const json_t *value, exn_given_count *count, uint64_t maximum, char *message,
                       size_t size)
{
    json_int_t number = json_integer_value(value);
    snprintf(message, size, "a whole number of at most %llu", (unsigned long long)maximum);
    *count = (exn_given_count){.value = (unsigned long long)number, .given = true};
    return json_is_integer(value) && number >= 0 && (uint64_t)number <= maximum;
}

static bool read_SIZE(const json_t *value, exn_given_count *bytes, uint64_t maximum, char *message,
                      size_t size)
{
    return read_COUNT(value, bytes, maximum, message, size);
}

static bool read_DURATION(const json_t *value, double *seconds, uint64_t maximum, char *message,
                          size_t size)
{
    (void)maximum;
    *seconds = json_number_value(value);
    snprintf(message, size, "a number of seconds");
    return json_is_number(value);
}

static bool read_FLAG(const json_t *value, bool *flag, uint64_t maximum, char *message, size_t size)
{
    (void)maximum;
    *flag = json_is_true(value);
    snprintf(message, size, "true or false");
    return json_is_boolean(value);
}

const char *exn_explore_request_read(exn_explore_request *request, const json_t *arguments,
                                     char *message, size_t size)
{
    const json_t *value;
    *request = (exn_explore_request){.strategy = EXEUNT_STRATEGY_EXHAUSTIVE};
#define READ(member, TYPE, option, letter, value_name, help, minimum, maximum)                     \
    value = json_object_get(arguments, #member);                                                   \
    if (value != NULL && !json_is_null(value) &&                                                   \
        !read_##TYPE(value, &request->member, maximum, message, size)) {                           \
        return #member;                                                                            \
    }
    EXN_EXPLORE_REQUEST_MAP(READ)
#undef READ
    return NULL;
}
