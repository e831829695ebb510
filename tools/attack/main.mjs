// Starts a throwaway demo, lets the scanners loose on it as everybody, and writes what came of it. See tools/attack.sh.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, freePort, startStack } from "../../end2end/throwaway_stack.mjs";
import { LISTING, MOMENTS, REGISTERING, everybody, halfWay, personOf, prepare, signedIn } from "./actors.mjs";
import { Client } from "./client.mjs";
import { startCounter, startTrap } from "./counter.mjs";
import { explained, report } from "./report.mjs";
import { sqlmap } from "./sqlmap.mjs";
import { tricks } from "./tricks.mjs";
import { wapiti } from "./wapiti.mjs";

const [binaries, ...chosen] = process.argv.slice(2);
/** `make attack` does all; a part alone is for whoever works on it. */
const PARTS = chosen.length > 0 ? chosen : ["tricks", "sqlmap", "wapiti"];
const FOLDER = join(ROOT, ".run/attack/results");
const AT_ONCE = 2;
/** A walk waits for the portal more than it works. */
const WALKS_AT_ONCE = 3;
/** sqlmap has so long for all doors together; on two idle cores it needs half of that. */
const SQLMAP_BUDGET_MS = 15 * 60_000;
/** As whom wapiti walks; sqlmap tries what each of all roles is offered. The operator, who could close accounts, last. */
const WALKERS = ["visitor", "candidate", "school_staff", "institution_staff", "department_staff", "support", "auditor",
  "ministry_operator"];

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const started = Date.now();
let sqlmapMs = 0;
const [counter, trap] = [await startCounter(), await startTrap()];
let stack;
let isClean = false;
try {
  const port = await freePort();
  counter.lead(port);
  stack = await startStack("attack", { PORTAL_BASE_URL: counter.url, ...settings(port) });
  isClean = await attack(stack.environment);
} catch (error) {
  console.error(`attack: ${error.stack}`);
} finally {
  await stack?.stop();
  counter.close();
  trap.close();
}
process.exit(isClean ? 0 : 1);

/**
 * The portal behind the counter. The limits for one session and one address would end the scans before they begin, so
 * they are wide here; what they stop has tests (`src/tests/web/limits.rs`).
 */
function settings(port) {
  return {
    PORTAL_PORT: port,
    PORTAL_ADDRESS: `127.0.0.1:${port}`,
    PORTAL_TRUSTED_PROXIES: "127.0.0.1",
    PORTAL_WRITES_PER_MINUTE: "1000000",
    PORTAL_WRITES_BURST: "1000000",
    PORTAL_ADDRESS_PER_SECOND: "1000000",
    PORTAL_ADDRESS_BURST: "1000000",
  };
}

async function attack(environment) {
  Object.assign(process.env, environment);
  const harness = await import("../../end2end/harness.mjs");
  const [doors, people] = await Promise.all([harness.routes(), harness.demoPeople()]);
  const tools = { harness, doors, people, base: counter.url, ownerUrl: environment.DATABASE_OWNER_URL };
  const known = new Set();
  const result = { doors, doorsTried: [], walks: [], tricks: [], counter, trap };
  const last = [];
  const isWhole = PARTS.includes("sqlmap");
  for (const { moment, roles } of isWhole || PARTS.includes("last") ? MOMENTS : []) {
    await harness.setClock(moment);
    await prepare(moment, tools);
    const halves = moment === REGISTERING ? await halfWay(tools, known) : [];
    const actors = new Map([...(await everybody(tools, known, { moment, roles })), ...halves]);
    const targets = [...actors].flatMap(([actor, { targets, ...who }]) => targets.map((target) => ({ actor, target, ...who })));
    last.push(...targets.filter(({ target }) => target.isLast));
    say(`${since()} ${moment}: ${targets.length} more to try`);
    result.doorsTried.push(...(await everyDoor(inTurns(targets.filter(({ target }) => isWhole && !target.isLast)))));
  }
  if (PARTS.includes("tricks")) {
    await harness.setClock(LISTING);
    result.tricks = await tricks(tools);
    for (const { name, amiss } of result.tricks) if (amiss.length > 0) say(`NOT AS EXPECTED   ${name}:\n  ${amiss.join("\n  ")}`);
    say(`${since()} ${result.tricks.length} tricks`);
  }
  if (PARTS.includes("wapiti")) {
    await harness.setClock(LISTING);
    result.walks = await everyWalk(tools);
  }
  result.doorsTried.push(...(await everyDoor(await signedInAnew(last, tools))));
  await harness.closeBrowser();
  result.seconds = Math.round((Date.now() - started) / 1000);
  writeFileSync(join(ROOT, ".run/attack/report.md"), report(result));
  say(`${since()} the report is .run/attack/report.md`);
  return explained(result);
}

