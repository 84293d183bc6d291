/* Statics are found by the addresses of functions that lie beside them. */
#include "search/foreign_code.h"

#include "base/own_assert.h"
#include "world/statics.h"

#include <stdio.h>
#include <stdlib.h>

enum { STATICS_NAMED_MAX = 8, OWN_MAX = 3 + EXN_TASKS_MAX };

bool exn_has_foreign_code(const exn_explore_options *options)
{
    return options->subject != NULL || options->manager_factory != NULL || options->bodies != NULL;
}

static const void *address_of(void (*code)(void))
{
    return (const void *)(uintptr_t)code;
}

/* Lists code that may lie in this program, the program itself among it: this library is part of it.
 * Returns how much. */
static size_t list_own(const exn_explore_options *options, const void **code)
{
    size_t count = 0;
    code[count++] = address_of((void (*)(void))exn_foreign_code_begin);
    if (options->manager_factory != NULL) {
        code[count++] = address_of((void (*)(void))options->manager_factory);
    }
    for (uint32_t i = 0; options->bodies != NULL && i < EXN_TASKS_MAX; i++) {
        const exeunt_body *body = options->bodies->of_task[i];
        if (body != NULL) {
            exn_assert(body->create != NULL && "what can't be made was refused");
            code[count++] = address_of((void (*)(void))body->create);
        }
    }
    if (options->subject != NULL) {
        code[count++] = address_of((void (*)(void))options->subject->create);
    }
    exn_assert(count <= OWN_MAX);
    return count;
}

const char *exn_foreign_code_begin(const exn_explore_options *options)
{
    if (!exn_has_foreign_code(options) || options->code_is_remote) {
        return NULL;
    }
    const void **code = calloc(options->code_count + OWN_MAX, sizeof *code);
    if (code == NULL) {
        return "out of memory";
    }
    exn_assert(!options->code_is_elsewhere || options->code_count > 0);
    size_t count = options->code_is_elsewhere ? 0 : list_own(options, code);
    for (size_t i = 0; i < options->code_count; i++) {
        code[count++] = options->code[i];
    }
    const char *why_not = exn_statics_begin(code, count);
    free(code);
    return why_not;
}

/* Writes which statics have changed; nothing if none has. */
static void write_changed(char *text, size_t size)
{
    char names[600];
    char more[40] = "";
    size_t count = exn_statics_changed(STATICS_NAMED_MAX, names, sizeof names);
    if (count > STATICS_NAMED_MAX) {
        snprintf(more, sizeof more, " and %zu more", count - STATICS_NAMED_MAX);
    }
    if (count > 0) {
        snprintf(text, size, "state lies in statics, which belong to the world: %s%s", names, more);
    }
}

exn_result *exn_foreign_code_end(const exn_explore_options *options, const char *why_not,
                                 exn_result *result)
{
    char text[800] = "";
    if (!exn_has_foreign_code(options) || options->code_is_remote) {
        return result;
    }
    if (why_not != NULL) {
        snprintf(text, sizeof text, "statics are no part of the world: %s", why_not);
    } else {
        write_changed(text, sizeof text);
        exn_statics_end();
    }
    if (result != NULL && *text != '\0' &&
        !exn_strings_add(&result->notes, &result->note_count, text)) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}
