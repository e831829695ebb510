#!/usr/bin/env bash
# A big season (src/benches/scale): `portal seed` against COPY by psql of the same bytes, a school's pages with many
# candidates in the database against few, the 10,000th page of a list against the first. Prints ratio, limit and verdict; a
# miss is no failure. Part of make bench. A million take minutes and some ten GB of disk:
#   tools/bench_scale.sh 100000 10000     takes so many for the big and for the small database
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

export PORTAL_STACK=bench-scale POSTGRES_KEEPS_COMMITS=on
unset DATABASE_URL
trap 'unset DATABASE_URL; tools/postgres.sh stop throwaway' EXIT
url="$(tools/postgres.sh start throwaway)"
say "building …"
cargo bench --quiet --bench scale --no-run
DATABASE_URL="$url" cargo bench --quiet --bench scale -- "$@"
