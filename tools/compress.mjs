// Writes NAME.br (brotli, quality 11) beside every file below a folder that compresses well, and removes left-over ones.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotli } from "./brotli.mjs";

const COMPRESSIBLE = /\.(css|html|ico|js|json|svg|txt|wasm|webmanifest|xml)$/;

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  if (file.endsWith(".br")) {
    if (!existsSync(file.slice(0, -3))) rmSync(file);
  } else if (COMPRESSIBLE.test(file)) {
    const packed = `${file}.br`;
    if (!existsSync(packed) || statSync(packed).mtimeMs < statSync(file).mtimeMs) {
      writeFileSync(packed, brotli(readFileSync(file)));
    }
  }
}
