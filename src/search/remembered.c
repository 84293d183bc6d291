/* The table of remembered transitions: remembered.h. */
#include "search/remembered.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    /* So many are made before it is looked whether any comes again, ... */
    MOVES_ON_TRIAL = 512,
    /* ... and this often, on the average, is what pays for the fence: a few microseconds. */
    REPEATED_AT_LEAST = 8,
    /* Where fewer than a quarter of so many come again, it costs more than it saves. */
    LOOKED_UP_ON_TRIAL = 1 << 14,
    BYTES_MAX = 1 << 25
};

void exn_remembered_free(exn_remembered *remembered)
{
    exn_table_free(&remembered->table);
    free(remembered->moves);
    free(remembered->changes);
    free(remembered->rules);
    free(remembered->records);
    *remembered = (exn_remembered){.moves = NULL};
}

size_t exn_remembered_bytes(const exn_remembered *remembered)
{
    return exn_table_bytes(&remembered->table) +
           remembered->move_capacity * sizeof *remembered->moves +
           remembered->change_capacity * sizeof *remembered->changes +
           remembered->rule_capacity * sizeof *remembered->rules +
           remembered->record_capacity * sizeof *remembered->records;
}

/* The hash of the memory is a sum over its parts (world/change.h), and the delivery is one more. */
exn_hash exn_remembered_key(const exn_snapshots *snapshots, const exn_delivery *delivery)
{
    exn_assert(delivery->kind == EXN_DELIVER_SETTLE && !delivery->inside_call);
    exn_assert(delivery->member < snapshots->cell_count && "it has a cell");
    struct {
        uintptr_t ending;
        uint32_t member;
        bool at_once, fault, goes_unsaid, unused;
    } what = {(uintptr_t)delivery->ending, delivery->member,
              delivery->at_once,           delivery->fault,
              delivery->goes_unsaid,       false};
    XXH128_hash_t hash = XXH3_128bits(&what, sizeof what);
    exn_hash reads = exn_hash_plus(exn_snapshots_hash_of_shared(snapshots),
                                   snapshots->cell_hashes[delivery->member]);
    return exn_hash_plus(reads, (exn_hash){hash.low64, hash.high64});
}

static bool is_of(const void *items, uint32_t number, const void *wanted)
{
    const exn_remembered_move *moves = items;
    return exn_hash_equal(moves[number - 1].key, *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *items, uint32_t number)
{
    const exn_remembered_move *moves = items;
    return moves[number - 1].key.low;
}

const exn_remembered_move *exn_remembered_find(const exn_remembered *remembered, exn_hash key)
{
    uint32_t number = exn_table_find(&remembered->table, key.low, is_of, remembered->moves, &key);
    return number == 0 ? NULL : &remembered->moves[number - 1];
}

bool exn_remembered_pays(const exn_remembered *remembered)
{
    return exn_remembered_bytes(remembered) < BYTES_MAX &&
           (remembered->move_count < MOVES_ON_TRIAL ||
            remembered->repeated / REPEATED_AT_LEAST >= remembered->move_count);
}

bool exn_remembered_is_futile(const exn_remembered *remembered)
{
    return remembered->looked_up >= LOOKED_UP_ON_TRIAL &&
           remembered->repeated < remembered->looked_up / 4;
}

static uint32_t count_rules(const exn_tally *before, const exn_tally *after)
{
    uint32_t count = 0;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        count += before->checked[rule] != after->checked[rule] ? 1 : 0;
    }
    return count;
}

static void append_rules(exn_remembered *remembered, const exn_tally *before,
                         const exn_tally *after)
{
    for (uint32_t rule = 0; rule < EXN_RULES; rule++) {
        uint64_t count = after->checked[rule] - before->checked[rule];
        if (count > 0) {
            remembered->rules[remembered->rule_count++] = (exn_rule_count){rule, (uint32_t)count};
        }
    }
}

static bool make_room(exn_remembered *remembered, const exn_remembered_move *move)
{
    return exn_table_make_room(&remembered->table, hash_of, remembered->moves) &&
           EXN_MAKE_ROOM(remembered->moves, remembered->move_capacity,
                         remembered->move_count + 1) &&
           EXN_MAKE_ROOM(remembered->changes, remembered->change_capacity,
                         remembered->change_count + move->change_count) &&
           EXN_MAKE_ROOM(remembered->records, remembered->record_capacity,
                         remembered->record_count + move->record_count) &&
           EXN_MAKE_ROOM(remembered->rules, remembered->rule_capacity,
                         remembered->rule_count + move->rule_count);
}

uint32_t exn_remembered_add(exn_remembered *remembered, const exn_remembered_move *move,
                            const exn_made_move *made)
{
    exn_remembered_move added = *move;
    added.changes = remembered->change_count;
    added.records = remembered->record_count;
    added.rules = remembered->rule_count;
    bool is_made = move->standing == EXN_MOVE_MADE;
    added.rule_count = is_made ? 0 : count_rules(made->before, made->after);
    exn_assert(exn_remembered_find(remembered, move->key) == NULL && "it was not known");
    if (!make_room(remembered, &added)) {
        return 0;
    }
    for (uint32_t i = 0; i < added.change_count; i++) {
        remembered->changes[remembered->change_count++] = made->changes[i];
    }
    for (uint32_t i = 0; i < added.record_count; i++) {
        remembered->records[remembered->record_count++] = made->records[i];
    }
    if (!is_made) {
        append_rules(remembered, made->before, made->after);
    }
    exn_assert(remembered->rule_count == added.rules + added.rule_count);
    uint32_t *place =
        exn_table_place(&remembered->table, added.key.low, is_of, remembered->moves, &added.key);
    remembered->moves[remembered->move_count++] = added;
    exn_table_put(&remembered->table, place, (uint32_t)remembered->move_count);
    return (uint32_t)remembered->move_count;
}

void exn_remembered_count(const exn_remembered *remembered, const exn_remembered_move *move,
                          exn_tally *tally)
{
    const exn_rule_count *rules = remembered->rules + move->rules;
    for (uint32_t i = 0; i < move->rule_count; i++) {
        tally->checked[rules[i].rule] += rules[i].count;
    }
}
