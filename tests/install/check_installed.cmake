# Installs BUILD to a fresh prefix in SCRATCH and builds program/ against it, by WAY.
# Args  WAY (find_package or pkg-config), BUILD, COMPILER, SANITIZE, PKG_CONFIG, OBJDUMP, AR,
#       SCENARIO, SCRATCH

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        list(JOIN ARGN " " command)
        message(FATAL_ERROR "status ${status}: ${command}")
    endif()
endfunction()

set(source "${CMAKE_CURRENT_LIST_DIR}/program")
set(prefix "${SCRATCH}/prefix")
set(programs "${SCRATCH}/build")
set(flags "")
if(SANITIZE)
    set(flags "-fsanitize=${SANITIZE}")
endif()

file(REMOVE_RECURSE "${SCRATCH}")
file(MAKE_DIRECTORY "${SCRATCH}/build")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
file(GLOB_RECURSE pc "${prefix}/*/exeunt.pc")
get_filename_component(pkgconfig "${pc}" DIRECTORY)
get_filename_component(libraries "${pkgconfig}" DIRECTORY)

# The code that gcc keeps for optimising across files fits the same version of gcc only.
file(GLOB archives "${libraries}/*.a")
foreach(archive IN LISTS archives)
    execute_process(COMMAND "${OBJDUMP}" --section-headers "${archive}"
                    OUTPUT_VARIABLE sections COMMAND_ERROR_IS_FATAL ANY)
    if(NOT sections MATCHES "\\.text")
        message(FATAL_ERROR "${archive} has no code")
    elseif(sections MATCHES "\\.gnu\\.(debug)?lto_")
        message(FATAL_ERROR "${archive} holds what only one version of gcc can read")
    endif()
endforeach()

set(example "${prefix}/share/doc/exeunt/example") # a whole project
if(WAY STREQUAL find_package)
    run("${CMAKE_COMMAND}" -S "${source}" -B "${SCRATCH}/build" "-DCMAKE_PREFIX_PATH=${prefix}"
        "-DCMAKE_C_COMPILER=${COMPILER}" "-DCMAKE_C_FLAGS=${flags}")
    run("${CMAKE_COMMAND}" --build "${SCRATCH}/build")
    run("${CMAKE_COMMAND}" -S "${example}" -B "${SCRATCH}/example" "-DCMAKE_PREFIX_PATH=${prefix}"
        "-DCMAKE_C_COMPILER=${COMPILER}" "-DCMAKE_C_FLAGS=-Werror ${flags}")
    run("${CMAKE_COMMAND}" --build "${SCRATCH}/example")
else()
    set(ENV{PKG_CONFIG_PATH} "${pkgconfig}")
    function(build module file program)
        execute_process(COMMAND "${PKG_CONFIG}" --cflags --libs ${module}
                        OUTPUT_VARIABLE options OUTPUT_STRIP_TRAILING_WHITESPACE
                        COMMAND_ERROR_IS_FATAL ANY)
        separate_arguments(options UNIX_COMMAND "${options}")
        run("${COMPILER}" -std=c11 -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Werror ${flags}
            "${file}" ${options} ${ARGN} -o "${program}")
    endfunction()
    build(exeunt "${source}/main.c" "${programs}/program")
    # Makes a choice, as code under test may.
    build(exeunt-sim "${source}/check.c" "${programs}/check" "-Wl,-Map=${SCRATCH}/map"
          "-Wl,-u,exeunt_border_choose")
    build(exeunt-criterion "${source}/property.c" "${programs}/property")

    file(COPY "${example}" DESTINATION "${SCRATCH}")
    run(make -C "${SCRATCH}/example" "CC=${COMPILER}" "PKG_CONFIG=${PKG_CONFIG}"
        "CFLAGS=-std=c11 -Wall -Wextra -Werror ${flags}")

    # The simulator contains nothing but what a check needs.
    file(STRINGS "${SCRATCH}/map" pulled REGEX "libexeunt-sim\\.a\\([^)]*\\)")
    execute_process(COMMAND "${AR}" t "${libraries}/libexeunt-sim.a" OUTPUT_VARIABLE members
                    COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "[^\n]+" members "${members}")
    foreach(member IN LISTS members)
        if(NOT pulled MATCHES "libexeunt-sim\\.a\\(${member}\\)")
            message(FATAL_ERROR "libexeunt-sim.a has ${member}, which no check needs")
        endif()
    endforeach()

    # What `exeunt new` writes needs no more either.
    run("${prefix}/bin/exeunt" new "${SCRATCH}/my-pool.c")
    build(exeunt-sim "${SCRATCH}/my-pool.c" "${programs}/my-pool")
endif()

set(ENV{LD_LIBRARY_PATH} "${libraries}") # if they are shared: this prefix is no place for long
run("${programs}/program")
run("${programs}/check")
run("${programs}/property")
if(EXISTS "${programs}/my-pool")
    run("${programs}/my-pool")
