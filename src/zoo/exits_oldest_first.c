/* `exits-oldest-first` (case 99): the exits run in the order of insertion.
 *
 * They stand in a list, and a list is walked from its head (puppeteer 13683). The connection is
 * closed, and then the transaction on it is to be rolled back. It teaches the one thing that makes
 * a stack of a list: last in, first out (S3). */
#include "zoo/ladder.h"

static size_t next_to_exit(const exn_ladder *self)
{
    return self->is_mended ? exn_ladder_newest(self) : exn_ladder_oldest(self);
}

static const exn_ladder_habits habits = {.next_to_exit = next_to_exit};

EXN_ZOO_LADDER(exits_oldest_first, "exits-oldest-first",
               "the exits run in the order of insertion (case 99)", &habits, EXEUNT_PROFILE_EXEUNT,
               EXEUNT_CAN_NEST);
