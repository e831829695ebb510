#!/usr/bin/env bash
# make bench: exact bytes against their limits, then the measured ratios of src/benches/ where there are any.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

tools/prerequisites.sh run
tools/build_site.sh
node tools/sizes.mjs
cargo bench --quiet --benches
