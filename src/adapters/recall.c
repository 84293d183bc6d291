/* Keeps answers of the child: recall.h. */
#include "adapters/recall.h"

#include "base/grow.h"

#include <string.h>

static bool is_key(const void *items, uint32_t number, const void *wanted)
{
    const exn_recalled *all = items;
    return exn_hash_equal(all[number].key, *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *items, uint32_t number)
{
    const exn_recalled *all = items;
    return all[number].key.low;
}

void exn_recall_clear(exn_recall *recall)
{
    recall->count = 1;
    recall->text_length = 0;
    exn_table_clear(&recall->by_key);
}

static uint32_t find(const exn_recall *recall, exn_hash key)
{
    return exn_table_find(&recall->by_key, key.low, is_key, recall->items, &key);
}

const char *exn_recall_find(const exn_recall *recall, exn_hash key)
{
    uint32_t number = find(recall, key);
    return number != 0 ? recall->texts + recall->items[number].text : NULL;
}

void exn_recall_keep(exn_recall *recall, exn_hash key, const char *text)
{
    size_t length = strlen(text) + 1;
    bool has_room =
        recall->text_length + length <= EXN_RECALL_BYTES_MAX &&
        EXN_MAKE_ROOM(recall->items, recall->capacity, recall->count + 1) &&
        EXN_MAKE_ROOM(recall->texts, recall->text_capacity, recall->text_length + length) &&
        exn_table_make_room(&recall->by_key, hash_of, recall->items);
    if (!has_room || find(recall, key) != 0) {
        return;
    }
    uint32_t number = (uint32_t)recall->count++;
    recall->items[number] = (exn_recalled){.key = key, .text = recall->text_length};
    memcpy(recall->texts + recall->text_length, text, length);
    recall->text_length += length;
    exn_table_put(&recall->by_key,
                  exn_table_place(&recall->by_key, key.low, is_key, recall->items, &key), number);
}
