#!/usr/bin/env bash
# Installs what is missing to build, run and test; quick when all is there.
#
#   tools/prerequisites.sh run     what `make run` and `make build` need
#   tools/prerequisites.sh test    that, and cargo-nextest and Chromium
#
# The machine must have rustup and Node 20 or newer. Debian packages need root or sudo; without either, the missing
# ones are named and nothing else happens. Rust and npm tools are installed inside this checkout (.run, node_modules).
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

NEXTEST_VERSION=0.9.143
purpose="${1:-run}"

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    return 1
  fi
}

# The server programs, and for root what makes a cluster of its own.
has_postgresql() {
  ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || have pg_ctl || return 1
  [ "$(id -u)" != 0 ] || have pg_createcluster
}

missing_packages() {
  have cc && have make || echo build-essential
  has_postgresql || echo postgresql
  have psql || echo postgresql-client
  if [ "$purpose" = test ]; then
    [ -n "${CHROMIUM:-}" ] || have chromium || echo chromium
    # Other programs read the PDF documents that the portal writes.
    have pdftotext && have pdftoppm || echo poppler-utils
    # Without any font the pictures of pages would be empty boxes.
    ls /usr/share/fonts/*/* >/dev/null 2>&1 || echo fonts-dejavu-core
  fi
}

install_packages() {
  local packages
  mapfile -t packages < <(missing_packages)
  [ "${#packages[@]}" = 0 ] && return
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  if ! have apt-get || ! as_root true; then
    die "please install these packages (neither root nor sudo with apt-get here): ${packages[*]}"
  fi
  say "installing Debian packages: ${packages[*]}"
  as_root "${apt[@]}" update >/dev/null
  case " ${packages[*]} " in
  *" postgresql "*)
    # Installing the server must not start a cluster of its own: this checkout makes a private one.
    as_root "${apt[@]}" install --no-install-recommends postgresql-common >/dev/null
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/portal.conf >/dev/null
    ;;
  esac
  as_root "${apt[@]}" install --no-install-recommends "${packages[@]}" >/dev/null
}

install_rust() {
  have rustup || die "rustup is missing; see https://rustup.rs"
  rustc --version >/dev/null 2>&1 || rustup toolchain install
  local libraries
  libraries="$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib"
  [ -d "$libraries" ] || rustup target add wasm32-unknown-unknown
}

# The command-line tool writes the glue for exactly the version of the library.
install_wasm_bindgen() {
  local version
  version="$(locked_version wasm-bindgen)"
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  say "installing wasm-bindgen $version (once, some minutes)"
  cargo install --quiet wasm-bindgen-cli --version "$version" --no-default-features --force --root "$TOOLS_DIR"
}

install_nextest() {
  cargo nextest --version >/dev/null 2>&1 && return
  say "installing cargo-nextest $NEXTEST_VERSION (once, some minutes)"
  # It only starts other programs, so it need not be optimised itself: that halves the time to build it.
  CARGO_PROFILE_DEV_DEBUG=false cargo install --quiet cargo-nextest --version "$NEXTEST_VERSION" --locked --debug \
    --root "$TOOLS_DIR"
}

install_npm_packages() {
  have node || die "Node 20 or newer is missing"
  local major
  major="$(node -p 'process.versions.node.split(".")[0]')"
  [ "$major" -ge 20 ] || die "Node $major is too old; 20 or newer is needed"
  cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null && return
  say "installing npm packages"
  npm ci --silent
  cp package-lock.json node_modules/.installed-lock
}

install_packages
install_rust
install_npm_packages
install_wasm_bindgen
if [ "$purpose" = test ]; then
  install_nextest
fi
