/* Data of the program that belongs to the world, cut into pages and compared: statics.h. */
#define _GNU_SOURCE
#include "world/statics.h"

#include "base/own_assert.h"
#include "world/objects.h"

#include <exeunt/implementation.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    PAGE_SIZE = 4096,
    BYTES_ALL_COMPARED = 1 << 16, /* more is write-protected */
    AT_ONCE = 4                   /* granules */
};

/* Data of the program is full of places that a sanitizer has poisoned. */
#define UNSANITIZED __attribute__((no_sanitize("address")))

/* A word at any address, of data of any type. */
typedef uint64_t loose_word __attribute__((may_alias, aligned(1)));

static EXEUNT_OUTSIDE struct {
    exn_static *parts; /* by address */
    size_t part_count;
    size_t granules;
    uint32_t *compared; /* [part_count]: the numbers of those that are, in the order of first use */
    size_t compared_count;
    bool *is_compared;   /* [part_count] */
    exn_granule *before; /* images: before it began, */
    exn_granule *marked; /* ... and at the mark */
    uint64_t *changed;   /* bits, of all processes together */
    size_t mapped;       /* bytes of an image */
    bool protects;
    struct sigaction handler_before;
} statics;

/* --- granules --------------------------------------------------------------------------------- */

uint32_t exn_statics_granules_of(const exn_static *part)
{
    return (part->size + (uint32_t)sizeof(exn_granule) - 1) / (uint32_t)sizeof(exn_granule);
}

static bool is_whole(const exn_static *part, uint32_t granule)
{
    return (granule + 1) * sizeof(exn_granule) <= part->size;
}

UNSANITIZED exn_granule exn_statics_load(const exn_static *part, uint32_t granule)
{
    const unsigned char *from = part->first + granule * sizeof(exn_granule);
    exn_granule loaded = {{0, 0}};
    if (is_whole(part, granule)) {
        loaded.words[0] = ((const loose_word *)(const void *)from)[0];
        loaded.words[1] = ((const loose_word *)(const void *)from)[1];
        return loaded;
    }
    unsigned char *to = (unsigned char *)&loaded;
    for (size_t i = 0; i < part->size % sizeof loaded; i++) {
        to[i] = from[i];
    }
    return loaded;
}

UNSANITIZED void exn_statics_store(const exn_static *part, uint32_t granule, exn_granule content)
{
    unsigned char *to = part->first + granule * sizeof content;
    if (is_whole(part, granule)) {
        ((loose_word *)(void *)to)[0] = content.words[0];
        ((loose_word *)(void *)to)[1] = content.words[1];
        return;
    }
    const unsigned char *from = (const unsigned char *)&content;
    for (size_t i = 0; i < part->size % sizeof content; i++) {
        to[i] = from[i];
    }
}

/* Passes over what is the same, some granules at once. */
UNSANITIZED static uint32_t pass_over_same(const exn_static *part, const exn_granule *image,
                                           uint32_t granule)
{
    const loose_word *live = (const loose_word *)(const void *)part->first;
    const loose_word *kept = (const loose_word *)(const void *)image;
    uint32_t end = part->size / (uint32_t)sizeof(exn_granule) / AT_ONCE * AT_ONCE;
    uint64_t differs = 0;
    while (granule < end && granule % AT_ONCE == 0 && differs == 0) {
        for (size_t i = granule * 2; i < (granule + AT_ONCE) * (size_t)2; i++) {
            differs |= live[i] ^ kept[i];
        }
        granule += differs == 0 ? AT_ONCE : 0;
    }
    return granule;
}

uint32_t exn_statics_differing(const exn_static *part, const exn_granule *image, uint32_t granule)
{
    uint32_t count = exn_statics_granules_of(part);
    while (granule < count) {
        granule = pass_over_same(part, image, granule);
        if (granule < count) {
            exn_granule live = exn_statics_load(part, granule);
            const exn_granule *kept = &image[granule];
            if (((live.words[0] ^ kept->words[0]) | (live.words[1] ^ kept->words[1])) != 0) {
                return granule;
            }
            granule += 1;
        }
    }
    return count;
}

