/* exeunt new: writes a file to start from. */
#include "cli/commands/commands.h"
#include "cli/installed.h"
#include "cli/memory.h"
#include "cli/templates/templates.h"
#include "report/printing.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

/* --- names ------------------------------------------------------------------------------------ */

/* Returns the name for a template, from its file: `name` without folder and suffix, with `filler`
 * in place of everything but letters and digits. The caller frees it. */
static char *plain_name(const char *path, char filler)
{
    const char *slash = strrchr(path, '/');
    char *name = exn_need(strdup(slash != NULL ? slash + 1 : path));
    *strrchr(name, '.') = '\0';
    for (char *at = name; *at != '\0'; at++) {
        if (!isascii(*at) || !isalnum(*at)) {
            *at = filler;
        }
    }
    return name;
}

/* pool/two-fail.yaml: "Two fail". */
static char *title_of(const char *path)
{
    char *name = plain_name(path, ' ');
    char *title = name + strspn(name, " ");
    *title = (char)toupper(*title);
    for (size_t end = strlen(title); end > 0 && title[end - 1] == ' '; end--) {
        title[end - 1] = '\0';
    }
    char *copy = exn_need(strdup(*title != '\0' ? title : "A new one"));
    free(name);
    return copy;
}

/* src/tcp-link.c: "tcp_link"; 2nd.c: "c_2nd". */
static char *identifier_of(const char *path)
{
    char *name = plain_name(path, '_');
    char *identifier;
    bool begins_well = *name == '_' || isalpha(*name);
    if (asprintf(&identifier, "%s%s", begins_well ? "" : "c_", name) < 0) {
        exn_out_of_memory();
    }
    free(name);
    return identifier;
}

/* --- what can be written ---------------------------------------------------------------------- */

enum { KIND_AUTO, KIND_SCENARIO, KIND_MANAGER, KIND_POOL, KINDS };

static const char *const kind_words[] = {[KIND_AUTO] = "auto",
                                         [KIND_SCENARIO] = "scenario",
                                         [KIND_MANAGER] = "manager",
                                         [KIND_POOL] = "pool",
                                         NULL};

typedef struct template
{
    const char *suffixes[3]; /* the suffixes of its files; ends with NULL */
    const unsigned char *text;
    char *(*name_of)(const char *path);
    const char *what;
    /* The command line that shows that it works: %1$s is the file, %2$s the name, %3$s the compiler
     * of its language. */
    const char *next;
    bool is_plugin;
}
template;

static const template templates[KINDS] = {
    [KIND_SCENARIO] =
        {{".yaml", ".yml"}, exn_scenario_yaml, title_of, "a scenario", "exeunt check %1$s", false},
    [KIND_MANAGER] = {{".c"},
                      exn_manager_template_c,
                      identifier_of,
                      "a manager in C",
                      "cc -c %1$s $(pkg-config --cflags exeunt)",
                      false},
    [KIND_POOL] = {{".c"},
                   exn_pool_template_c,
                   identifier_of,
                   "a pool of your own with its check",
                   "cc %1$s $(pkg-config --cflags --libs exeunt-sim) && ./a.out",
                   false},
};

#define BUILDS_PLUGIN                                                                              \
    "%3$s -shared -fPIC -g %1$s $(pkg-config --cflags exeunt-plugin) -o lib%2$s.so"

/* With `--plugin`. */
static const template plugin_templates[KINDS] = {
    [KIND_MANAGER] = {{".c", ".cpp"},
                      exn_plugin_manager_template_c,
                      identifier_of,
                      "a plugin with a manager",
                      BUILDS_PLUGIN " && exeunt list ./lib%2$s.so",
                      true},
    [KIND_POOL] = {{".c"},
                   exn_pool_template_c,
                   identifier_of,
                   "a plugin with a pool of your own",
                   BUILDS_PLUGIN "\n  exeunt check --implementation ./lib%2$s.so",
                   true},
};

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

static bool fits(const template *one, const char *path)
{
    for (const char *const *suffix = one->suffixes; *suffix != NULL; suffix++) {
        if (ends_in(path, *suffix)) {
            return true;
        }
    }
    return false;
}

/* Returns the template for `path` if the user chose none; KIND_AUTO: there is none. */
static int kind_by_name(const char *path)
{
    if (ends_in(path, "pool.c") || ends_in(path, "pool.cpp")) {
        return KIND_POOL;
    }
    for (int kind = KIND_SCENARIO; kind < KINDS; kind++) {
        if (fits(&templates[kind], path) || fits(&plugin_templates[kind], path)) {
            return kind;
        }
    }
    return KIND_AUTO;
}

/* Returns NULL after a message. */
static const template *template_for(int kind, bool as_plugin, const char *path)
{
    int chosen = kind != KIND_AUTO ? kind : kind_by_name(path);
    if (chosen == KIND_AUTO) {
        fprintf(stderr,
                "exeunt: new writes a scenario to *.yaml, a pool to *pool.c, a manager to "
                "*.c: "
                "not to `%s`\n",
                path);
    } else if (as_plugin && plugin_templates[chosen].text == NULL) {
        fprintf(stderr, "exeunt: --plugin is for pools and managers in C: not for `%s`\n", path);
    } else if (!fits(as_plugin ? &plugin_templates[chosen] : &templates[chosen], path)) {
        fprintf(stderr, "exeunt: %s is written to *%s, not to `%s`%s\n", kind_words[chosen],
                templates[chosen].suffixes[0], path,
                fits(&plugin_templates[chosen], path) ? "; with --plugin it is" : "");
    } else {
        return as_plugin ? &plugin_templates[chosen] : &templates[chosen];
    }
    return NULL;
}

