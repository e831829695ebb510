#!/usr/bin/env bash
# make docs: writes the documents that are made from the code.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

cargo build --quiet
"$PORTAL_BINARY" routes --document >docs/access.md
