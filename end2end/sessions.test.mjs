// Sessions: the warning before the end, one's own devices, and "Không phải tôi" from the mail box without scripts.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  PORTAL, axe, browser, closeBrowser, demoPeople, keepsItsWeight, look, mailThat, screenshot, setClock, signInAsCitizen,
  signInAsStaff,
} from "./harness.mjs";
import { button, heading, link, noticeTitled } from "./candidate_steps.mjs";

const PERSONA = "thao";
const [OLD, NEW] = ["thao.cu@example.net", "thao.moi@example.net"];
/** As short as a setting may make it: warned after half of it. */
const IDLE_SECONDS = 24;

let people;
before(async () => {
  people = await demoPeople();
  await setClock("2026-04-22T09:00");
});
after(closeBrowser);

/** The same portal on another port, whose sessions are short. Cookies do not know ports: who is signed in is so here too. */
async function hastyPortal() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = `127.0.0.1:${listener.address().port}`;
  listener.close();
  await once(listener, "close");
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const server = spawn(process.env.PORTAL_BINARY ?? join(root, "target/debug/portal"), ["serve"], {
    cwd: root,
    stdio: "ignore",
    env: {
      ...process.env, PORTAL_ADDRESS: address, PORTAL_BASE_URL: `http://${address}`, PORTAL_WORKER: "off",
      PORTAL_SESSION_IDLE_SECONDS: String(IDLE_SECONDS),
    },
  });
  const url = `http://${address}`;
  for (let tries = 0; !(await fetch(`${url}/health`).catch(() => null))?.ok; tries += 1) {
    assert.ok(tries < 100 && server.exitCode === null, "the second portal starts");
    await new Promise((done) => setTimeout(done, 100));
  }
  return { url, stop: () => server.kill("SIGTERM") };
}

const dialog = (page, kind) => page.locator(`#session-${kind}`);

test("the warning appears in time, extends, and says when it is over", async () => {
  const hasty = await hastyPortal();
  const session = await browser({ width: 360 });
  const { page } = session;
  session.expect(new RegExp(`^third party: ${hasty.url}/`));
  try {
    await signInAsCitizen(page, PERSONA);
    await page.goto(`${hasty.url}/candidate/registration/contact`);
    await page.getByLabel("Địa chỉ liên hệ").fill("đang gõ dở");
    const warned = { timeout: IDLE_SECONDS * 1000 };
    await dialog(page, "idle").waitFor(warned);
    await screenshot(page, "session-warning-360");
    await axe(page);
    await keepsItsWeight(page);
    const proceed = button(page, "Tiếp tục làm việc");
    assert.ok(await proceed.evaluate((element) => element === document.activeElement), "the keyboard is on the button");
    await page.keyboard.press("Enter");
    await dialog(page, "idle").waitFor({ state: "hidden" });
    assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), "đang gõ dở", "what was typed stays");
    // Extended: it comes again, later than the first session would have ended.
    await dialog(page, "idle").waitFor(warned);
    await page.keyboard.press("Escape");
    await dialog(page, "idle").waitFor({ state: "hidden" });
    await dialog(page, "ended").waitFor(warned);
    await screenshot(page, "session-ended-360");
    await axe(page);
    await link(page, "Đăng nhập lại").click();
    await noticeTitled(page, "Phiên làm việc đã kết thúc").waitFor();
    assert.match(new URL(page.url()).search, /return_to=%2Fcandidate%2Fregistration%2Fcontact/);
    await screenshot(page, "session-ended-sign-in-360");
  } finally {
    hasty.stop();
  }
  await session.close();
});

for (const [width, javaScript] of [[1280, true], [360, false]]) {
  test(`one's own devices: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
    const [here, there] = [await browser({ width, javaScript }), await browser({ width, javaScript })];
    const staff = people.find(({ role }) => role === "school_staff");
    for (const { page } of [here, there]) await signInAsStaff(page, staff.email, staff.password);
    await link(here.page, "Tài khoản").click();
    await heading(here.page, "Tài khoản");
    await look(here, "account");
    await link(here.page, "Thiết bị đang đăng nhập").click();
    await heading(here.page, "Thiết bị đang đăng nhập");
    await look(here, "account-sessions");
    await button(here.page, "Đăng xuất mọi thiết bị khác").click();
    await here.page.getByText(/Đã kết thúc \d+ phiên/).waitFor();
    await there.page.goto("/school");
    await noticeTitled(there.page, "Phiên làm việc đã kết thúc").waitFor();
    await look(there, "session-ended-elsewhere");
    for (const session of [here, there]) await session.close();
  });
}

async function saveContact(page, email) {
  await page.goto("/candidate/registration/contact");
  await page.getByLabel("Số điện thoại").fill("0912345678");
  await page.getByLabel("Địa chỉ thư điện tử").fill(email);
  await page.getByLabel("Địa chỉ liên hệ").fill("12 Lê Lợi, Huế");
  await button(page, "Lưu và tiếp tục").click();
  await heading(page, "Đăng ký dự thi");
}

test("“Không phải tôi” from the mail box, without scripts: frozen, signed out, lifted after a new sign-in", async () => {
  const thief = await browser({ width: 360, javaScript: false });
  await signInAsCitizen(thief.page, PERSONA);
  await saveContact(thief.page, OLD);
  await saveContact(thief.page, NEW);
  const subject = "Cổng Thí sinh: thông tin liên hệ vừa thay đổi";
  const to = (address) => (mail) => mail.subject === subject && mail.to.some((each) => each.address === address);
  await mailThat(to(NEW));
  const mail = await mailThat(to(OLD));
  const [address] = mail.text.match(/\S+\/not-me\/\S+/);

  const owner = await browser({ width: 360, javaScript: false });
  await owner.page.goto(address);
  assert.equal(owner.page.url(), `${PORTAL}/not-me`, "the address keeps no token");
  await look(owner, "not-me");
  await thief.page.goto("/candidate");
  await heading(thief.page, "Trang của tôi");
  await button(owner.page, "Không phải tôi, hãy tạm khóa").click();
  await heading(owner.page, "Đã tạm khóa");
  await look(owner, "not-me-done");
  await mailThat((each) => each.subject === "Cổng Thí sinh: danh sách nguyện vọng đã tạm khóa");
  await thief.page.goto("/candidate");
  await noticeTitled(thief.page, "Phiên làm việc đã kết thúc").waitFor();
  await owner.page.goto(address);
  await heading(owner.page, "Liên kết đã được dùng");

  // auth_time has whole seconds; the new sign-in has to be after the freeze.
  await new Promise((done) => setTimeout(done, 1100));
  await signInAsCitizen(owner.page, PERSONA);
  await noticeTitled(owner.page, "Danh sách nguyện vọng đang tạm khóa").waitFor();
  await look(owner, "candidate-home-frozen");
  await owner.page.goto("/candidate/registration/contact");
  await button(owner.page, "Lưu và tiếp tục").click();
  await heading(owner.page, "Danh sách nguyện vọng đang tạm khóa");
  await look(owner, "frozen-refused");
  await link(owner.page, "Xem lại và mở khóa").click();
  await look(owner, "candidate-freeze");
  await button(owner.page, "Tôi đã xem lại, mở khóa").click();
  await noticeTitled(owner.page, "Danh sách nguyện vọng không bị khóa").waitFor();
  await saveContact(owner.page, OLD);
  for (const session of [thief, owner]) await session.close();
});
