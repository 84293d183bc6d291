#!/bin/sh
# Fails if more than LIMIT files need one another in a circle (circles.awk).
# Usage: circles.sh LIMIT OBJECT...
set -eu
limit=$1
shift
nm -A "$@" 2>/dev/null | awk -v limit="$limit" -f "$(dirname "$0")/circles.awk"
