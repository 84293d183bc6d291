/* Run by the build: writes the file that its argument names; the suffix says which kind it is. */
#include "manual/manual.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *suffix;
    void (*write)(FILE *out);
} formats[] = {{".1", exn_write_man}, {".bash", exn_write_bash}};
enum { FORMATS = sizeof formats / sizeof *formats };

int main(int argc, char **argv)
{
    const char *suffix = argc == 2 ? strrchr(argv[1], '.') : NULL;
    for (size_t i = 0; suffix != NULL && i < FORMATS; i++) {
        if (strcmp(suffix, formats[i].suffix) != 0) {
            continue;
        }
        FILE *file = fopen(argv[1], "w");
        if (file == NULL) {
            perror(argv[1]);
            return EXIT_FAILURE;
        }
        formats[i].write(file);
        int failed = ferror(file);
        return fclose(file) != 0 || failed ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    fputs("usage: exeunt-manual FILE.1|FILE.bash\n", stderr);
    return EXIT_FAILURE;
}
