// What the journeys share: a browser that notices every problem, the portal's command line, the mail box, axe.
//
// A session fails its journey for: a console error or warning of hydration, an exception in the page, a request that
// fails, a 5xx answer, a request to a third party, personal data or a token in an address. What a journey provokes on purpose it names: session.expect(/…/).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { inAddress, note } from "./personal_data.mjs";
import { brotli } from "../tools/brotli.mjs";
import { ISLAND_PAGE_LIMIT_BYTES, siteBytes } from "../tools/sizes.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const AXE_SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Long enough for a machine that does much else; what never comes costs no more than this. */
const ACTION_TIMEOUT_MS = 40_000;
/** How late the islands arrive, as on a poor line: whoever types or presses before that loses nothing. */
const ISLANDS_LATE_MS = Number(process.env.JOURNEYS_ISLANDS_LATE_MS ?? 0);

export const PORTAL = required("PORTAL_BASE_URL");
export const CITIZEN_ID = required("CITIZEN_ID_ISSUER");
export const PAYMENT_GATEWAY = new URL(required("PAYMENT_PAY_URL")).origin;
const MAIL = required("MAIL_WEB_URL");
const RESULTS = required("END2END_RESULTS");
const OURS = new Set([PORTAL, CITIZEN_ID, PAYMENT_GATEWAY].map((address) => new URL(address).origin));

/** Signatures and challenges in addresses of the services are of that shape. */
const OF_A_PROTOCOL = new Set(["the token of a link"]);

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start the journeys by \`make end2end\``);
  return value;
}

// --- the portal from outside the browser ---

const execute = promisify(execFile);

/** Runs a command of the program and gives what it prints. */
export async function portal(...args) {
  const binary = process.env.PORTAL_BINARY ?? join(ROOT, "target/debug/portal");
  const { stdout } = await execute(binary, args, { cwd: ROOT, env: process.env, maxBuffer: 64 << 20 });
  return stdout;
}

/** Moves the season's clock, e.g. to "2026-07-10T09:00" of Vietnam. */
export const setClock = (instant) => portal("clock", "set", instant);

/** Every door: [{ method, path, rule }]. */
export const routes = async () => JSON.parse(await portal("routes", "--json"));

/** The people of the demo season, as the program lists them: { role, persona } or { role, email, password }. */
export async function demoPeople() {
  const text = await portal("demo-people");
  const password = text.match(/password (\S+)/)?.[1];
  return text.split("\n").flatMap((line) => {
    const [, first] = line.match(/^ {2}(\S+) /) ?? [];
    if (!first) return [];
    if (!first.includes("@")) return [{ role: "candidate", persona: first }];
    const [role] = line.match(/\b(?:school|department|institution|ministry)_[a-z]+\b|\bsupport\b|\bauditor\b/) ?? [];
    return [{ role, email: first, password }];
  });
}

/** The mails that arrived so far, the newest last. */
export async function mails() {
  const answer = await fetch(`${MAIL}/email`);
  assert.equal(answer.status, 200, "the mail catcher answers");
  return answer.json();
}

/** Waits until a mail fits (jobs send them a moment later). */
export async function mailThat(fits, timeoutMs = ACTION_TIMEOUT_MS) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = (await mails()).findLast(fits);
    if (found) return found;
    assert.ok(Date.now() < until, "the mail did not arrive in time");
    await new Promise((done) => setTimeout(done, 200));
  }
}

// --- the browser ---

let launched;
function chromiumBrowser() {
  const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) throw new Error("no Chromium; install Debian's `chromium` or set CHROMIUM");
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync"];
  // Chromium's own sandbox cannot be set up by root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet;
  launched ??= chromium.launch({ executablePath, args });
  return launched;
}

/** Ends the browser; call it in `after`. */
export async function closeBrowser() {
  await (await launched)?.close();
  launched = undefined;
}

/**
 * A fresh session in a window of this width: { page, expect, close }. `close` fails when something was wrong.
 * With `javaScript: false` the pages run no script at all; with `islandsLateMs` the islands wake up that late.
 */
