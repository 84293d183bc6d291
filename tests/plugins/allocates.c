/* Managers that know the C library's memory only. `cache` keeps its part; the others break it. */
#include <exeunt/plugin.h>

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct cache {
    exeunt_manager manager;
    exeunt_border *border;
    exeunt_external loaded;
    char *name;
    char *text;
    char *rows;
    struct line *all; /* of a lock that tasks share */
} cache;

static _Thread_local unsigned loading; /* thread-locals belong to the world, too */

/* What a constructor takes is the C library's, and each run finds it again, but as the last one
 * left it. */
static char *greeting;

#ifdef GREETS
__attribute__((constructor)) static void greet(void)
{
    greeting = strdup("good day");
}
#endif

static void give_back(cache *self)
{
    free(self->text);
    free(self->rows);
    self->text = NULL;
    self->rows = NULL;
}

static void require(cache *self, bool is_so, const char *what)
{
    if (!is_so) {
        exeunt_border_refute(self->border, "%s", what);
    }
}

/* Whether so many bytes are the same. volatile: to a compiler that knows malloc, bytes that are not
 * written have any value that suits it. */
static bool is_all(const volatile char *memory, char byte, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (memory[i] != byte) {
            return false;
        }
    }
    return true;
}

/* What each function promises. */
static void try_all(cache *self)
{
    void *aligned = NULL;
    char *printed = NULL;
    require(self, posix_memalign(&aligned, 4096, 100) == 0 && (uintptr_t)aligned % 4096 == 0,
            "posix_memalign aligns");
    free(aligned);
    aligned = aligned_alloc(64, 64);
    require(self, (uintptr_t)aligned % 64 == 0 && malloc_usable_size(aligned) >= 64,
            "aligned_alloc aligns");
    char *larger = realloc(aligned, 1000);
    require(self, larger != NULL && is_all(larger + 64, 0, 936), "realloc zeroes");
    memset(larger, 'x', 1000);
    char *smaller = reallocarray(larger, 2, 5);
    require(self, smaller != NULL && is_all(smaller, 'x', 10), "reallocarray keeps");
    require(self, realloc(smaller, 0) == NULL, "realloc to nothing frees");
    require(self,
            asprintf(&printed, "%s-%d", self->name, 7) == (int)strlen(self->name) + 2 &&
                strncmp(printed, self->name, strlen(self->name)) == 0,
            "asprintf prints");
    free(printed);
    printed = strndup("abcdef", 3);
    require(self, strcmp(printed, "abc") == 0, "strndup copies");
    free(printed);
    printed = malloc(5);
    memset(printed, 'x', malloc_usable_size(printed));
    free(printed);
    printed = realloc(strdup("fifteen letters"), 31);
    require(self, strcmp(printed, "fifteen letters") == 0 && is_all(printed + 16, 0, 15),
            "realloc zeroes where it need not move");
    printed = realloc(printed, 200);
    require(self, is_all(printed + 15, 0, 185), "realloc zeroes where it moves");
    free(printed);
    void *nothing = malloc(0);
    void *other = calloc(0, 8);
    require(self, nothing != NULL && nothing != other, "nothing has an address of its own");
    free(nothing);
    free(other);
    volatile size_t too_much = SIZE_MAX;
    void *volatile refused = malloc(too_much); /* volatile: compilers know malloc */
    require(self, refused == NULL, "too much is refused");
    refused = calloc(too_much, 2);
    require(self, refused == NULL, "too much is refused by calloc");
}

static void on_loaded(exeunt_external *loaded, unsigned result)
{
    cache *self = loaded->data;
    (void)result;
    require(self, loading > 0, "thread-locals are put back");
    loading -= 1;
    char *more = realloc(self->rows, 300);
    if (more == NULL) {
        give_back(self);
        exeunt_failed(&self->manager, -12, "no memory");
        return;
    }
    self->rows = more;
    exeunt_entered(&self->manager, self->rows);
}

static void enter(exeunt_manager *manager)
{
    cache *self = (cache *)manager;
    self->text = strdup("rows");
    self->rows = malloc(100);
    if (self->text == NULL || self->rows == NULL) {
        give_back(self);
        exeunt_failed(manager, -12, "no memory");
        return;
    }
    require(self, is_all(self->rows, 0, 100), "malloc zeroes");
    loading += 1;
    exeunt_border_expect(self->border, &self->loaded);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    cache *self = (cache *)manager;
    (void)cause;
    give_back(self);
    exeunt_exited(manager);
}

static void cancel(exeunt_manager *manager)
{
    cache *self = (cache *)manager;
    loading -= 1;
    exeunt_border_withdraw(self->border, &self->loaded);
    give_back(self);
    exeunt_canceled(manager);
}

/* --- the others ------------------------------------------------------------------------------- */

static void enter_and_try(exeunt_manager *manager)
{
    cache *self = (cache *)manager;
    try_all(self);
    char *longer = realloc(greeting, 100); /* which is the C library's, or NULL */
    require(self, greeting == NULL || strcmp(longer, "good day") == 0,
            "the C library's memory moves to the world");
    greeting = NULL;
    free(longer);
    exeunt_entered(manager, self);
}

static void cancel_and_forget(exeunt_manager *manager)
{
    cache *self = (cache *)manager;
    loading -= 1;
    exeunt_border_withdraw(self->border, &self->loaded);
    free(self->text);
    exeunt_canceled(manager);
}

static void leave_and_forget(exeunt_manager *manager, const exeunt_error *cause)
{
    cache *self = (cache *)manager;
    (void)cause;
    free(self->text);
    exeunt_exited(manager);
}

