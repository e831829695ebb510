#!/usr/bin/env bash
# The way of a run through the database (read, match, verify, explain, write: `portal match run`) against psql that
# copies the same rows out and in again. Part of make bench-matching, which says how to set it.
#
# A server of its own, which need not survive a power cut (fsync off), for both sides. Each round begins without runs
# and after a checkpoint; the sides take turns; the median counts.
#
#   DATABASE_CANDIDATES=850000   size of the season
#   DATABASE_ROUNDS=3            how often each side runs
set -euo pipefail
# A failure within $(…) ends the script too.
shopt -s inherit_errexit
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

candidates="${DATABASE_CANDIDATES:-850000}"
rounds="${DATABASE_ROUNDS:-3}"
folder="$RUN_DIR/bench-matching/database"
mkdir -p "$folder"
portal="${PORTAL_RELEASE_BINARY:-$ROOT/target/release/portal}"
if [ -z "${PORTAL_RELEASE_BINARY:-}" ]; then
  say "building the release server …"
  cargo build --quiet --release --bin portal
fi

unset DATABASE_URL
export PORTAL_STACK=bench
DATABASE_OWNER_URL="$(tools/postgres.sh start throwaway)"
trap 'unset DATABASE_URL; tools/postgres.sh stop throwaway' EXIT
DATABASE_URL="$(application_url "$DATABASE_OWNER_URL")"
export DATABASE_OWNER_URL DATABASE_URL
# The superuser of that server, which trusts everybody on this machine.
super() { PGOPTIONS="-c client_min_messages=warning" psql -q -X -v ON_ERROR_STOP=1 "${DATABASE_OWNER_URL/portal@/postgres@}" "$@"; }

say "making a season of $candidates candidates in the database …"
"$portal" migrate >/dev/null
"$portal" clock set 2026-08-05T09:00 >/dev/null
"$BENCH_MATCHING" season "$candidates" "$folder"
super -v folder="$folder" -f tools/bench_database.sql >/dev/null

ready() { super -c 'TRUNCATE matching_run, matching_programme_result, matching_preference_result CASCADE' -c CHECKPOINT; }
seconds() {
  local start
  start="$(date +%s%N)"
  "$@" >"$folder/out"
  awk -v start="$start" -v end="$(date +%s%N)" 'BEGIN { printf "%.2f\n", (end - start) / 1e9 }'
}
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

# The rows that the run reads, as it needs them, and the rows that it writes.
binary="WITH (FORMAT binary)"
copy_out() {
  super -c "\copy (SELECT candidate.id, list.id, candidate_number, bill.paid_at, content #>> '{papers,language}', content #>> '{derived_area,area}' FROM candidate JOIN preference_list_version list ON list.candidate_id = candidate.id JOIN bill ON list_version_id = list.id JOIN exam_registration registration ON registration.candidate_id = candidate.id JOIN exam_registration_version version ON registration_id = registration.id WHERE season = 2026) TO '$folder/read-candidates' $binary" \
    -c "\copy (SELECT list_version_id, rank, programme_id FROM preference) TO '$folder/read-preferences' $binary" \
    -c "\copy (SELECT candidate_number, subject_code, mark_hundredths FROM mark WHERE season = 2026) TO '$folder/read-marks' $binary" \
    -c "\copy (SELECT id, quota, tie_policy, entry_threshold_hundredths FROM programme WHERE season = 2026) TO '$folder/read-programmes' $binary" \
    -c "\copy programme_combination TO '$folder/read-combinations' $binary"
}
written="matching_run matching_programme_result matching_preference_result"
keep_written() { for table in $written; do super -c "\copy $table TO '$folder/written-$table' $binary"; done; }
copy_in() {
  # One transaction, as the run writes it.
  local table commands=()
  for table in $written; do commands+=(-c "\copy $table FROM '$folder/written-$table' $binary"); done
  super --single-transaction "${commands[@]}"
}

runs="" outs="" ins=""
for ((round = 1; round <= rounds; round++)); do
  ready
  runs+="$(seconds "$portal" match run --season 2026)"$'\n'
  [ "$round" = 1 ] && cp "$folder/out" "$folder/run" && keep_written
  ready
  outs+="$(seconds copy_out)"$'\n'
  ins+="$(seconds copy_in)"$'\n'
done
run="$(printf '%s' "$runs" | median)"
out="$(printf '%s' "$outs" | median)"
in="$(printf '%s' "$ins" | median)"

printf '\nA run through the database, %s candidates, fsync off, medians of %s rounds:\n' "$candidates" "$rounds"
sed 's/^/  /' "$folder/run"
awk -v run="$run" -v out="$out" -v back="$in" 'BEGIN {
  ratio = run / (out + back)
  verdict = ratio <= 1.2 ? "meets the stretch" : ratio <= 1.5 ? "meets the must" : "MISSES"
  printf "  portal match run %.1f s; psql: COPY out %.1f s + COPY in %.1f s\n", run, out, back
  printf "%-58s%9.2f%7s%9s  %s\n", "database to database / COPY out + COPY in", ratio, "1.5", "1.2", verdict
}'
rm -rf "$folder"
