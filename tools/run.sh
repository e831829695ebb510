#!/usr/bin/env bash
# make run: installs what is missing, builds, and starts everything.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

tools/prerequisites.sh run
cargo build
tools/build_site.sh
exec tools/stack.sh
