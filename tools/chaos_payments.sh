#!/usr/bin/env bash
# N people pay while the portal is killed, PostgreSQL stopped and the gateway misbehaves; then the books of both sides are
# held against each other (src/tests/chaos_payments). N, SEED and PROFILE (debug, release) may be set.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

profile="${PROFILE:-debug}"
release=()
[ "$profile" = debug ] || release=(--release)
unset DATABASE_URL DATABASE_OWNER_URL
trap 'PORTAL_STACK=chaos-payments tools/postgres.sh stop throwaway' EXIT
cargo build --quiet "${release[@]}" --bins --test chaos_payments
cargo test --quiet --test chaos_payments -- --payments "${N:-200}" --seed "${SEED:-2026}" \
  --portal "${CARGO_TARGET_DIR:-target}/$profile/portal"
