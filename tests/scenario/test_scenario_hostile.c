/* Hostile and truncated files: no crash, no leak, no long wait, and an error with its place. */
#include "reading.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(hostile);

#define HEAD "scenario: s\nscope: {pool: [vm1, vm2]}\n"

static void expect_refusal(const char *bytes, size_t length, const char *complaints)
{
    reading read = read_bytes(bytes, length);
    cr_expect_str_eq(read.complaints, complaints);
    reading_free(&read);
}

/* Returns a text of a beginning, a part many times, and an end; the caller frees it. */
static char *repeated(const char *begin, const char *part, size_t times, const char *end)
{
    char *text = malloc(strlen(begin) + strlen(part) * times + strlen(end) + 1);
    char *at = stpcpy(text, begin);
    for (size_t i = 0; i < times; i++) {
        at = stpcpy(at, part);
    }
    strcpy(at, end);
    return text;
}

static void expect_refusal_of_repeated(const char *begin, const char *part, size_t times,
                                       const char *end, const char *complaints)
{
    char *text = repeated(begin, part, times, end);
    expect_refusal(text, strlen(text), complaints);
    free(text);
}

/* --- bytes ------------------------------------------------------------------------------------ */

Test(hostile, bytes_that_are_no_text)
{
    expect_refusal("scenario: a\0b\n", 14,
                   "1:12: control character 0x00: a scenario is plain text\n");
    expect_refusal("scenario: s\nabout: \x1b[31m\n", 25,
                   "2:8: control character 0x1b: a scenario is plain text\n");
    expect_refusal("scenario: \x7f\n", 12,
                   "1:11: control character 0x7f: a scenario is plain text\n");
    expect_refusal("scenario: s\r\nabout: h\xc3\xa9 \xff\n", 25, "2:11: byte 0xff: not UTF-8\n");
}

Test(hostile, invalid_utf_8_of_every_kind)
{
    static const char *const sequences[] = {
        "\x80",             /* a continuation alone */
        "\xc0\xaf",         /* overlong */
        "\xe0\x80\xaf",     /* overlong */
        "\xf0\x80\x80\xaf", /* overlong */
        "\xed\xa0\x80",     /* a surrogate */
        "\xf4\x90\x80\x80", /* above U+10FFFF */
        "\xe2\x82",         /* cut off */
        "\xff\xfe",         /* UTF-16 */
    };
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        char complaint[60];
        snprintf(complaint, sizeof complaint, "1:1: byte 0x%02x: not UTF-8\n",
                 (unsigned char)sequences[i][0]);
        expect_refusal(sequences[i], strlen(sequences[i]), complaint);
    }
}

Test(hostile, escapes_that_give_no_text)
{
    reading read = read_text("scenario: \"a\\0b\"\n");
    cr_expect_str_eq(read.complaints, "1:11: an escape that gives a NUL: texts cannot hold it\n");
    reading_free(&read);
    read = read_text("scenario: \"\\ud800\"\n");
    cr_expect_null(read.scenario);
    reading_free(&read);
}

