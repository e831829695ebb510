#!/usr/bin/env bash
# make bench-matching: the engine against what cannot be avoided, against the packages of others, and the way of a run
# through the database against psql. docs/matching.md says what the numbers mean. Prints; a miss is no failure.
#
#   CANDIDATES=850000            size of the season in memory
#   COUNTED_CANDIDATES=85000     size at which instructions are counted
#   DATABASE_CANDIDATES=850000   size of the season in the database; 0 leaves it out (tools/bench_database.sh)
#   PARTS="table instructions peers database"    which parts
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

parts=" ${PARTS:-table instructions peers database} "
wants() { [[ "$parts" == *" $1 "* ]]; }
folder="$RUN_DIR/bench-matching"
mkdir -p "$folder"

# Without features: the rules alone, built in a minute.
say "building …"
bench="$(cargo bench --quiet --no-default-features --bench matching --no-run --message-format=json |
  node -e 'const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
    console.log(lines.findLast((line) => line.executable && line.target.name === "matching").executable)')"

# Instructions of one stage; callgrind counts only inside the function of that name.
instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="*stage_$1" \
    "$bench" stage "$1" "$COUNTED_CANDIDATES" 2>&1 | awk '/Collected/ { print $NF }'
}

count_instructions() {
  local stage counts=()
  COUNTED_CANDIDATES="${COUNTED_CANDIDATES:-85000}"
  printf '\nInstructions at %s candidates, in millions, and against the cut-off evaluation:\n' "$COUNTED_CANDIDATES"
  for stage in evaluate stream settle audit layout outcome; do
    counts+=("$stage $(instructions "$stage")")
  done
  printf '%s\n' "${counts[@]}" | awk '
    NR == 1 { evaluate = $2 }
    { printf "  %-10s%10.1f%9.2f\n", $1, $2 / 1e6, $2 / evaluate }'
}

# Packages of PyPI, in an environment of their own.
peers() {
  local python="$folder/python/bin/python" size
  printf '\nPackages of others, per candidate on the same instance (both have the same number of candidates):\n'
  if ! have python3 || { [ ! -x "$python" ] && ! python3 -m venv "$folder/python" 2>/dev/null; }; then
    echo "  left out: no python3 with venv"
    return
  fi
  if ! "$python" -m pip install --quiet --disable-pip-version-check algmatch==1.5.2 matching==1.4.3 >"$folder/pip.log" 2>&1; then
    echo "  left out: pip cannot install them (see $folder/pip.log)"
    return
  fi
  "$python" tools/bench_peers.py algmatch 8000 "$folder/peer" "$bench" || true
  # The largest size that `matching` survives in ten minutes and 8 GB, by doubling.
  local best=""
  for size in 500 1000 2000 4000 8000 16000 32000; do
    (ulimit -v 8388608 && timeout 600 "$python" tools/bench_peers.py matching "$size" "$folder/peer" "$bench") \
      >"$folder/matching.out" 2>"$folder/matching.log" || break
    best="$(cat "$folder/matching.out")"
  done
  echo "${best:-matching survives no size}"
  if grep -q Error "$folder/matching.log"; then
    echo "  at $size candidates it ends with: $(tail -n 1 "$folder/matching.log")"
  else
    echo "  at $size candidates it does not end within ten minutes"
  fi
}

if wants table; then "$bench" table "${CANDIDATES:-850000}"; fi
if wants instructions; then
  if have valgrind; then count_instructions; else echo "instructions are not counted: no valgrind"; fi
fi
if wants peers; then peers; fi
if wants database && [ "${DATABASE_CANDIDATES:-}" != 0 ]; then BENCH_MATCHING="$bench" tools/bench_database.sh; fi
