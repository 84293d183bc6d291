/* SplitMix64. */
#include "random.h"

uint64_t brute_next(struct brute_random *random)
{
    random->state += 0x9e3779b97f4a7c15U;
    uint64_t number = random->state;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
    number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
    return number ^ (number >> 31);
}

struct brute_random brute_random_of(uint64_t seed, unsigned index)
{
    struct brute_random of_seed = {.state = seed};
    struct brute_random random = {.state = brute_next(&of_seed) + index};
    random.state = brute_next(&random);
    return random;
}

unsigned brute_below(struct brute_random *random, unsigned bound)
{
    return (unsigned)(brute_next(random) % bound);
}

bool brute_chance(struct brute_random *random, unsigned percent)
{
    return brute_below(random, 100) < percent;
}

unsigned brute_pick(struct brute_random *random, const struct brute_weighted *choice)
{
    unsigned dice = brute_below(random, 100);
    while (dice >= choice->percent) {
        dice -= choice->percent;
        choice++;
    }
    return choice->value;
}