endif()
run("${SCRATCH}/example/rent")
run("${SCRATCH}/example/test_lease" "${example}/leases.yaml")
run("${SCRATCH}/example/test_crew")
unset(ENV{LD_LIBRARY_PATH})

# The installed command finds the installed host, and both work.
run("${prefix}/bin/exeunt" check "${SCENARIO}" --reports "${SCRATCH}/reports")

# Plugins: two of `exeunt new`, built against the package, and checked by its command.
run("${prefix}/bin/exeunt" new --plugin "${SCRATCH}/my_pool.c")
run("${prefix}/bin/exeunt" new --plugin "${SCRATCH}/my-db.c")
set(plugin "${CMAKE_CURRENT_LIST_DIR}/plugin")
if(WAY STREQUAL find_package)
    run("${CMAKE_COMMAND}" -S "${plugin}" -B "${SCRATCH}/plugin" "-DCMAKE_PREFIX_PATH=${prefix}"
        "-DCMAKE_C_COMPILER=${COMPILER}" "-DCMAKE_C_FLAGS=-Werror ${flags}"
        "-DSOURCES=${SCRATCH}")
    run("${CMAKE_COMMAND}" --build "${SCRATCH}/plugin")
    execute_process(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${SCRATCH}/plugin"
                    OUTPUT_VARIABLE tested COMMAND_ERROR_IS_FATAL ANY)
    foreach(line IN ITEMS "100% tests passed, 0 tests failed out of 4"
                          "scenarios/a-stack.mypool [.]+[*]+Skipped"
                          "scenarios/beside-a-database.mypool [.]+ +Passed")
        if(NOT tested MATCHES "${line}")
            message(FATAL_ERROR "no ${line}: ${tested}")
        endif()
    endforeach()
else()
    file(COPY "${plugin}/scenarios" DESTINATION "${SCRATCH}")
    build(exeunt-plugin "${SCRATCH}/my_pool.c" "${SCRATCH}/libmypool.so" -shared -fPIC)
    build(exeunt-plugin "${SCRATCH}/my-db.c" "${SCRATCH}/scenarios/libmydb.so" -shared -fPIC)
    execute_process(COMMAND "${PKG_CONFIG}" --variable=command exeunt-plugin
                    OUTPUT_VARIABLE command OUTPUT_STRIP_TRAILING_WHITESPACE
                    COMMAND_ERROR_IS_FATAL ANY)
    string(REPLACE "\\ " " " command "${command}") # pkg-config writes for a shell
    run("${command}" check "${SCRATCH}/scenarios" --reports none
        --implementation "${SCRATCH}/libmypool.so")
endif()

# What users read, and what their shell completes.
foreach(file IN ITEMS share/man/man1/exeunt.1 share/bash-completion/completions/exeunt
                      share/doc/exeunt/LICENSE share/exeunt/scenarios/pool/of-none.yaml)
    if(NOT EXISTS "${prefix}/${file}")
        message(FATAL_ERROR "${file} was not installed")
    endif()
endforeach()

# The pages name nothing that is missing.
file(GLOB_RECURSE pages "${prefix}/share/doc/exeunt/*.md")
foreach(page IN LISTS pages)
    get_filename_component(folder "${page}" DIRECTORY)
    file(READ "${page}" text)
    string(REPLACE "](" "LINK<" text "${text}") # brackets hold lists together
    string(REGEX MATCHALL "LINK<[^)#:]*\\)" links "${text}")
    foreach(link IN LISTS links)
        string(REGEX REPLACE "^LINK<(.*).$" "\\1" link "${link}")
        if(NOT EXISTS "${folder}/${link}")
            message(FATAL_ERROR "${page} links to ${link}, which was not installed")
        endif()
        set(any_link TRUE)
    endforeach()
endforeach()
if(NOT any_link)
    message(FATAL_ERROR "no page links to anything: nothing was checked")
endif()

# The command finds the installed schema and scenarios.
run("${prefix}/bin/exeunt" new "${SCRATCH}/first.yaml")
file(STRINGS "${SCRATCH}/first.yaml" modeline LIMIT_COUNT 1)
string(REPLACE "# yaml-language-server: $schema=file://" "" schema "${modeline}")
string(REPLACE "%20" " " schema "${schema}") # it is the address of a file
file(REAL_PATH "${prefix}/share/exeunt/scenario.schema.json" installed_schema)
if(NOT schema STREQUAL installed_schema)
    message(FATAL_ERROR "the schema is ${installed_schema}, not ${modeline}")
endif()
execute_process(COMMAND "${prefix}/bin/exeunt" explain X1 OUTPUT_VARIABLE explained
                COMMAND_ERROR_IS_FATAL ANY)
if(NOT explained MATCHES "prefix/share/exeunt/scenarios/known-bad/")
    message(FATAL_ERROR "no example of those that were installed: ${explained}")
endif()
