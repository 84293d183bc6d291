#!/bin/sh
# Fails if files need one another in a circle (circles.awk).
# Usage: circles.sh OBJECT...
set -eu
nm -A "$@" 2>/dev/null | awk -f "$(dirname "$0")/circles.awk"
