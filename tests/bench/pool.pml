/* W(N,k) and, with -DWF, WF(N,k) (search.h) for Spin: -DNN=8 -DKK=4. What Spin is compared by.
 *
 * A step is one transition. All but the last of a phase are the manager's own, so that Spin's
 * reduction may use it; the last one settles the phase. Unlike the real pool it knows neither
 * errors nor identities: a flag stands for all causes.
 *
 * Use `spin -o3 -a`: else Spin merges the managers' own steps, and the work is another one. */

byte entered[NN], exited[NN]; /* how often */
byte enters_settled, exits_settled;
bool closing; /* the body has ended, or there was none */

#ifdef WF
byte enters_succeeded;
bool has_cause; /* an enter failed, or the body raised */
bool suppressed, exit_failed;
#endif

/* The steps of an enter before its last, and those of an exit between its first and its last. */
#define STEP step++;
#if KK == 1
#define STEPS_OF_ENTER
#define STEPS_OF_EXIT
#elif KK == 2
#define STEPS_OF_ENTER STEP
#define STEPS_OF_EXIT
#elif KK == 3
#define STEPS_OF_ENTER STEP STEP
#define STEPS_OF_EXIT STEP
#elif KK == 4
#define STEPS_OF_ENTER STEP STEP STEP
#define STEPS_OF_EXIT STEP STEP
#else
#error "KK is from 1 to 4"
#endif

active [NN] proctype manager()
{
    byte step;

    STEPS_OF_ENTER
#ifdef WF
    if
    :: atomic { step = 0; entered[_pid]++; enters_succeeded++; enters_settled++ }
    :: atomic { step = 0; has_cause = true; enters_settled++; goto done }
    fi;
#else
    atomic { step = 0; entered[_pid]++; enters_settled++ };
#endif

#if KK > 1
    atomic { closing -> step++ };
#endif
    STEPS_OF_EXIT
#ifdef WF
    if
    :: atomic { closing -> step = 0; exited[_pid]++; exits_settled++ }
    :: atomic { closing -> step = 0; exited[_pid]++; exits_settled++; exit_failed = true }
    :: atomic { closing && has_cause -> step = 0; exited[_pid]++; exits_settled++; suppressed = true }
    fi;
#else
    atomic { closing -> step = 0; exited[_pid]++; exits_settled++ };
#endif

done:
end:
    false /* stays: the end of a process would be one more transition */
}

active proctype scope()
{
    byte i;

#ifdef WF
    if
    :: atomic { enters_settled == NN && has_cause -> closing = true }
    :: atomic { enters_settled == NN && !has_cause -> closing = true }
    :: atomic { enters_settled == NN && !has_cause -> has_cause = true; closing = true }
    fi;
    atomic {
        closing && exits_settled == enters_succeeded ->
#else
    atomic { enters_settled == NN -> closing = true };
    atomic {
        exits_settled == NN ->
#endif
        do
        :: i < NN -> assert(entered[i] <= 1 && exited[i] == entered[i]); i++
        :: else -> i = 0; break
        od
    };

end:
    false
}
