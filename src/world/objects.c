/* Reads where the data of the program and its libraries lies from their ELF files: objects.h. */
#define _GNU_SOURCE
#include "world/objects.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <exeunt/implementation.h>

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined __x86_64__
enum { COPY_RELOCATION = R_X86_64_COPY };
#elif defined __aarch64__
enum { COPY_RELOCATION = R_AARCH64_COPY };
#else
#error "which relocation copies data of a library into the program?"
#endif

const char *exn_data_status_text(exn_data_status status)
{
    static const char *const texts[EXN_DATA_STATUSES] = {
#define TEXT(status, text) [status] = text,
        EXN_DATA_STATUS_MAP(TEXT)
#undef TEXT
    };
    exn_assert(status < EXN_DATA_STATUSES);
    return texts[status];
}

/* --- which object, and its file --------------------------------------------------------------- */

/* A file that was loaded, mapped as a whole. */
typedef struct object {
    const unsigned char *file; /* NULL: it can't be read */
    size_t size;
    uintptr_t moved;      /* from the addresses of the file to those in memory */
    uintptr_t first, end; /* in memory */
    exn_bytes of_thread;  /* its thread-locals, as this thread has them */
    bool is_program;
    char path[4096];
    const ElfW(Shdr) * sections;
    size_t section_count;
    const char *section_names;
} object;

typedef struct looking {
    uintptr_t address;
    object *found;
} looking;

/* What __tls_get_addr takes; no header of the C library has it. */
typedef struct thread_local_index {
    unsigned long module, offset;
} thread_local_index;
extern void *__tls_get_addr(thread_local_index *index);

/* The C library makes them when a thread uses them first. */
static exn_bytes thread_locals_of(const struct dl_phdr_info *info)
{
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_TLS && segment->p_memsz > 0) {
            thread_local_index index = {.module = info->dlpi_tls_modid};
            exn_assert(index.module > 0 && "an object with thread-locals has a number");
            return (exn_bytes){__tls_get_addr(&index), segment->p_memsz};
        }
    }
    return (exn_bytes){NULL, 0};
}

static int look_at(struct dl_phdr_info *info, size_t size, void *context)
{
    looking *self = context;
    object *found = self->found;
    uintptr_t low = UINTPTR_MAX;
    uintptr_t high = 0;
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uintptr_t first = info->dlpi_addr + segment->p_vaddr;
        uintptr_t end = first + segment->p_memsz;
        low = segment->p_type == PT_LOAD && first < low ? first : low;
        high = segment->p_type == PT_LOAD && end > high ? end : high;
    }
    exn_bytes of_thread = thread_locals_of(info);
    bool is_of_thread = self->address - (uintptr_t)of_thread.first < of_thread.size;
    if ((self->address < low || self->address >= high) && !is_of_thread) {
        return 0;
    }
    bool is_program = info->dlpi_name == NULL || *info->dlpi_name == '\0';
    *found = (object){.moved = info->dlpi_addr,
                      .first = low,
                      .end = high,
                      .of_thread = of_thread,
                      .is_program = is_program};
    snprintf(found->path, sizeof found->path, "%s",
             is_program ? "/proc/self/exe" : info->dlpi_name);
    return 1;
}

static bool find_object(object *self, const void *address)
{
    looking it = {.address = (uintptr_t)address, .found = self};
    *self = (object){.file = NULL};
    bool found = dl_iterate_phdr(look_at, &it) != 0;
    return found;
}

/* `count` things of so many bytes from `at` lie within the file. */
static bool lies_within(const object *self, uint64_t at, uint64_t count, uint64_t bytes)
{
    return at <= self->size && (bytes == 0 || count <= (self->size - at) / bytes);
}

static bool read_sections(object *self)
{
    const ElfW(Ehdr) *head = (const void *)self->file;
    if (self->size < sizeof *head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
        head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_shentsize != sizeof *self->sections ||
        !lies_within(self, head->e_shoff, head->e_shnum, sizeof *self->sections) ||
        head->e_shstrndx >= head->e_shnum) {
        return false;
    }
    self->sections = (const void *)(self->file + head->e_shoff);
    self->section_count = head->e_shnum;
    const ElfW(Shdr) *names = &self->sections[head->e_shstrndx];
    self->section_names = (const char *)self->file + names->sh_offset;
    return lies_within(self, names->sh_offset, names->sh_size, 1);
}

