# exeunt_add_test(NAME DEPTH COMMAND argument...)
#
# Registers a test that is no Criterion program. DEPTH says when it runs:
#
#     sample   always: `ctest`, `./bootstrap.sh test`
#     full     `ctest -C Full`, `./bootstrap.sh verify`, which runs the samples too
#     beyond   `ctest -C Beyond -L beyond`, `./bootstrap.sh verify-all`, which runs nothing else
#
# A slow test is registered twice, as a sample and in full. The labels of a test are its depth and
# the name of its folder.

# A sanitizer's report in a child process may not fail the test by itself: these texts do.
set(exeunt_sanitizer_reports "ERROR: [A-Za-z]*Sanitizer" "runtime error:")

# Only guards against a test that hangs; nothing is asserted about time.
set(exeunt_timeout_seconds 600)
set(exeunt_timeout_seconds_beyond 36000)

function(exeunt_add_test name depth)
    set(configurations)
    set(timeout ${exeunt_timeout_seconds})
    if(depth STREQUAL full)
        set(configurations CONFIGURATIONS Full)
    elseif(depth STREQUAL beyond)
        set(configurations CONFIGURATIONS Beyond)
        set(timeout ${exeunt_timeout_seconds_beyond})
    elseif(NOT depth STREQUAL sample)
        message(FATAL_ERROR "${name}: the depth is sample, full or beyond, not `${depth}`")
    endif()
    add_test(NAME ${name} ${configurations} COMMAND ${ARGN})
    get_filename_component(folder "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
    set_tests_properties(${name} PROPERTIES LABELS "${folder};${depth}" TIMEOUT ${timeout}
                         FAIL_REGULAR_EXPRESSION "${exeunt_sanitizer_reports}")
endfunction()
