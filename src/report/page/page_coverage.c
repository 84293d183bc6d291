/* What `exeunt coverage` has left beside the page: how much of the code the scenarios reach, and a
 * link to lcov's pages. */
#include "report/page/page_parts.h"

#include "base/escape.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct share {
    json_int_t reached, of;
} share;

static share share_of(const json_t *object, const char *key)
{
    const json_t *json = json_object_get(object, key);
    return (share){json_integer_value(json_object_get(json, "reached")),
                   json_integer_value(json_object_get(json, "of"))};
}

/* Rounded down to a tenth, so that 100.0 means all. */
static void put_share(const char *what, share of, FILE *out)
{
    json_int_t tenths = of.of > 0 ? of.reached * 1000 / of.of : 1000;
    fprintf(out, "%lld.%lld %% of the %s (%lld of %lld)", (long long)(tenths / 10),
            (long long)(tenths % 10), what, (long long)of.reached, (long long)of.of);
}

/* A few of them stand there; lcov's pages have all. */
static void put_files(const json_t *files, FILE *out)
{
    enum { NAMED_MAX = 3 };
    size_t count = json_array_size(files);
    for (size_t i = 0; i < count && i < NAMED_MAX; i++) {
        const char *name = json_string_value(json_object_get(json_array_get(files, i), "file"));
        fputs(i == 0 ? " of " : ", ", out);
        exn_put_markup_text(out, name != NULL ? name : "");
    }
    if (count > NAMED_MAX) {
        fprintf(out, " and %zu more", count - NAMED_MAX);
    }
}

static void put_implementation(const exn_session *run, const char *implementation, FILE *out)
{
    bool is_other = implementation != NULL && (run->implementation == NULL ||
                                               strcmp(implementation, run->implementation) != 0);
    if (is_other) {
        fputs(" with ", out);
        exn_put_markup_text(out, implementation);
    }
}

static json_t *read_totals(const exn_session *run)
{
    char *path;
    json_error_t error;
    if (run->reports == NULL || asprintf(&path, "%s/coverage/totals.json", run->reports) < 0) {
        return NULL;
    }
    json_t *totals = json_load_file(path, 0, &error);
    free(path);
    return totals;
}

void exn_page_put_coverage(const exn_session *run, FILE *out)
{
    json_t *totals = read_totals(run);
    if (totals == NULL) {
        return;
    }
    json_int_t scenarios = json_integer_value(json_object_get(totals, "scenarios"));
    fprintf(out, "<p id=\"coverage\">%lld scenario%s", (long long)scenarios,
            scenarios == 1 ? "" : "s");
    put_implementation(run, json_string_value(json_object_get(totals, "implementation")), out);
    fputs(scenarios == 1 ? " reaches <a href=\"coverage/index.html\">"
                         : " reach <a href=\"coverage/index.html\">",
          out);
    put_share("lines", share_of(totals, "lines"), out);
    fputs(" and ", out);
    put_share("branches", share_of(totals, "branches"), out);
    fputs("</a>", out);
    put_files(json_object_get(totals, "files"), out);
    fputs("; <a href=\"coverage/lines.html\">which scenario reaches which line</a>.</p>\n", out);
    json_decref(totals);
}
