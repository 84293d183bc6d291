/* Describes how a host ended. */
#include "cli/memory.h"
#include "cli/session.h"

#include <inttypes.h>
#include <string.h>

enum { LINES_SHOWN_MAX = 8 };

static void report_reason(exn_result *result, const exn_host_death *death)
{
    char reason[128];
    const char *signal = sigabbrev_np(death->signal);
    if (death->killed == EXN_KILLED_HANGING) {
        snprintf(reason, sizeof reason, EXN_IT_HANGS "no step comes to its end any more");
    } else if (death->killed == EXN_KILLED_BABBLING) {
        snprintf(reason, sizeof reason, "it wrote into the answers of its host");
    } else if (death->signal != 0) {
        snprintf(reason, sizeof reason, "it died of SIG%s", signal != NULL ? signal : "???");
    } else {
        snprintf(reason, sizeof reason, "it ended its process with status %" PRId64, death->status);
    }
    exn_case_complain(result, (exn_place){0}, reason);
}

/* Returns the part of a host's errors that explains its end: from where the report of a sanitizer
 * or of an assertion begins, else the last lines. */
static const char *telling_part(const char *errors)
{
    static const char *const beginnings[] = {"ERROR: ", "runtime error: ", "Assertion "};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        const char *found = strstr(errors, beginnings[i]);
        if (found == NULL) {
            continue;
        }
        while (found > errors && found[-1] != '\n') {
            found--;
        }
        return found;
    }
    const char *line = errors + strlen(errors);
    for (int lines = 0; line > errors && lines <= LINES_SHOWN_MAX; line--) {
        lines += line[-1] == '\n';
    }
    return line > errors ? line + 1 : line;
}

void exn_report_death(exn_result *result, const exn_host_death *death)
{
    result->tape = exn_need(strdup(death->tape));
    report_reason(result, death);
    const char *line = telling_part(death->errors);
    for (int i = 0; i < LINES_SHOWN_MAX && *line != '\0'; i++) {
        size_t length = strcspn(line, "\n");
        char *copy = exn_need(strndup(line, length));
        exn_case_complain(result, (exn_place){0}, copy);
        free(copy);
        line += length + (line[length] == '\n');
    }
}
