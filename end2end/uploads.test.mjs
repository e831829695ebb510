// Pictures and papers that cannot be used, one of each fault, and then those that can: at a desk with scripts, where the
// part is chosen by hand, and on a telephone without, where the sliders are looked at by a button.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { button, heading, link } from "./candidate_steps.mjs";
import { axe, browser, closeBrowser, fitsItsWidth, look, setClock, signInAsCitizen } from "./harness.mjs";
import { bombPng, file, paperPdf, portraitPng } from "./picture.mjs";

const PEOPLE = [
  { persona: "an", width: 1280, javaScript: true },
  { persona: "binh", width: 360, javaScript: false },
];

/** A file, and what the page says of it. */
const FAULTS = [
  ["nothing", null, /Chọn một tệp trước khi bấm tải lên/],
  ["wrong-type", file("anh.jpg", "image/jpeg", Buffer.from("GIF89a")), /Chọn một ảnh JPEG hoặc PNG/],
  ["too-big", file("anh.jpg", "image/jpeg", Buffer.alloc(6 * 1024 * 1024, 0xff)), /không quá 5 MB/],
  ["empty", file("anh.jpg", "image/jpeg", Buffer.alloc(0)), /Không đọc được tệp/],
  ["broken", file("anh.png", "image/png", portraitPng(600, 900).subarray(0, 60)), /Không đọc được tệp/],
  ["too-small", file("anh.png", "image/png", portraitPng(399, 600)), /ít nhất 400 × 600 điểm ảnh/],
  ["bomb", file("anh.png", "image/png", bombPng()), /quá nhiều điểm ảnh/],
];

before(() => setClock("2026-04-22T09:00"));
after(closeBrowser);

async function fillIn(page, path, act) {
  await page.goto(`/candidate/registration/${path}`);
  await act();
  await button(page, "Lưu và tiếp tục").click();
  await heading(page, "Đăng ký dự thi");
}

for (const { persona, width, javaScript } of PEOPLE) {
  test(`portrait and evidence: ${width} px, ${javaScript ? "with" : "without"} scripts`, async (suite) => {
    const session = await browser({ width, javaScript });
    const { page } = session;
    await signInAsCitizen(page, persona);
    await suite.test("each fault of a picture is said in its own words", async () => {
      for (const [name, chosen, words] of FAULTS) {
        await page.goto("/candidate/registration/portrait");
        if (chosen) await page.getByLabel("Chọn ảnh").setInputFiles(chosen);
        await button(page, "Tải ảnh lên").click();
        const summary = page.locator(".error-summary");
        await summary.waitFor();
        assert.match(await summary.innerText(), words, name);
        assert.match(await page.locator(".field-error").innerText(), words, name);
        assert.match(await page.title(), /^Lỗi: /);
        if (name === "too-small") await look(session, "portrait-fault");
      }
    });
    await suite.test("the part is chosen, looked at, confirmed, and can be replaced", async () => {
      await page.goto("/candidate/registration/portrait");
      await page.getByLabel("Chọn ảnh").setInputFiles(file("anh.png", "image/png", portraitPng(1200, 1200)));
      await button(page, "Tải ảnh lên").click();
      await heading(page, "Xem và xác nhận ảnh");
      if (javaScript) await byHand(page);
      else await bySliders(page);
      await look(session, "portrait-part");
      await button(page, "Xác nhận ảnh này").click();
      const kept = page.getByRole("img", { name: "Ảnh chân dung của bạn" });
      await kept.waitFor();
      const size = await kept.evaluate((image) => [image.naturalWidth, image.naturalHeight]);
      assert.equal(size[0] * 3, size[1] * 2, `two to three: ${size}`);
      assert.ok(size[0] >= 400 && size[0] < 800, `enlarged: ${size}`);
      await look(session, "portrait-kept");
    });
    await suite.test("evidence is asked for what is claimed, added and removed", async () => {
      await fillIn(page, "schools", async () => {});
      await fillIn(page, "exemption", () => page.getByLabel("Không", { exact: true }).check());
      await fillIn(page, "graduation", async () => {});
      await fillIn(page, "priority", () => page.getByLabel(/^Khu vực 1/).check());
      await link(page, "Tải lên minh chứng").click();
      await heading(page, "Tải lên minh chứng");
      await page.getByLabel("Chọn tệp").setInputFiles(file("a.exe", "application/pdf", Buffer.from("MZ no paper")));
      await page.getByRole("button", { name: /^Tải lên/ }).click();
      assert.match(await page.locator(".error-summary").innerText(), /Chọn một tệp PDF/);
      for (const label of ["Chọn tệp", "Chọn thêm tệp"]) {
        await page.getByLabel(label).setInputFiles(file("046208000001.pdf", "application/pdf", paperPdf()));
        await page.getByRole("button", { name: /^Tải lên/ }).click();
        await page.locator(".file-list li").first().waitFor();
      }
      assert.equal(await page.locator(".file-list li").count(), 2);
      await look(session, "evidence");
      await page.getByRole("button", { name: /^Bỏ tệp này/ }).first().click();
      await heading(page, "Tải lên minh chứng");
      assert.equal(await page.locator(".file-list li").count(), 1);
      const download = await page.request.get(await page.locator(".file-list a").getAttribute("href"));
      assert.match(download.headers()["content-disposition"], /^attachment; filename="minh-chung-khu-vuc\.pdf"/);
      await page.goto("/candidate/registration/check");
      await look(session, "check-with-files");
    });
    await session.close();
  });
}

/** Dragging and the arrow keys move the picture under its frame. */
async function byHand(page) {
  const frame = page.locator("#portrait-frame.is-live");
  await frame.waitFor();
  await button(page, "Xem lại sau khi kéo").waitFor({ state: "hidden" });
  const slider = (name) => page.getByRole("slider", { name });
  await slider("Phóng to").focus();
  for (let step = 0; step < 40; step++) await page.keyboard.press("ArrowRight");
  const picture = frame.locator("img");
  const left = () => picture.evaluate((image) => image.getBoundingClientRect().left);
  const before = await left();
  const box = await frame.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  assert.ok((await left()) > before + 20, "the picture follows the hand");
  assert.ok((await slider("Trái – phải").inputValue()) < 50);
  await fitsItsWidth(page);
  await axe(page);
}

async function bySliders(page) {
  await page.getByRole("slider", { name: "Phóng to" }).focus();
  for (let step = 0; step < 40; step++) await page.keyboard.press("ArrowRight");
  await button(page, "Xem lại sau khi kéo").click();
  await heading(page, "Xem và xác nhận ảnh");
  assert.match(page.url(), /zoom=40&left=50&top=50$/);
}