UNSANITIZED static bool is_equal(const unsigned char *live, const unsigned char *kept, size_t size)
{
    uint64_t differs = 0;
    size_t i = 0;
    for (; i + sizeof differs <= size; i += sizeof differs) {
        differs |= *(const loose_word *)&live[i] ^ *(const loose_word *)&kept[i];
    }
    for (; i < size; i++) {
        differs |= live[i] ^ kept[i];
    }
    return differs == 0;
}

bool exn_statics_equal(const exn_granule *image, size_t count)
{
    exn_assert(count <= statics.compared_count && "parts only come");
    for (size_t i = 0; i < count; i++) {
        const exn_static *part = &statics.parts[statics.compared[i]];
        const exn_granule *kept = &image[part->at - EXN_STATICS_FIRST];
        if (!is_equal(part->first, (const unsigned char *)kept, part->size)) {
            return false;
        }
    }
    return count == statics.compared_count;
}

static uint32_t index_of(uint32_t at)
{
    exn_assert(at >= EXN_STATICS_FIRST && at - EXN_STATICS_FIRST <= statics.granules);
    return at - EXN_STATICS_FIRST;
}

static void save(const exn_static *part, exn_granule *image)
{
    uint32_t count = exn_statics_granules_of(part);
    for (uint32_t i = 0; i < count; i++) {
        image[index_of(part->at) + i] = exn_statics_load(part, i);
    }
}

/* Only what differs is written. */
static void put_back(const exn_static *part, const exn_granule *image)
{
    const exn_granule *own = &image[index_of(part->at)];
    uint32_t count = exn_statics_granules_of(part);
    for (uint32_t i = exn_statics_differing(part, own, 0); i < count;
         i = exn_statics_differing(part, own, i)) {
        exn_granule live = exn_statics_load(part, i);
        exn_statics_note(part->at + i, &own[i], &live);
        exn_statics_store(part, i, own[i]);
        exn_assert(exn_statics_differing(part, own, i) > i && "what was put back is the same");
    }
}

/* --- which parts there are -------------------------------------------------------------------- */

static unsigned char *page_of(const void *address)
{
    return (unsigned char *)((uintptr_t)address / PAGE_SIZE * PAGE_SIZE); /* NOLINT */
}

static size_t count_pages(const exn_bytes_list *data)
{
    size_t pages = 0;
    for (size_t i = 0; i < data->count; i++) {
        const unsigned char *last = data->items[i].first + data->items[i].size - 1;
        pages += (size_t)(page_of(last) - page_of(data->items[i].first)) / PAGE_SIZE + 1;
    }
    return pages;
}

/* Cuts the data where pages end. */
static void cut(const exn_bytes_list *data)
{
    for (size_t i = 0; i < data->count; i++) {
        unsigned char *at = data->items[i].first;
        unsigned char *end = at + data->items[i].size;
        while (at < end) {
            unsigned char *page_end = page_of(at) + PAGE_SIZE;
            unsigned char *behind = page_end < end ? page_end : end;
            exn_static *part = &statics.parts[statics.part_count++];
            exn_assert(at < behind && (size_t)(behind - at) <= PAGE_SIZE &&
                       "a part lies in one page");
            exn_assert(statics.part_count == 1 || part[-1].first + part[-1].size <= at);
            *part = (exn_static){.first = at,
                                 .size = (uint32_t)(behind - at),
                                 .at = EXN_STATICS_FIRST + (uint32_t)statics.granules};
            statics.granules += exn_statics_granules_of(part);
            at = behind;
        }
    }
}