/* Writes a line with each TEMPLATE replaced by `name`. */
static void put_line(const char *line, size_t length, const char *name, FILE *out)
{
    static const char word[] = "TEMPLATE";
    const char *end = line + length;
    for (const char *at; (at = memmem(line, (size_t)(end - line), word, sizeof word - 1)) != NULL;
         line = at + sizeof word - 1) {
        fwrite(line, 1, (size_t)(at - line), out);
        fputs(name, out);
    }
    fwrite(line, 1, (size_t)(end - line), out);
}

static bool begins_with(const char *line, const char *beginning)
{
    return strncmp(line, beginning, strlen(beginning)) == 0;
}

/* Writes a template. Of what stands between `#if TEMPLATE_IS_PLUGIN`, `#else` and `#endif` only the
 * one part or the other. */
static void put_text(const template *chosen, const char *name, FILE *out)
{
    bool is_meant = true;
    size_t length = 0;
    for (const char *line = (const char *)chosen->text; *line != '\0'; line += length) {
        length = strcspn(line, "\n");
        length += line[length] == '\n' ? 1 : 0;
        if (begins_with(line, "#if TEMPLATE_IS_PLUGIN")) {
            is_meant = chosen->is_plugin;
        } else if (begins_with(line, "#else")) {
            is_meant = !is_meant;
        } else if (begins_with(line, "#endif")) {
            is_meant = true;
        } else if (is_meant) {
            put_line(line, length, name, out);
        }
    }
}

/* Writes the line by which editors find the schema, as a URL; nothing if the schema is not
 * installed. */
static void put_schema(FILE *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~+";
    char *path = exn_find_shared("scenario.schema.json");
    if (path == NULL) {
        return;
    }
    fputs("# yaml-language-server: $schema=file://", out);
    for (const char *at = path; *at != '\0'; at++) {
        fprintf(out, strchr(plain, *at) != NULL ? "%c" : "%%%02X", (unsigned char)*at);
    }
    fputc('\n', out);
    free(path);
}

/* Returns 0, or -1 (errno); then no new file is left. A file that exists stays as it is. */
static int write_new(const template *chosen, const char *path)
{
    FILE *file = fopen(path, "wxe");
    if (file == NULL) {
        return -1;
    }
    char *name = chosen->name_of(path);
    if (chosen == &templates[KIND_SCENARIO]) {
        put_schema(file);
    }
    put_text(chosen, name, file);
    free(name);
    bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed) {
        return 0;
    }
    int error = errno;
    unlink(path);
    errno = error;
    return -1;
}

/* --- the command ------------------------------------------------------------------------------ */

typedef struct settings {
    int kind;
    bool as_plugin;
} settings;

static const exn_option options[] = {
    {"kind", 'k', EXN_OPTION_WORD, offsetof(settings, kind), "KIND",
     "scenario, manager, pool; auto: by the name, as above", kind_words, 0},
    {"plugin", 0, EXN_OPTION_FLAG, offsetof(settings, as_plugin), NULL,
     "the manager or the pool as a plugin, which check loads: no program is needed", NULL, 0},
    {0},
};

/* Returns a path as a shell takes it. The caller frees it. */
static char *argument_of(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = exn_need(open_memstream(&text, &size));
    const exn_terminal terminal = {.out = out};
    exn_put_argument(&terminal, path);
    if (fclose(out) != 0) {
        exn_out_of_memory();
    }
    memmove(text, text + 1, size); /* without the blank before it */
    return text;
}

static int new_main(int argc, char **argv)
{
    settings given = {.kind = KIND_AUTO};
    exn_parsed parsed = exn_options_parse(&exn_new_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    const char *path = argv[optind];
    const template *chosen = template_for(given.kind, given.as_plugin, path);
    if (chosen == NULL) {
        return EXN_EXIT_INVALID;
    }
    if (write_new(chosen, path) != 0) {
        fprintf(stderr, "exeunt: cannot write %s: %s\n", path,
                errno == EEXIST ? "it exists, and new overwrites nothing" : strerror(errno));
        return EXN_EXIT_INVALID;
    }
    printf("%s is %s to start from. Next:\n  ", path, chosen->what);
    char *name = chosen->name_of(path);
    char *argument = argument_of(path);
    printf(chosen->next, argument, name, ends_in(path, ".cpp") ? "c++" : "cc");
    puts("");
    free(argument);
    free(name);
    return EXN_EXIT_HOLDS;
}

const exn_command exn_new_command = {
    .name = "new",
    .arguments = "FILE",
    .about = "write a scenario (FILE.yaml), manager (FILE.c) or pool (*pool.c) to start from",
    .example = "  exeunt new scenarios/pool/one-is-late.yaml\n"
               "  exeunt new my-pool.c --plugin\n"
               "  exeunt new --kind manager carpool.c\n",
    .options = options,
    .operands_min = 1,
    .operands_max = 1,
    .run = new_main,
};
