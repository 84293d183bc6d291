/* The errors that a nested scope raises, from its record. */
#include "border.h"

#include "contract/probe.h"
#include "contract/profiles.h"

#include <exeunt/implementation.h>

static exn_recorder recorder;
static exeunt_error body_error;
static exn_event read;

static void close_recorder(void)
{
    exn_recorder_free(&recorder);
}

TestSuite(lists, .fini = close_recorder);

/* Reads what a scope raises where a cancellation can be suppressed. */
static void read_list(const exeunt_error *raised)
{
    border_of("stack [stack a]");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_PYTHON);
    border_view.member_count = 0; /* no record lies in a manager */
    exn_probe probe = {.view = border_view, .body_errors = &body_error, .recorder = &recorder};
    read = (exn_event){.kind = EXN_EXIT_FAILS};
    exn_probe_list(&probe, raised, NULL, &read);
}

static void init_body_error(const exeunt_error *context)
{
    exeunt_error_init(&body_error, EXN_BODY_CODE, exn_body_source, exn_body_message);
    body_error.context = context;
}

/* E7 */
Test(lists, have_no_cancellation_that_stands_behind_an_error)
{
    init_body_error(exeunt_error_canceled());
    read_list(&body_error);
    cr_assert_eq(read.error_count, 1);
    cr_assert_eq(read.errors[0], exn_id(EXN_ID_BODY, 0));
}

/* Else X7 would not see a scope that raises a cancellation as its error. */
Test(lists, have_a_cancellation_that_the_scope_raises_itself)
{
    read_list(exeunt_error_canceled());
    cr_assert_eq(read.error_count, 1);
    cr_assert_eq(read.errors[0], exn_id(EXN_ID_CANCELED, 0));
}
