/* M8 about messages: the text that a manager, or a body, has failed with must not change, for the
 * scope has kept the pointer. */
#include "base/own_assert.h"
#include "contract/probe.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

void exn_probe_tell_touched(const exn_probe *probe, uint32_t scope, uint32_t member,
                            exn_error_id error)
{
    exn_event event = {.kind = EXN_TOUCHES, .scope = scope, .member = member, .error = error};
    exn_record_event(probe->recorder, (exn_view *)&probe->view, &event);
}

static uint32_t hash_of_text(const char *text)
{
    return (uint32_t)XXH3_64bits(text, strlen(text)) | 1; /* 0: it is not looked at */
}

void exn_probe_keep_text(exn_told *told)
{
    exn_assert(told->code < 0 && "only what has failed has a message");
    told->text = told->message != NULL ? hash_of_text(told->message) : 0;
}

void exn_probe_look_at_text(const exn_probe *probe, exn_error_id error)
{
    bool is_of_body = exn_id_kind_of(error) == EXN_ID_BODY;
    uint32_t index = exn_id_index(error);
    const exn_told *told = !is_of_body                  ? probe->members[index].told
                           : probe->bodies_told != NULL ? &probe->bodies_told[index]
                                                        : NULL;
    if (told == NULL || told->text == 0 || told->text == hash_of_text(told->message)) {
        return;
    }
    exn_assert(told->message != NULL && "only a text that there was is looked at");
    exn_probe_tell_touched(
        probe, is_of_body ? probe->view.tasks[index].scope : probe->view.places[index].holder,
        is_of_body ? exn_body(index) : index, error);
}
