#!/bin/sh
# The checks of this folder find what is wrong in known-bad/: a check that finds nothing is broken.
# Usage: bites.sh TIDY_DIR
set -u
cd "$1/known-bad"

{
    LC_ALL=C awk -f ../style.awk src/core/style.c src/core/uncommented.c &&
        echo "style.awk found nothing"
    awk -f ../includes.awk src/core/includes.c && echo "includes.awk found nothing"
    LC_ALL=C awk -f ../names.awk src/core/names.c src/world/names.c &&
        echo "names.awk found nothing"
    LC_ALL=C awk -f ../names.awk docs/SPEC.md && echo "names.awk found nothing"
    awk -f ../circles.awk symbols.txt && echo "circles.awk found nothing"
    awk -f ../circles.awk docs/SPEC.md && echo "circles.awk found nothing"
    LC_ALL=C awk -f ../public_names.awk include/exeunt/public_names.h &&
        echo "public_names.awk found nothing"
    LC_ALL=C awk -f ../comments.awk src/core/comments.c src/world/names.c &&
        echo "comments.awk found nothing"
    LC_ALL=C awk -f ../comments.awk docs/PAGE.md && echo "comments.awk found nothing"
    LC_ALL=C awk -f ../cites.awk docs/SPEC.md src/core/cites.c && echo "cites.awk found nothing"
    LC_ALL=C awk -f ../cites.awk src/core/cites.c | grep "nothing was checked"
    awk -f ../assertions.awk assertions.txt src/core/style.c && echo "assertions.awk found nothing"
    awk -f ../assertions.awk src/core/style.c && echo "assertions.awk found nothing"
    awk -f ../twins.awk src/zoo/twins.c && echo "twins.awk found nothing"
    sh ../pages.sh . && echo "pages.sh found nothing"
    sh ../pages.sh src && echo "pages.sh found nothing"
} | diff expected.txt -
