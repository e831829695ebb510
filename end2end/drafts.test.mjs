// Nothing typed is lost: a section saves itself while it is filled in, what a lost network kept back is offered again, and
// two windows see both versions; the last also on a telephone without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { button, heading, link, noticeTitled } from "./candidate_steps.mjs";
import { axe, browser, closeBrowser, fitsItsWidth, keepsItsWeight, look, setClock, signInAsCitizen } from "./harness.mjs";

const SECTION = "/candidate/registration/schools";
const CLASS = "Tên lớp 12";

before(() => setClock("2026-04-22T09:00"));
after(closeBrowser);

const line = (page) => page.locator("#draft-line");
const saved = (page) => line(page).filter({ hasText: /^Đã lưu \d\d:\d\d:\d\d$/ }).waitFor();
const typed = (page) => page.getByLabel(CLASS).inputValue();

test("a section saves itself, survives a lost network, and tells two windows apart", async () => {
  const session = await browser({ width: 1280 });
  const { page, context } = session;
  session.expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|^409: .*\/autosave$|status of 409/);
  await signInAsCitizen(page, "an");
  await page.goto(SECTION);
  await page.getByLabel(CLASS).fill("12A5");
  await saved(page);
  await look(session, "draft-saved");
  await keepsItsWeight(page);
  await page.goto("/candidate/registration");
  await page.goto(SECTION);
  assert.equal(await typed(page), "12A5", "saved without the button");

  // The script itself has to have come.
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.getByLabel(CLASS).fill("12A6");
  await line(page).filter({ hasText: /^Chưa lưu được/ }).waitFor();
  // A page that is left with the network back would save itself on the way.
  await page.route(/\/autosave$/, (route) => route.abort());
  await context.setOffline(false);
  await page.goto("/candidate/registration");
  await page.goto(SECTION);
  await page.unroute(/\/autosave$/);
  assert.equal(await typed(page), "12A5", "the portal has what it was told");
  await noticeTitled(page, "Có nội dung chưa lưu").waitFor();
  await look(session, "draft-kept-here");
  await axe(page);
  await button(page, "Điền lại nội dung đó").click();
  assert.equal(await typed(page), "12A6");
  await saved(page);

  // The button pressed while it saves comes after it, and over its version.
  await page.getByLabel(CLASS).fill("12A7");
  await page.getByLabel(CLASS).press("Enter");
  await heading(page, "Đăng ký dự thi");

  const other = await context.newPage();
  await other.goto(SECTION);
  await page.goto(SECTION);
  await other.getByLabel(CLASS).fill("12B1");
  await button(other, "Lưu và tiếp tục").click();
  await heading(other, "Đăng ký dự thi");
  await page.getByLabel(CLASS).fill("12B2");
  await line(page).filter({ hasText: /^Chưa lưu: mục này vừa được lưu ở nơi khác/ }).waitFor();
  await button(page, "Lưu và tiếp tục").click();
  await bothVersions(session, "12B1", "12B2");
  await button(page, "Lưu bản đang nhập").click();
  await heading(page, "Đăng ký dự thi");
  await page.goto(SECTION);
  assert.equal(await typed(page), "12B2");
  await session.close();
});

test("whoever types before the script has come is heard once it has", async () => {
  const session = await browser({ width: 360, islandsLateMs: 1_500 });
  const { page } = session;
  await signInAsCitizen(page, "chau");
  await page.goto(SECTION);
  await page.getByLabel(CLASS).fill("12C1");
  await saved(page);
  await page.goto("/candidate/registration");
  await page.goto(SECTION);
  assert.equal(await typed(page), "12C1", "saved without the button");
  await page.goto("/candidate/registration/residence");
  await button(page, "Tìm xã, phường theo tên").click();
  await heading(page, "Tìm xã, phường");
  await page.getByLabel("Tên hoặc mã").fill("thuan hoa hue");
  await link(page, "phường Thuận Hoá, Huế").waitFor();
  await session.close();
});

test("without scripts two windows see both versions, and either can be kept", async () => {
  const session = await browser({ width: 360, javaScript: false });
  const { page, context } = session;
  await signInAsCitizen(page, "binh");
  const other = await context.newPage();
  await page.goto(SECTION);
  await other.goto(SECTION);
  for (const [window, value] of [[other, "12C1"], [page, "12C2"]]) {
    await window.getByLabel(CLASS).fill(value);
    await button(window, "Lưu và tiếp tục").click();
    // The second is posted after the first was answered.
    if (window === other) await heading(other, "Đăng ký dự thi");
  }
  await bothVersions(session, "12C1", "12C2");
  await link(page, "Giữ bản đã lưu").click();
  assert.equal(await typed(page), "12C1");
  await session.close();
});

async function bothVersions(session, theirs, own) {
  const { page } = session;
  await noticeTitled(page, "Mục này đã thay đổi ở nơi khác").waitFor();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: CLASS }) });
  assert.deepEqual(await row.getByRole("cell").allInnerTexts().then((texts) => texts.map((text) => text.trim())), [theirs, own]);
  assert.equal(await typed(page), own, "what was typed is still in the form");
  // What axe does takes scripts.
  if (session.javaScript) await axe(page);
  await fitsItsWidth(page);
  await look(session, "draft-both-versions");
}
