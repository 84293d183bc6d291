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
    for (size_t i = 0; i < EXN_RECALL_PARSED_MAX; i++) {
        json_decref(recall->parsed[i].answer);
        recall->parsed[i].answer = NULL;
    }
}

static uint32_t find(const exn_recall *recall, exn_hash key)
{
    return exn_table_find(&recall->by_key, key.low, is_key, recall->items, &key);
}

json_t *exn_recall_find(exn_recall *recall, exn_hash key)
{
    uint32_t number = find(recall, key);
    if (number == 0) {
        return NULL;
    }
    size_t at = number % EXN_RECALL_PARSED_MAX;
    if (recall->parsed[at].answer == NULL || recall->parsed[at].number != number) {
        json_decref(recall->parsed[at].answer);
        recall->parsed[at].answer = json_loads(recall->texts + recall->items[number].text, 0, NULL);
        recall->parsed[at].number = number;
    }
    return recall->parsed[at].answer;
}

void exn_recall_keep(exn_recall *recall, exn_hash key, const char *text, size_t length)
{
    bool has_room =
        recall->text_length + length < EXN_RECALL_BYTES_MAX &&
        EXN_MAKE_ROOM(recall->items, recall->capacity, recall->count + 1) &&
        EXN_MAKE_ROOM(recall->texts, recall->text_capacity, recall->text_length + length + 1) &&
        exn_table_make_room(&recall->by_key, hash_of, recall->items);
    if (!has_room || find(recall, key) != 0) {
        return;
    }
    uint32_t number = (uint32_t)recall->count++;
    recall->items[number] = (exn_recalled){.key = key, .text = recall->text_length};
    memcpy(recall->texts + recall->text_length, text, length);
    recall->texts[recall->text_length + length] = '\0';
    recall->text_length += length + 1;
    exn_table_put(&recall->by_key,
                  exn_table_place(&recall->by_key, key.low, is_key, recall->items, &key), number);
}
