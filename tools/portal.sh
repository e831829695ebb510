#!/usr/bin/env bash
# Runs a command of the program against the stack of `make run`, e.g. tools/portal.sh clock set 2026-07-10T09:00
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

[ -n "${DATABASE_URL:-}" ] || DATABASE_URL="$(tools/postgres.sh url durable)"
export DATABASE_URL
exec "$PORTAL_BINARY" "$@"
