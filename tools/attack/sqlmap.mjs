// sqlmap on one door: every parameter of its path, or every one of its query or form. The form token is that of the
// page that the form stands on: it belongs to the session and stays good as long as the session does.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { SCAN_HEADER } from "./counter.mjs";

/** Bounded: level and risk as low as they go (each adds requests, not kinds of faults), and so long at most. */
const DOOR_TIMEOUT_MS = 120_000;
export const OPTIONS = ["--batch", "--level=1", "--risk=1", "--technique=BEU", "--dbms=PostgreSQL", "--timeout=10",
  "--retries=0", "--ignore-code=*", "--ignore-redirects", "--drop-set-cookie", "--skip-waf", "--disable-coloring",
  "--flush-session", "--skip=form_token,session,form,language,device"];

/** Gives { verdict, words, parameters }: `injectable`, `clean`, `unfinished` or `nothing to test`. */
export async function sqlmap(binaries, base, target, scan, cookies, folder) {
  const args = [...OPTIONS, "-u", base + target.path, `--headers=${SCAN_HEADER}: ${scan}`,
    `--output-dir=${join(folder, "sqlmap", scan.replace(/[^a-z0-9]+/gi, "-"))}`];
  if (cookies) args.push(`--cookie=${cookies}`);
  if (target.method === "POST") args.push("--method=POST", `--data=${target.data}`);
  // So that the limit of one account does not answer in place of the door.
  if (target.randomize) args.push(`--randomize=${target.randomize}`);
  const output = await new Promise((done) => {
    execFile(join(binaries, "sqlmap"), args, { timeout: DOOR_TIMEOUT_MS, maxBuffer: 64 << 20 }, (error, stdout) =>
      done(`${stdout}${error?.killed ? "\nKILLED" : ""}`));
  });
  const words = output.split("\n").filter((line) => /vulnerable|injectable|might be|XSS|file inclusion|CRITICAL/i.test(line));
  const parameters = new Set([...output.matchAll(/testing if (.+?) is dynamic/g)].map(([, name]) => name)).size;
  return { verdict: verdict(output), words: words.map((line) => line.replace(/^.*?\[[\d:]+\] /, "").trim()), parameters, output };
}

function verdict(output) {
  if (/sqlmap identified the following injection point/.test(output)) return "injectable";
  if (/all tested parameters do not appear to be injectable/.test(output)) return "clean";
  if (/no parameter\(s\) found for testing|all testable parameters/.test(output)) return "nothing to test";
  return "unfinished";
}
