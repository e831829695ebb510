// As whom the scanners come: a visitor, somebody of each role, and whoever stands half-way through a door (a password
// given and no code yet, a link of a mail opened). Each is given what the pages offer them.
import { execFileSync } from "node:child_process";
import { Client } from "./client.mjs";
import { postsByHand, targetsByHand, targetsOf } from "./targets.mjs";

/** When the doors have something to do: registering, listing preferences, matching. */
export const [REGISTERING, LISTING, MATCHING] = ["2026-04-22T09:00", "2026-07-05T09:00", "2026-08-05T09:00"];
/** Who comes when: everybody once, and again whoever is offered more later. */
export const MOMENTS = [
  { moment: REGISTERING, roles: null },
  { moment: LISTING, roles: ["candidate", "school_head"] },
  { moment: MATCHING, roles: ["candidate", "school_head", "institution_lead", "ministry_operator", "ministry_releaser"] },
];

/** Gives a school forms to decide on, a candidate two preferences, and the ministry a run and a proposal. */
export async function prepare(moment, { harness, people, ownerUrl }) {
  if (moment === REGISTERING) {
    owner(ownerUrl, `CREATE TEMP TABLE moved AS SELECT candidate_id AS id FROM exam_registration WHERE state = 'approved' LIMIT 3;
      UPDATE exam_registration SET state = 'submitted', decided_at = NULL WHERE candidate_id IN (SELECT id FROM moved);
      UPDATE candidate SET registration_unit_id = (SELECT registration_unit_id FROM staff
          WHERE email = 'truong.songhuong@demo.example.vn') WHERE id IN (SELECT id FROM moved);`);
  }
  if (moment === LISTING) {
    await signedIn(harness, harness.PORTAL, personOf(people, "candidate"), async (page) => {
      for (const programme of ["/catalogue/BKA/IT1", "/catalogue/BKA/EM1"]) {
        await page.goto(programme);
        await page.getByRole("button", { name: "Thêm vào danh sách nguyện vọng" }).click();
        await page.waitForURL(/\/candidate\/preferences/);
      }
    });
  }
  if (moment === MATCHING) {
    const { page, context } = await window(harness);
    await harness.signInAs(page, people.find((person) => person.role === "ministry_operator"));
    await page.goto("/ministry/matching");
    await page.getByRole("button", { name: "Chạy xử lý nguyện vọng" }).click();
    await page.getByRole("button", { name: "Đề nghị công bố lượt này" }).click();
    await context.close();
  }
}

/** Runs SQL as the owner of the throwaway database and gives what it prints, a line a row. */
export function owner(ownerUrl, sql) {
  const args = ["-q", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", ownerUrl, "-c",
    `SET portal.actor_kind = 'system'; ${sql}`];
  return execFileSync("psql", args, { encoding: "utf8" }).trim();
}

/** Slow is no fault here: scanners take all the machine has. */
const PATIENCE_MS = 60_000;

/** A browser of its own, without scripts. */
async function window(harness) {
  const session = await harness.browser({ javaScript: false });
  session.context.setDefaultTimeout(PATIENCE_MS);
  return session;
}

/** Who signs in as a role: the first of the demo's people. */
export const personOf = (people, role) => people.find((person) => person.role === role);

/** Somebody signed in: { home, cookies }. `use(page)` may look around first. */
export async function signedIn(harness, base, person, use = async () => {}) {
  const { page, context } = await window(harness);
  await harness.signInAs(page, person);
  const home = new URL(page.url()).pathname;
  const more = await use(page, home);
  const cookies = await cookiesOf(context, base);
  await context.close();
  return { home, cookies, targets: more ?? [] };
}

const cookiesOf = async (context, base) =>
  (await context.cookies(base)).map(({ name, value }) => `${name}=${value}`).join("; ");

