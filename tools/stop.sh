#!/usr/bin/env bash
# make stop: ends the stack that `make run` or `make watch` of this checkout left running, if any.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

pid_file="$RUN_DIR/run.pid"
if [ -f "$pid_file" ] && pid="$(cat "$pid_file")" && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q tools/stack.sh; then
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  say "stopped"
else
  rm -f "$pid_file"
  tools/postgres.sh stop durable
  say "nothing was running"
fi
