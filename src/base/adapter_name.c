/* Takes names of adapters apart. */
#include "base/adapter_name.h"

#include <stdlib.h>
#include <string.h>

static const char *after(const char *name, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(name, prefix, length) == 0 ? name + length : NULL;
}

const char *exn_adapter_command(const char *name)
{
    const char *command = after(name, "exec:");
    return command != NULL ? command + strspn(command, " ") : NULL;
}

const char *exn_adapter_of_python(const char *name)
{
    return after(name, "python:");
}

bool exn_is_adapter_name(const char *name)
{
    return exn_adapter_command(name) != NULL || exn_adapter_of_python(name) != NULL;
}

bool exn_adapter_runs_on_trio(const char *name)
{
    const char *colon = exn_adapter_of_python(name) != NULL ? strrchr(name, ':') : NULL;
    const char *runtime = colon != NULL ? strrchr(colon, '@') : NULL;
    return runtime != NULL && strcmp(runtime, "@trio") == 0;
}

/* --- the path of a file ----------------------------------------------------------------------- */

/* What stands for itself in a word of a command. All else has a backslash before it. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                            "/._-+,:@%";

static bool is_plain(char letter)
{
    return (letter & 0x80) != 0 || strchr(plain, letter) != NULL;
}

static exn_name_path path_of_command(const char *name, const char *command)
{
    size_t length = 0;
    bool has_slash = false;
    while (command[length] != '\0' && command[length] != ' ') {
        bool is_escaped = command[length] == '\\' && command[length + 1] != '\0';
        length += is_escaped ? 1 : 0;
        if (!is_escaped && !is_plain(command[length])) {
            return (exn_name_path){0, 0};
        }
        has_slash = has_slash || command[length] == '/';
        length += 1;
    }
    return (exn_name_path){(size_t)(command - name), has_slash ? length : 0};
}

static exn_name_path path_of_module(const char *name, const char *module)
{
    static const char suffix[] = ".py";
    size_t suffix_length = sizeof suffix - 1;
    const char *colon = strrchr(module, ':');
    size_t length = colon != NULL ? (size_t)(colon - module) : strlen(module);
    bool is_file = length > suffix_length &&
                   strncmp(module + length - suffix_length, suffix, suffix_length) == 0;
    return (exn_name_path){(size_t)(module - name), is_file ? length : 0};
}

exn_name_path exn_adapter_path(const char *name)
{
    const char *command = exn_adapter_command(name);
    const char *module = exn_adapter_of_python(name);
    return command != NULL  ? path_of_command(name, command)
           : module != NULL ? path_of_module(name, module)
                            : (exn_name_path){0, 0};
}

char *exn_adapter_path_read(const char *name, exn_name_path path)
{
    char *text = strndup(name + path.begin, path.length);
    bool is_command = exn_adapter_command(name) != NULL;
    char *to = text;
    for (const char *from = text; text != NULL && *from != '\0'; from++) {
        from += is_command && *from == '\\' ? 1 : 0;
        *to++ = *from;
    }
    if (text != NULL) {
        *to = '\0';
    }
    return text;
}

char *exn_adapter_path_written(const char *name, const char *path)
{
    bool is_command = exn_adapter_command(name) != NULL;
    char *text = malloc(2 * strlen(path) + 1);
    char *to = text;
    for (const char *from = path; text != NULL && *from != '\0'; from++) {
        if (is_command && !is_plain(*from)) {
            *to++ = '\\';
        }
        *to++ = *from;
    }
    if (text != NULL) {
        *to = '\0';
    }
    return text;
}
