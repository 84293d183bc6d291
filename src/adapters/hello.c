/* What a child says of itself: it becomes the table of an implementation. */
#define _GNU_SOURCE
#include "adapters/wing.h"

#include "base/way_words.h"
#include "contract/profiles.h"
#include "stage/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_flag(const json_t *hello, const char *name)
{
    return json_is_true(json_object_get(hello, name));
}

/* --- answers and rules ------------------------------------------------------------------------ */

static bool take_promises(exn_adapter *adapter, const json_t *hello)
{
    const char *profile = json_string_value(json_object_get(hello, "profile"));
    exeunt_profile named = EXEUNT_PROFILE_EXEUNT;
    if (profile != NULL && !exn_profile_from_name(profile, &named)) {
        return exn_adapter_object(adapter, "the profile `%.60s` is unknown", profile);
    }
    adapter->table.profile = named;
    adapter->promises = *exn_promises_of(named);
    adapter->table.promises = &adapter->promises;
    return true;
}

static bool take_waives(exn_adapter *adapter, const json_t *hello)
{
    const json_t *list = json_object_get(hello, "waives");
    size_t count = json_array_size(list);
    const char *unknown = NULL;
    adapter->waives = calloc(count + 1, sizeof *adapter->waives);
    if (adapter->waives == NULL) {
        return exn_adapter_object(adapter, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        adapter->waives[i] = strdup(name != NULL ? name : "?");
    }
    adapter->table.waives = adapter->waives;
    exn_rules_waived_by(&adapter->table, &unknown);
    return unknown == NULL ||
           exn_adapter_object(adapter, "it waives the rule `%.60s`, which there is not", unknown);
}

/* --- what it can do --------------------------------------------------------------------------- */

static bool take_capability(exn_adapter *adapter, const char *word)
{
    const struct {
        const char *word;
        bool *can;
    } asks[] = {{"enter", &adapter->asks.enter},
                {"push", &adapter->asks.push},
                {"callback", &adapter->asks.callback},
                {"close", &adapter->asks.close}};
    unsigned bit = strcmp(word, "tasks") == 0 ? EXN_CHILD_HAS_TASKS : 0;
#define FIND_CAPABILITY(capability, name, number) bit = strcmp(word, name) == 0 ? (number) : bit;
    EXEUNT_CAPABILITY_MAP(FIND_CAPABILITY)
#undef FIND_CAPABILITY
    const unsigned known = EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL |
                           EXEUNT_CAN_WAIT_ALL | EXEUNT_CAN_NEST | EXEUNT_CAN_DEADLINE |
                           EXN_CHILD_HAS_TASKS;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        *asks[i].can = *asks[i].can || strcmp(word, asks[i].word) == 0;
    }
    adapter->table.capabilities |= bit & known;
    adapter->runs_managers = adapter->runs_managers || strcmp(word, "manager") == 0;
    return (bit & ~known) == 0;
}

static bool take_capabilities(exn_adapter *adapter, const json_t *hello)
{
    const json_t *list = json_object_get(hello, "can");
    size_t index;
    const json_t *one;
    adapter->table.capabilities = EXN_IS_CHILD;
    json_array_foreach(list, index, one)
    {
        const char *word = json_string_value(one);
        if (word == NULL || !take_capability(adapter, word)) {
            return exn_adapter_object(adapter, "`can` has `%.60s`, which no adapter can",
                                      word != NULL ? word : "another value than a word");
        }
    }
    bool has_scope = (adapter->table.capabilities & (EXEUNT_CAN_STACK | EXEUNT_CAN_POOL)) != 0;
    return has_scope || exn_adapter_object(adapter, "`can` must have `stack` or `pool`");
}

/* --- ways ------------------------------------------------------------------------------------- */

static void free_ways(exn_adapter *adapter)
{
    for (unsigned i = 0; i < adapter->way_count; i++) {
        free(adapter->ways[i]);
        free(adapter->way_words[i]);
    }
    adapter->way_count = 0;
}

static bool take_ways(exn_adapter *adapter, const json_t *hello)
{
    const json_t *ways = json_object_get(hello, "ways");
    const json_t *fails = json_object_get(ways, "fails");
    size_t count = json_array_size(fails);
    free_ways(adapter);
    for (size_t i = 0; i < count; i++) {
        const char *word = json_string_value(json_array_get(fails, i));
        if (word == NULL || count > EXN_ADAPTER_WAYS_MAX ||
            strspn(word, "abcdefghijklmnopqrstuvwxyz-") != strlen(word) || *word == '\0') {
            return exn_adapter_object(adapter,
                                      "`ways` of `fails` must be at most %d words of a-z and -",
                                      EXN_ADAPTER_WAYS_MAX);
        }
        adapter->ways[i] = strdup(word);
        adapter->way_words[i] = exn_way_words(word);
        adapter->way_count += 1;
        if (adapter->ways[i] == NULL || adapter->way_words[i] == NULL) {
            return exn_adapter_object(adapter, "out of memory");
        }
    }
    adapter->passes_cancels = json_array_size(json_object_get(ways, "cancel")) > 1;
    return true;
}

static void take_states(exn_adapter *adapter, const json_t *hello)
{
    const char *why_not = json_string_value(json_object_get(hello, "no states"));
    adapter->has_states = is_flag(hello, "states");
    free(adapter->no_states);
    adapter->no_states = adapter->has_states
                             ? NULL
                             : strdup(why_not != NULL ? why_not : "the adapter does not tell them");
}

static bool take_variants(exn_adapter *adapter, const json_t *hello)
{
    const json_t *variants = json_object_get(hello, "variants");
    json_int_t count = variants != NULL ? json_integer_value(variants) : 1;
    if (count < 1 || count > EXN_ADAPTER_VARIANTS_MAX) {
        return exn_adapter_object(adapter, "`variants` must be from 1 to %d",
                                  EXN_ADAPTER_VARIANTS_MAX);
    }
    adapter->variants = (uint32_t)count;
    adapter->variant = adapter->variants - 1; /* the first run is of the one after it: 0 */
    return true;
}

bool exn_adapter_take_hello(exn_adapter *adapter, const json_t *hello)
{
    const json_t *version = json_object_get(hello, "hello");
    if (!json_is_integer(version) || json_integer_value(version) != 1) {
        return exn_adapter_object(adapter, "`hello` must be 1, the version of the protocol");
    }
    const char *runtime = json_string_value(json_object_get(hello, "runtime"));
    if (adapter->table.abi != 0) {
        return true; /* it was started again: the table is in use */
    }
    adapter->about = strdup(runtime != NULL ? runtime : "an adapter");
    adapter->table.name = adapter->name;
    adapter->table.about = adapter->about;
    adapter->table.data = adapter;
    adapter->stops_at_once = is_flag(hello, "at once");
    adapter->takes_turns = is_flag(hello, "same turn");
    adapter->tells_where = is_flag(hello, "where");
    exn_adapter_fill_table(&adapter->table);
    take_states(adapter, hello);
    bool taken = take_promises(adapter, hello) && take_waives(adapter, hello) &&
                 take_capabilities(adapter, hello) && take_ways(adapter, hello) &&
                 take_variants(adapter, hello);
    exn_adapter_fill_asks(adapter);
    adapter->table.abi = taken ? EXEUNT_IMPLEMENTATION_ABI : 0;
    return taken;
}