export async function browser({ width = 1280, javaScript = true, islandsLateMs = ISLANDS_LATE_MS } = {}) {
  const context = await (await chromiumBrowser()).newContext({
    baseURL: PORTAL,
    viewport: { width, height: width < 600 ? 800 : 900 },
    javaScriptEnabled: javaScript,
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(ACTION_TIMEOUT_MS);
  if (islandsLateMs > 0) {
    await context.route("**/*.wasm", async (route) => {
      await new Promise((done) => setTimeout(done, islandsLateMs));
      // The page may be gone by now.
      await route.continue().catch(() => {});
    });
  }
  const problems = [];
  const expected = [];
  watch(context, (problem) => problems.push(problem));
  const page = await context.newPage();
  return {
    page,
    context,
    width,
    javaScript,
    /** From now on a problem that fits this pattern is no problem. */
    expect: (pattern) => expected.push(pattern),
    /** What it noticed so far. */
    problems: () => [...problems],
    /** Ends the session; fails when it saw a problem. */
    async close() {
      const cookies = await context.cookies(PORTAL);
      for (const { name, value } of cookies) note(RESULTS, `the cookie ${name}`, value);
      await context.close();
      const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
      assert.deepEqual(unexpected, [], "problems that the browser noticed");
    },
  };
}

/** Reports everything that must not happen in a session. */
function watch(context, report) {
  // The document of a page may honestly be 4xx (a refused form); Chromium also logs that as an error.
  const refusedDocuments = new Set();
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol === "http:" || protocol === "https:") {
      if (!OURS.has(origin)) report(`third party: ${request.url()}`);
      else if (!request.isNavigationRequest() && origin !== originOfFrame(request)) {
        report(`another origin's resource: ${request.url()} on ${request.frame().url()}`);
      }
    }
  });
  context.on("response", (response) => {
    const status = response.status();
    const url = response.url();
    const { origin, pathname } = new URL(url);
    if (OURS.has(origin) && !isDoorOfTokens(response)) {
      const kinds = inAddress(url).filter((kind) => origin === PORTAL || !OF_A_PROTOCOL.has(kind));
      for (const kind of kinds) report(`${kind} in an address: ${origin}/${pathname.split("/")[1]}`);
    }
    if (status >= 500) report(`${status}: ${response.url()}`);
    else if (status >= 400 && response.request().isNavigationRequest()) refusedDocuments.add(response.url());
    else if (status >= 400) report(`${status}: ${response.url()}`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // The browser gave it up itself: a download, or something of a page that was left or closed meanwhile.
    if (reason === "net::ERR_ABORTED") return;
    report(`request failed (${reason}): ${request.url()}`);
  });
  context.on("console", (message) => {
    const where = message.location().url;
    if (refusedDocuments.has(where) && message.text().startsWith("Failed to load resource")) return;
    if (message.type() === "error" || /hydrat|island/i.test(message.text())) {
      report(`console ${message.type()}: ${message.text()} (${where})`);
    }
  });
  context.on("weberror", (error) => report(`exception in the page: ${error.error().message}`));
}

/** The ways back from the identity service and the gateway, whose protocols sign addresses, and the first look at a one-time link, which leads on at once or refuses. */
function isDoorOfTokens(response) {
  const { pathname, search } = new URL(response.url());
  const isLink = search === "" && response.request().isNavigationRequest() && response.status() >= 300;
  const isReturn = pathname === "/payment/return" || pathname === "/payment/return/status";
  return pathname === "/sign-in/callback" || isReturn || isLink;
}

function originOfFrame(request) {
  const url = request.frame().url();
  return url === "" || url === "about:blank" ? new URL(request.url()).origin : new URL(url).origin;
}

// --- people ---

/** Signs in with the mock citizen ID as this persona; ends wherever the portal leads afterwards. */
export async function signInAsCitizen(page, personaSlug) {
  if (new URL(page.url(), PORTAL).pathname !== "/sign-in") await page.goto("/sign-in");
  await page.locator("main form button[type=submit], main a[role=button], main a.button").first().click();
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await page.locator(`button[name=persona][value="${personaSlug}"]`).click();
  await page.waitForURL((url) => url.origin === PORTAL && !url.pathname.startsWith("/sign-in"));
}

const STEP_MS = 30_000;
const usedSteps = new Map();

