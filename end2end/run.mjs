// Runs the journeys: every *.test.mjs, each with a fresh throwaway database and the whole stack on free ports, so that no
// journey has to know what another left behind. Some at a time, for mostly they wait; what each prints comes as a whole.
//
//   node end2end/run.mjs [text]     only the files whose name contains the text
//   JOURNEYS_AT_ONCE=2              how many at a time
//   JOURNEYS_NAME=end2end           of their stacks; another one lets two runs live beside each other
//   JOURNEYS_ISLANDS_LATE_MS=0      how late the islands arrive in every page, to find what waits for a quick machine
//
// After each every log of the stack is searched for personal data, passwords and tokens; a finding fails the run.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { note, searchLogs } from "./personal_data.mjs";
import { ROOT, startStack } from "./throwaway_stack.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const FILE_TIMEOUT_MS = 900_000;
const AT_ONCE = Number(process.env.JOURNEYS_AT_ONCE ?? 2);
const NAME = process.env.JOURNEYS_NAME ?? "end2end";

const only = process.argv[2] ?? "";
const size = (name) => statSync(join(HERE, name)).size;
// The crawler of all pages is short to read and long to run; of the others the longest go first.
const rank = (name) => (name.startsWith("every_page") ? Infinity : size(name));
const files = readdirSync(HERE).filter((name) => name.endsWith(".test.mjs") && name.includes(only));
files.sort((a, b) => rank(b) - rank(a));
if (files.length === 0) {
  console.error(`no journey's file name contains "${only}"`);
  process.exit(1);
}

/** What the logs tell that they must not; the tokens of the mails' links are known by now too. */
async function searchedLogs(stackName, environment) {
  const results = environment.END2END_RESULTS;
  const mails = await fetch(`${environment.MAIL_WEB_URL}/email`).then((answer) => answer.json());
  for (const { text } of mails) {
    for (const [, token] of text?.matchAll(/\/([\w-]{40,})/g) ?? []) note(results, "the token of a mail's link", token);
  }
  const binary = process.env.PORTAL_BINARY ?? join(ROOT, "target/debug/portal");
  const people = execFileSync(binary, ["demo-people"], { env: environment, encoding: "utf8" });
  return searchLogs(join(ROOT, ".run/logs", stackName), people, results);
}

// One after the other: a port that is free stays so until its stack has it.
let starting = Promise.resolve();
function started(stackName, settings) {
  const stack = starting.then(() => startStack(stackName, settings));
  starting = stack.catch(() => {});
  return stack;
}

/** Runs one file on a stack of its own; whether all is well, and what was said. */
async function run(name, stackName) {
  const results = join(HERE, "results", stackName);
  const said = [`\n-- ${name}\n`];
  const began = Date.now();
  let stack;
  try {
    stack = await started(stackName, { END2END_RESULTS: results });
    rmSync(results, { recursive: true, force: true });
    mkdirSync(results, { recursive: true });
    const runner = spawn(
      process.execPath,
      ["--test", "--test-reporter=spec", `--test-timeout=${FILE_TIMEOUT_MS}`, join(HERE, name)],
      { env: stack.environment, cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [runner.stdout, runner.stderr]) stream.on("data", (bytes) => said.push(bytes));
    const [code] = await once(runner, "close");
    const leaks = await searchedLogs(stackName, stack.environment);
    for (const leak of leaks) said.push(`end2end: the log tells what it must not: ${leak}\n`);
    return { passed: code === 0 && leaks.length === 0, said, began };
  } catch (error) {
    said.push(`end2end: ${error.message}\n`);
    return { passed: false, said, began };
  } finally {
    await stack?.stop();
  }
}

/** The first failure that was said, without its trace through the runner. */
function firstFailure(text) {
  const [, failures = text] = text.split("failing tests:");
  const lines = failures.split("\n").filter((line) => line.trim() !== "" && !/node:internal/.test(line));
  return lines.slice(0, 10).map((line) => `  ${line}`).join("\n");
}

mkdirSync(join(HERE, "screenshots"), { recursive: true });
const failed = [];
const waiting = [...files];
async function worker(stackName) {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const { passed, said, began } = await run(name, stackName);
    const text = Buffer.concat(said.map((piece) => Buffer.from(piece))).toString();
    process.stdout.write(text);
    console.log(`${name}: ${passed ? "passed" : "FAILED"} after ${Math.round((Date.now() - began) / 1000)} s`);
    if (!passed) failed.push({ name, first: firstFailure(text) });
  }
}
await Promise.all(Array.from({ length: Math.min(AT_ONCE, files.length) }, (_, index) => worker(`${NAME}-${index + 1}`)));
// Whoever reads the end alone shall know what to look at.
for (const { name, first } of failed) console.error(`\nend2end: ${name} failed\n${first}`);
process.exit(failed.length > 0 ? 1 : 0);
