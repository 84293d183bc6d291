/* Runs the conformance kit, and answers with what came of each test. */
#include "host/adapter_test.h"

#include "adapters/kit.h"
#include "result/json/json.h"
#include "world/flight.h"

static void add_test(void *context, const char *what, exn_kit_result result, const char *message)
{
    static const char *const words[] = {
        [EXN_KIT_PASSED] = "passed", [EXN_KIT_FAILED] = "failed", [EXN_KIT_LEFT_OUT] = "left out"};
    json_array_append_new(context, json_pack("{s:s, s:s, s:o}", "what", what, "result",
                                             words[result], "message", exn_json_text(message)));
}

void exn_answer_adapter_test(const exn_host *host, const json_t *arguments)
{
    const char *name = json_string_value(json_object_get(arguments, "name"));
    double hang_s = json_number_value(json_object_get(arguments, "hang_s"));
    json_t *tests = json_array();
    if (name == NULL) {
        exn_answer_error(host, "the name is missing");
        json_decref(tests);
        return;
    }
    bool complete = exn_kit_run(name, exn_hang_ms(hang_s), add_test, tests);
    exn_answer_with(host, complete ? json_pack("{s:o}", "tests", tests) : NULL);
}
