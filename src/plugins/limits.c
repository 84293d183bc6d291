/* Two lists: functions that are known to keep something, with the words for it, and functions that
 * are known to keep nothing. Of all others nobody knows: limits.h. */
#define _GNU_SOURCE
#include "plugins/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what keeps something --------------------------------------------------------------------- */

typedef struct limit {
    const char *names; /* separated by blanks; a `*` at the end stands for any more letters */
    const char *what;  /* the name of the function stands behind it */
    const char *why;
} limit;

static const limit limits[] = {
    {"__asan_*", "is built with AddressSanitizer", "which keeps memory of its own"},
    {"__tsan_*", "is built with ThreadSanitizer", "which keeps memory of its own"},
    {"__msan_*", "is built with MemorySanitizer", "which keeps memory of its own"},
    {"__hwasan_*", "is built with HWAddressSanitizer", "which keeps memory of its own"},
    {"pthread_create thrd_create _ZNSt6thread15_M_start_thread*", "starts threads",
     "which no world runs"},
    {"fopen* fdopen* freopen* tmpfile*", "opens files", "whose buffers are the C library's"},
    {"_ZNSt13basic_filebuf* _ZNSt14basic_ifstream* _ZNSt14basic_ofstream* _ZNSt13basic_fstream*",
     "opens files", "which no run puts back"},
    {"popen*", "opens pipes", "whose buffers are the C library's"},
    {"open_memstream* fmemopen*", "opens streams", "whose buffers are the C library's"},
    {"stdin", "reads standard input", "which no run puts back"},
    {"tsearch*", "keeps trees", "whose memory is the C library's"},
    {"hsearch* hcreate*", "keeps a table", "whose memory is the C library's"},
    {"realpath* getcwd* get_current_dir_name* tempnam*", "asks for paths",
     "whose memory is the C library's"},
    {"scandir*", "lists folders", "whose memory is the C library's"},
    {"strtok", "takes texts apart", "whose rest is the C library's"},
    {"mmap*", "maps memory", "which no run puts back"},
    {"sbrk* brk", "takes memory", "which no run puts back"},
    {"setenv* putenv* unsetenv* clearenv*", "changes the environment", "which no run puts back"},
    {"open open64 openat* creat*", "opens files", "which no run puts back"},
    {"eventfd* memfd_create* pipe pipe2 socket*", "opens descriptors", "which no run puts back"},
    {"signal sigaction sysv_signal bsd_signal", "handles signals", "which no run puts back"},
    {"sigprocmask* pthread_sigmask*", "holds signals back", "which no run puts back"},
    {"setlocale* uselocale* newlocale* _ZNSt6locale6global*", "sets the locale",
     "which no run puts back"},
    {"fesetround* feclearexcept* feraiseexcept* fetestexcept* fesetenv* feupdateenv* "
     "feholdexcept* fesetexcept* feenableexcept* fedisableexcept*",
     "changes how numbers are computed", "which no run puts back"},
    {"rand rand_r srand* random* initstate* setstate* *rand48* ", "draws numbers",
     "whose state is the C library's"},
    {"getrandom* getentropy* arc4random* _ZNSt13random_device*", "draws numbers",
     "which no run draws again"},
    {"time clock clock_gettime* gettimeofday* timespec_get* _ZNSt6chrono*", "reads a clock",
     "which no run puts back"},
    {"pthread_key_create* pthread_setspecific* tss_create* tss_set*", "keeps data of the thread",
     "which no run puts back"},
};

/* --- what keeps nothing ----------------------------------------------------------------------- */

/* What ends or leaves the run is a finding of its own (SPEC 10), and what prints is read by nobody
 * in a world. */
static const char *const harmless[] = {
    "exeunt_* mem* str* stp* rawmemchr basename bcmp bcopy bzero explicit_bzero ffs* index rindex "
    "swab",
    "wcs* wmem* wcp* wctob btowc mbs* mbr* mblen mbtowc wcrtomb wctomb wctype isw* tow*",
    "is* _ctype_* __ctype_* tolower toupper toascii",
    "abs labs llabs imaxabs div ldiv lldiv ato* a64l l64a qsort qsort_r bsearch getenv "
    "secure_getenv environ __environ",
    "printf vprintf fprintf vfprintf dprintf vdprintf snprintf vsnprintf sprintf vsprintf sscanf "
    "vsscanf puts fputs fputs_unlocked putchar putchar_unlocked putc fputc _IO_putc fwrite "
    "fwrite_unlocked fflush fflush_unlocked perror stdout stderr write close wprintf fwprintf "
    "swprintf vswprintf putwc fputwc fputws psignal",
    "abort exit _exit _Exit quick_exit atexit __cxa_* __assert* assert* __stack_chk_fail "
    "__fortify_fail __chk_fail raise fork vfork exec* fexecve pthread_exit pause",
    "sleep usleep nanosleep clock_nanosleep sched_yield thrd_sleep thrd_yield",
    "setjmp _setjmp sigsetjmp __sigsetjmp longjmp _longjmp siglongjmp getcontext setcontext "
    "swapcontext makecontext sigemptyset sigfillset sigaddset sigdelset sigismember",
    "pthread_mutex* pthread_cond* pthread_rwlock* pthread_spin* pthread_barrier* pthread_once "
    "pthread_self pthread_equal __pthread_key_create mtx_* cnd_* call_once thrd_current "
    "thrd_equal sem_init sem_destroy sem_post sem_wait sem_trywait sem_timedwait sem_getvalue",
    "gmtime_r localtime_r mktime timegm difftime asctime_r sysconf getpagesize hton* ntoh* inet_* "
    "__errno_location __tls_get_addr __gmon_start__ _ITM_* _Unwind_* __gxx_personality_v0 "
    "__gcc_personality_v0 __register_frame* __deregister_frame* dladdr* dl_iterate_phdr "
    "__libc_single_threaded __ubsan_* __isoc99_* __isoc23_*",
    "frexp* ldexp* modf* scalbn* copysign* finite* nan*",
};

