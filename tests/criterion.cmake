# exeunt_add_criterion_test(NAME SOURCES source... [LIBRARIES library...] [LARGE])
#
# Builds one Criterion program and registers it as one ctest, NAME: Criterion runs each of its tests
# in a process of its own, and another tree of processes for each test would cost more than most
# tests. `NAME --list` lists its tests; `NAME --filter=suite/test` runs one. LARGE: its suite
# `large` is slow, and is a ctest of its own, NAME.large, that runs in full only (depth.cmake).
#
# The tests run in the folder of the sources, with PROJECT_SOURCE_DIR as EXEUNT_SOURCE_DIR and the
# folder of `exeunt` and `exeunt-host` as EXEUNT_BINARY_DIR, both macros with a string.

# Criterion exits with 0 when it finds no test, and when an assertion fails after the end of a test:
# these texts fail the ctest.
set(exeunt_criterion_failures "Tested: 0" ${exeunt_sanitizer_reports} "Assertion [Ff]ailed")

add_library(exeunt-test-no-certificates OBJECT no_certificates.c)

function(exeunt_add_criterion_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "LARGE" "" "SOURCES;LIBRARIES")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE
        exeunt-test-no-certificates ${arg_LIBRARIES} PkgConfig::EXEUNT_CRITERION)
    # The loader would have to write to each page of what sanitizers add, megabytes, for each test.
    if(EXEUNT_SANITIZE)
        target_link_options(${name} PRIVATE -no-pie)
    endif()
    target_compile_definitions(${name} PRIVATE
        "EXEUNT_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\""
        "EXEUNT_BINARY_DIR=\"${PROJECT_BINARY_DIR}\"")
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")

    # One at a time: ctest knows how many jobs there may be, and divides them among all programs.
    set(tests ${name})
    if(arg_LARGE)
        exeunt_add_test(${name} sample ${name} --jobs=1 "--filter=!(large)/*")
        exeunt_add_test(${name}.large full ${name} --jobs=1 "--filter=large/*")
        list(APPEND tests ${name}.large)
    else()
        exeunt_add_test(${name} sample ${name} --jobs=1)
    endif()
    set_tests_properties(${tests} PROPERTIES WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
                         FAIL_REGULAR_EXPRESSION "${exeunt_criterion_failures}")
endfunction()
