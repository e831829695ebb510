#!/usr/bin/env bash
# Notifications of the gateway a second against pgbench with the same SQL (src/benches/payments). Prints ratio, limit and
# verdict; a miss is no failure. Part of make bench.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

export PORTAL_STACK=bench-payments POSTGRES_KEEPS_COMMITS=on
unset DATABASE_URL
trap 'unset DATABASE_URL; tools/postgres.sh stop throwaway' EXIT
url="$(tools/postgres.sh start throwaway)"
say "building …"
cargo bench --quiet --bench payments --no-run
DATABASE_URL="$url" cargo bench --quiet --bench payments