/* The first part that ends after an address. */
static size_t find_part(const unsigned char *address)
{
    size_t low = 0;
    size_t high = statics.part_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const exn_static *part = &statics.parts[middle];
        if (part->first + part->size <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const exn_static *exn_statics_at(uint32_t at, uint32_t *granule)
{
    size_t low = 0;
    size_t high = statics.part_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        low = statics.parts[middle].at <= at ? middle : low;
        high = statics.parts[middle].at <= at ? high : middle;
    }
    *granule = at - statics.parts[low].at;
    exn_assert(*granule < exn_statics_granules_of(&statics.parts[low]) && "it lies in that part");
    return &statics.parts[low];
}

const exn_granule *exn_statics_marked(uint32_t at)
{
    return &statics.marked[index_of(at)];
}

size_t exn_statics_granules(void)
{
    return statics.granules;
}

size_t exn_statics_count(void)
{
    return statics.compared_count;
}

const exn_static *exn_statics_part(size_t index)
{
    exn_assert(index < statics.compared_count);
    return &statics.parts[statics.compared[index]];
}

/* --- pages that are protected ----------------------------------------------------------------- */

static void compare_from_now_on(size_t part)
{
    exn_assert(!statics.is_compared[part] && statics.compared_count < statics.part_count);
    save(&statics.parts[part], statics.before);
    save(&statics.parts[part], statics.marked);
    statics.is_compared[part] = true;
    statics.compared[statics.compared_count++] = (uint32_t)part;
}

bool exn_statics_touched(const void *address)
{
    unsigned char *page = page_of(address);
    bool found = false;
    for (size_t i = find_part(page);
         statics.protects && i < statics.part_count && page_of(statics.parts[i].first) == page;
         i++) {
        if (!statics.is_compared[i]) {
            found = true;
            exn_assert(statics.parts[i].first >= page && "the whole part lies in the page");
            compare_from_now_on(i);
        }
    }
    return found && mprotect(page, PAGE_SIZE, PROT_READ | PROT_WRITE) == 0;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    if (!exn_statics_touched(info->si_addr)) {
        sigaction(SIGSEGV, &statics.handler_before, NULL); /* it happens again, for whoever it is */
    }
}

/* Whether nothing else lies in the page of a part: what does may be written to by system calls, or
 * where no handler is ours (the leak check of a sanitizer that is linked statically). */
static bool is_whole_page(size_t part)
{
    return statics.parts[part].size == PAGE_SIZE;
}

/* A page that can't be protected is compared. */
static void protect(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    exn_assert(!statics.protects && "pages are protected once");
    statics.protects = true;
    sigaction(SIGSEGV, &action, &statics.handler_before);
    for (size_t i = 0; i < statics.part_count; i++) {
        unsigned char *page = page_of(statics.parts[i].first);
        if (!is_whole_page(i) || mprotect(page, PAGE_SIZE, PROT_READ) != 0) {
            compare_from_now_on(i);
        }
    }
}

static void unprotect(void)
{
    exn_assert(statics.protects);
    statics.protects = false;
    for (size_t i = 0; i < statics.part_count; i++) {
        if (!statics.is_compared[i]) {
            mprotect(page_of(statics.parts[i].first), PAGE_SIZE, PROT_READ | PROT_WRITE);
        }
    }
    sigaction(SIGSEGV, &statics.handler_before, NULL);
}

/* --- beginning and end ------------------------------------------------------------------------ */

static void *map(size_t size, int sharing)
{
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void unmap(void *memory)
{
    if (memory != NULL) {
        munmap(memory, statics.mapped);
    }
}

static void forget(void)
{
    free(statics.parts);
    free(statics.compared);
    free(statics.is_compared);
    unmap(statics.before);
    unmap(statics.marked);
    unmap(statics.changed);
    memset(&statics, 0, sizeof statics);
}

static bool take(const exn_bytes_list *data)
{
    size_t pages = count_pages(data);
    statics.parts = calloc(pages + 1, sizeof *statics.parts);
    statics.compared = calloc(pages + 1, sizeof *statics.compared);
    statics.is_compared = calloc(pages + 1, sizeof *statics.is_compared);
    if (statics.parts == NULL || statics.compared == NULL || statics.is_compared == NULL) {
        return false;
    }
    cut(data);
    exn_assert(statics.part_count <= pages && "no more parts than pages");
    statics.mapped = (statics.granules + 1) * sizeof *statics.before;
    statics.before = map(statics.mapped, MAP_PRIVATE);
    statics.marked = map(statics.mapped, MAP_PRIVATE);
    statics.changed = map(statics.mapped, MAP_SHARED);
    return statics.before != NULL && statics.marked != NULL && statics.changed != NULL;
}

const char *exn_statics_begin(const void *const *code, size_t count)
{
    exn_bytes_list data = {.items = NULL};
    exn_data_status status = EXN_DATA_KNOWN;
    forget();
    for (size_t i = 0; i < count && status == EXN_DATA_KNOWN; i++) {
        status = exn_object_data(code[i], &data);
    }
    if (status == EXN_DATA_KNOWN && !take(&data)) {
        status = EXN_DATA_NO_MEMORY;
    }
    free(data.items);
    if (status != EXN_DATA_KNOWN) {
        forget();
        return exn_data_status_text(status);
    }
    if (statics.granules * sizeof(exn_granule) > BYTES_ALL_COMPARED) {
        protect();
    } else {
        for (size_t i = 0; i < statics.part_count; i++) {
            compare_from_now_on(i);
        }
    }
    return NULL;
}

void exn_statics_mark(void)
{
    for (size_t i = 0; i < statics.compared_count; i++) {
        save(exn_statics_part(i), statics.marked);
    }
}

void exn_statics_reset(void)
{
    for (size_t i = 0; i < statics.compared_count; i++) {
        put_back(exn_statics_part(i), statics.marked);
    }
}

void exn_statics_end(void)
{
    for (size_t i = 0; i < statics.compared_count; i++) {
        put_back(exn_statics_part(i), statics.before);
    }
    if (statics.protects) {
        unprotect();
    }
    forget();
}

/* --- what has changed ------------------------------------------------------------------------- */

static void note_byte(size_t byte)
{
    exn_assert(byte < statics.granules * sizeof(exn_granule));
    uint64_t bit = (uint64_t)1 << (byte % 64);
    if ((statics.changed[byte / 64] & bit) == 0) {
        __atomic_fetch_or(&statics.changed[byte / 64], bit, __ATOMIC_RELAXED);
    }
}

/* The first byte of each word: that is enough to tell whose it is. */
void exn_statics_note(uint32_t at, const exn_granule *from, const exn_granule *to)
{
    for (size_t i = 0; i < 2; i++) {
        uint64_t differs = from->words[i] ^ to->words[i];
        if (differs != 0) {
            size_t byte = index_of(at) * sizeof *from + i * sizeof differs;
            note_byte(byte + (size_t)__builtin_ctzll(differs) / 8);
        }
    }
}

static void name_byte(size_t byte, char *name, size_t size)
{
    uint32_t granule;
    uint32_t at = EXN_STATICS_FIRST + (uint32_t)(byte / sizeof(exn_granule));
    const exn_static *part = exn_statics_at(at, &granule);
    size_t within = granule * sizeof(exn_granule) + byte % sizeof(exn_granule);
    exn_object_name(part->first + within, name, size);
}

/* The first byte from `byte` on that is noted; the number of bytes if none is. */
static size_t next_changed(size_t byte)
{
    size_t end = statics.granules * sizeof(exn_granule);
    while (byte < end) {
        uint64_t noted = statics.changed[byte / 64] >> (byte % 64);
        if (noted != 0) {
            size_t found = byte + (size_t)__builtin_ctzll(noted);
            exn_assert(found < end && "only what there is was noted");
            return found;
        }
        byte = (byte / 64 + 1) * 64;
    }
    return end;
}

size_t exn_statics_changed(size_t max, char *text, size_t size)
{
    char last[200] = "";
    size_t found = 0;
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = next_changed(0); i < statics.granules * sizeof(exn_granule);
         i = next_changed(i + 1)) {
        char name[sizeof last];
        name_byte(i, name, sizeof name);
        if (strcmp(name, last) == 0) {
            continue;
        }
        memcpy(last, name, sizeof last);
        found += 1;
        if (found <= max && length < size) {
            length += (size_t)snprintf(text + length, size - length, "%s`%s`",
                                       found > 1 ? ", " : "", name);
        }
    }
    return found;
}
