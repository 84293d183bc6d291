/* `closes-unheard` (case 110): a shared channel is destroyed, and its users never hear of it.
 *
 * The first one that needs the channel opens it; those that come meanwhile wait for the same
 * opening. If it is refused, or whoever opens gives up, the channel is destroyed with its list of
 * those that wait, and nothing ever comes to them (envoy 10060). It teaches that what others wait
 * for may not go without a word: each of them is an operation that has to settle (M2). */
#include "zoo/twins.h"

enum { USERS_MAX = 64 };

/* What all handles of the channel have in common. */
typedef struct channel {
    struct user *waiting[USERS_MAX]; /* for its opening, behind the one that opens it */
    unsigned waiting_count, open_count;
    struct user *opener; /* NULL: nobody opens it */
} channel;

typedef struct user {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external opened;
    bool is_mended;
    channel *channel;
} user;

/* Returns the first that waits, and takes it off the list; NULL if there is none. */
static user *next_user(channel *self)
{
    if (self->waiting_count == 0) {
        return NULL;
    }
    user *first = self->waiting[0];
    self->waiting_count -= 1;
    for (unsigned i = 0; i < self->waiting_count; i++) {
        self->waiting[i] = self->waiting[i + 1];
    }
    self->waiting[self->waiting_count] = NULL;
    return first;
}

static void enter_open_channel(user *self)
{
    self->channel->open_count += 1;
    exeunt_hold(&self->manager);
    exeunt_entered(&self->manager, self);
}

/* Nobody opens it any more. */
static void destroy(user *opener)
{
    channel *self = opener->channel;
    self->opener = NULL;
    for (user *one = next_user(self); one != NULL; one = next_user(self)) {
        if (opener->is_mended) {
            exeunt_failed(&one->manager, -2, "the channel was destroyed");
        }
    }
}

static void on_opened(exeunt_external *external, unsigned result)
{
    user *self = external->data;
    channel *to = self->channel;
    if (result != 0) {
        destroy(self);
        exeunt_failed(&self->manager, -1, "the channel was refused");
        return;
    }
    to->opener = NULL;
    enter_open_channel(self);
    for (user *one = next_user(to); one != NULL; one = next_user(to)) {
        enter_open_channel(one);
    }
}

static void enter_channel(exeunt_manager *manager)
{
    user *self = (user *)manager;
    channel *to = self->channel;
    if (to->open_count > 0) {
        enter_open_channel(self);
    } else if (to->opener == NULL) {
        to->opener = self;
        exeunt_border_expect(self->border, &self->opened);
    } else if (to->waiting_count == USERS_MAX) {
        exeunt_failed(manager, -3, "too many wait");
    } else {
        to->waiting[to->waiting_count++] = self;
    }
}

static void exit_channel(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    ((user *)manager)->channel->open_count -= 1;
    exeunt_release(manager);
    exeunt_exited(manager);
}

static void give_up_waiting(user *self)
{
    channel *from = self->channel;
    unsigned kept = 0;
    for (unsigned i = 0; i < from->waiting_count; i++) {
        if (from->waiting[i] != self) {
            from->waiting[kept++] = from->waiting[i];
        }
    }
    while (from->waiting_count > kept) {
        from->waiting[--from->waiting_count] = NULL;
    }
}

static void cancel_channel(exeunt_manager *manager)
{
    user *self = (user *)manager;
    if (self->channel->opener == self) {
        exeunt_border_withdraw(self->border, &self->opened);
        destroy(self);
    } else {
        give_up_waiting(self);
    }
    exeunt_canceled(manager);
}

static exeunt_manager *make_channel(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {enter_channel, exit_channel, cancel_channel};
    static const char *const opening[] = {"is opened", "is refused"};
    user *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->channel = exeunt_border_share(border, sizeof *self->channel);
    self->opened = (exeunt_external){
        .deliver = on_opened, .data = self, .result_count = 2, .results = opening};
    return &self->manager;
}

EXN_ZOO_MANAGER(closes_unheard, make_channel);
