#!/usr/bin/env bash
# A private PostgreSQL for this checkout; never a cluster that happens to run on the machine.
#
#   tools/postgres.sh start [durable|throwaway]   starts it (if needed) and prints the URL of its database
#   tools/postgres.sh url   [durable|throwaway]   prints the URL, starts nothing
#   tools/postgres.sh stop  [durable|throwaway]   stops it; a throwaway one is removed
#   tools/postgres.sh crash [durable|throwaway]   stops it without a word to anybody; `start` lets it recover
#
# durable keeps its data (make run). throwaway writes nothing safely and is gone after use (make test).
# PostgreSQL refuses to run as root, so root gives it to the user `postgres` by pg_createcluster, in a folder
# that this user can reach; anyone else runs initdb in .run. A DATABASE_URL in the environment is used as it is.
#
# The URL is the owner's (DATABASE_OWNER_URL). The application's role comes with the migrations: `application_url` in
# tools/environment.sh makes its URL from this one.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

action="${1:-url}"
kind="${2:-durable}"
case "$kind" in durable | throwaway) ;; *) die "unknown kind of server '$kind' (durable or throwaway)" ;; esac

checkout="$(printf '%s' "$ROOT" | sha256sum | cut -c1-12)"
if [ "$(id -u)" = 0 ]; then
  base="/var/tmp/portal-$checkout"
else
  base="$RUN_DIR/postgres"
fi
name="$kind"
[ "$kind" = throwaway ] && name="throwaway-${PORTAL_STACK:-test}"
home="$base/$name"
data="$home/data"
port_file="$RUN_DIR/postgres-$name.port"
cluster="portal_${checkout}_${name//-/_}"

server_bin() {
  local found
  found="$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/pg_ctl' 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$found" ] || found="$(command -v pg_ctl || true)"
  [ -n "$found" ] || die "no PostgreSQL server programs; run tools/prerequisites.sh"
  dirname "$found"
}

pick_port() {
  if [ "$kind" = throwaway ] && [ -f "$port_file" ] && [ -f "$data/PG_VERSION" ] && ! port_taken "$(cat "$port_file")"; then
    # It was here before: those who know its address find it again.
    cat "$port_file"
  elif [ "$kind" = throwaway ]; then free_port; else printf '%s\n' "$POSTGRES_PORT"; fi
}

url() { printf 'postgres://portal@127.0.0.1:%s/portal\n' "$(cat "$port_file")"; }

answers() { [ -f "$port_file" ] && "$bin/pg_isready" -q -h 127.0.0.1 -p "$(cat "$port_file")" -U portal; }

# Settings that hold for both; a throwaway server need not survive a power cut, and what it says is committed need not
# survive a crash, unless POSTGRES_KEEPS_COMMITS=on.
settings() {
  printf "listen_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\nmax_connections = 200\ntimezone = 'UTC'\n" "$home"
  printf "log_min_messages = warning\n"
  if [ "$kind" = throwaway ]; then
    printf "fsync = off\n"
    [ "${POSTGRES_KEEPS_COMMITS:-}" = on ] || printf "synchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"
  fi
}

create() {
  local version
  version="$(basename "$(dirname "$bin")")"
  if [ "$(id -u)" = 0 ]; then
    have pg_createcluster || die "pg_createcluster is missing; run tools/prerequisites.sh"
    install -d -m 755 "$base"
    install -d -m 755 -o postgres -g postgres "$home"
    # Somebody emptied the folder of temporary files: what Debian still knows of the cluster goes too.
    rm -rf "/etc/postgresql/$version/$cluster"
    pg_createcluster "$version" "$cluster" --port "$1" --datadir "$data" --socketdir "$home" \
      --logfile "$home/server.log" --start-conf manual --locale C.UTF-8 -- --auth trust >/dev/null
    settings >>"/etc/postgresql/$version/$cluster/postgresql.conf"
  else
    mkdir -p "$home"
    "$bin/initdb" -D "$data" --auth trust --username postgres --locale C.UTF-8 --encoding UTF8 >/dev/null
    settings >>"$data/postgresql.conf"
  fi
}

existing_version() { [ -f "$data/PG_VERSION" ] && cat "$data/PG_VERSION"; }

start() {
  local port version
  if answers; then
    url
    return
  fi
  port="$(pick_port)"
  port_taken "$port" && die "port $port (PostgreSQL) is taken; choose another: POSTGRES_PORT=5441 make run"
  version="$(existing_version || true)"
  [ -n "$version" ] || create "$port"
  version="$(existing_version)"
  if [ "$(id -u)" = 0 ]; then
    # --skip-systemctl-redirect: the server belongs to this command, not to the machine's service manager.
    pg_conftool "$version" "$cluster" set port "$port"
    pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" start >&2 || die "PostgreSQL did not start; see $home/server.log"
  else
    "$bin/pg_ctl" -D "$data" -l "$home/server.log" -o "-p $port" -w start >/dev/null ||
      die "PostgreSQL did not start; see $home/server.log"
  fi
  printf '%s\n' "$port" >"$port_file"
  admin() { "$bin/psql" -q -X -h 127.0.0.1 -p "$port" -U postgres -d "$1" -v ON_ERROR_STOP=1 -Atc "$2"; }
  [ -n "$(admin postgres "SELECT 1 FROM pg_roles WHERE rolname = 'portal'")" ] ||
    admin postgres "CREATE ROLE portal LOGIN CREATEDB CREATEROLE"
  [ -n "$(admin postgres "SELECT 1 FROM pg_database WHERE datname = 'portal'")" ] ||
    admin postgres "CREATE DATABASE portal OWNER portal"
  url
}

stop() {
  local version
  version="$(existing_version || true)"
  if [ -n "$version" ]; then
    if [ "$(id -u)" = 0 ]; then
      pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" stop -m fast 2>/dev/null || true
      [ "$kind" = durable ] || pg_dropcluster --stop "$version" "$cluster" 2>/dev/null || true
    else
      "$bin/pg_ctl" -D "$data" -m fast -w stop >/dev/null 2>&1 || true
    fi
  fi
  if [ "$kind" = throwaway ]; then
    rm -rf "$home" "$port_file"
  fi
}

crash() {
  local version
  version="$(existing_version)"
  if [ "$(id -u)" = 0 ]; then
    pg_ctlcluster --skip-systemctl-redirect "$version" "$cluster" stop -m immediate >&2
  else
    "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null
  fi
}

if [ -n "${DATABASE_URL:-}" ]; then
  [ "$action" = stop ] || printf '%s\n' "$DATABASE_URL"
  exit 0
fi
bin="$(server_bin)"
case "$action" in
start) start ;;
stop) stop ;;
crash) crash ;;
url)
  [ -f "$port_file" ] || die "the $kind server was never started"
  url
  ;;
*) die "usage: tools/postgres.sh start|stop|crash|url [durable|throwaway]" ;;
esac
