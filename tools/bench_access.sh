#!/usr/bin/env bash
# What passwords cost: kept memory against fresh, and a page under 200 wrong passwords against the page alone.
# Prints ratio, limit and verdict; a miss is no failure. Part of make bench.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

export PORTAL_STACK=bench-access
trap 'tools/postgres.sh stop throwaway' EXIT
DATABASE_URL="$(tools/postgres.sh start throwaway)"
export DATABASE_URL SQLX_OFFLINE=true

say "building …"
cargo bench --quiet --bench access --no-run
echo "memory from the system for each verification:"
MALLOC_MMAP_THRESHOLD_=131072 cargo bench --quiet --bench access -- memory
echo "memory as malloc gives it, which keeps what was freed (no limit of its own):"
cargo bench --quiet --bench access -- memory
cargo bench --quiet --bench access -- attack
