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

# These samples take 2 s to 17 s of processor time where they are sanitized, as they make large
# searches, or start many processes. A sanitized build runs them in full; an optimised build samples
# them. So `./bootstrap.sh test` comes nearer to its 6 minutes of processor time.
set(exeunt_slow_when_sanitized
    capi_statics
    catalogue.widened
    cli.conformance cli.explain cli.hosts cli.implementations cli.kept cli.moments cli.shard
    cli.shrink_all cli.statuses cli.strategies cli.workers
    coverage.lines coverage.tools
    install.add_subdirectory install.find_package install.pkg-config
    pages.CI pages.MANAGER pages.POOL pages.PYTHON
    plugins.bad plugins.conformance plugins.ends plugins.memory)

# A sanitizer's report in a child process may not fail the test by itself: these texts do.
set(exeunt_sanitizer_reports "ERROR: [A-Za-z]*Sanitizer" "runtime error:")

# Only guards against a test that hangs; nothing is asserted about time.
set(exeunt_timeout_seconds 600)
set(exeunt_timeout_seconds_beyond 36000)

function(exeunt_add_test name depth)
    set(configurations)
    set(timeout ${exeunt_timeout_seconds})
    if(EXEUNT_SANITIZE AND depth STREQUAL sample AND name IN_LIST exeunt_slow_when_sanitized)
        set(depth full)
    endif()
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