static void leave_and_free_twice(exeunt_manager *manager, const exeunt_error *cause)
{
    cache *self = (cache *)manager;
    (void)cause;
    char *volatile text = self->text;
    free(text);
    free(text);
    exeunt_exited(manager);
}

static char *shared; /* of the manager that was made last */

static void leave_and_free_what_is_not_its_own(exeunt_manager *manager, const exeunt_error *cause)
{
    cache *self = (cache *)manager;
    (void)cause;
    free(shared);
    give_back(self);
    exeunt_exited(manager);
}

/* What nobody has allocated; volatile, or the compiler would see it. */
static void leave_and_free(exeunt_manager *manager, void *volatile wrong)
{
    free(wrong);
    give_back((cache *)manager);
    exeunt_exited(manager);
}

static void leave_and_free_buffer(exeunt_manager *manager, const exeunt_error *cause)
{
    static _Alignas(16) char buffer[16];
    (void)cause;
    leave_and_free(manager, buffer);
}

static void leave_and_free_local(exeunt_manager *manager, const exeunt_error *cause)
{
    _Alignas(16) char local[16];
    (void)cause;
    leave_and_free(manager, local);
}

static void leave_and_free_number(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    leave_and_free(manager, (void *)(uintptr_t)16); /* NOLINT */
}

/* --- a lock that tasks share ------------------------------------------------------------------ */

typedef struct waiter {
    cache *who;
    struct waiter *next;
} waiter;

typedef struct line {
    bool is_taken;
    waiter *first;
} line;

static void enter_in_turn(exeunt_manager *manager)
{
    cache *self = (cache *)manager;
    line *all = self->all;
    if (!all->is_taken) {
        all->is_taken = true;
        exeunt_entered(manager, self);
        return;
    }
    waiter **last = &all->first;
    while (*last != NULL) {
        last = &(*last)->next;
    }
    *last = malloc(sizeof **last);
    **last = (waiter){self, NULL};
}

/* The one who hands over frees what the waiting one has allocated. */
static void leave_to_the_next(exeunt_manager *manager, const exeunt_error *cause)
{
    line *all = ((cache *)manager)->all;
    waiter *next = all->first;
    (void)cause;
    all->is_taken = next != NULL;
    if (next != NULL) {
        exeunt_manager *who = &next->who->manager;
        all->first = next->next;
        next = realloc(next, 2 * sizeof *next); /* it is the lock's, whichever handle asks */
        free(next);
        exeunt_entered(who, NULL);
    }
    exeunt_exited(manager);
}

/* --- tables ----------------------------------------------------------------------------------- */

static void leave_and_free_greeting_twice(exeunt_manager *manager, const exeunt_error *cause)
{
    char *volatile text = greeting;
    (void)cause;
    free(text);
    free(text);
    give_back((cache *)manager);
    exeunt_exited(manager);
}

static exeunt_manager *make(exeunt_border *border, const char *name,
                            const exeunt_manager_type *type)
{
    cache *self = calloc(1, sizeof *self);
    *self = (cache){.border = border, .name = strdup(name)};
    exeunt_manager_init(&self->manager, type, self->name);
    self->loaded = (exeunt_external){.deliver = on_loaded, .data = self};
    shared = self->name;
    return &self->manager;
}

#define MAKES(function, ...)                                                                       \
    static exeunt_manager *function(exeunt_border *border, const char *name,                       \
                                    const exeunt_arguments *with)                                  \
    {                                                                                              \
        static const exeunt_manager_type type = {__VA_ARGS__};                                     \
        (void)with;                                                                                \
        return make(border, name, &type);                                                          \
    }
MAKES(make_cache, enter, leave, cancel)
MAKES(make_all, enter_and_try, leave, cancel)
MAKES(make_canceled, enter, leave, cancel_and_forget)
MAKES(make_left, enter, leave_and_forget, cancel)
MAKES(make_twice, enter, leave_and_free_twice, cancel)
MAKES(make_thief, enter, leave_and_free_what_is_not_its_own, cancel)
MAKES(make_buffer, enter, leave_and_free_buffer, cancel)
MAKES(make_local, enter, leave_and_free_local, cancel)
MAKES(make_number, enter, leave_and_free_number, cancel)
MAKES(make_impolite, enter, leave_and_free_greeting_twice, cancel)
MAKES(make_handle, enter_in_turn, leave_to_the_next, NULL)

static exeunt_manager *make_lock(exeunt_border *border, const char *name,
                                 const exeunt_arguments *with)
{
    exeunt_manager *made = make_handle(border, name, with);
    ((cache *)made)->all = exeunt_border_share(border, sizeof(line));
    return made;
}

static const exeunt_plugin_manager managers[] = {
    {.name = "cache", .about = "gives back what it takes", .create = make_cache},
    {.name = "all", .about = "calls every function that allocates", .create = make_all},
    {.name = "canceled", .about = "forgets its rows when it is canceled", .create = make_canceled},
    {.name = "left", .about = "forgets its rows when it is left", .create = make_left},
    {.name = "twice", .about = "frees its text twice", .create = make_twice},
    {.name = "thief", .about = "frees what another manager has", .create = make_thief},
    {.name = "buffer", .about = "frees a static", .create = make_buffer},
    {.name = "local", .about = "frees a local variable", .create = make_local},
    {.name = "number", .about = "frees a number", .create = make_number},
    {.name = "impolite", .about = "frees its greeting twice", .create = make_impolite},
    {.name = "lock", .about = "has a line of waiting handles", .create = make_lock},
};

EXEUNT_PLUGIN(.about = "memory by malloc", .managers = managers, .manager_count = 11);