/** A visitor and somebody of each of these roles, each { home, cookies, targets }; `known` doors are left out. */
export async function everybody({ harness, base, people, doors }, known, { moment, roles }) {
  const visitor = await window(harness);
  const targets = [...targetsByHand(doors, known), ...(await targetsOf(visitor.page, "/", doors, known))];
  for (const page of ["/sign-in", "/staff/sign-in"]) targets.push(...(await targetsOf(visitor.page, page, doors, known)));
  const actors = new Map([["visitor", { home: "/", cookies: await cookiesOf(visitor.context, base), targets }]]);
  await visitor.context.close();
  for (const role of roles ?? new Set(people.map((person) => person.role))) {
    const look = (page, home) => targetsOf(page, home, doors, known);
    const actor = await signedIn(harness, base, personOf(people, role), async (page, home) => [
      ...(await look(page, home)), ...(await look(page, "/account")),
      ...(role === "candidate" ? await look(page, "/sign-in/again") : await look(page, "/staff/recovery-codes")),
    ]);
    if (moment === MATCHING) {
      const form_token = await new Client(base, "", actor.cookies).token(actor.home);
      actor.targets.push(...postsByHand(doors, role, form_token, known));
    }
    actors.set(role, actor);
  }
  return actors;
}

/** Those half-way through a door, each with what the page they have reached offers. */
export async function halfWay(tools, known) {
  const { harness, base, people, doors } = tools;
  const actors = new Map();
  const begin = async (name, home, reach) => {
    const { page, context } = await window(harness);
    await reach(page);
    // Of what they see on the way from here the others try more.
    const targets = (await targetsOf(page, home, doors, new Set(known))).filter(({ door }) => door === home);
    for (const { method, door, part } of targets) known.add(`${method} ${door} ${part}`);
    actors.set(name, { home, cookies: await cookiesOf(context, base), targets });
    await context.close();
  };
  const staff = people.find(({ email }) => email?.startsWith("truong.tamgiang"));
  await begin("half signed in", "/staff/sign-in/code", async (page) => {
    await page.goto("/staff/sign-in");
    await page.fill("[name=email]", staff.email);
    await page.fill("[name=password]", staff.password);
    await page.locator("main form:has([name=password]) button[type=submit]").click();
    await page.waitForURL((url) => url.pathname === "/staff/sign-in/code");
  });
  const { cookies } = await signedIn(harness, base, people.find(({ email }) => email?.startsWith("hieutruong.ngubinh")));
  const head = new Client(base, "", cookies);
  const form_token = await head.token("/staff/accounts/invite");
  const email = "moi.vao@example.vn";
  await expect303(head.post("/staff/accounts/invite", { form_token, role: "school_staff", full_name: "Lê Thị Mới", email }));
  await begin("invited", "/staff/invitation", (page) => openLink(harness, page, email, "/staff/invitation/"));
  const { text } = await head.get("/staff/accounts");
  const ids = [...text.matchAll(/\/staff\/accounts\/([0-9a-f-]{36})"/g)].map(([, id]) => id);
  const reset = "truong.ngubinh@demo.example.vn";
  for (const id of ids) {
    const page = await head.get(`/staff/accounts/${id}`);
    if (!page.text.includes(`>${reset}<`)) continue;
    await expect303(head.post(`/staff/accounts/${id}/reset-password`, { form_token, reason: "Quên mật khẩu" }));
  }
  await begin("with a new password due", "/staff/password-reset", (page) => openLink(harness, page, reset,
  "/staff/password-reset/"));
  return actors;
}

async function expect303(answered) {
  const { status, text } = await answered;
  if (status !== 303) throw new Error(`a form was answered by ${status}: ${text.replace(/<[^>]*>/g, " ").slice(0, 2000)}`);
}

async function openLink(harness, page, email, path) {
  const isFor = ({ to, text }) => text.includes(path) && to.some(({ address }) => address === email);
  const { text } = await harness.mailThat(isFor);
  await page.goto(text.match(/https?:\/\/\S+/g).find((link) => link.includes(path)));
}
