# What every script of this folder needs: where things are, ports, and words for people. Sourced, never run.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
export ROOT
cd "$ROOT" || exit 1

# Everything that a script makes beside target/ and node_modules/ lies here, so that removing it forgets all.
RUN_DIR="$ROOT/.run"
TOOLS_DIR="$RUN_DIR/tools"
LOG_DIR="$RUN_DIR/logs"
mkdir -p "$RUN_DIR" "$LOG_DIR"

# The queries are checked against .sqlx while compiling; only prepare_queries.sh talks to a database for that.
export SQLX_OFFLINE="${SQLX_OFFLINE:-true}"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"
export PATH="$TOOLS_DIR/bin:$ROOT/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

export PORTAL_PORT="${PORTAL_PORT:-3000}"
export CITIZEN_ID_PORT="${CITIZEN_ID_PORT:-3002}"
export PAYMENT_GATEWAY_PORT="${PAYMENT_GATEWAY_PORT:-3003}"
export MAIL_WEB_PORT="${MAIL_WEB_PORT:-1080}"
export MAIL_SMTP_PORT="${MAIL_SMTP_PORT:-1025}"
export POSTGRES_PORT="${POSTGRES_PORT:-5440}"

say() { printf '%s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# The version of a package in Cargo.lock.
locked_version() {
  awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}

# Does something listen on this port of the local machine?
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The same database for the application, given its owner's URL: local servers trust both roles.
application_url() { printf '%s\n' "${1/:\/\/portal@/:\/\/portal_app@}"; }

# A port of the local machine that nobody uses now.
free_port() {
  node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# Where the services of one stack find each other (README.md lists all settings). Everything local is 127.0.0.1.
citizen_id="http://127.0.0.1:$CITIZEN_ID_PORT"
payment_gateway="http://127.0.0.1:$PAYMENT_GATEWAY_PORT"
export PORTAL_DEMO="${PORTAL_DEMO:-on}"
export PORTAL_ADDRESS="${PORTAL_ADDRESS:-127.0.0.1:$PORTAL_PORT}"
export PORTAL_BASE_URL="${PORTAL_BASE_URL:-http://127.0.0.1:$PORTAL_PORT}"
export PORTAL_SITE_ROOT="${PORTAL_SITE_ROOT:-$ROOT/target/site}"
export FILES_FOLDER="${FILES_FOLDER:-$RUN_DIR/files}"
export CITIZEN_ID_ADDRESS="${CITIZEN_ID_ADDRESS:-127.0.0.1:$CITIZEN_ID_PORT}"
export PAYMENT_GATEWAY_ADDRESS="${PAYMENT_GATEWAY_ADDRESS:-127.0.0.1:$PAYMENT_GATEWAY_PORT}"
export CITIZEN_ID_ISSUER="${CITIZEN_ID_ISSUER:-$citizen_id}"
export POPULATION_REGISTRY_URL="${POPULATION_REGISTRY_URL:-$citizen_id}"
export PAYMENT_PAY_URL="${PAYMENT_PAY_URL:-$payment_gateway/paymentv2/vpcpay.html}"
export PAYMENT_API_URL="${PAYMENT_API_URL:-$payment_gateway/merchant_webapi/api/transaction}"
export PAYMENT_STATEMENT_URL="${PAYMENT_STATEMENT_URL:-$payment_gateway/merchant_webapi/statement}"
export MAIL_SMTP_URL="${MAIL_SMTP_URL:-smtp://127.0.0.1:$MAIL_SMTP_PORT}"
PORTAL_BINARY="${PORTAL_BINARY:-$ROOT/target/debug/portal}"