/* A message is one line, whatever the file contains. */
Test(hostile, messages_show_control_characters_escaped)
{
    reading read = read_text(HEAD "profile: \"a\\nb\\e[31m\\x9b\"\n");
    cr_expect_str_eq(read.complaints, "3:10: unknown profile `a\\x0ab\\x1b[31m\\xc2\\x9b`: it may "
                                      "be `exeunt`, `python`, `trio`, `tc39`, `java` or `go`\n");
    reading_free(&read);
    read = read_text(
        HEAD "profile: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
    cr_expect_str_eq(read.complaints,
                     "3:10: unknown profile "
                     "`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…`: it may be "
                     "`exeunt`, `python`, `trio`, `tc39`, `java` or `go`\n");
    reading_free(&read);
}

/* --- size ------------------------------------------------------------------------------------- */

Test(hostile, depth_of_ten_thousand)
{
    expect_refusal_of_repeated(HEAD "body: ", "[", 10000, "", "3:71: nested more than 64 deep\n");
    expect_refusal_of_repeated(HEAD "body: ", "{a: ", 10000, "",
                               "3:260: nested more than 64 deep\n");
    expect_refusal_of_repeated("", "- ", 10000, "", "1:131: nested more than 64 deep\n");
    expect_refusal_of_repeated("", "? ", 10000, "", "1:131: nested more than 64 deep\n");
}

Test(hostile, as_deep_as_is_allowed)
{
    /* A scope is a mapping and a list; the outermost one begins at depth 1. */
    char *inner = repeated("scenario: s\nscope: ", "{pool: [", 31, "a");
    char *text = repeated(inner, "]}", 31, "\n");
    exn_scenario *scenario = read_good(text);
    cr_expect_eq(scenario->node_count, 32);
    exn_scenario_free(scenario);
    free(inner);
    free(text);
}

Test(hostile, aliases_that_multiply)
{
    reading read = read_text("a: &a [x,x,x,x,x,x,x,x,x,x]\n"
                             "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                             "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                             "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                             "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n");
    cr_expect_str_eq(read.complaints, "4:29: aliases stand for more than 10000 nodes\n");
    reading_free(&read);
}

Test(hostile, aliases_that_nest)
{
    reading read =
        read_text("a: &a [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
                  "b: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n");
    cr_expect_str_eq(read.complaints, "2:39: nested more than 64 deep\n");
    reading_free(&read);
}

Test(hostile, ten_thousand_aliases_that_stand_for_little)
{
    /* Each alias counts as one node, and so does what it stands for. */
    char *text = repeated(HEAD "tags: [&t x", ", *t", 5000, "]\n");
    exn_scenario *scenario = read_good(text);
    cr_expect_eq(scenario->tag_count, 5001);
    exn_scenario_free(scenario);
    free(text);
    expect_refusal_of_repeated(HEAD "tags: [&t x", ", *t", 5001, "]\n",
                               "3:20014: aliases stand for more than 10000 nodes\n");
}

Test(hostile, four_mebibytes_and_no_more)
{
    enum { MOST = 4 * 1024 * 1024 };
    char *text = repeated(HEAD "about: \"", "x", MOST - strlen(HEAD "about: \"\"\n"), "\"\n");
    exn_scenario *scenario = read_good(text);
    exn_scenario_free(scenario);
    free(text);
    expect_refusal_of_repeated("", "x", MOST + 1, "",
                               "1:1: 4194305 bytes: a scenario has at most 4194304\n");
}

Test(hostile, what_takes_the_parser_quadratic_time)
{
    expect_refusal_of_repeated("", "%", 100000, "",
                               "1:1: a directive (`%`): a scenario is YAML 1.2 and needs none\n");
    expect_refusal_of_repeated("- ", " ", 100000, "",
                               "1:202: more than 200 blanks in a row: leave some out\n");
    expect_refusal_of_repeated("a: |\n", "\n", 100000, "",
                               "201:1: more than 200 blanks in a row: leave some out\n");
}

Test(hostile, many_names_are_many_names)
{
    enum { MANY = 20000 };
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    fputs("scenario: s\nscope: {pool: [", file);
    for (int i = 0; i < MANY; i++) {
        fprintf(file, "m%d, ", i);
    }
    fputs("]}\nmanagers: {", file);
    for (int i = 0; i < MANY; i++) {
        fprintf(file, "m%d: {exit: fails with m%d.exit}, ", i, (i + 1) % MANY);
    }
    fputs("}\n", file);
    fclose(file);
    exn_scenario *scenario = read_good(text);
    cr_expect_eq(scenario->node_count, MANY + 1);
    cr_expect_eq(scenario->nodes[MANY].exit.alternatives->with.node, 1);
    exn_scenario_free(scenario);
    free(text);
}

Test(hostile, after_a_hundred_errors_the_rest_is_left_out)
{
    char *text = repeated(HEAD "schedule:\n", "- vm3 enters\n", 100000, "");
    reading read = read_text(text);
    cr_expect_eq(read.complaint_count, 101);
    cr_expect_not_null(strstr(read.complaints, "103:3: unknown name `vm3`: did you mean `vm1`?\n"
                                               "104:3: too many errors: the rest is left out\n"));
    reading_free(&read);
    free(text);
}

/* --- pieces ----------------------------------------------------------------------------------- */

static const char everything[] =
    "scenario: \"Every \\x6bey\"\nabout: >-\n  One\n  two\ntags: [a, 'b']\n"
    "implementation: exeunt\nprofile: java\n"
    "scope: {stack: [a, {push: lock}, {callback: log, times: 3}, {pool: [b], enter: wait-all}],\n"
    "  deadline: 10ms, grace: 5ms}\n"
    "managers:\n  a: &a {enter: [enters, fails], exit: fails with b.exit, steps: {enter: 2},\n"
    "    takes: {exit: 5ms}, on-cancel: [stops, fails]}\n  b: *a\n"
    "body: {ends: [returns, raises], steps: 0, actions: [enter tx, \"close -> refused\"]}\n"
    "cancel: {where: anywhere, times: 2}\nfaults: {memory: anywhere}\nlimits: {faults: 2, steps: "
    "10, states: 5}\n"
    "schedule:\n- a enters\n- cancel at once\n- call push x\n- ...\n"
    "expect:\n  outcome: raises [b.exit, body] + canceled\n  order: [a exit begins (b.exit)]\n"
    "  interleavings: 36\nviolates: [settles]\nblame: a\n";

Test(hostile, a_file_cut_at_every_byte)
{
    exn_scenario_free(read_good(everything));
    for (size_t length = 0; length < sizeof everything - 1; length++) {
        reading read = read_bytes(everything, length);
        reading_free(&read);
    }
}

Test(hostile, every_byte_replaced)
{
    static const char others[] = "\n\"'[]{}:,&*!|>#%- \t\xc3";
    char text[sizeof everything];
    for (size_t i = 0; i < sizeof everything - 1; i++) {
        memcpy(text, everything, sizeof everything);
        text[i] = others[i % (sizeof others - 1)];
        reading read = read_bytes(text, sizeof everything - 1);
        reading_free(&read);
        memcpy(text, everything, sizeof everything);
        text[i] = others[(i * 7 + 3) % (sizeof others - 1)];
        read = read_bytes(text, sizeof everything - 1);
        reading_free(&read);
    }
}

Test(hostile, every_line_left_out)
{
    char text[sizeof everything];
    for (const char *line = everything; *line != '\0'; line = strchr(line, '\n') + 1) {
        size_t before = (size_t)(line - everything);
        memcpy(text, everything, before);
        strcpy(text + before, strchr(line, '\n') + 1);
        reading read = read_text(text);
        reading_free(&read);
    }
}