static void close_object(object *self)
{
    if (self->file != NULL) {
        munmap((void *)(uintptr_t)self->file, self->size);
    }
}

/* Opens what was found. Returns false if it can't be read. */
static bool open_object(object *self)
{
    struct stat status;
    int file = open(self->path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    void *mapped = MAP_FAILED;
    if (fstat(file, &status) == 0 && status.st_size > 0) {
        self->size = (size_t)status.st_size;
        mapped = mmap(NULL, self->size, PROT_READ, MAP_PRIVATE, file, 0);
    }
    close(file);
    self->file = mapped == MAP_FAILED ? NULL : mapped;
    bool read = self->file != NULL && read_sections(self);
    if (!read) {
        close_object(self);
    }
    return read;
}

static const char *section_name(const object *self, const ElfW(Shdr) * section)
{
    exn_assert(self->section_names != NULL && "read_sections() has found them");
    return self->section_names + section->sh_name;
}

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static const ElfW(Shdr) * section_named(const object *self, const char *name)
{
    for (size_t i = 0; i < self->section_count; i++) {
        if (strcmp(section_name(self, &self->sections[i]), name) == 0) {
            return &self->sections[i];
        }
    }
    return NULL;
}

/* --- symbols ---------------------------------------------------------------------------------- */

typedef struct symbols {
    const ElfW(Sym) * items;
    size_t count;
    const char *names;
} symbols;

static symbols symbols_of(const object *self, const ElfW(Shdr) * section)
{
    if (section == NULL || section->sh_link >= self->section_count) {
        return (symbols){NULL, 0, NULL};
    }
    const ElfW(Shdr) *names = &self->sections[section->sh_link];
    size_t count = section->sh_size / sizeof(ElfW(Sym));
    bool is_whole = lies_within(self, section->sh_offset, count, sizeof(ElfW(Sym))) &&
                    lies_within(self, names->sh_offset, names->sh_size, 1);
    return (symbols){(const void *)(self->file + section->sh_offset), is_whole ? count : 0,
                     (const char *)self->file + names->sh_offset};
}

/* All of them; those that others may use, where nothing else is left of a stripped file. */
static symbols all_symbols(const object *self)
{
    const ElfW(Shdr) *all = section_named(self, ".symtab");
    return symbols_of(self, all != NULL ? all : section_named(self, ".dynsym"));
}

static bool is_defined_in(const symbols *in, const char *name)
{
    for (size_t i = 0; i < in->count; i++) {
        if (in->items[i].st_shndx != SHN_UNDEF &&
            strcmp(in->names + in->items[i].st_name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_object(const ElfW(Sym) * symbol)
{
    return ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT && symbol->st_shndx != SHN_UNDEF &&
           symbol->st_size > 0;
}

/* Counters of coverage; what sanitizers keep, who are part of the program with some compilers. */
static bool is_of_a_tool(const char *name)
{
    static const char *const beginnings[] = {"__gcov", "__llvm_", "__prof", "__sancov"};
    static const char *const parts[] = {"__asan", "__sanitizer", "__interception", "__ubsan",
                                        "__lsan", "__tsan",      "__msan",         "__hwasan"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        if (begins_with(name, beginnings[i])) {
            return true;
        }
    }
    const char *part = strstr(name, "__"); /* all of them begin so, and few names have it */
    for (size_t i = 0; part != NULL && i < sizeof parts / sizeof *parts; i++) {
        if (strstr(part, parts[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* --- lists of bytes --------------------------------------------------------------------------- */

static bool append(exn_bytes_list *list, unsigned char *first, size_t size)
{
    if (!EXN_MAKE_ROOM(list->items, list->capacity, list->count + 1)) {
        return false;
    }
    exn_assert(list->count < list->capacity);
    list->items[list->count++] = (exn_bytes){first, size};
    return true;
}

static int by_address(const void *a, const void *b)
{
    const exn_bytes *left = a;
    const exn_bytes *right = b;
    return left->first < right->first ? -1 : left->first > right->first ? 1 : 0;
}

static bool append_in_memory(const object *self, uint64_t at, uint64_t size, exn_bytes_list *list)
{
    return append(list, (unsigned char *)(self->moved + at), size); /* NOLINT: its address */
}

/* Appends `whole` without what is left out, which is in order. */
static bool append_rest(exn_bytes whole, const exn_bytes_list *left_out, exn_bytes_list *data)
{
    unsigned char *at = whole.first;
    unsigned char *end = whole.first + whole.size;
    bool complete = true;
    exn_assert(whole.size > 0 && "a section without bytes is no data");
    for (size_t i = 0; i < left_out->count && complete && at < end; i++) {
        unsigned char *first = left_out->items[i].first;
        unsigned char *behind = first + left_out->items[i].size;
        exn_assert((i == 0 || left_out->items[i - 1].first <= first) &&
                   "what is left out is in order");
        if (behind <= at || first >= end) {
            continue;
        }
        complete = first <= at || append(data, at, (size_t)(first - at));
        at = behind;
    }
    return complete && (at >= end || append(data, at, (size_t)(end - at)));
}

/* --- data ------------------------------------------------------------------------------------- */

/* Sections that only the loader writes to, or that are no part of the world. */
static bool is_no_data(const char *name)
{
    static const char *const beginnings[] = {".data.rel.ro", ".got", ".plt", "__", "asan_"};
    bool is = strcmp(name, "exeunt_outside") == 0;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        is = is || begins_with(name, beginnings[i]);
    }
    return is;
}

/* In whatever section: lists that the linker gathers, say, have one by their own name. */
static bool is_data(const object *self, const ElfW(Shdr) * section)
{
    uint64_t flags = section->sh_flags & (SHF_ALLOC | SHF_WRITE | SHF_TLS);
    bool has_bytes = section->sh_type == SHT_PROGBITS || section->sh_type == SHT_NOBITS;
    return has_bytes && flags == (SHF_ALLOC | SHF_WRITE) && section->sh_size > 0 &&
           !is_no_data(section_name(self, section));
}

/* What is copied from libraries when the program is loaded. */
static bool list_copies(const object *self, exn_bytes_list *left_out)
{
    bool complete = true;
    for (size_t i = 0; i < self->section_count; i++) {
        const ElfW(Shdr) *section = &self->sections[i];
        size_t count = section->sh_size / sizeof(ElfW(Rela));
        if (section->sh_type != SHT_RELA || section->sh_link >= self->section_count ||
            !lies_within(self, section->sh_offset, count, sizeof(ElfW(Rela)))) {
            continue;
        }
        const ElfW(Rela) *relocations = (const void *)(self->file + section->sh_offset);
        symbols of = symbols_of(self, &self->sections[section->sh_link]);
        for (size_t k = 0; k < count && complete; k++) {
            size_t symbol = ELF64_R_SYM(relocations[k].r_info);
            if (ELF64_R_TYPE(relocations[k].r_info) == COPY_RELOCATION && symbol < of.count) {
                complete = append_in_memory(self, relocations[k].r_offset, of.items[symbol].st_size,
                                            left_out);
            }
        }
    }
    return complete;
}

static bool list_of_tools(const object *self, const symbols *in, exn_bytes_list *left_out)
{
    bool complete = true;
    for (size_t i = 0; i < in->count && complete; i++) {
        const ElfW(Sym) *symbol = &in->items[i];
        if (is_object(symbol) && is_of_a_tool(in->names + symbol->st_name)) {
            complete = append_in_memory(self, symbol->st_value, symbol->st_size, left_out);
        }
    }
    return complete;
}

/* Whether the program's own data is told from other data in the same sections. */
static exn_data_status look_for_strangers(const object *self, const symbols *in)
{
    bool is_sanitized = is_defined_in(in, "__asan_init") || is_defined_in(in, "__tsan_init") ||
                        is_defined_in(in, "__msan_init") ||
                        is_defined_in(in, "__ubsan_default_options");
    if (self->is_program && section_named(self, ".interp") == NULL) {
        return EXN_DATA_LINKED_STATICALLY;
    }
    if (is_sanitized && section_named(self, ".symtab") == NULL) {
        return EXN_DATA_STRIPPED;
    }
    if (!is_sanitized && is_defined_in(in, "malloc")) {
        return EXN_DATA_OWN_MALLOC;
    }
    return EXN_DATA_KNOWN;
}

static exn_data_status list_data(const object *self, exn_bytes_list *data)
{
    symbols all = all_symbols(self);
    exn_bytes_list left_out = {.items = NULL};
    exn_data_status status = look_for_strangers(self, &all);
    bool complete = status == EXN_DATA_KNOWN && list_copies(self, &left_out) &&
                    list_of_tools(self, &all, &left_out);
    if (left_out.count > 1) {
        qsort(left_out.items, left_out.count, sizeof *left_out.items, by_address);
    }
    for (size_t i = 0; i < self->section_count && complete; i++) {
        const ElfW(Shdr) *section = &self->sections[i];
        if (is_data(self, section)) {
            exn_bytes whole = {(unsigned char *)(self->moved + section->sh_addr), /* NOLINT */
                               section->sh_size};
            complete = append_rest(whole, &left_out, data);
        }
    }
    free(left_out.items);
    exn_assert(status != EXN_DATA_NO_MEMORY && "only the lists need memory");
    return status == EXN_DATA_KNOWN && !complete ? EXN_DATA_NO_MEMORY : status;
}

static bool append_all(const exn_bytes_list *own, exn_bytes_list *data)
{
    bool complete = true;
    for (size_t i = 0; i < own->count && complete; i++) {
        complete = append(data, own->items[i].first, own->items[i].size);
    }
    exn_assert(own->items != data->items && "a list is not appended to itself");
    if (data->count > 1) {
        qsort(data->items, data->count, sizeof *data->items, by_address);
    }
    return complete;
}

static bool is_listed(const object *self, const exn_bytes_list *data)
{
    bool listed = false;
    for (size_t i = 0; i < data->count && !listed; i++) {
        uintptr_t first = (uintptr_t)data->items[i].first;
        listed = first >= self->first && first < self->end;
    }
    return listed;
}

/* What was read once of the program, which stays where it is. */
static EXEUNT_OUTSIDE struct {
    bool known;
    exn_data_status status;
    exn_bytes_list data;
} program;

/* The thread-locals of the program are left out: sanitizers and frameworks have theirs there. */
static exn_data_status read_data(object *self, exn_bytes_list *own)
{
    if (!open_object(self)) {
        return EXN_DATA_NO_FILE;
    }
    exn_data_status status = list_data(self, own);
    if (status == EXN_DATA_KNOWN && !self->is_program && self->of_thread.size > 0 &&
        !append(own, self->of_thread.first, self->of_thread.size)) {
        status = EXN_DATA_NO_MEMORY;
    }
    close_object(self);
    return status;
}

static exn_data_status read_program(object *self)
{
    if (!program.known) {
        program.status = read_data(self, &program.data);
        exn_assert(self->is_program);
        program.known = program.status != EXN_DATA_NO_MEMORY;
    }
    return program.status;
}

exn_data_status exn_object_data(const void *code, exn_bytes_list *data)
{
    object it;
    exn_bytes_list own = {.items = NULL};
    if (!find_object(&it, code)) {
        return EXN_DATA_NO_OBJECT;
    }
    if (is_listed(&it, data)) {
        return EXN_DATA_KNOWN;
    }
    exn_data_status status = it.is_program ? read_program(&it) : read_data(&it, &own);
    if (status == EXN_DATA_KNOWN && !append_all(it.is_program ? &program.data : &own, data)) {
        status = EXN_DATA_NO_MEMORY;
    }
    free(own.items);
    return status;
}

/* --- names ------------------------------------------------------------------------------------ */

void exn_object_name(const void *address, char *text, size_t size)
{
    object it;
    const char *name = NULL;
    bool opened = find_object(&it, address) && open_object(&it);
    symbols all = opened ? all_symbols(&it) : (symbols){NULL, 0, NULL};
    bool is_of_thread = (uintptr_t)address - (uintptr_t)it.of_thread.first < it.of_thread.size;
    uintptr_t at = (uintptr_t)address - (is_of_thread ? (uintptr_t)it.of_thread.first : it.moved);
    for (size_t i = 0; i < all.count && name == NULL; i++) {
        const ElfW(Sym) *symbol = &all.items[i];
        bool has_it =
            (is_of_thread ? ELF64_ST_TYPE(symbol->st_info) == STT_TLS : is_object(symbol)) &&
            at >= symbol->st_value && at - symbol->st_value < symbol->st_size;
        name = has_it ? all.names + symbol->st_name : NULL;
    }
    if (name != NULL) { /* without what compilers append: a static of a function is `counter.0` */
        snprintf(text, size, "%.*s", (int)strcspn(name, "."), name);
    } else if (it.is_program) {
        snprintf(text, size, "%p", address);
    } else {
        snprintf(text, size, "%p of %s", address, it.path);
    }
    if (opened) {
        close_object(&it);
    }
}
