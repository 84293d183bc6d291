# Builds programs of part/, which contains SOURCE by WAY, and runs them.
# Args  WAY (add_subdirectory or FetchContent), SOURCE, COMPILER, LAUNCHER, SANITIZE, SCRATCH,
#       PROGRAMS (of main, check and property; joined by commas)

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(flags "")
if(SANITIZE)
    set(flags "-fsanitize=${SANITIZE}")
endif()
string(REPLACE "," ";" programs "${PROGRAMS}")
file(REMOVE_RECURSE "${SCRATCH}")
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/part" -B "${SCRATCH}" "-DWAY=${WAY}"
    "-DEXEUNT_SOURCE=${SOURCE}" "-DCMAKE_C_COMPILER=${COMPILER}"
    "-DCMAKE_C_COMPILER_LAUNCHER=${LAUNCHER}" "-DCMAKE_C_FLAGS=${flags}")
run("${CMAKE_COMMAND}" --build "${SCRATCH}" --target ${programs})
foreach(program IN LISTS programs)
    run("${SCRATCH}/${program}")
endforeach()
