/* Goes through the dynamic relocations of a loaded ELF object, and writes other addresses where the
 * loader has written those of the functions that were found by name: relocations.h. */
#include "plugins/relocations.h"

#include "base/own_assert.h"

#include <elf.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined __x86_64__
enum { BY_CALL = R_X86_64_JUMP_SLOT, BY_TABLE = R_X86_64_GLOB_DAT, BY_DATA = R_X86_64_64 };
#elif defined __aarch64__
enum { BY_CALL = R_AARCH64_JUMP_SLOT, BY_TABLE = R_AARCH64_GLOB_DAT, BY_DATA = R_AARCH64_ABS64 };
#else
#error "which relocations hold the address of a function?"
#endif

/* Between the data of an object lie places that a sanitizer has poisoned. */
#define UNSANITIZED __attribute__((no_sanitize("address")))

/* What an object says of its relocations, as addresses in memory. */
typedef struct dynamic {
    uintptr_t moved; /* from the addresses of the file to those in memory */
    const ElfW(Sym) * symbols;
    const char *names;
    const ElfW(Rela) * calls; /* of functions that are bound when they are called first */
    const ElfW(Rela) * others;
    size_t calls_size, others_size; /* bytes */
    uintptr_t sealed, sealed_end;   /* written to by the loader, and then read only */
    uintptr_t first, end;           /* of the object, in memory */
} dynamic;

/* The C library has made addresses of most entries when it loaded the object. */
static const void *address_of(const dynamic *self, ElfW(Addr) value)
{
    return (const void *)(value < self->moved ? value + self->moved : value); /* NOLINT */
}

static void read_entry(dynamic *self, const ElfW(Dyn) * entry)
{
    switch (entry->d_tag) {
    case DT_SYMTAB:
        self->symbols = address_of(self, entry->d_un.d_ptr);
        break;
    case DT_STRTAB:
        self->names = address_of(self, entry->d_un.d_ptr);
        break;
    case DT_JMPREL:
        self->calls = address_of(self, entry->d_un.d_ptr);
        break;
    case DT_PLTRELSZ:
        self->calls_size = entry->d_un.d_val;
        break;
    case DT_RELA:
        self->others = address_of(self, entry->d_un.d_ptr);
        break;
    case DT_RELASZ:
        self->others_size = entry->d_un.d_val;
        break;
    default:
        break;
    }
}

static dynamic read_dynamic(const struct dl_phdr_info *object)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dynamic self = {.moved = object->dlpi_addr, .first = UINTPTR_MAX};
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t first = object->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_GNU_RELRO) {
            self.sealed = first / page * page;
            self.sealed_end = (first + segment->p_memsz) / page * page;
        } else if (segment->p_type == PT_LOAD) {
            self.first = first < self.first ? first : self.first;
            self.end = first + segment->p_memsz > self.end ? first + segment->p_memsz : self.end;
        } else if (segment->p_type == PT_DYNAMIC) {
            for (const ElfW(Dyn) *entry = (const void *)first; /* NOLINT */
                 entry->d_tag != DT_NULL; entry++) {
                read_entry(&self, entry);
            }
        }
    }
    return self;
}

/* Writes an address into a place that may be read only, and stays so. */
UNSANITIZED static bool write_address(const dynamic *self, uintptr_t place, void *function)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    bool is_sealed = place >= self->sealed && place < self->sealed_end;
    void *first = (void *)(place / page * page); /* NOLINT */
    exn_assert(place % sizeof(void *) == 0 && "an address lies in one page");
    if (is_sealed && mprotect(first, page, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    *(void **)place = function; /* NOLINT */
    return !is_sealed || mprotect(first, page, PROT_READ) == 0;
}

UNSANITIZED static bool replace_each(const dynamic *self, const ElfW(Rela) * relocations,
                                     size_t size, exn_replace_fn *replace, void *context)
{
    bool complete = true;
    for (size_t i = 0; i < size / sizeof *relocations && complete; i++) {
        uint64_t type = ELF64_R_TYPE(relocations[i].r_info);
        const ElfW(Sym) *symbol = &self->symbols[ELF64_R_SYM(relocations[i].r_info)];
        bool is_address = type == BY_CALL || type == BY_TABLE ||
                          (type == BY_DATA && relocations[i].r_addend == 0);
        if (!is_address) {
            continue;
        }
        uintptr_t place = self->moved + relocations[i].r_offset;
        uintptr_t now = *(const uintptr_t *)place; /* NOLINT: that is its address */
        bool is_own = symbol->st_shndx != SHN_UNDEF && now >= self->first && now < self->end;
        const void *gets = (const void *)now; /* NOLINT */
        void *function = replace(context, self->names + symbol->st_name, gets, is_own);
        complete = function == NULL || write_address(self, place, function);
    }
    return complete;
}

bool exn_relocations_replace(const struct dl_phdr_info *object, exn_replace_fn *replace,
                             void *context)
{
    dynamic self = read_dynamic(object);
    if (self.symbols == NULL || self.names == NULL) {
        return true; /* it takes nothing from others */
    }
    return replace_each(&self, self.calls, self.calls_size, replace, context) &&
           replace_each(&self, self.others, self.others_size, replace, context);
}
