/* exeunt new: a file to start from. */
#include "cli/commands.h"
#include "cli/memory.h"
#include "cli/templates/templates.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

static const exn_option options[] = {{0}};

/* --- names ------------------------------------------------------------------------------------ */

/* What a template is called by its file: `name` without folder and suffix, with `filler` in the
 * place of whatever is neither letter nor digit. To be freed. */
static char *plain_name(const char *path, char filler)
{
    const char *slash = strrchr(path, '/');
    char *name = exn_need(strdup(slash != NULL ? slash + 1 : path));
    *strrchr(name, '.') = '\0';
    for (char *at = name; *at != '\0'; at++)
        if (!isascii(*at) || !isalnum(*at))
            *at = filler;
    return name;
}

/* pool/two-fail.yaml: "Two fail". */
static char *title_of(const char *path)
{
    char *name = plain_name(path, ' ');
    char *title = name + strspn(name, " ");
    *title = (char)toupper(*title);
    for (size_t end = strlen(title); end > 0 && title[end - 1] == ' '; end--)
        title[end - 1] = '\0';
    char *copy = exn_need(strdup(*title != '\0' ? title : "A new one"));
    free(name);
    return copy;
}

/* src/tcp-link.c: "tcp_link". */
static char *identifier_of(const char *path)
{
    char *name = plain_name(path, '_');
    char *identifier;
    bool begins_well = *name == '_' || isalpha(*name);
    if (asprintf(&identifier, "%s%s", begins_well ? "" : "manager_", name) < 0)
        exn_out_of_memory();
    free(name);
    return identifier;
}

/* --- what can be written ---------------------------------------------------------------------- */

typedef struct template
{
    const char *suffix;
    const unsigned char *text;
    char *(*name_of)(const char *path);
    const char *what;
    const char *next; /* the command line that shows that it works; %s is the file */
}
template;

static const template templates[] = {
    {".yaml", exn_scenario_yaml, title_of, "a scenario", "exeunt check %s"},
    {".yml", exn_scenario_yaml, title_of, "a scenario", "exeunt check %s"},
    {".c", exn_manager_c, identifier_of, "a manager in C",
     "cc -c %s $(pkg-config --cflags exeunt)"},
};
enum { TEMPLATES = sizeof templates / sizeof *templates };

static const template *template_for(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    for (size_t i = 0; dot != NULL && i < TEMPLATES; i++)
        if (strcmp(dot, templates[i].suffix) == 0)
            return &templates[i];
    fprintf(stderr, "exeunt: new writes *.yaml, a scenario, or *.c, a manager in C, not `%s`\n",
            path);
    return NULL;
}

/* Writes a text with `name` for each TEMPLATE in it. */
static void put_text(const char *text, const char *name, FILE *out)
{
    static const char word[] = "TEMPLATE";
    for (const char *at; (at = strstr(text, word)) != NULL; text = at + sizeof word - 1) {
        fwrite(text, 1, (size_t)(at - text), out);
        fputs(name, out);
    }
    fputs(text, out);
}

/* Returns 0, or -1 (errno) after which no new file is left. A file that exists stays as it is. */
static int write_new(const template *chosen, const char *path)
{
    FILE *file = fopen(path, "wxe");
    if (file == NULL)
        return -1;
    char *name = chosen->name_of(path);
    put_text((const char *)chosen->text, name, file);
    free(name);
    bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed)
        return 0;
    int error = errno;
    unlink(path);
    errno = error;
    return -1;
}

/* --- the command ------------------------------------------------------------------------------ */

static int new_main(int argc, char **argv)
{
    exn_parsed parsed = exn_options_parse(&exn_new_command, argc, argv, NULL);
    if (parsed != EXN_PARSED)
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    const char *path = argv[optind];
    const template *chosen = template_for(path);
    if (chosen == NULL)
        return EXN_EXIT_INVALID;
    if (write_new(chosen, path) != 0) {
        fprintf(stderr, "exeunt: cannot write %s: %s\n", path,
                errno == EEXIST ? "it exists, and new overwrites nothing" : strerror(errno));
        return EXN_EXIT_INVALID;
    }
    printf("%s is %s to start from. Next:\n  ", path, chosen->what);
    printf(chosen->next, path);
    puts("");
    return EXN_EXIT_HOLDS;
}

const exn_command exn_new_command = {
    .name = "new",
    .arguments = "FILE",
    .about = "write a scenario (FILE.yaml) or a manager in C (FILE.c) to start from",
    .example = "  exeunt new scenarios/pool/one-is-late.yaml\n  exeunt new connection.c\n",
    .options = options,
    .operands_min = 1,
    .operands_max = 1,
    .run = new_main,
};
