/* Reads texts and files for the tests of this folder. */
#include "reading.h"

#include <criterion/criterion.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- texts ------------------------------------------------------------------------------------ */

static void keep(void *context, exn_place place, const char *message)
{
    reading *read = context;
    char *longer = NULL;
    cr_assert(asprintf(&longer, "%s%u:%u: %s\n", read->complaints, place.line, place.column,
                       message) >= 0);
    free(read->complaints);
    read->complaints = longer;
    read->complaint_count++;
}

reading read_bytes(const char *bytes, size_t length)
{
    /* A copy of exactly this size, so that a sanitizer sees a read past its end. */
    char *exact = malloc(length > 0 ? length : 1);
    memcpy(exact, bytes, length);
    reading read = {.complaints = strdup("")};
    read.scenario = exn_scenario_read("test.yaml", exact, length, keep, &read);
    free(exact);
    cr_assert((read.scenario == NULL) == (read.complaint_count > 0),
              "refused means complaints, and the other way round");
    return read;
}

reading read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

void reading_free(reading *read)
{
    exn_scenario_free(read->scenario);
    free(read->complaints);
}

exn_scenario *read_good(const char *text)
{
    reading read = read_text(text);
    cr_assert_not_null(read.scenario, "%s\n%s", read.complaints, text);
    free(read.complaints);
    return read.scenario;
}

void expect_refusals(const refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        reading read = read_text(refusals[i].text);
        cr_expect_str_eq(read.complaints, refusals[i].complaints, "of\n%s\nit says\n%s",
                         refusals[i].text, read.complaints);
        reading_free(&read);
    }
}

/* --- files ------------------------------------------------------------------------------------ */

char *read_file(const char *path, size_t *length)
{
    char *bytes = NULL;
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    FILE *memory = open_memstream(&bytes, length);
    char block[4096];
    for (size_t count; (count = fread(block, 1, sizeof block, file)) > 0;) {
        fwrite(block, 1, count, memory);
    }
    cr_assert_eq(ferror(file), 0, "%s", path);
    fclose(file);
    fclose(memory);
    return bytes;
}

size_t for_each_scenario_file(const char *folder, void (*visit)(const char *path))
{
    char *copy = strdup(folder);
    char *roots[] = {copy, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    cr_assert_not_null(walk);
    size_t count = 0;
    for (FTSENT *entry; (entry = fts_read(walk)) != NULL;) {
        size_t length = strlen(entry->fts_path);
        if (entry->fts_info != FTS_F || length < 5 ||
            strcmp(entry->fts_path + length - 5, ".yaml") != 0) {
            continue;
        }
        visit(entry->fts_path);
        count++;
    }
    fts_close(walk);
    free(copy);
    return count;
}