/** The actors take turns, so that none is left out when time is short. */
function inTurns(targets) {
  const turns = new Map();
  const turnOf = (actor) => turns.set(actor, (turns.get(actor) ?? 0) + 1).get(actor);
  return targets.map((one) => ({ one, turn: turnOf(one.actor) })).sort((a, b) => a.turn - b.turn).map(({ one }) => one);
}

/** The same with new sessions, for what was posted meanwhile may have ended the old ones; the token goes with them. */
async function signedInAnew(targets, { harness, people, base }) {
  const sessions = new Map();
  for (const { actor } of targets) {
    if (!sessions.has(actor)) sessions.set(actor, await signedIn(harness, base, personOf(people, actor)));
  }
  const renewed = [];
  for (const { actor, target } of targets) {
    const { home, cookies } = sessions.get(actor);
    const fields = new URLSearchParams(target.data);
    fields.set("form_token", await new Client(base, "", cookies).token(home));
    renewed.push({ actor, home, cookies, target: { ...target, data: fields.toString() } });
  }
  return renewed;
}

/** sqlmap on every door, some at once. */
async function everyDoor(targets) {
  const waiting = [...targets];
  const begun = Date.now();
  const until = begun + SQLMAP_BUDGET_MS - sqlmapMs;
  const tried = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { actor, target, cookies, home } = next;
      const scan = `sqlmap ${actor} ${target.method} ${target.door} ${target.part}`;
      if (Date.now() > until) {
        tried.push({ actor, target, scan, verdict: "not reached", words: [] });
        continue;
      }
      const { output, ...outcome } = await sqlmap(binaries, counter.url, target, scan, cookies, FOLDER);
      writeFileSync(join(FOLDER, `${scan.replace(/[^a-z0-9]+/gi, "-")}.log`), output);
      const doubt = (await stillThere(home, cookies)) ? turnedAway(counter.counts.get(scan)) : ", session over";
      const verdict = outcome.verdict === "injectable" ? outcome.verdict : outcome.verdict + doubt;
      tried.push({ actor, target, scan, ...outcome, verdict });
      say(`${since()} ${verdict.padEnd(16)} ${scan}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  sqlmapMs += Date.now() - begun;
  return tried;
}

/** A door that refused most requests because of who asked, or how often, was not tried. */
function turnedAway({ requests, byStatus } = { requests: 0, byStatus: {} }) {
  const times = [401, 403, 429].reduce((sum, status) => sum + (byStatus[status] ?? 0), 0);
  return times * 2 > requests ? ", turned away" : "";
}

/** Whether the session of these cookies still opens its first page. */
async function stillThere(home, cookies) {
  const { status } = await new Client(counter.url, "", cookies).get(home);
  return status === 200;
}

async function everyWalk(tools) {
  const waiting = [...WALKERS];
  const walks = [];
  const worker = async () => {
    for (let actor = waiting.shift(); actor; actor = waiting.shift()) {
      const person = personOf(tools.people, actor);
      const { home, cookies } = person ? await signedIn(tools.harness, tools.base, person) : { home: "/", cookies: "" };
      const scan = `wapiti ${actor}`;
      const outcome = await wapiti(binaries, counter.url, { scan, home, cookies, trap, folder: FOLDER });
      const isAlive = await stillThere(home, cookies);
      const { opened = new Set() } = counter.counts.get(scan) ?? {};
      walks.push({ actor, scan, isAlive, wasInside: opened.has(`GET ${home}`), ...outcome });
      const words = outcome.pages === null ? "broken off" : `${outcome.findings.length} findings`;
      say(`${since()} ${words}, ${opened.size} pages seen      ${scan}${isAlive ? "" : ", session over"}`);
    }
  };
  await Promise.all(Array.from({ length: WALKS_AT_ONCE }, worker));
  return walks;
}

function since() {
  const seconds = Math.round((Date.now() - started) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")}`;
}

function say(words) {
  console.error(words);
}
