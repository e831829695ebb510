#!/usr/bin/env bash
# Runs a command of the program against the stack of `make run`, e.g. tools/portal.sh clock set 2026-07-10T09:00
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

if [ -z "${DATABASE_URL:-}" ]; then
  DATABASE_OWNER_URL="$(tools/postgres.sh url durable)"
  DATABASE_URL="$(application_url "$DATABASE_OWNER_URL")"
  export DATABASE_OWNER_URL DATABASE_URL
fi
exec "$PORTAL_BINARY" "$@"
