#!/usr/bin/env bash
# make end2end: builds, then runs the browser journeys. ONLY=text runs the files whose name contains it.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

tools/prerequisites.sh test
cargo build --quiet
tools/build_site.sh
exec node end2end/run.mjs "${ONLY:-}"
