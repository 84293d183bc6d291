#!/bin/sh
# The commands of the README: from a fresh clone on Debian 12 to checked scenarios (run) and a
# passed test-suite (test), and what takes longer (verify, verify-all). docs/TESTING.md tells which
# test runs where.
set -eu
cd "$(dirname "$0")"

# Debian's packages, each with what shows on any system that it is there: a command, a module of
# pkg-config or of Python, or a library of clang's.
packages_run="gcc:gcc g++:g++ make:make cmake:cmake git:git pkg-config:pkg-config lcov:lcov
    libuv1-dev:libuv.pc libfyaml-dev:libfyaml.pc libjansson-dev:jansson.pc
    libxxhash-dev:libxxhash.pc libgmp-dev:gmp.pc libcriterion-dev:criterion.pc
    libdw-dev:libdw.pc"
packages_test="$packages_run clang-format-14:clang-format-14"
packages_verify="$packages_test clang:clang libclang-rt-dev:libclang_rt.asan
    python3:python3 python3-pytest:pytest.py python3-trio:trio.py
    python3-anyio:anyio.py chromium:chromium libxml2-utils:xmllint"

# As many at a time as there are processors; JOBS says otherwise.
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}

# What was compiled once need not be again, where ccache is there.
launcher=${CMAKE_C_COMPILER_LAUNCHER-$(command -v ccache || true)}

usage()
{
    cat <<'TEXT'
usage: ./bootstrap.sh run | test | verify | verify-all | help

  run         installs what is missing, builds, checks every scenario of scenarios/ and writes
              reports/ with the coverage pages
  test        builds with gcc, sanitized (address and undefined behaviour), and runs the whole
              test-suite, of what is slow a sample: some minutes
  verify      everything in full with gcc, sanitized and optimised, and the test-suite with clang:
              a quarter of an hour
  verify-all  what goes on for hours: long random runs, sanitized and optimised, and fuzzing; and
              all of it with clang, sanitized
  help        prints this

If all that it needs is there, nothing is installed, on whatever system. What is missing comes from
Debian's packages; sudo is used if you are not root. Without apt-get it says what is missing.
As many jobs run at a time as there are processors; JOBS=1 ./bootstrap.sh test is for a busy
machine.
TEXT
}

fail()
{
    echo "bootstrap.sh: $*" >&2
    exit 1
}

say()
{
    printf '\n== %s\n' "$*"
}

# --- Packages ------------------------------------------------------------------------------------

is_there()
{
    case $1 in
    *.pc) pkg-config --exists "${1%.pc}" 2>/dev/null ;;
    *.py) for python in python3 /usr/bin/python3; do
        "$python" -c "import ${1%.py}" 2>/dev/null && break
    done ;;
    libclang_rt.*) ls "$(clang -print-resource-dir)"/lib/*/"$1"* >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

# Prints the names of those of the packages whose content is not there.
missing_packages()
{
    for package in "$@"; do
        is_there "${package#*:}" || echo "${package%%:*}"
    done
}

apt()
{
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"
    else
        sudo DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"
    fi
}

# Installs what is missing of the packages.
install_packages()
{
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    missing=$(echo $missing) # on one line
    if ! command -v apt-get >/dev/null; then
        [ "$missing" != clang-format-14 ] ||
            { say "there is no clang-format-14: the format is not tested" && return 0; }
        fail "there is no apt-get. Install what Debian calls: $missing"
    fi
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        fail "these packages are missing, and there is no sudo to install them: $missing"

    say "installing $missing"
    apt-get install --simulate --no-install-recommends $missing >/dev/null 2>&1 || apt update ||
        fail "apt-get update failed"
    apt install -y --no-install-recommends $missing ||
        { apt update && apt install -y --no-install-recommends $missing; } ||
        fail "could not install $missing"
}

# --- The commands --------------------------------------------------------------------------------

# Configures and builds a preset, `all` or the targets behind it.
build()
{
    preset=$1
    shift
    say "building $preset"
    cmake --preset "$preset" "-DCMAKE_C_COMPILER_LAUNCHER=$launcher" &&
        cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"} ||
        fail "building $preset failed"
}

# The one place that knows how the coverage pages are made.
write_coverage()
{
    say "coverage of src/core by the scenarios"
    EXEUNT_HOST=build/release/exeunt-host-counting build/release/exeunt coverage \
        --reports reports scenarios/
}

run()
{
    build release installed exeunt-host-counting

    say "checking scenarios/"
    build/release/exeunt check --reports reports scenarios/ || fail "a scenario did not pass"
    write_coverage || fail "the coverage pages could not be written"
}

# Builds a preset and runs its tests; the options of ctest that stand behind it say which.
check()
{
    preset=$1
    shift
    build "$preset"
    say "testing $preset"
    ctest --preset "$preset" -j "$jobs" "$@" || fail "the tests of $preset did not pass"
}

# Fetches axe-core, which looks at the page of a run for what keeps people from reading it. Tests do
# without it where it cannot be had.
fetch_axe()
{
    [ -z "${EXEUNT_AXE-}" ] || return 0
    axe=$(pwd)/build/axe/node_modules/axe-core/axe.min.js
    if [ ! -e "$axe" ]; then
        command -v npm >/dev/null ||
            { say "there is no npm: axe-core does not look at the page" && return 0; }
        say "fetching axe-core"
        mkdir -p build/axe
        npm install --prefix build/axe --no-save --no-audit --no-fund axe-core@4 ||
            { say "npm could not fetch it: axe-core does not look at the page" && return 0; }
    fi
    export EXEUNT_AXE="$axe"
}

# The sanitized gcc build is the one that is tested first: it tells most. Whatever fails there, the
# others tell theirs. A test is slow for the size of its search, whatever the compiler: clang does a
# sample of those.
verify()
{
    failed=
    fetch_axe
    for preset in dev release; do
        (check "$preset" -C Full) || failed="$failed $preset"
    done
    (check release-clang) || failed="$failed release-clang"
    [ -z "$failed" ] || fail "not all is well in$failed"
}

verify_all()
{
    check dev-clang -C Full
    for preset in dev release; do
        check "$preset" -C Beyond -L beyond
    done
    check fuzz -C Beyond -L beyond -L fuzz
}

trap 'echo "bootstrap.sh: interrupted; the same command goes on from here" >&2; exit 130' INT

command=${1:-help}
[ $# -le 1 ] || fail "one command at a time: run, test, verify, verify-all or help"
seconds_begin=$(date +%s)
case $command in
run)
    install_packages $packages_run
    run
    ;;
test)
    install_packages $packages_test
    check dev
    ;;
verify)
    install_packages $packages_verify
    verify
    ;;
verify-all)
    install_packages $packages_verify
    verify_all
    ;;
help | -h | --help)
    usage
    exit 0
    ;;
*)
    fail "unknown command '$command': run, test, verify, verify-all or help?"
    ;;
esac
say "bootstrap.sh $command: all is well, after $(($(date +%s) - seconds_begin)) seconds"