/* --- names ------------------------------------------------------------------------------------ */

/* Whether a name is one of some: "puts str* *48*". */
static bool is_among(const char *name, size_t length, const char *names)
{
    while (*names != '\0') {
        names += strspn(names, " ");
        size_t size = strcspn(names, " ");
        bool begins_anywhere = size > 0 && names[0] == '*';
        bool goes_on = size > 1 && names[size - 1] == '*';
        const char *letters = names + begins_anywhere;
        size_t count = size - begins_anywhere - goes_on;
        const char *found = begins_anywhere ? memmem(name, length, letters, count) : name;
        if (size > 0 && found != NULL && (goes_on ? length >= count : length == count) &&
            memcmp(found, letters, count) == 0) {
            return true;
        }
        names += size;
    }
    return false;
}

static bool is_harmless(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (is_among(name, length, harmless[i])) {
            return true;
        }
    }
    return false;
}

/* Of the names that _FORTIFY_SOURCE gives a function: "__snprintf_chk". */
static bool is_harmless_when_fortified(const char *name)
{
    size_t length = strlen(name);
    bool is_fortified =
        length > 6 && strncmp(name, "__", 2) == 0 && strcmp(name + length - 4, "_chk") == 0;
    return is_fortified && is_harmless(name + 2, length - 6);
}

/* Of AddressSanitizer: there if the host was built with it. */
extern void __asan_poison_memory_region(void const volatile *memory, size_t size)
    __attribute__((weak));

/* Such a host tells it what is free (world/guard.h), and so lets plugins have it, too. */
static bool is_of_host(const char *name)
{
    return __asan_poison_memory_region != NULL && strncmp(name, "__asan_", 7) == 0;
}

static const limit *find_limit(const char *name)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        if (is_among(name, strlen(name), limits[i].names)) {
            return &limits[i];
        }
    }
    return NULL;
}

bool exn_limit_of(const char *name, exn_home home, char text[EXN_LIMIT_SIZE])
{
    const limit *found = home == EXN_HOME_WORLD || is_of_host(name) ? NULL : find_limit(name);
    if (found != NULL && name[0] == '_') { /* names of C++ and of sanitizers say nothing */
        snprintf(text, EXN_LIMIT_SIZE, "%s, %s", found->what, found->why);
    } else if (found != NULL) {
        snprintf(text, EXN_LIMIT_SIZE, "%s (`%s`), %s", found->what, name, found->why);
    } else if (home == EXN_HOME_SYSTEM && !is_of_host(name) && !is_harmless(name, strlen(name)) &&
               !is_harmless_when_fortified(name)) {
        snprintf(text, EXN_LIMIT_SIZE,
                 "calls `%.60s`, which may keep something that no run puts back", name);
    } else {
        return false;
    }
    return true;
}

/* --- files ------------------------------------------------------------------------------------ */

/* Whether these bytes are somewhere in a file. */
static bool file_has(const char *path, const char *bytes, size_t count)
{
    static const size_t size_max = (size_t)1 << 28;
    FILE *file = fopen(path, "rbe");
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    char *all = size > 0 && (size_t)size < size_max ? malloc((size_t)size) : NULL;
    bool is_read = all != NULL && fseek(file, 0, SEEK_SET) == 0 &&
                   fread(all, 1, (size_t)size, file) == (size_t)size;
    bool has = is_read && memmem(all, (size_t)size, bytes, count) != NULL;
    free(all);
    if (file != NULL) {
        fclose(file);
    }
    return has;
}

const char *exn_limit_of_build(const char *path)
{
    /* The end of the name of the file into which it writes them. */
    static const char counts[] = ".gcda";
    return file_has(path, counts, sizeof counts)
               ? "is built to count which lines run (`--coverage`): no run puts the counts back"
               : NULL;
}

const char *exn_sanitizer_of(const char *path)
{
    static const struct {
        const char *function, *name;
    } sanitizers[] = {
        {"__asan_init", "AddressSanitizer"},
        {"__tsan_init", "ThreadSanitizer"},
        {"__msan_init", "MemorySanitizer"},
        {"__hwasan_init", "HWAddressSanitizer"},
    };
    for (size_t i = 0; i < sizeof sanitizers / sizeof *sanitizers; i++) {
        if (file_has(path, sanitizers[i].function, strlen(sanitizers[i].function))) {
            return sanitizers[i].name;
        }
    }
    return NULL;
}
