/* Texts as JSON, whatever bytes they hold. */
#include "result/json/json.h"

#include "base/characters.h"

#include <stdlib.h>
#include <string.h>

/* Returns the text without invalid bytes. jansson refuses a string with invalid bytes, and the name
 * of a file must not make a report impossible. */
static json_t *repaired_text(const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
    char *repaired = malloc(strlen(text) * (sizeof replacement - 1) + 1);
    if (repaired == NULL) {
        return NULL;
    }
    size_t end = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = exn_utf8_length(at, strlen(at));
        const char *from = length == 0 ? replacement : at;
        size_t copied = length == 0 ? sizeof replacement - 1 : length;
        memcpy(repaired + end, from, copied);
        end += copied;
        at += length == 0 ? 1 : length;
    }
    json_t *string = json_stringn(repaired, end);
    free(repaired);
    return string;
}

json_t *exn_json_text(const char *text)
{
    if (text == NULL) {
        return json_null();
    }
    json_t *string = json_string(text);
    return string != NULL ? string : repaired_text(text);
}
