// Prints what target/site weighs, brotli-11, against the limits. Exit code 1 when one is broken. 1 KB = 1,000 bytes.
//
// The limit of a page with islands counts its HTML too; end2end/every_page.test.mjs adds that, page by page.
import { existsSync, readFileSync } from "node:fs";
import { brotli } from "./brotli.mjs";

export const STYLE_LIMIT_BYTES = 25_000;
export const ISLAND_PAGE_LIMIT_BYTES = 93_000;

const PACKAGE = new URL("../target/site/pkg/", import.meta.url);

function packedBytes(name) {
  const file = new URL(name, PACKAGE);
  return existsSync(file) ? brotli(readFileSync(file)).length : 0;
}

/// The shipped files: brotli-11 bytes of the style sheet, the glue and the islands.
export function siteBytes() {
  return { style: packedBytes("portal.css"), glue: packedBytes("portal.js"), islands: packedBytes("portal_bg.wasm") };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { style, glue, islands } = siteBytes();
  const rows = [
    ["styles (portal.css)", style, STYLE_LIMIT_BYTES],
    ["glue (portal.js)", glue, null],
    ["islands (portal_bg.wasm)", islands, null],
    ["a page with islands, without its HTML", style + glue + islands, ISLAND_PAGE_LIMIT_BYTES],
  ];
  let broken = false;
  for (const [what, bytes, limit] of rows) {
    const over = limit !== null && bytes > limit;
    broken ||= over;
    const judged = limit === null ? "" : `  limit ${limit.toLocaleString("en")}${over ? "  TOO BIG" : ""}`;
    console.log(`${what.padEnd(40)}${bytes.toLocaleString("en").padStart(9)} bytes${judged}`);
  }
  process.exitCode = broken ? 1 : 0;
}
