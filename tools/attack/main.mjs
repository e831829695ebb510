// Starts a throwaway demo, lets the scanners loose on it as everybody, and writes what came of it. See tools/attack.sh.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, freePort, startStack } from "../../end2end/throwaway_stack.mjs";
import { startCounter, startTrap } from "./counter.mjs";
import { explained, report } from "./report.mjs";
import { sqlmap } from "./sqlmap.mjs";
import { targetsByHand, targetsOf } from "./targets.mjs";
import { wapiti } from "./wapiti.mjs";

const [binaries] = process.argv.slice(2);
const FOLDER = join(ROOT, ".run/attack/results");
const AT_ONCE = 2;
/** sqlmap has so long at each moment. */
const SQLMAP_BUDGET_MS = 150_000;
/** When the doors have something to do: registering, listing preferences, matching. */
const MOMENTS = ["2026-04-22T09:00", "2026-07-05T09:00", "2026-08-05T09:00"];
/** As whom wapiti walks; sqlmap tries what each of all roles is offered. */
const WALKERS = ["public", "candidate", "school_staff", "institution_staff", "ministry_operator"];

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const started = Date.now();
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

/** The portal behind the counter. Throttling would end the scans before they begin; what it stops has tests. */
function settings(port) {
  return { PORTAL_PORT: port, PORTAL_ADDRESS: `127.0.0.1:${port}` };
}

async function attack(environment) {
  Object.assign(process.env, environment);
  const harness = await import("../../end2end/harness.mjs");
  const [doors, people] = await Promise.all([harness.routes(), harness.demoPeople()]);
  const known = new Set();
  const doorsTried = [];
  let actors;
  for (const moment of MOMENTS) {
    await harness.setClock(moment);
    await prepare(moment, harness, people, environment.DATABASE_OWNER_URL);
    actors = await everybody(harness, people, doors, known);
    say(`${moment}: ${[...actors.values()].flatMap(({ targets }) => targets).length} more doors with something to attack`);
    doorsTried.push(...(await everyDoor(actors)));
  }
  // Whoever still has a session: it may have ended with what sqlmap posted.
  const walks = await everyWalk(await everybody(harness, people, doors, known));
  await harness.closeBrowser();
  const result = { doors, doorsTried, walks, counter, trap, seconds: Math.round((Date.now() - started) / 1000) };
  writeFileSync(join(ROOT, ".run/attack/report.md"), report(result));
  say("the report is .run/attack/report.md");
  return explained(result);
}

/** Gives a school forms to decide on, and the ministry a run and a proposal. */
async function prepare(moment, harness, people, ownerUrl) {
  if (moment === MOMENTS[0]) {
    const sql = `SET portal.actor_kind = 'system';
      CREATE TEMP TABLE moved AS SELECT candidate_id AS id FROM exam_registration WHERE state = 'approved' LIMIT 3;
      UPDATE exam_registration SET state = 'submitted', decided_at = NULL WHERE candidate_id IN (SELECT id FROM moved);
      UPDATE candidate SET registration_unit_id = (SELECT registration_unit_id FROM staff
          WHERE email = 'truong.songhuong@demo.example.vn') WHERE id IN (SELECT id FROM moved);`;
    execFileSync("psql", ["-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", ownerUrl, "-c", sql]);
  }
  if (moment === MOMENTS.at(-1)) {
    const { page, context } = await harness.browser();
    await harness.signInAs(page, people.find((person) => person.role === "ministry_operator"));
    await page.goto("/ministry/matching");
    await page.getByRole("button", { name: "Chạy xử lý nguyện vọng" }).click();
    await page.getByRole("button", { name: "Đề nghị công bố lượt này" }).click();
    await context.close();
  }
}

/** Somebody of each role, signed in: { home, cookies, targets }, and a visitor. */
async function everybody(harness, people, doors, known) {
  const visitor = await harness.browser();
  const targets = [...targetsByHand(doors, known), ...(await targetsOf(visitor.page, "/", doors, known))];
  await visitor.context.close();
  const actors = new Map([["public", { home: "/", cookies: "", targets }]]);
  for (const role of new Set(people.map((person) => person.role))) {
    const session = await harness.browser();
    await harness.signInAs(session.page, people.find((person) => person.role === role));
    const home = new URL(session.page.url()).pathname;
    const offered = await targetsOf(session.page, home, doors, known);
    const cookies = (await session.context.cookies(counter.url)).map(({ name, value }) => `${name}=${value}`).join("; ");
    actors.set(role, { home, cookies, targets: offered });
    await session.context.close();
  }
  return actors;
}

/** sqlmap on every door, some at once, in turns of the actors, so that none is left out when time is short. */
async function everyDoor(actors) {
  const waiting = [];
  for (let turn = 0; [...actors.values()].some(({ targets }) => turn < targets.length); turn += 1) {
    for (const [actor, { targets, cookies }] of actors) {
      if (targets[turn]) waiting.push({ actor, cookies, target: targets[turn] });
    }
  }
  const until = Date.now() + SQLMAP_BUDGET_MS;
  const tried = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { actor, target, cookies } = next;
      const scan = `sqlmap ${actor} ${target.method} ${target.door}`;
      if (Date.now() > until) {
        tried.push({ actor, target, scan, verdict: "not reached", words: [] });
        continue;
      }
      const { output, ...outcome } = await sqlmap(binaries, counter.url, target, scan, cookies, FOLDER);
      writeFileSync(join(FOLDER, `${scan.replace(/[^a-z0-9]+/gi, "-")}.log`), output);
      tried.push({ actor, target, scan, ...outcome });
      say(`${outcome.verdict.padEnd(16)} ${scan}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return tried;
}

async function everyWalk(actors) {
  const waiting = WALKERS.filter((actor) => actors.has(actor));
  const walks = [];
  const worker = async () => {
    for (let actor = waiting.shift(); actor; actor = waiting.shift()) {
      const { home, cookies } = actors.get(actor);
      const scan = `wapiti ${actor}`;
      const outcome = await wapiti(binaries, counter.url, { scan, home, cookies, trap, folder: FOLDER });
      walks.push({ actor, scan, ...outcome });
      say(`${outcome.findings.length} findings      ${scan}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return walks;
}

function say(words) {
  console.error(words);
}
