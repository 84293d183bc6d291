/* Fuzzes the lines between command and host, in both directions. An input is what a command sends
 * to a host, and also what a broken host sends to a command. */
#include "fuzz.h"

#include "host/answers.h"
#include "report/report.h"
#include "result/json/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- what the host makes of it ---------------------------------------------------------------- */

/* Expects that every line is answered with lines of JSON. */
static void expect_answers(char *answers, size_t length)
{
    const char *end = answers + length;
    for (char *line = answers; line < end;) {
        char *newline = memchr(line, '\n', (size_t)(end - line));
        json_t *answer =
            newline == NULL ? NULL : json_loadb(line, (size_t)(newline - line), 0, NULL);
        if (!json_is_object(answer)) {
            abort();
        }
        json_decref(answer);
        line = newline + 1;
    }
}

/* Sends the input to a host. The input can be read at once, so a check stops when it first asks
 * whether to stop. */
static void ask_host(const uint8_t *bytes, size_t length)
{
    static exn_flight flight;
    char *answers = NULL;
    size_t answers_length = 0;
    exn_host host = {.requests = {.descriptor = memfd_create("requests", MFD_CLOEXEC)},
                     .answers = open_memstream(&answers, &answers_length),
                     .flight = &flight};
    if (host.answers == NULL || write(host.requests.descriptor, bytes, length) != (ssize_t)length ||
        lseek(host.requests.descriptor, 0, SEEK_SET) != 0) {
        abort();
    }
    size_t line_length;
    for (char *line; (line = exn_requests_next(&host.requests, &line_length)) != NULL;) {
        exn_answer_line(&host, line, line_length);
    }
    close(host.requests.descriptor);
    free(host.requests.bytes);
    fclose(host.answers);
    expect_answers(answers, answers_length);
    free(answers);
}

/* --- what the command does with it ------------------------------------------------------------ */

static char *text_of(const exn_result *result)
{
    char *text = NULL;
    size_t size = 0;
    exn_json_printer printer;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        abort();
    }
    exn_json_begin(&printer, file, EXN_JSON_LINE);
    exn_result_print(&printer, NULL, result);
    if (!exn_json_end(&printer) || fclose(file) != 0) {
        abort();
    }
    return text;
}

/* Expects that an accepted result loses nothing when it is written and read again. */
static void expect_round_trip(const exn_result *result)
{
    char *first = text_of(result);
    json_t *json = json_loads(first, 0, NULL);
    exn_result *again = exn_result_from_json(json);
    if (again == NULL) {
        abort();
    }
    char *second = text_of(again);
    if (strcmp(first, second) != 0) {
        abort();
    }
    free(first);
    free(second);
    exn_result_free(again);
    json_decref(json);
}

static void print_reports(exn_result *result)
{
    static FILE *nowhere;
    if (nowhere == NULL) {
        nowhere = fopen("/dev/null", "w");
    }
    exn_case one = {.label = "fuzz", .result = result};
    exn_session run = {.cases = &one, .case_count = 1, .reports = "reports"};
    exn_terminal terminal = {.out = nowhere,
                             .verbosity = 1,
                             .color = true,
                             .label_width = exn_label_width(&run, 80),
                             .run = &run};
    exn_print_case(&terminal, &one);
    exn_print_summary(&terminal);
    if (exn_write_json(&run, nowhere) != 0 || exn_write_junit(&run, nowhere) != 0) {
        abort();
    }
}

/* Takes a line as the command takes the answer of a host: {"result": ...}. */
static void take_answer(const char *line, size_t length)
{
    json_t *answer = json_loadb(line, length, 0, NULL);
    exn_result *result = exn_result_from_json(json_object_get(answer, "result"));
    if (result != NULL) {
        expect_round_trip(result);
        print_reports(result);
    }
    exn_result_free(result);
    json_decref(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    ask_host(bytes, length);
    for (size_t begin = 0; begin < length;) {
        const uint8_t *newline = memchr(bytes + begin, '\n', length - begin);
        size_t end = newline == NULL ? length : (size_t)(newline - bytes);
        take_answer((const char *)bytes + begin, end - begin);
        begin = end + 1;
    }
    return 0;
}
