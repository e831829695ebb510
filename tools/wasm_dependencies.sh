#!/usr/bin/env bash
# Compares what the browser bundle is built from with the list that people agreed to: nothing heavy slips in unseen.
#
#   tools/wasm_dependencies.sh            fails when a crate is new; names those that are gone
#   tools/wasm_dependencies.sh --accept   writes the list anew (look at the difference before committing it)
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

list=tools/wasm_allow_list.txt
# Normal dependencies only: build scripts and macros run on the builder's machine.
present="$(cargo tree --quiet --offline --target wasm32-unknown-unknown --no-default-features --features hydrate \
  --edges normal,no-proc-macro --prefix none --format '{p}' | awk '$1 != "portal" { print $1 }' | LC_ALL=C sort -u)"
if [ "${1:-}" = --accept ]; then
  printf '%s\n' "$present" >"$list"
  exit 0
fi
new="$(LC_ALL=C comm -13 "$list" <(printf '%s\n' "$present"))"
gone="$(LC_ALL=C comm -23 "$list" <(printf '%s\n' "$present"))"
[ -z "$gone" ] || say "no longer needed, remove from $list:" "$(tr '\n' ' ' <<<"$gone")"
[ -z "$new" ] || die "new crates in the browser bundle: $(tr '\n' ' ' <<<"$new")
  if that is meant, run tools/wasm_dependencies.sh --accept and say why in the commit"
printf '%s crates in the browser bundle, all on the list\n' "$(wc -l <"$list")"
