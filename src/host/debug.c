/* Makes a request of the arguments that `exeunt replay --debug` passes. */
#include "host/debug.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MIN = 5, ARGUMENTS_MAX = 8 };

/* Returns the content of a file, or NULL after a message. The caller frees it. */
static char *read_file(const char *path, size_t *size)
{
    char *text = NULL;
    FILE *file = fopen(path, "r");
    FILE *copy = file == NULL ? NULL : open_memstream(&text, size);
    int byte;
    while (copy != NULL && (byte = fgetc(file)) != EOF) {
        fputc(byte, copy);
    }
    if (copy == NULL || fclose(copy) != 0) {
        perror(path);
    }
    if (file != NULL) {
        fclose(file);
    }
    return text;
}

static const char *argument(int argc, char **argv, int index)
{
    return index < argc && *argv[index] != '\0' ? argv[index] : NULL;
}

int exn_debug_main(exn_host *host, int argc, char **argv)
{
    size_t size;
    if (argc < ARGUMENTS_MIN || argc > ARGUMENTS_MAX || strcmp(argv[1], "--debug") != 0) {
        fputs("exeunt-host is started by exeunt\n", stderr);
        return EXIT_FAILURE;
    }
    char *text = read_file(argv[2], &size);
    if (text == NULL) {
        return EXIT_FAILURE;
    }
    json_t *request =
        json_pack("{s:{s:s, s:s%, s:s, s:I, s:s*, s:s*, s:s*}}", "replay", "file", argv[2], "text",
                  text, size, "tape", argv[3], "debug_step", (json_int_t)strtoll(argv[4], NULL, 10),
                  "implementation", argument(argc, argv, 5), "profile", argument(argc, argv, 6),
                  "plugins", argument(argc, argv, 7));
    char *line = request == NULL ? NULL : json_dumps(request, JSON_COMPACT);
    if (line != NULL) {
        exn_answer_line(host, line, strlen(line));
    }
    free(text);
    free(line);
    json_decref(request);
    return line != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
