#!/usr/bin/env bash
# Builds target/site: the islands (pkg/portal.js, pkg/portal_bg.wasm), the styles (pkg/portal.css), the files of
# public/, and a brotli-11 copy beside each. What has not changed is not made again.
#
# PORTAL_WASM_PROFILE=dev builds the islands quickly and big (make watch); the default is what people get.
set -euo pipefail
# shellcheck source=tools/environment.sh
source "$(dirname "$0")/environment.sh"

profile="${PORTAL_WASM_PROFILE:-wasm-release}"
site="$ROOT/target/site"
package="$site/pkg"
stamps="$RUN_DIR/stamps"
mkdir -p "$package" "$stamps"

# step NAME KEY COMMAND…: runs the command unless NAME was last made from the same KEY.
step() {
  local stamp="$stamps/$1" key="$2"
  shift 2
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  rm -f "$stamp"
  "$@"
  printf '%s' "$key" >"$stamp"
}
# One fingerprint of all files below some folders.
fingerprint() { find "$@" -type f -print0 2>/dev/null | sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-64; }

islands() {
  local bound="$RUN_DIR/wasm"
  rm -rf "$bound"
  wasm-bindgen --target web --no-typescript --out-dir "$bound" --out-name portal "$wasm"
  if [ "$profile" = wasm-release ]; then
    wasm-opt -Oz "$bound/portal_bg.wasm" -o "$bound/portal_bg.opt.wasm"
    mv "$bound/portal_bg.opt.wasm" "$bound/portal_bg.wasm"
  fi
  # Old names of snippets must not linger, the style sheet must.
  find "$package" -mindepth 1 ! -name 'portal.css*' -delete
  cp -R "$bound"/. "$package"/
}
styles() {
  sass --no-source-map --style=compressed style/main.scss "$package/portal.css"
}
public_files() {
  find "$site" -mindepth 1 -maxdepth 1 ! -name pkg -exec rm -rf {} +
  cp -R public/. "$site"/
}

cargo build --quiet --lib --target wasm32-unknown-unknown --no-default-features --features hydrate --profile "$profile"
folder="$profile"
[ "$profile" = dev ] && folder=debug
wasm="$ROOT/target/wasm32-unknown-unknown/$folder/portal.wasm"
step islands "$profile $(sha256sum "$wasm" | cut -c1-64) $(wasm-bindgen --version)" islands
[ ! -f style/main.scss ] || step styles "$(fingerprint style package-lock.json)" styles
[ ! -d public ] || step public "$(fingerprint public)" public_files
node tools/compress.mjs "$site"
