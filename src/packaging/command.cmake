# The command and its host; included by CMakeLists.txt.

# Writes these files as text into a C file of the build folder; `header` declares them.
function(exeunt_embed c_file header)
    list(TRANSFORM ARGN PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE files)
    set(embed "${PROJECT_SOURCE_DIR}/src/packaging/embed.cmake")
    add_custom_command(OUTPUT "${c_file}" DEPENDS ${files} "${embed}"
        COMMAND "${CMAKE_COMMAND}" "-DC_FILE=${c_file}" "-DHEADER=${header}" "-DFILES=${files}"
                -P "${embed}"
        VERBATIM)
endfunction()

# What they need and checks from C do not: results as JSON, reports of whole runs, and the lines
# between the two.
exeunt_sources(reports_sources result/json report/run report/page protocol)
set(assets_source "${PROJECT_BINARY_DIR}/assets.c")
exeunt_embed("${assets_source}" report/page/assets.h src/report/page/report.css
             src/report/page/report.js src/report/page/lanes.css)
exeunt_add_library(reports STATIC
    ${reports_sources} "${exeunt_base_of_reports}" "${assets_source}")
foreach(target IN ITEMS exeunt-reports exeunt-reports-objects)
    target_link_libraries(${target} PUBLIC exeunt-sim PkgConfig::EXEUNT_JANSSON)
endforeach()

# The host runs the code under test. It never links libuv (a simulated one will have its names).
# -no-pie, because states hold code addresses: they must be the same in all its processes. It
# exports the public functions, which plugins call. Without its main it is an object library: there
# is a second host, and a fuzzer of it.
exeunt_sources(host_sources host plugins adapters)
set(host_main "${PROJECT_SOURCE_DIR}/src/host/main.c")
list(REMOVE_ITEM host_sources "${host_main}")
add_library(exeunt-host-objects OBJECT ${host_sources})
target_link_libraries(exeunt-host-objects PUBLIC exeunt-reports-objects)
target_link_options(exeunt-host-objects PUBLIC -no-pie)

function(exeunt_compile_for_host target)
    set_target_properties(${target} PROPERTIES
        POSITION_INDEPENDENT_CODE OFF C_VISIBILITY_PRESET hidden)
    target_compile_options(${target} PRIVATE -fno-pie)
endfunction()
exeunt_compile_for_host(exeunt-host-objects)

function(exeunt_add_host name)
    add_executable(${name} "${host_main}")
    exeunt_compile_for_host(${name})
    set_target_properties(${name} PROPERTIES ENABLE_EXPORTS ON)
    target_link_libraries(${name} PRIVATE exeunt-host-objects)
    # The sanitizer of clang looks for the functions of C++ only when the program begins, before any
    # plugin has brought them.
    if(EXEUNT_SANITIZE AND CMAKE_C_COMPILER_ID MATCHES "Clang")
        target_link_options(${name} PRIVATE
            -Wl,--push-state,--no-as-needed -lstdc++ -Wl,--pop-state)
    endif()
endfunction()

exeunt_add_host(exeunt-host)
exeunt_link_across_files(exeunt-host reports)

# The zoo, which hosts find relative to themselves (src/plugins/place_of_zoo.c). The command needs
# it where a user names it.
exeunt_sources(zoo_sources zoo)
list(FILTER zoo_sources EXCLUDE REGEX "/plugin\\.c$")
add_library(exeunt-zoo-objects OBJECT ${zoo_sources})
set_target_properties(exeunt-zoo-objects PROPERTIES C_VISIBILITY_PRESET hidden)
target_link_libraries(exeunt-zoo-objects PUBLIC exeunt-core)
exeunt_add_plugin(exeunt-zoo src/zoo/plugin.c $<TARGET_OBJECTS:exeunt-zoo-objects>)
set_target_properties(exeunt-zoo PROPERTIES
    PREFIX "" OUTPUT_NAME zoo LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib/exeunt")
add_dependencies(exeunt-host exeunt-zoo)

# A host that counts which lines of the core it runs, for `exeunt coverage`. It has a core of its
# own, which is linked before that of the library. (Debian's gcov cannot read the counters of
# clang.)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    add_library(exeunt-core-counted OBJECT ${core_sources})
    target_include_directories(exeunt-core-counted PUBLIC "${PROJECT_SOURCE_DIR}/include")
    target_compile_options(exeunt-core-counted PRIVATE --coverage -fprofile-abs-path -O0)
    exeunt_add_host(exeunt-host-counting)
    target_link_options(exeunt-host-counting PRIVATE --coverage)
    target_link_libraries(exeunt-host-counting PRIVATE
        exeunt-core-counted exeunt-reports-objects exeunt-sim-objects)
endif()

# The command contains the style and the script of the coverage page, what `exeunt new` writes, and
# the pages that `exeunt explain` reads.
set(page_source "${PROJECT_BINARY_DIR}/page.c")
exeunt_embed("${page_source}" coverage/page.h src/coverage/page.css src/coverage/page.js)
set(templates_source "${PROJECT_BINARY_DIR}/templates.c")
exeunt_embed("${templates_source}" cli/templates/templates.h src/cli/templates/scenario.yaml
             src/cli/templates/manager_template.c src/cli/templates/pool_template.c
             src/cli/templates/plugin_manager_template.c)
set(handbook_source "${PROJECT_BINARY_DIR}/handbook.c")
exeunt_embed("${handbook_source}" cli/handbook/pages.h docs/SPEC.md docs/SCENARIOS.md
             docs/CATALOGUE.md docs/ZOO.md docs/GLOSSARY.md docs/PROFILES.md docs/RULES.md
             reports/README.md)

# The command never runs code under test: from exeunt-sim it takes the reader and the result.
# Without its main it is an object library, because the manual is made from its tables.
exeunt_sources(command_sources conformance cli cli/commands cli/handbook cli/hosts coverage)
set(command_main "${PROJECT_SOURCE_DIR}/src/cli/main.c")
list(REMOVE_ITEM command_sources "${command_main}")
add_library(exeunt-command OBJECT ${command_sources}
            "${page_source}" "${templates_source}" "${handbook_source}")
target_link_libraries(exeunt-command PUBLIC exeunt-reports PkgConfig::EXEUNT_UV)
add_executable(exeunt "${command_main}")
target_link_libraries(exeunt PRIVATE exeunt-command)
add_executable(exeunt::command ALIAS exeunt)

# A command that was built, not installed, finds the files of share/exeunt beside itself, too.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/share/exeunt")
foreach(shared IN ITEMS scenarios src/scenario/scenario.schema.json
        src/result/results.schema.json src/adapters/python)
    get_filename_component(name "${shared}" NAME)
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${shared}"
         "${PROJECT_BINARY_DIR}/share/exeunt/${name}" SYMBOLIC)
endforeach()

# The manual page and the completion of the shell, from the tables that `--help` prints.
exeunt_sources(manual_sources manual)
add_executable(exeunt-manual ${manual_sources})
target_link_libraries(exeunt-manual PRIVATE exeunt-command)
set_target_properties(exeunt-manual PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/manual")
set(manual_files)
foreach(manual IN ITEMS exeunt.1 exeunt.bash)
    set(manual_file "${PROJECT_BINARY_DIR}/manual/${manual}")
    add_custom_command(OUTPUT "${manual_file}" DEPENDS exeunt-manual
        COMMAND exeunt-manual "${manual_file}" VERBATIM)
    list(APPEND manual_files "${manual_file}")
endforeach()
add_custom_target(exeunt-pages ALL DEPENDS ${manual_files})
