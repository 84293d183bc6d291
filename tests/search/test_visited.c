/* The set of visited states. */
#include "search/visited.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* The set of states that were visited. */

enum { MILLION = 1000000, BYTES_A_STATE_MAX = 32 };

static exn_visited visited;

static void open_set(void)
{
    cr_assert(exn_visited_open(&visited));
}

static void close_set(void)
{
    exn_visited_close(&visited);
}

TestSuite(visited, .init = open_set, .fini = close_set);

/* As uniform as a hash, and the same everywhere: SplitMix64. */
static uint64_t mixed(uint64_t number)
{
    number *= 0x9e3779b97f4a7c15u;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
    return number ^ (number >> 31);
}

static exn_hash hash_of(uint64_t number)
{
    return (exn_hash){mixed(2 * number), mixed(2 * number + 1)};
}

Test(visited, is_empty_at_first)
{
    cr_assert_eq(exn_visited_count(&visited), 0);
    cr_assert_not(exn_visited_has(&visited, hash_of(1)));
}

Test(visited, takes_a_state_once)
{
    cr_assert_eq(exn_visited_add(&visited, hash_of(1)), EXN_VISIT_NEW);
    cr_assert_eq(exn_visited_add(&visited, hash_of(1)), EXN_VISIT_KNOWN);
    cr_assert_eq(exn_visited_add(&visited, hash_of(2)), EXN_VISIT_NEW);
    cr_assert(exn_visited_has(&visited, hash_of(1)));
    cr_assert_not(exn_visited_has(&visited, hash_of(3)));
    cr_assert_eq(exn_visited_count(&visited), 2);
}

/* A free place is zero, so a hash of zeros is a special case. */
Test(visited, takes_a_hash_of_zeroes_like_any_other)
{
    exn_hash zero = {0, 0};
    cr_assert_not(exn_visited_has(&visited, zero));
    cr_assert_eq(exn_visited_add(&visited, zero), EXN_VISIT_NEW);
    cr_assert_eq(exn_visited_add(&visited, zero), EXN_VISIT_KNOWN);
    cr_assert(exn_visited_has(&visited, zero));
    cr_assert_eq(exn_visited_count(&visited), 1);
}

/* Two hashes that agree in one half, whichever it is, are different, even if they belong in the
 * same place. */
static void expect_apart(uint64_t low, uint64_t high, bool varies_low)
{
    enum { MANY = 5000 };
    for (uint64_t i = 1; i <= MANY; i++) {
        exn_hash hash = varies_low ? (exn_hash){low + i, high} : (exn_hash){low, high + i};
        cr_assert_eq(exn_visited_add(&visited, hash), EXN_VISIT_NEW);
    }
    for (uint64_t i = 1; i <= MANY; i++) {
        exn_hash hash = varies_low ? (exn_hash){low + i, high} : (exn_hash){low, high + i};
        cr_assert_eq(exn_visited_add(&visited, hash), EXN_VISIT_KNOWN);
    }
    cr_assert_eq(exn_visited_count(&visited), MANY);
}

Test(visited, tells_states_apart_that_belong_at_one_place)
{
    expect_apart(77, mixed(5), true);
}

Test(visited, tells_states_apart_that_belong_at_the_last_place)
{
    expect_apart(77, UINT64_MAX, true);
}

Test(visited, tells_states_apart_that_belong_side_by_side)
{
    expect_apart(mixed(9), 1, false);
}

/* --- growing ---------------------------------------------------------------------------------- */

static void expect_bytes(uint64_t count)
{
    /* Small sets keep the size that they begin with. */
    if (count >= 10000) {
        cr_assert_leq(exn_visited_bytes(&visited), count * BYTES_A_STATE_MAX, "%lu states",
                      (unsigned long)count);
    }
}

Test(visited, holds_a_million_at_no_more_than_32_bytes_each)
{
    for (uint64_t i = 0; i < MILLION; i++) {
        cr_assert_eq(exn_visited_add(&visited, hash_of(i)), EXN_VISIT_NEW);
        expect_bytes(i + 1);
    }
    cr_assert_eq(exn_visited_count(&visited), MILLION);
    for (uint64_t i = 0; i < MILLION; i++) {
        cr_assert(exn_visited_has(&visited, hash_of(i)));
        cr_assert_not(exn_visited_has(&visited, hash_of(MILLION + i)));
    }
}

Test(visited, takes_over_another_set)
{
    exn_visited other;
    cr_assert(exn_visited_open(&other));
    for (uint64_t i = 0; i < 3000; i++) {
        cr_assert_eq(exn_visited_add(i % 2 == 0 ? &visited : &other, hash_of(i)), EXN_VISIT_NEW);
    }
    cr_assert_eq(exn_visited_add(&other, hash_of(0)), EXN_VISIT_NEW); /* both have it */
    cr_assert(exn_visited_add_all(&visited, &other));
    cr_assert_eq(exn_visited_count(&visited), 3000);
    for (uint64_t i = 0; i < 3000; i++) {
        cr_assert_eq(exn_visited_add(&visited, hash_of(i)), EXN_VISIT_KNOWN);
    }
    exn_visited_close(&other);
}

