/* Where the system refuses to close pages, or to open the one that stays within reach, because it
 * would have to divide its map of the process once too often: what can't be tried is made. */
#include "modes.h"
#include "nosy_pool.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <sys/mman.h>

/* What the fence asks for is refused, one in so many times; 0: never. */
static EXEUNT_OUTSIDE struct {
    unsigned closing, opening;
    unsigned asked;
    const char *closed; /* what was closed last */
    size_t size;
} refused;

/* Linked with --wrap. What was closed is always opened again as a whole. */
int __real_mprotect(void *first, size_t size, int protection);
int __wrap_mprotect(void *first, size_t size, int protection);

int __wrap_mprotect(void *first, size_t size, int protection)
{
    const char *at = first;
    bool closes = protection == PROT_NONE;
    bool opens_part = !closes && size < refused.size && at >= refused.closed &&
                      at < refused.closed + refused.size;
    unsigned one_in = closes ? refused.closing : opens_part ? refused.opening : 0;
    refused.asked += one_in > 0 ? 1 : 0;
    if (one_in > 0 && refused.asked % one_in == 0) {
        errno = ENOMEM;
        return -1;
    }
    if (closes) {
        refused.closed = first;
        refused.size = size;
    }
    return __real_mprotect(first, size, protection);
}

static uint64_t repeated_where(nosy way, unsigned closing, unsigned opening)
{
    static const char text[] = "scope: {pool: [a, b, c, d], enter: wait-all}\n"
                               "managers:\n"
                               "  a: {enter: [enters, fails]}\n"
                               "  b: {enter: [enters, fails]}\n"
                               "  c: {enter: [enters, fails], exit: [exits, fails]}\n";
    char why[4096] = "other counts";
    exn_explore_options options = {.subject = &nosy_pool_implementation, .no_remembering = true};
    nosy_at = way;
    const exn_result *made = explored_scenario(scenario_of(text), options);
    refused.closing = closing;
    refused.opening = opening;
    options.no_remembering = false;
    options.remembers_all = true;
    const exn_result *repeated = explored_scenario(scenario_of(text), options);
    refused.closing = refused.opening = 0;
    cr_expect(counts_agree(made, repeated) && ways_agree(made, repeated, why, sizeof why),
              "way %d, one in %u and %u: %s", way, closing, opening, why);
    cr_expect_null(repeated->fallback);
    return repeated->repeated;
}

Test(refused, pages_let_nothing_be_repeated)
{
    for (nosy way = NOSY_ABOUT_NOTHING; way <= NOSY_ABOUT_ERROR; way++) {
        cr_expect_eq(repeated_where(way, 1, 0), 0);
        cr_expect_eq(repeated_where(way, 0, 1), 0);
    }
}

Test(refused, pages_now_and_then_let_some_be_repeated)
{
    uint64_t all = repeated_where(NOSY_ABOUT_NOTHING, 0, 0);
    uint64_t some = repeated_where(NOSY_ABOUT_NOTHING, 3, 5);
    cr_expect(0 < some && some < all);
    for (nosy way = NOSY_ABOUT_STATE; way <= NOSY_BY_A_LIST; way++) {
        repeated_where(way, 3, 5);
    }
}
