#!/usr/bin/env bash
# Writes what PostgreSQL says about each `sqlx::query!` into .sqlx, from an empty database with all migrations.
#
#   tools/prepare_queries.sh           regenerates .sqlx
#   tools/prepare_queries.sh --check   fails when .sqlx is not what it would generate; changes nothing
#
# The macros of sqlx 0.9 do the work themselves: with DATABASE_URL and SQLX_OFFLINE_DIR set and SQLX_OFFLINE=false
# each expansion writes query-<sha256 of its text>.json there. rustc expands only what it compiles again, hence
# the `touch`; the folder starts empty, hence no stale file remains.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

# Never the caller's database: nullability is derived from query plans, so only a fresh one gives the same answer twice.
unset DATABASE_URL
export PORTAL_STACK=prepare
trap 'tools/postgres.sh stop throwaway' EXIT
database_url="$(tools/postgres.sh start throwaway)"

# The portal itself cannot migrate here: without .sqlx it does not compile.
for migration in migrations/*.sql; do
  psql -q -X -1 -v ON_ERROR_STOP=1 -d "$database_url" -f "$migration"
done

fresh="$RUN_DIR/sqlx"
rm -rf "$fresh"
mkdir -p "$fresh"
find src -name '*.rs' \( -path src/lib.rs -o -path src/main.rs -o -path src/tests/main.rs \) -exec touch {} +
DATABASE_URL="$database_url" SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$fresh" cargo check --quiet --all-targets

if [ "${1:-}" = --check ]; then
  mkdir -p .sqlx
  diff -rq .sqlx "$fresh" >&2 || die ".sqlx is not current; run \`make prepare\` and commit it"
else
  rm -rf .sqlx
  mv "$fresh" .sqlx
  say "$(find .sqlx -name 'query-*.json' | wc -l) queries in .sqlx"
fi
