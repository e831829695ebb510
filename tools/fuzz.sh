#!/usr/bin/env bash
# make fuzz: bytes that anyone may send, thrown at the parsers that read them (fuzz/), for so many seconds each. What
# breaks one is kept in fuzz/artifacts, and becomes a test there where the parser is.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

CARGO_FUZZ_VERSION=0.13.1

tools/prerequisites.sh run
if [ "$(cargo fuzz --version 2>/dev/null)" != "cargo-fuzz $CARGO_FUZZ_VERSION" ]; then
  say "installing cargo-fuzz $CARGO_FUZZ_VERSION (once)"
  cargo install --quiet cargo-fuzz --version "$CARGO_FUZZ_VERSION" --root "$TOOLS_DIR"
fi
# The crates that the portal itself is built with.
cp Cargo.lock fuzz/Cargo.lock
mkdir -p fuzz/corpus/notification
# Without a sanitizer the project's own compiler will do; unsafe code, which one would look for, is denied here.
exec cargo fuzz run --dev --sanitizer none notification fuzz/corpus/notification fuzz/seeds/notification -- \
  -max_len=1024 -max_total_time="${SECONDS_EACH:-60}"
