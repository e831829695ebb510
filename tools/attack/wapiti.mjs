// wapiti as one actor: walks from the first page and tries its attacks on all that it finds.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCAN_HEADER } from "./counter.mjs";

/**
 * All that can mean anything here. Left out: what looks for products that this is not (cms, htp, wapp, wp_enum,
 * network_device, nikto, spring4shell), what asks services outside (log4shell, takeover), TLS, which the proxy in front
 * ends (ssl, https_redirect), and guessing passwords, which has tests of its own (brute_login_form).
 */
export const MODULES = ["backup", "cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess", "http_headers",
  "ldap", "methods", "permanentxss", "redirect", "shellshock", "sql", "ssrf", "timesql", "upload", "xss", "xxe"];
/** What would end the scan's own session or move time under the others; sqlmap tries these in the end. */
const NEVER = ["/sign-out", "/account/sessions/end-others", "/account/sessions/end", "/ministry/clock"];
const WALK_SECONDS = 20;
const MODULE_SECONDS = 5;
const TIMEOUT_MS = 330_000;
const TRIES = 3;

/** Gives { pages, findings: [{ kind, method, path, info }] }; `pages` is null when it did not come to its end. */
export async function wapiti(binaries, base, { scan, home, cookies, trap, folder }) {
  const report = join(folder, `wapiti-${scan.replace(/[^a-z0-9]+/gi, "-")}.json`);
  const args = ["-u", `${base}/`, "-s", base + home, "--scope", "domain", "-m", MODULES.join(","), "-d", "4",
    "--max-links-per-page", "40", "--max-files-per-dir", "15", "--max-scan-time", String(WALK_SECONDS),
    "--max-attack-time", String(MODULE_SECONDS), "--max-parameters", "20", "-S", "normal", "-t", "10", "-v", "0",
    "--endpoint", `${trap.url}/`, "--no-bugreport", "--flush-session", "--store-session", join(folder, "wapiti", scan),
    "-H", `${SCAN_HEADER}: ${scan}`, ...NEVER.flatMap((path) => ["-x", base + path]), "-f", "json", "-o", report];
  // Not with --drop-set-cookie: that takes the cookies out of the requests too, and everybody is a visitor.
  if (cookies) args.push("-C", cookies);
  // A module that runs out of time may leave wapiti's own file locked (SQLite), and wapiti ends without a report.
  for (let tries = 0; tries < TRIES && !existsSync(report); tries += 1) {
    await new Promise((done) => {
      execFile(join(binaries, "wapiti"), args, { timeout: TIMEOUT_MS, maxBuffer: 64 << 20 }, (_, stdout, stderr) => {
        writeFileSync(report.replace(/json$/, "log"), stdout + stderr);
        done();
      });
    });
  }
  let found;
  try {
    found = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { pages: null, findings: [] };
  }
  const findings = ["vulnerabilities", "anomalies"].flatMap((part) =>
    Object.entries(found[part] ?? {}).flatMap(([kind, all]) =>
      all.map(({ method, path, info }) => ({ kind, method, path, info }))));
  return { pages: found.infos?.crawled_pages_nbr ?? found.infos?.crawled_pages?.length ?? 0, findings };
}
