// What a browser is told to refuse, it refuses: foreign scripts, frames, forms of other sites. And what the journeys
// themselves would notice: a violation of the content security policy, personal data in an address or a log.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { button, heading } from "./candidate_steps.mjs";
import { CITIZEN_ID, PORTAL, browser, closeBrowser, look, setClock, signInAsCitizen } from "./harness.mjs";
import { findings, inAddress } from "./personal_data.mjs";

after(closeBrowser);

const CONTACT = "/candidate/registration/contact";

test("no script runs but the portal's own, and the journeys notice one that tries", async () => {
  const session = await browser();
  const { page } = session;
  for (const path of ["/", "/catalogue"]) {
    await page.goto(path);
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const module = document.createElement("script");
      module.src = "/islands.js";
      document.body.append(module);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = true'><b style='color:red'>x</b>");
    });
    assert.equal(await page.evaluate(() => window.ran), undefined, path);
  }
  assert.ok(session.problems().some((problem) => /Content Security Policy/i.test(problem)), "a violation is noticed");
  session.expect(/Content Security Policy/i);
  session.expect(/islands\.js$/);
  session.expect(/\/x$/);
  session.expect(/\/x\)$/);
  await session.close();
});

test("no other page frames the portal or sends it a form", async () => {
  const session = await browser();
  const { page } = session;
  session.expect(/frame-ancestors|Refused to frame|Framing/i);
  session.expect(/^request failed/);
  session.expect(/another origin's resource/);
  await setClock("2026-04-22T09:00");
  await signInAsCitizen(page, "uyen");
  await page.goto("about:blank");
  await page.setContent(`<iframe src="${PORTAL}/candidate"></iframe>`);
  await page.waitForTimeout(500);
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  // Chromium shows a page of its own there.
  assert.equal(await framed.locator(".header-name").count().catch(() => 0), 0, "nothing of the portal is in the frame");

  await page.goto(`data:text/html,<form method="post" action="${PORTAL}${CONTACT}"><input name="version" value="0">`
    + "<button>x</button></form>");
  await page.locator("button").click();
  await heading(page, "Yêu cầu đến từ trang khác");
  await look(session, "foreign-form");
  await session.close();
});

for (const [width, javaScript] of [[1280, true], [360, false]]) {
  test(`a page from before a sign-out says that it is old: ${width} px`, async () => {
    await setClock("2026-04-22T09:00");
    const session = await browser({ width, javaScript });
    const { page, context } = session;
    await signInAsCitizen(page, "uyen");
    await page.goto(CONTACT);
    const other = await context.newPage();
    await other.goto("/candidate");
    await other.getByRole("button", { name: "Đăng xuất" }).first().click();
    await other.waitForURL((url) => url.origin !== PORTAL || url.pathname.startsWith("/sign"));
    await signInAsCitizen(other, "uyen");
    await page.getByLabel("Địa chỉ liên hệ").fill("78 Nguyễn Huệ, Huế");
    await button(page, "Lưu và tiếp tục").click();
    await heading(page, "Trang đã cũ");
    await look(session, "old-page");
    assert.match(await page.locator("main").innerText(), /Mã tham chiếu/);
    await session.close();
  });
}

test("what must not be in a log or an address is found there", () => {
  const leaks = [
    "046308001374", "C1234567", "an@example.vn", "an%40example.vn", "0912345678",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.x", `/x/${"a".repeat(65)}`, "demo-portal-secret-000",
  ];
  for (const leak of leaks) assert.equal(findings(`ok\n${JSON.stringify({ leak })}`)[0]?.line, 2, leak);
  assert.deepEqual(findings("họ tên NGUYỄN THỊ BÌNH AN", [["a name", "Nguyễn Thị Bình An"]]).map(({ kind }) => kind), ["a name"]);
  const harmless = [
    '{"timestamp":"2026-07-05T09:00:00.123456Z","request_id":"01a20136-750f-7edd-a790-012345678901","ms":12}',
    `"input":"${"0a".repeat(32)}"`, `${CITIZEN_ID}/authorize`,
  ];
  for (const text of harmless) assert.deepEqual(findings(text), [], text);
  assert.deepEqual(inAddress(`${PORTAL}/school?q=046308001374`), ["a personal identity number"]);
});
