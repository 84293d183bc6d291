/* Whether an attempt shows the breach that is looked for, and not another one of the same rule. */
#include "shrink/attempt.h"

#include <stdlib.h>
#include <string.h>

/* --- names ------------------------------------------------------------------------------------ */

/* What one task alone enters has no name of a task before its own: `w1.lock` and `lock`. */
static bool is_same_name(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        return a == b;
    }
    const char *dot_a = strrchr(a, '.'), *dot_b = strrchr(b, '.');
    bool is_one_of_task = (dot_a == NULL) != (dot_b == NULL);
    const char *own_a = dot_a != NULL ? dot_a + 1 : a;
    const char *own_b = dot_b != NULL ? dot_b + 1 : b;
    return strcmp(a, b) == 0 || (is_one_of_task && strcmp(own_a, own_b) == 0);
}

static bool is_name_of(const exn_scenario *scenario, const char *word, size_t length)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        const char *name = scenario->nodes[i].name;
        if (strlen(name) == length && strncmp(name, word, length) == 0) {
            return true;
        }
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const char *name = scenario->tasks[i].name;
        if (name != NULL && strlen(name) == length && strncmp(name, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* --- messages --------------------------------------------------------------------------------- */

static const char word_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-.";

/* How much of a word is a name: all of it, or what stands before `.enter`. 0: nothing. */
static size_t name_length(const exn_scenario *scenario, const char *word, size_t length)
{
    while (length > 0 && !is_name_of(scenario, word, length)) {
        size_t shorter = length - 1;
        while (shorter > 0 && word[shorter] != '.') {
            shorter -= 1;
        }
        length = shorter;
    }
    return length;
}

/* Appends `*`, once for several names in a row: fewer managers are named in fewer words. */
static void put_name(char *shape, size_t *length)
{
    static const char more[] = "*, ";
    size_t before = sizeof more - 1;
    if (*length >= before && memcmp(shape + *length - before, more, before) == 0) {
        *length -= before;
    }
    shape[(*length)++] = '*';
}

/* The body of the only task has no name of a task before its own: `w1.body`, `w1 body` and `body`.
 */
static bool is_task_of_body(const char *after)
{
    static const char body[] = "body";
    return (*after == '.' || *after == ' ') && strncmp(after + 1, body, sizeof body - 1) == 0;
}

/* Writes a message without its names and numbers. Returns NULL when out of memory. */
static char *shape_of(const exn_scenario *scenario, const char *message)
{
    char *shape = malloc(strlen(message) * 2 + 2);
    size_t length = 0;
    if (shape == NULL) {
        return NULL;
    }
    for (const char *at = message; *at != '\0';) {
        size_t word = strspn(at, word_letters);
        size_t name = name_length(scenario, at, word);
        size_t digits = strspn(at, "0123456789");
        if (word > 0 && name > 0 && is_task_of_body(at + name)) {
            word = name + 1;
        } else if (word > 0 && name > 0) {
            put_name(shape, &length);
            word = name;
        } else if (word > 0 && digits == word) {
            shape[length++] = '#';
        } else {
            word = word > 0 ? word : 1;
            memcpy(shape + length, at, word);
            length += word;
        }
        at += word;
    }
    shape[length] = '\0';
    return shape;
}

/* Whether two messages say the same of two scenarios. */
static bool is_same_message(exn_shrinking *self, const char *found, const exn_scenario *there)
{
    char *wanted = shape_of(self->job->scenario, self->wanted->message);
    char *other = shape_of(there, found);
    self->failed = self->failed || wanted == NULL || other == NULL;
    bool is_same = wanted != NULL && other != NULL && strcmp(wanted, other) == 0;
    free(wanted);
    free(other);
    return is_same;
}

/* --- breaches --------------------------------------------------------------------------------- */

static bool is_same_breach(exn_shrinking *self, const exn_violation *of,
                           const exn_scenario *scenario)
{
    const exn_violation *wanted = self->wanted;
    return of->trace_count > 0 && wanted->kind == of->kind && strcmp(wanted->rule, of->rule) == 0 &&
           strcmp(wanted->name, of->name) == 0 && is_same_name(wanted->blame, of->blame) &&
           is_same_message(self, of->message, scenario);
}

const exn_violation *exn_find_breach(exn_shrinking *self, const exn_scenario *scenario,
                                     const exn_result *result)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        if (is_same_breach(self, &result->violations[i], scenario)) {
            return &result->violations[i];
        }
    }
    return NULL;
}
