/* Decides whether output is coloured (no-color.org). */
#include "cli/color.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *const exn_color_words[] = {
    [EXN_COLOR_AUTO] = "auto", [EXN_COLOR_ALWAYS] = "always", [EXN_COLOR_NEVER] = "never", NULL};

bool exn_wants_color(int color)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (color != EXN_COLOR_AUTO) {
        return color == EXN_COLOR_ALWAYS;
    }
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

int exn_terminal_columns(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
