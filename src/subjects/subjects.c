/* The list of the implementations that ship: a new one is added here. */
#include "subjects/subjects.h"
#include "zoo/zoo.h"

#include <string.h>

static const exeunt_implementation *const subjects[] = {
    &exn_subject_exeunt,
    &exn_subject_meddled,
    &exn_subject_python,
    &exn_subject_trio,
    &exn_subject_tc39,
    &exn_subject_java,
    &exn_subject_go,
    &exn_zoo_gather_cm,
    &exn_zoo_gather_on_stack,
    &exn_zoo_exit_in_task_group,
    &exn_zoo_exits_failed_enter,
    &exn_subject_crashes,
    &exn_subject_spins,
};

const exeunt_implementation *const *exn_subjects(size_t *count)
{
    *count = sizeof subjects / sizeof *subjects;
    return subjects;
}

const exeunt_implementation *exn_subject_named(const char *name)
{
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        if (strcmp(subjects[i]->name, name) == 0) {
            return subjects[i];
        }
    }
    return NULL;
}

bool exn_subject_misbehaves(const exeunt_implementation *implementation)
{
    return implementation == &exn_subject_crashes || implementation == &exn_subject_spins;
}
