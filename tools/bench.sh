#!/usr/bin/env bash
# make bench: exact bytes against their limits, what passwords, payments, class lists and a big season cost, then the ratios of the matching in memory.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

tools/prerequisites.sh run
tools/build_site.sh
node tools/sizes.mjs
tools/bench_access.sh
tools/bench_payments.sh
tools/bench_rolls.sh
tools/bench_scale.sh
# The whole comparison, with others and with the database, is make bench-matching.
PARTS=table tools/bench_matching.sh
