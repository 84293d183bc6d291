/* The independent reference: what exits must be told and how a scope must end, computed from the
 * view alone. */
#ifndef EXN_CONTRACT_ORACLE_H
#define EXN_CONTRACT_ORACLE_H

#include "contract/view.h"

/* What an exit that begins now must be told (S5, P10, C7). */
exn_error_id exn_expected_cause(const exn_view *view, uint32_t scope, uint32_t member);

/* The error that a scope raises to its parent (E5), and what an outermost one ends with (E4):
 * writes at most `max` ids; returns how many. */
uint32_t exn_expected_errors(const exn_view *view, uint32_t scope_index, exn_error_id *errors,
                             uint32_t max);

/* Whether exits of the scope are told that it was canceled, as long as nothing else propagates
 * (C7). */
bool exn_is_stopped(const exn_view *view, uint32_t scope);

/* The one error that a nested scope raises: as it is, its newest, or its combined one (E5);
 * EXN_ID_NONE if it raises none. */
exn_error_id exn_expected_raise(const exn_view *view, uint32_t scope_index);

/* contexts.c: what stands behind an error of the outcome, EXN_ID_NONE if nothing does; whether this
 * may stand there. */
exn_error_id exn_expected_context(const exn_view *view, exn_error_id error);
bool exn_context_fits(const exn_view *view, exn_error_id error, exn_error_id context);
/* The same while the scope unwinds: what comes from its parents may be linked later. */
bool exn_context_begins(const exn_view *view, exn_error_id error, exn_error_id context);

/* Whether a suppression by an exit told `cause` counts in `scope` (M5, P6, C5, SPEC 8). */
bool exn_suppression_counts(const exn_view *view, uint32_t scope, uint32_t member,
                            exn_error_id cause);

/* Whether an exit that was told what propagates in `scope` now was told `error`: as it is, as a
 * context or as a member (E1). */
bool exn_propagates(const exn_view *view, uint32_t scope, exn_error_id error);

/* Whether `error` is part of what its outermost scope would end with if it closed now: as an error,
 * a context or a member, at any depth (S15). */
bool exn_stands(const exn_view *view, exn_error_id error);

/* Whether it is the error of an enter that only the body was told, which had asked for that enter
 * and may raise the error. */
static inline bool exn_was_given(const exn_view *view, exn_error_id error)
{
    return exn_id_kind_of(error) == EXN_ID_ENTER && exn_is_dynamic(view, exn_id_index(error)) &&
           view->members[exn_id_index(error)]->status == EXN_ENTER_ENDED &&
           !exn_stands(view, error);
}

/* Whether the last error of a member, which lies in its record, stands. */
static inline bool exn_record_stands(const exn_view *view, uint32_t member)
{
    return exn_stands(view, exn_id(EXN_ID_ENTER, member)) ||
           exn_stands(view, exn_id(EXN_ID_EXIT, member));
}

#endif
