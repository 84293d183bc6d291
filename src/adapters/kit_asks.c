/* Tests of the kit: what a body asks of its scope, and several scopes at a time, or in another. */
#include "adapters/kit_scenes.h"

#include <stdio.h>
#include <string.h>

/* --- what a body asks ------------------------------------------------------------------------- */

static bool begin_body(exn_kit *self)
{
    return exn_kit_begin_scope(self) && exn_kit_play_to_body(self);
}

static bool asks(exn_kit *self, const char *word, const char *manager)
{
    char text[120];
    snprintf(text, sizeof text, "\"do\":[[\"%s\",\"scope\"%s%s%s]],\"until\":\"idle\"", word,
             manager != NULL ? ",\"" : "", manager != NULL ? manager : "",
             manager != NULL ? "\"" : "");
    return exn_kit_say(self, text) != NULL &&
           (!self->refused || exn_kit_fail(self, "it says that it can, and refuses"));
}

static bool is_in_flight(const exn_kit *self, const char *manager, bool is_exit)
{
    return self->flight_count > 0 && self->flights[0].is_exit == is_exit &&
           strcmp(self->flights[0].manager, manager) == 0;
}

/* What was taken last is exited first. */
static bool takes(exn_kit *self, const char *word)
{
    return begin_body(self) && asks(self, word, "late") && exn_kit_settle_next(self) != NULL &&
           (is_in_flight(self, "late", true) ||
            exn_kit_fail(self,
                         "the body has ended, and what was taken last is not exited first")) &&
           exn_kit_play_to_end(self);
}

bool exn_kit_pushes(exn_kit *self)
{
    return takes(self, "push");
}

bool exn_kit_registers(exn_kit *self)
{
    return takes(self, "callback");
}

bool exn_kit_enters(exn_kit *self)
{
    return begin_body(self) && asks(self, "enter", "late") &&
           (is_in_flight(self, "late", false) ||
            exn_kit_fail(self, "the body has asked for an enter, and none begins")) &&
           exn_kit_settle_next(self) != NULL &&
           (self->told_enter ||
            exn_kit_fail(self, "the enter is over, and no `entered` tells it")) &&
           exn_kit_play_to_end(self);
}

bool exn_kit_closes(exn_kit *self)
{
    return begin_body(self) && asks(self, "close", NULL) &&
           ((self->flight_count > 0 && self->flights[0].is_exit) ||
            exn_kit_fail(self, "the body closes its scope, and no exit begins")) &&
           exn_kit_play_to_end(self);
}

/* --- several scopes --------------------------------------------------------------------------- */

static bool build_tasks(exn_kit *self)
{
    char text[400];
    snprintf(text, sizeof text,
             "\"build\":[{\"scope\":\"w1\",\"kind\":\"%s\",\"wait all\":false,\"entries\":["
             "{\"manager\":\"w1.a\",\"role\":\"enter\"}]},"
             "{\"scope\":\"w2\",\"kind\":\"%s\",\"wait all\":false,\"entries\":["
             "{\"manager\":\"w2.a\",\"role\":\"enter\"}]}],\"inside\":[]",
             self->kind, self->kind);
    return exn_kit_say(self, text) != NULL;
}

static bool does(exn_kit *self, const char *thing)
{
    char text[160];
    snprintf(text, sizeof text, "\"do\":[%s],\"until\":\"idle\"", thing);
    return exn_kit_say(self, text) != NULL;
}

/* One of two scopes runs to its end while the other one waits. */
bool exn_kit_runs_tasks(exn_kit *self)
{
    bool plays =
        build_tasks(self) && exn_kit_begin_run(self) && does(self, "[\"begin\",\"w1\"]") &&
        does(self, "[\"begin\",\"w2\"]") &&
        (self->flight_count == 2 ||
         exn_kit_fail(self, "two scopes have begun, and %zu enters", self->flight_count)) &&
        does(self, "[\"settle\",\"w2.a\",\"enter\",{\"as\":\"entered\"}]") &&
        does(self, "[\"body\",\"w2\",{\"as\":\"returned\"}]") &&
        does(self, "[\"settle\",\"w2.a\",\"exit\",{\"as\":\"exited\"}]") &&
        (self->closed || exn_kit_fail(self, "w2 does not close while w1 waits"));
    return plays && exn_kit_build(self, "");
}

/* Nobody settles a scope within a scope: it enters when what it holds has entered. */
bool exn_kit_nests(exn_kit *self)
{
    const char *builds = "\"build\":[{\"scope\":\"scope\",\"kind\":\"stack\",\"wait all\":false,"
                         "\"entries\":[{\"manager\":\"within\",\"role\":\"enter\",\"scope\":{"
                         "\"kind\":\"stack\",\"wait all\":false,\"entries\":["
                         "{\"manager\":\"a\",\"role\":\"enter\"}]}}]}],\"inside\":[]";
    bool plays = exn_kit_say(self, builds) != NULL && exn_kit_begin_run(self) &&
                 does(self, "[\"begin\",\"scope\"]") &&
                 does(self, "[\"settle\",\"a\",\"enter\",{\"as\":\"entered\"}]") &&
                 (self->body || exn_kit_fail(self, "all have entered, and no body begins")) &&
                 does(self, "[\"body\",\"scope\",{\"as\":\"returned\"}]") &&
                 does(self, "[\"settle\",\"a\",\"exit\",{\"as\":\"exited\"}]") &&
                 (self->closed || exn_kit_fail(self, "all have exited, and it does not close"));
    return plays && exn_kit_build(self, "");
}
