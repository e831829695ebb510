#!/usr/bin/env bash
# make attack: lets sqlmap and wapiti loose on a throwaway demo of this machine, and on nothing else.
#
# Both come from PyPI into a folder of this checkout (.run/attack/venv), in the versions below; they are no part of the
# portal. What was tried and found: .run/attack/report.md. It takes about 25 minutes and fails when there is a finding that
# tools/attack/report.mjs does not explain. For work on one part: tools/attack.sh tricks | sqlmap | wapiti | last
# (sqlmap on what ends sessions and closes accounts, which sqlmap does after all else).
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

SQLMAP_VERSION=1.10.10
WAPITI_VERSION=3.2.3
venv="$RUN_DIR/attack/venv"

tools/prerequisites.sh test
have python3 || die "python3 is missing"
installed="$("$venv/bin/pip" freeze 2>/dev/null || true)"
if ! grep -qx "sqlmap==$SQLMAP_VERSION" <<<"$installed" || ! grep -qx "wapiti3==$WAPITI_VERSION" <<<"$installed"; then
  say "installing sqlmap $SQLMAP_VERSION and wapiti $WAPITI_VERSION into .run/attack (once)"
  python3 -m venv "$venv" || die "python3 cannot make a virtual environment; install Debian's python3-venv"
  "$venv/bin/pip" install --quiet "sqlmap==$SQLMAP_VERSION" "wapiti3==$WAPITI_VERSION"
fi
cargo build --quiet
tools/build_site.sh
exec nice node tools/attack/main.mjs "$venv/bin" "$@"
