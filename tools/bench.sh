#!/usr/bin/env bash
# make bench: exact bytes against their limits, then the measured ratios of src/benches/ where there are any.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

tools/prerequisites.sh run
tools/build_site.sh
node tools/sizes.mjs
# Without a bench target cargo would still build the whole release server, to measure nothing.
if grep -q '^\[\[bench\]\]' Cargo.toml; then cargo bench --quiet --benches; fi
