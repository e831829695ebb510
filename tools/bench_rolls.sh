#!/usr/bin/env bash
# The dry run of a class list against COPY FROM of the same file (src/benches/rolls). Prints ratio, limit and verdict; a miss
# is no failure. Part of make bench. With a number it takes so many rows: tools/bench_rolls.sh 5000
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

export PORTAL_STACK=bench-rolls POSTGRES_KEEPS_COMMITS=on
unset DATABASE_URL
trap 'unset DATABASE_URL; tools/postgres.sh stop throwaway' EXIT
url="$(tools/postgres.sh start throwaway)"
say "building …"
cargo bench --quiet --bench rolls --no-run
DATABASE_URL="$url" cargo bench --quiet --bench rolls -- "$@"
