# Writes LIST, which registers one ctest for each test of the Criterion program PROGRAM.
# Args  NAME, PROGRAM, LIST, WORKING_DIRECTORY

# Criterion exits 0 when its filter matches nothing, and when a sanitizer reports from a test's
# process: these texts fail the test all the same.
set(failures "Tested: 0" "ERROR: [A-Za-z]*Sanitizer" "runtime error:" "Assertion [Ff]ailed")

# Only a guard against a test that hangs; nothing is asserted about time.
set(timeout_seconds 300)

execute_process(COMMAND "${PROGRAM}" --list --encoding=UTF-8
                WORKING_DIRECTORY "${WORKING_DIRECTORY}"
                OUTPUT_VARIABLE listing RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} --list: ${status}\n${listing}")
endif()

# `suite: 2 tests`, and below it `├── test` or `└── test (skipped)`.
string(REPLACE "\n" ";" lines "${listing}")
set(script "")
foreach(line IN LISTS lines)
    if(line MATCHES "^([A-Za-z0-9_]+): [0-9]+ tests?$")
        set(suite "${CMAKE_MATCH_1}")
    elseif(line MATCHES "── ([A-Za-z0-9_]+)( \\(skipped\\))?$")
        set(test "${CMAKE_MATCH_1}")
        set(disabled FALSE)
        if(CMAKE_MATCH_2)
            set(disabled TRUE)
        endif()
        string(APPEND script
            "add_test([==[${NAME}.${suite}.${test}]==] [==[${PROGRAM}]==]"
            " [==[--filter=${suite}/${test}]==])\n"
            "set_tests_properties([==[${NAME}.${suite}.${test}]==] PROPERTIES"
            " WORKING_DIRECTORY [==[${WORKING_DIRECTORY}]==] LABELS [==[${NAME}]==]"
            " TIMEOUT ${timeout_seconds} DISABLED ${disabled}"
            " FAIL_REGULAR_EXPRESSION [==[${failures}]==])\n")
    endif()
endforeach()
if(script STREQUAL "")
    message(FATAL_ERROR "${PROGRAM} has no tests")
endif()
file(WRITE "${LIST}" "${script}")