/* --- several processes ------------------------------------------------------------------------ */

static exn_shared_memory *memory;
static exn_visited common;

static void open_common(uint32_t process_count)
{
    memory = exn_shared_memory_open();
    cr_assert_not_null(memory);
    cr_assert(exn_visited_open_shared(&common, memory, process_count));
}

static void close_common(void)
{
    exn_visited_close(&common);
    exn_shared_memory_close(memory);
}

/* Adds so many states, the number `first` at first. */
static uint64_t add_as(uint32_t process, uint64_t first, uint64_t count)
{
    uint64_t news = 0;
    exn_visited_join(&common, process);
    for (uint64_t i = 0; i < count; i++) {
        exn_visit visit = exn_visited_add(&common, hash_of((first + i) % count));
        cr_assert_leq(visit, EXN_VISIT_KNOWN);
        news += visit == EXN_VISIT_NEW ? 1 : 0;
    }
    return news;
}

/* Each process adds all of them, beginning `apart` after the one before. */
static void expect_each_new_once(uint32_t process_count, uint64_t count, uint64_t apart)
{
    open_common(process_count);
    _Atomic uint64_t *news = exn_shared_memory_take(memory, sizeof *news);
    for (uint32_t i = 0; i < process_count; i++) {
        if (fork() == 0) {
            *news += add_as(i, i * apart, count);
            _exit(0);
        }
    }
    for (uint32_t i = 0; i < process_count; i++) {
        int status;
        cr_assert_gt(wait(&status), 0);
        cr_assert_eq(status, 0);
    }
    cr_assert_eq(*news, count);
    cr_assert_eq(exn_visited_count(&common), count);
    close_common();
}

Test(visited, is_new_to_one_of_several_processes)
{
    expect_each_new_once(4, 400000, 100000);
}

Test(visited, is_new_to_one_of_several_processes_that_add_it_at_the_same_time)
{
    expect_each_new_once(4, 400000, 0);
}

Test(visited, has_a_million_of_two_processes_at_no_more_than_32_bytes_each)
{
    open_common(2);
    cr_assert_eq(add_as(0, 0, MILLION), MILLION);
    cr_assert_eq(add_as(1, 1, MILLION), 0);
    cr_assert_eq(exn_visited_count(&common), MILLION);
    cr_assert_leq(exn_visited_bytes(&common), MILLION * BYTES_A_STATE_MAX);
    close_common();
}

/* Each counts late what it has added: together that must not fill what there is room for. */
Test(visited, has_room_for_what_many_processes_have_added)
{
    enum { PROCESSES = 300 };
    open_common(PROCESSES);
    for (uint32_t i = 0; i < MILLION; i++) {
        exn_visited_join(&common, i % PROCESSES);
        cr_assert_eq(exn_visited_add(&common, hash_of(i)), EXN_VISIT_NEW);
    }
    cr_assert_eq(exn_visited_count(&common), MILLION);
    close_common();
}

Test(visited, grows_where_states_are_taken_over)
{
    open_common(2);
    for (uint64_t i = 0; i < MILLION / 4; i++) {
        cr_assert_eq(exn_visited_add(&visited, hash_of(i)), EXN_VISIT_NEW);
    }
    cr_assert(exn_visited_add_all(&common, &visited));
    cr_assert_eq(exn_visited_count(&common), MILLION / 4);
    cr_assert_eq(add_as(1, 0, MILLION / 4), 0);
    close_common();
}

Test(visited, has_its_memory_gathered_as_it_was)
{
    exn_shared_memory *shared = exn_shared_memory_open();
    cr_assert_not_null(shared);
    size_t size;
    char *page = exn_shared_memory_reserve_half(shared, &size);
    for (size_t i = 0; i < EXN_HUGE_PAGE; i += 4096 * 3) {
        page[i + i % 4096 + 1] = (char)(1 + i % 100);
    }
    exn_shared_memory_gather(page);
    for (size_t i = 0; i < EXN_HUGE_PAGE; i += 4096 * 3) {
        cr_assert_eq(page[i + i % 4096 + 1], (char)(1 + i % 100));
        cr_assert_eq(page[i + i % 4096], 0);
    }
    exn_shared_memory_close(shared);
}

/* --- the probability that one was missed ------------------------------------------------------ */

Test(visited, tells_how_likely_it_missed_one)
{
    cr_assert_eq(exn_visited_missed(0), 0);
    cr_assert_eq(exn_visited_missed(1), 0);
    cr_assert_eq(exn_visited_missed(2), 0x1p-128);
    cr_assert_lt(exn_visited_missed((uint64_t)1 << 40), 1e-14); /* 2^40, a million million states */
    cr_assert_gt(exn_visited_missed((uint64_t)1 << 40), 1e-16);
}
