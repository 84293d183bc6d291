/* Words and numbers of the page. */
#include "report/page/page_parts.h"

#include <inttypes.h>
#include <string.h>

/* --- words ------------------------------------------------------------------------------------ */

exn_light exn_light_of(const exn_result *result)
{
    bool is_told = result->verdict == EXN_VACUOUS || result->verdict == EXN_SAMPLED;
    return !result->passed                  ? EXN_LIGHT_RED
           : result->verdict == EXN_SKIPPED ? EXN_LIGHT_GRAY
           : is_told                        ? EXN_LIGHT_YELLOW
                                            : EXN_LIGHT_GREEN;
}

const char *exn_light_word(exn_light light)
{
    static const char *const words[] = {"red", "yellow", "green", "gray"};
    return words[light];
}

const char *exn_page_verdict(const exn_result *result)
{
    bool is_expected = result->verdict == EXN_VIOLATED && result->passed;
    return is_expected ? "violated as expected" : exn_verdict_word(result->verdict);
}

void exn_page_put_fragment(const exn_session *run, size_t index, FILE *out)
{
    const exn_case *one = &run->cases[index];
    for (const char *at = one->label; *at != '\0'; at++) {
        bool is_plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                        (*at >= '0' && *at <= '9') || strchr("_./-", *at) != NULL;
        fputc(is_plain ? *at : '-', out);
    }
    if (one->namesakes > 0) {
        fprintf(out, "~%zu", one->namesakes + 1);
    }
}

/* --- numbers ---------------------------------------------------------------------------------- */

void exn_page_put_digits(const char *digits, FILE *out)
{
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            fputs(",", out);
        }
        fputc(digits[i], out);
    }
}

void exn_page_put_count(uint64_t count, FILE *out)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRIu64, count);
    exn_page_put_digits(digits, out);
}
