#!/usr/bin/env bash
# make build: what is deployed, target/release/portal and target/site.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

tools/prerequisites.sh run
tools/build_site.sh
cargo build --release
say "target/release/portal and target/site are ready"
