# For projects with plugins (<exeunt/plugin.h>); here and in the installed package.

# exeunt_add_plugin(NAME SOURCE...): the plugin libNAME.so. It links nothing: the process that loads
# it has the functions that it calls. It is compiled with debug information, whatever the build type
# is, so that reports name files and lines.
function(exeunt_add_plugin name)
    add_library(${name} MODULE ${ARGN})
    set_target_properties(${name} PROPERTIES
        PREFIX lib C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden)
    if(NOT "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "(^| )-g")
        target_compile_options(${name} PRIVATE
            "$<$<NOT:$<CONFIG:Debug,RelWithDebInfo>>:$<$<COMPILE_LANGUAGE:C,CXX>:-g>>")
    endif()
    target_include_directories(${name} SYSTEM PRIVATE
        "$<TARGET_PROPERTY:exeunt::core,INTERFACE_INCLUDE_DIRECTORIES>")
endfunction()

# exeunt_add_scenarios(FOLDER [PLUGIN...] [IMPLEMENTATION NAME] [OPTIONS OPTION...]): each scenario
# of the folder is a test, FOLDER/SCENARIO.
#
# PLUGIN is a target of exeunt_add_plugin, or a folder: where the plugins are found that scenarios
# name in `use` and `implementation`. NAME puts one under test whatever the scenarios say: such a
# target, with `#ENTRY` behind it if it has several, or what `exeunt list` names. The other options
# are those of `exeunt check`. What a test finds is kept in exeunt-reports/ of the build folder. A
# scenario that needs what the implementation cannot do is skipped.
function(exeunt_add_scenarios folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "IMPLEMENTATION" "OPTIONS")
    if(NOT TARGET exeunt::command)
        message(FATAL_ERROR "exeunt_add_scenarios needs the command: set EXEUNT_COMMAND to ON")
    endif()
    get_filename_component(path "${folder}" ABSOLUTE)
    file(GLOB_RECURSE scenarios CONFIGURE_DEPENDS RELATIVE "${path}" "${path}/*.yaml"
         "${path}/*.yml")
    if(NOT scenarios)
        message(FATAL_ERROR "exeunt_add_scenarios: no scenario is in ${path}")
    endif()
    set(options --color never ${arg_OPTIONS})
    _exeunt_plugin_folders(folders ${arg_UNPARSED_ARGUMENTS})
    if(folders)
        list(APPEND options --plugins "${folders}")
    endif()
    if(arg_IMPLEMENTATION)
        _exeunt_implementation(implementation "${arg_IMPLEMENTATION}")
        list(APPEND options --implementation "${implementation}")
    endif()
    get_filename_component(suite "${path}" NAME)
    foreach(scenario IN LISTS scenarios)
        string(REGEX REPLACE "[.]ya?ml$" "" test "${suite}/${scenario}")
        if(arg_IMPLEMENTATION)
            string(APPEND test ".${arg_IMPLEMENTATION}")
        endif()
        add_test(NAME "${test}" COMMAND exeunt::command check "${path}/${scenario}" ${options}
                 --reports "${CMAKE_CURRENT_BINARY_DIR}/exeunt-reports/${test}")
        set_tests_properties("${test}" PROPERTIES
            SKIP_REGULAR_EXPRESSION "1 scenario in [^:]*: 1 skipped")
    endforeach()
endfunction()

# Sets `variable` to the folders of these targets and folders, joined by colons.
function(_exeunt_plugin_folders variable)
    set(folders "")
    foreach(plugin IN LISTS ARGN)
        if(TARGET "${plugin}")
            list(APPEND folders "$<TARGET_FILE_DIR:${plugin}>")
        elseif(IS_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/${plugin}" OR IS_DIRECTORY "${plugin}")
            get_filename_component(plugin "${plugin}" ABSOLUTE)
            list(APPEND folders "${plugin}")
        else()
            message(FATAL_ERROR
                "exeunt_add_scenarios: `${plugin}` is neither a plugin nor a folder")
        endif()
    endforeach()
    list(REMOVE_DUPLICATES folders)
    list(JOIN folders ":" folders)
    set(${variable} "${folders}" PARENT_SCOPE)
endfunction()

# Sets `variable` to the value of `--implementation`.
function(_exeunt_implementation variable name)
    string(REGEX REPLACE "#.*$" "" target "${name}")
    string(REGEX MATCH "#.*$" entry "${name}")
    if(TARGET "${target}")
        set(name "$<TARGET_FILE:${target}>${entry}")
    endif()
    set(${variable} "${name}" PARENT_SCOPE)
endfunction()
