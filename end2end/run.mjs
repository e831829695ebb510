// Runs the journeys: every *.test.mjs in turn, each with a fresh throwaway database and the whole stack on free ports, so
// that no journey has to know what another left behind.
//
//   node end2end/run.mjs [text]     only the files whose name contains the text
//
// After each every log of the stack is searched for personal data, passwords and tokens; a finding fails the run.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { note, searchLogs } from "./personal_data.mjs";
import { ROOT, startStack } from "./throwaway_stack.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const FILE_TIMEOUT_MS = 600_000;

const only = process.argv[2] ?? "";
const files = readdirSync(HERE).filter((name) => name.endsWith(".test.mjs") && name.includes(only)).sort();
if (files.length === 0) {
  console.error(`no journey's file name contains "${only}"`);
  process.exit(1);
}

/** What the logs tell that they must not; the tokens of the mails' links are known by now too. */
async function searchedLogs(environment) {
  const results = join(HERE, "results");
  const mails = await fetch(`${environment.MAIL_WEB_URL}/email`).then((answer) => answer.json());
  for (const { text } of mails) {
    for (const [, token] of text?.matchAll(/\/([\w-]{40,})/g) ?? []) note(results, "the token of a mail's link", token);
  }
  const binary = process.env.PORTAL_BINARY ?? join(ROOT, "target/debug/portal");
  const people = execFileSync(binary, ["demo-people"], { env: environment, encoding: "utf8" });
  return searchLogs(join(ROOT, ".run/logs/end2end"), people, results);
}

/** Runs one file on a stack of its own; whether all is well. */
async function passes(name) {
  let stack;
  try {
    stack = await startStack("end2end");
    rmSync(join(HERE, "results"), { recursive: true, force: true });
    mkdirSync(join(HERE, "results"), { recursive: true });
    const runner = spawn(
      process.execPath,
      ["--test", "--test-reporter=spec", `--test-timeout=${FILE_TIMEOUT_MS}`, join(HERE, name)],
      { env: stack.environment, cwd: ROOT, stdio: "inherit" },
    );
    const [code] = await once(runner, "exit");
    const leaks = await searchedLogs(stack.environment);
    for (const leak of leaks) console.error(`end2end: the log tells what it must not: ${leak}`);
    return code === 0 && leaks.length === 0;
  } catch (error) {
    console.error(`end2end: ${error.message}`);
    return false;
  } finally {
    await stack?.stop();
  }
}

mkdirSync(join(HERE, "screenshots"), { recursive: true });
const failed = [];
for (const name of files) {
  console.log(`\n-- ${name}`);
  if (!(await passes(name))) failed.push(name);
}
if (failed.length > 0) console.error(`end2end: failed: ${failed.join(", ")}`);
process.exit(failed.length > 0 ? 1 : 0);
