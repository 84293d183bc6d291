# exeunt_add_criterion_test(NAME SOURCES source... [LIBRARIES library...])
#
# Builds one Criterion program and registers one ctest for each of its tests, `NAME.suite.test`.
# The tests run in the folder of the sources, with PROJECT_SOURCE_DIR as EXEUNT_SOURCE_DIR and the
# folder of `exeunt` and `exeunt-host` as EXEUNT_BINARY_DIR, both macros with a string.

set(discover_criterion "${CMAKE_CURRENT_LIST_DIR}/discover_criterion.cmake")

function(exeunt_add_criterion_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} PkgConfig::CRITERION)
    target_compile_definitions(${name} PRIVATE
        "EXEUNT_SOURCE_DIR=\"${PROJECT_SOURCE_DIR}\""
        "EXEUNT_BINARY_DIR=\"${PROJECT_BINARY_DIR}\"")
    set_target_properties(${name} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")

    # The tests are known when the program is built; ctest includes the list that it then writes.
    set(list "${CMAKE_CURRENT_BINARY_DIR}/${name}.tests.cmake")
    add_custom_command(TARGET ${name} POST_BUILD BYPRODUCTS "${list}"
        COMMAND "${CMAKE_COMMAND}"
            "-DNAME=${name}" "-DPROGRAM=$<TARGET_FILE:${name}>" "-DLIST=${list}"
            "-DWORKING_DIRECTORY=${CMAKE_CURRENT_SOURCE_DIR}" -P "${discover_criterion}"
        VERBATIM)
    set(include "${CMAKE_CURRENT_BINARY_DIR}/${name}.include.cmake")
    file(WRITE "${include}"
        "if(EXISTS \"${list}\")\n"
        "    include(\"${list}\")\n"
        "else()\n"
        "    add_test(${name}.is_not_built ${name}.is_not_built)\n"
        "endif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include}")
endfunction()
