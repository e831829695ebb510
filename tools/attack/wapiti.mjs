// wapiti as one actor: walks from the first page and tries its attacks on all that it finds.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SCAN_HEADER } from "./counter.mjs";

/**
 * All that can mean anything here. Left out: what looks for products that this is not (cms, htp, wapp, wp_enum,
 * network_device, nikto, spring4shell), what asks services outside (log4shell, takeover), TLS, which the proxy in front
 * ends (ssl, https_redirect), and guessing passwords, which has tests of its own (brute_login_form).
 */
export const MODULES = ["backup", "cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess", "http_headers",
  "ldap", "methods", "permanentxss", "redirect", "shellshock", "sql", "ssrf", "timesql", "upload", "xss", "xxe"];
const WALK_SECONDS = 20;
const MODULE_SECONDS = 6;
const TIMEOUT_MS = 240_000;

/** Gives { pages, findings: [{ kind, method, path, info }] }; `pages` is null when it did not come to its end. */
export async function wapiti(binaries, base, { scan, home, cookies, trap, folder }) {
  const report = join(folder, `wapiti-${scan.replace(/[^a-z0-9]+/gi, "-")}.json`);
  const args = ["-u", `${base}/`, "-s", base + home, "--scope", "domain", "-m", MODULES.join(","), "-d", "4",
    "--max-links-per-page", "40", "--max-files-per-dir", "15", "--max-scan-time", String(WALK_SECONDS),
    "--max-attack-time", String(MODULE_SECONDS), "--max-parameters", "20", "-S", "normal", "-t", "10", "-v", "0",
    "--endpoint", `${trap.url}/`, "--no-bugreport", "--flush-session", "--store-session", join(folder, "wapiti", scan),
    "-H", `${SCAN_HEADER}: ${scan}`, "-x", `${base}/sign-out`, "-f", "json", "-o", report];
  if (cookies) args.push("-C", cookies, "--drop-set-cookie");
  await new Promise((done) => {
    execFile(join(binaries, "wapiti"), args, { timeout: TIMEOUT_MS, maxBuffer: 64 << 20 }, done);
  });
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
