#!/usr/bin/env bash
# Starts everything that a running portal needs and stays until it is told to stop; then it stops what it started,
# and nothing else. It builds nothing (tools/run.sh does).
#
# INT or TERM: stop. HUP: start the portal again (tools/watch.sh, after a build).
# PORTAL_STACK names the stack, so that several can live beside each other with other ports.
# PORTAL_QUIET=on prints no welcome screen.
# shellcheck disable=SC2317 # the functions that only traps call
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

stack="${PORTAL_STACK:-run}"
logs="$LOG_DIR/$stack"
pid_file="$RUN_DIR/$stack.pid"
mkdir -p "$logs"
pids=()
portal_pid=""
own_postgres=""

check_port() {
  port_taken "$2" || return 0
  die "port $2 ($1) is taken; choose another ($3=$(($2 + 100)) make run)$(
    [ ! -f "$pid_file" ] || printf ', or end the stack that runs here: make stop'
  )"
}

# In sessions of their own: Ctrl-C reaches this script alone, which then stops them in order.
start_service() {
  local name="$1"
  shift
  setsid "$@" >"$logs/$name.log" 2>&1 </dev/null &
  pids+=("$!")
}
start_portal() {
  PORTAL_WORKER=on setsid "$PORTAL_BINARY" serve >>"$logs/portal.log" 2>&1 </dev/null &
  portal_pid=$!
}

# Ends one process of ours: politely, and after five seconds for good.
end_process() {
  kill -TERM "$1" 2>/dev/null || return 0
  for _ in $(seq 50); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}
stop_all() {
  trap '' INT TERM HUP
  [ -z "$portal_pid" ] || end_process "$portal_pid"
  local pid
  for pid in "${pids[@]}"; do end_process "$pid"; done
  [ -z "$own_postgres" ] || env -u DATABASE_URL tools/postgres.sh stop durable
  rm -f "$pid_file"
}
wait_for_health() {
  local url="$PORTAL_BASE_URL/health"
  for _ in $(seq 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$PORTAL_PORT") 2>/dev/null &&
      node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$url"; then
      return 0
    fi
    kill -0 "$portal_pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$logs/portal.log" >&2
  die "the portal did not get healthy; its log is $logs/portal.log"
}
restart_portal() {
  end_process "$portal_pid"
  "$PORTAL_BINARY" migrate
  start_portal
  wait_for_health
  say "restarted: $PORTAL_BASE_URL"
}
welcome() {
  cat <<SCREEN

  Cổng Thí sinh runs.

  portal             $PORTAL_BASE_URL
  staff sign-in      $PORTAL_BASE_URL/staff/sign-in
  mock citizen ID    $CITIZEN_ID_ISSUER
  mock gateway       http://127.0.0.1:$PAYMENT_GATEWAY_PORT
  e-mails            http://127.0.0.1:$MAIL_WEB_PORT
  database           $DATABASE_URL
  logs               $logs

$("$PORTAL_BINARY" demo-people | sed 's/^/  /')

  season clock       $("$PORTAL_BINARY" clock show)
  move it            tools/portal.sh clock set 2026-07-10T09:00

  Ctrl-C stops all of this.

SCREEN
}

check_port portal "$PORTAL_PORT" PORTAL_PORT
check_port "mock citizen ID" "$CITIZEN_ID_PORT" CITIZEN_ID_PORT
check_port "mock payment gateway" "$PAYMENT_GATEWAY_PORT" PAYMENT_GATEWAY_PORT
check_port "e-mail pages" "$MAIL_WEB_PORT" MAIL_WEB_PORT
check_port "e-mail receiver" "$MAIL_SMTP_PORT" MAIL_SMTP_PORT

trap stop_all EXIT
trap 'exit 0' INT TERM
trap restart_portal HUP
echo "$$" >"$pid_file"

if [ -z "${DATABASE_URL:-}" ]; then
  own_postgres=yes
  DATABASE_OWNER_URL="$(tools/postgres.sh start durable)"
  DATABASE_URL="$(application_url "$DATABASE_OWNER_URL")"
  export DATABASE_OWNER_URL DATABASE_URL
fi
"$PORTAL_BINARY" migrate >"$logs/migrate.log" 2>&1 || { cat "$logs/migrate.log" >&2; die "the migrations failed"; }
"$PORTAL_BINARY" seed --demo >"$logs/seed.log" 2>&1 || { cat "$logs/seed.log" >&2; die "loading the demo season failed"; }

start_service citizen-id "$PORTAL_BINARY" mock citizen-id
start_service payment-gateway "$PORTAL_BINARY" mock payment-gateway
start_service mail maildev --web "$MAIL_WEB_PORT" --smtp "$MAIL_SMTP_PORT" --ip 127.0.0.1 --web-ip 127.0.0.1
: >"$logs/portal.log"
start_portal
wait_for_health
[ "${PORTAL_QUIET:-}" = on ] || welcome

# A signal ends `wait` early; the loop goes on after HUP and ends when the portal itself has ended.
while kill -0 "$portal_pid" 2>/dev/null; do wait "$portal_pid" || true; done
tail -n 20 "$logs/portal.log" >&2
die "the portal ended by itself; its log is $logs/portal.log"
