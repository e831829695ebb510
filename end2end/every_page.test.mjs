// Every page that the portal has (by its own list of doors) as the actor it is for: no overflow at 360 and 1280 px,
// no finding of axe, no script without an island, within its weight; and a picture of each. On a telephone's width each
// role looks at all its pages; at a desk the first that may.
//
// Pages with parameters in their path need a record; the season visits those (season.test.mjs).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  axe, browser, closeBrowser, demoPeople, fitsItsWidth, keepsItsWeight, routes, screenshot, signInAs,
} from "./harness.mjs";

const WIDTHS_PX = [360, 1280];
/** `public`, then every role of the demo season. */
const ACTORS = ["public", "candidate", "school_staff", "school_head", "department_staff", "department_lead",
  "institution_staff", "institution_lead", "ministry_operator", "ministry_releaser", "support", "auditor"];

/** What some pages honestly answer when nothing is asked of them, or nothing is there yet. */
const WITHOUT_A_RECORD = {
  "/payment/return": 400,
  "/payment/return/status": 404,
  "/pay": 404,
  "/not-me": 404,
  "/sign-in/callback": 400,
  "/staff/invitation": 404,
  "/staff/password-reset": 404,
  "/school/classes": 404,
  "/institution/confirmed.csv": 422,
  "/institution/confirmed.xlsx": 422,
};
/** Parts of a page, which only its island asks for. */
const PARTS = ["/candidate/payment/status"];
/** The gallery shows the panel, which is a page's main heading, beside its own. */
const MAIN_HEADINGS = { "/gallery": 2 };

let doors;
let people;
const seenAtDesk = new Set();
before(async () => {
  [doors, people] = await Promise.all([routes(), demoPeople()]);
});
after(closeBrowser);

test("every door is for somebody whom this crawler knows", () => {
  const unknown = doors.flatMap(({ roles }) => roles).filter((role) => !ACTORS.includes(role));
  assert.deepEqual(unknown, []);
  assert.ok(doors.some(({ path }) => path === "/"), "the list of doors is not empty");
});

for (const actor of ACTORS) {
  for (const width of WIDTHS_PX) {
    test(`pages for ${actor} at ${width} px`, async (suite) => {
      const paths = doors
        .filter((door) => door.method === "GET" && !PARTS.includes(door.path) && !door.path.includes("{") && door.rule !== "machine"
          && (actor === "public" ? door.rule === "public" : door.rule !== "public" && door.roles.includes(actor)))
        .map((door) => door.path)
        .filter((path) => width === WIDTHS_PX[0] || !seenAtDesk.has(path));
      if (width !== WIDTHS_PX[0]) paths.forEach((path) => seenAtDesk.add(path));
      if (paths.length === 0) return;
      const session = await browser({ width });
      if (actor !== "public") {
        const person = people.find((candidate) => candidate.role === actor);
        assert.ok(person, `the demo season has somebody with the role ${actor}`);
        await signInAs(session.page, person);
      }
      for (const path of paths) {
        await suite.test(path, () => visit(session.page, path, width));
      }
      await session.close();
    });
  }
}

async function visit(page, path, width) {
  // A link, a file or a service address is a door too, but no page.
  const head = await page.request.get(path, { maxRedirects: 0 });
  const expected = WITHOUT_A_RECORD[path] ?? 200;
  const isPage = head.status() === expected && /^text\/html/.test(head.headers()["content-type"] ?? "")
    && !/attachment/.test(head.headers()["content-disposition"] ?? "");
  if (!isPage) {
    assert.ok(head.status() < 400, `${path} answers ${head.status()}`);
    return;
  }
  await page.goto(path);
  assert.equal(await page.locator("h1").count(), MAIN_HEADINGS[path] ?? 1, `${path} has one main heading`);
  await fitsItsWidth(page);
  await keepsItsWeight(page);
  await screenshot(page, `page${path === "/" ? "-home" : path.replaceAll("/", "-")}-${width}`);
  await axe(page);
}