/** Types the second factor of a demo account. Each code counts once: the next step's is good a little early. */
async function typeCode(page, email) {
  // Another journey may have used the code of this step: it is refused, and the next one is tried.
  for (let tries = 0; tries < 3; tries += 1) {
    const step = Math.max((usedSteps.get(email) ?? 0) + 1, Math.floor(Date.now() / STEP_MS));
    // One step ahead is as far as the portal goes; a second more for clocks.
    const wait = (step - 1) * STEP_MS + 1_000 - Date.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    usedSteps.set(email, step);
    await page.fill("#code", (await portal("demo-code", email, "--step", String(step))).trim());
    const answered = page.waitForEvent("load");
    await page.locator("main form:has(#code) button[type=submit]").click();
    await answered;
    if (!new URL(page.url()).pathname.startsWith("/staff/sign-in")) return;
  }
  assert.fail(`no code signs ${email} in`);
}

/** Signs in with an account of the portal: password, then the code of the moment. */
export async function signInAsStaff(page, email, password) {
  if (!new URL(page.url(), PORTAL).pathname.startsWith("/staff/sign-in")) await page.goto("/staff/sign-in");
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", password);
  await page.locator("main form:has([name=password]) button[type=submit]").click();
  await page.waitForURL((url) => url.origin === PORTAL && url.pathname === "/staff/sign-in/code");
  await typeCode(page, email);
  await page.waitForURL((url) => url.origin === PORTAL && !url.pathname.startsWith("/staff/sign-in"));
}

/** Signs in as a person that `demoPeople` names. */
export async function signInAs(page, person) {
  if (person.persona) await signInAsCitizen(page, person.persona);
  else await signInAsStaff(page, person.email, person.password);
}

// --- what every page must keep ---

/** Fails when axe finds anything. */
export async function axe(page) {
  // By the debugger, so that the content security policy of the page stays as it is.
  await page.evaluate(AXE_SOURCE);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }),
    AXE_RULES,
  );
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join("; ")}`);
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}

/** Fails when the page can be scrolled sideways; names what is too wide. */
export async function fitsItsWidth(page) {
  const { scrollWidth, innerWidth, culprits } = await page.evaluate(() => ({
    scrollWidth: document.scrollingElement.scrollWidth,
    innerWidth: window.innerWidth,
    culprits: [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`),
  }));
  assert.ok(scrollWidth <= innerWidth, `${page.url()}: ${scrollWidth} px in ${innerWidth} px: ${culprits.join(", ")}`);
}

let shipped;

/** Fails when a page ships script without an island, or weighs more than a page with islands may. */
export async function keepsItsWeight(page) {
  const html = brotli(Buffer.from(await page.content())).length;
  const { islands, scripts } = await page.evaluate(() => ({
    islands: document.querySelectorAll("leptos-island").length,
    scripts: document.querySelectorAll("script:not([type='application/json'])").length,
  }));
  if (islands === 0) assert.equal(scripts, 0, `${page.url()} has no island but ships script`);
  shipped ??= siteBytes();
  const bytes = html + shipped.style + (islands === 0 ? 0 : shipped.glue + shipped.islands);
  assert.ok(bytes <= ISLAND_PAGE_LIMIT_BYTES, `${page.url()} weighs ${bytes} bytes`);
  return bytes;
}

/** The paths that a journey looked at. */
export const looked = new Set();

/** Looks at a page of a journey as its people do: one heading, fits, opens to everyone, and a picture of it. */
export async function look(session, name) {
  const { page, width, javaScript } = session;
  looked.add(new URL(page.url()).pathname);
  await screenshot(page, `${name}-${width}${javaScript ? "" : "-no-scripts"}`);
  assert.equal(await page.locator("h1").count(), 1, `${page.url()} has one main heading`);
  await namesEachOnce(page);
  await fitsItsWidth(page);
  if (!javaScript) return;
  if (page.url().startsWith(PORTAL)) await keepsItsWeight(page);
  await axe(page);
}

/** An id that stands twice leads a label or a link to the wrong place. */
async function namesEachOnce(page) {
  const ids = await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  assert.deepEqual(twice, [], `${page.url()} has ids that stand twice`);
}

/** Presses Tab until the keyboard is on the element; fails when no Tab leads there. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 200; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no Tab leads to ${locator}`);
}

/** A picture of the whole page in end2end/screenshots/. */
export async function screenshot(page, name) {
  const path = join(HERE, "screenshots", `${name.replace(/[^a-z0-9._-]+/gi, "-")}.png`);
  await page.waitForLoadState("load");
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  return path;
}
