# bootstrap.sh on another kind of system, without dpkg and without apt-get: it builds if nothing is
# missing, and otherwise says what is. Each thing it would build prints a word here.
. "$1/lib.sh"
mkdir project system
cp "$3" project/bootstrap.sh

# The programs it finds do nothing but report that they were called.
for program in gcc g++ make cmake ctest git lcov clang-format-14; do
    printf '#!/bin/sh\necho "called %s $*"\n' $program >system/$program
done
# The modules that pkg-config finds are those that the file `modules` names.
cat >system/pkg-config <<'SCRIPT'
#!/bin/sh
exec grep -qx "$2" "${0%/*}/modules"
SCRIPT
chmod +x system/*
printf '%s\n' libuv libfyaml jansson libxxhash gmp libdw criterion >system/modules
for program in sh dirname nproc date id grep; do
    ln -s "$(command -v $program)" system/$program
done

bootstrap() { run env "PATH=$work/system" sh project/bootstrap.sh "$@"; }

bootstrap test
expect_status 0
expect_out "called cmake --preset dev"
expect_out "called ctest --preset dev"
expect_out "bootstrap.sh test: all is well"
expect_no_out "installing"

# Only the test of the format may be left out.
rm system/clang-format-14
bootstrap test
expect_status 0
expect_out "there is no clang-format-14: the format is not tested"

# Everything that is missing is named, and nothing is built.
rm system/lcov
grep -v libfyaml system/modules >modules
mv modules system/modules
bootstrap run
expect_status 1
expect_err "bootstrap.sh: there is no apt-get. Install what Debian calls: lcov libfyaml-dev"
expect_no_out "called"
bootstrap verify
expect_status 1
expect_err "Debian calls: lcov libfyaml-dev clang-format-14 clang libclang-rt-dev"

# With apt-get, missing packages are installed.
cat >system/apt-get <<'SCRIPT'
#!/bin/sh
echo "called apt-get $*"
SCRIPT
printf '#!/bin/sh\nexec env "$@"\n' >system/sudo
printf '#!/bin/sh\necho 1000\n' >system/id.new
chmod +x system/apt-get system/sudo system/id.new
mv system/id.new system/id
ln -s "$(command -v env)" system/env
bootstrap test
expect_status 0
expect_out "called apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends lcov"
expect_out "called cmake --preset dev"
finish
