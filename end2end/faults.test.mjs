// What goes wrong around someone who works: a service outside is down, another window was first, the session or the
// window ended. Each time the page says what happened to the answers, keeps what was typed, and leads back.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import {
  addPreference, answer, button, heading, link, noticeTitled, payWith, preferenceNames, submitPreferences,
} from "./candidate_steps.mjs";
import {
  CITIZEN_ID, PAYMENT_GATEWAY, PORTAL, browser, closeBrowser, look, setClock, signInAsCitizen,
} from "./harness.mjs";

const PERSONA = "uyen";
const REGISTRATION_OPEN = "2026-04-22T09:00";
const CONTACT = "/candidate/registration/contact";

async function citizenId(fault) {
  const body = JSON.stringify(fault);
  const answer = await fetch(`${CITIZEN_ID}/control/faults`, { method: "POST", headers: JSON_TYPE, body });
  assert.equal(answer.status, 200);
}
async function gateway(faults) {
  const body = JSON.stringify(faults);
  const answer = await fetch(`${PAYMENT_GATEWAY}/control/faults`, { method: "PUT", headers: JSON_TYPE, body });
  assert.equal(answer.status, 200);
}
const JSON_TYPE = { "content-type": "application/json" };

afterEach(() => Promise.all([citizenId({ kind: "none" }), gateway({})]));
after(closeBrowser);

/** The same trouble at a desk with scripts and on a telephone without. */
function trouble(name, act) {
  for (const [width, javaScript] of [[1280, true], [360, false]]) {
    test(`${name}: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
      await setClock(REGISTRATION_OPEN);
      const session = await browser({ width, javaScript });
      await act(session);
      await session.close();
    });
  }
}

trouble("the identity service falls silent while somebody signs in", async (session) => {
  const { page, context } = session;
  session.expect(/^503: /);
  session.expect(/503 \(Service Unavailable\)/);
  await page.goto("/sign-in");
  await button(page, "Đăng nhập bằng định danh điện tử").click();
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  // It takes the person's word, and is gone when the portal asks what that word is worth.
  await context.route(`${CITIZEN_ID}/authorize`, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    await citizenId({ kind: "unavailable" });
    await route.fulfill({ response });
  });
  const [back] = await Promise.all([
    page.waitForResponse((response) => response.url().startsWith(`${PORTAL}/sign-in/callback`)),
    page.locator(`button[name=persona][value="${PERSONA}"]`).click(),
  ]);
  assert.equal(back.status(), 503);
  await heading(page, "Dịch vụ định danh đang gián đoạn");
  await look(session, "fault-identity-service");

  await context.unrouteAll();
  await citizenId({ kind: "none" });
  await signInAsCitizen(page, PERSONA);
  await heading(page, "Trang của tôi");
});

trouble("the same section in two windows", async (session) => {
  const { page, context } = session;
  await signInAsCitizen(page, PERSONA);
  const other = await context.newPage();
  await Promise.all([page.goto(CONTACT), other.goto(CONTACT)]);
  const save = async (window, address) => {
    await window.getByLabel("Số điện thoại").fill("0912 345 678");
    await window.getByLabel("Địa chỉ thư điện tử").fill("uyen@example.net");
    await window.getByLabel("Địa chỉ liên hệ").fill(address);
    const [answered] = await Promise.all([
      window.waitForResponse((response) => response.request().method() === "POST"),
      button(window, "Lưu và tiếp tục").click(),
    ]);
    return answered.status();
  };
  const [first, second] = [`${session.width} Nguyễn Huệ, Huế`, `${session.width} Lê Lợi, Huế`];
  assert.equal(await save(other, first), 303);
  assert.equal(await save(page, second), 409);
  await noticeTitled(page, "Mục này đã thay đổi ở nơi khác").waitFor();
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), second, "what was typed is kept");
  await look(session, "fault-stale-section");
  await link(page, "Giữ bản đã lưu").click();
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), first, "what was saved first stands");
  await other.close();
});

trouble("the session ends while somebody types", async (session) => {
  const { page, context } = session;
  await signInAsCitizen(page, PERSONA);
  await page.goto(CONTACT);
  await page.getByLabel("Địa chỉ liên hệ").fill("34 Trần Hưng Đạo, Huế");
  await context.clearCookies();
  await button(page, "Lưu và tiếp tục").click();
  await heading(page, "Phiên làm việc đã kết thúc");
  assert.match(await page.locator("main").innerText(), /chưa được lưu/);
  await look(session, "fault-session-ended");
  await signInAsCitizen(page, PERSONA);
  await heading(page, "Trang của tôi");
});

trouble("the window closes between opening and saving", async (session) => {
  const { page } = session;
  await signInAsCitizen(page, PERSONA);
  await setClock("2026-04-28T16:59");
  await page.goto(CONTACT);
  const address = await page.getByLabel("Địa chỉ liên hệ").inputValue();
  await page.getByLabel("Địa chỉ liên hệ").fill("56 Hùng Vương, Huế");
  await setClock("2026-04-28T17:00");
  const [answered] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    button(page, "Lưu và tiếp tục").click(),
  ]);
  assert.equal(answered.status(), 409);
  await noticeTitled(page, "Đợt đăng ký dự thi đã đóng").waitFor();
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), "56 Hùng Vương, Huế", "what was typed is kept");
  await look(session, "fault-window-closed");
  await setClock("2026-04-28T16:58");
  await page.goto(CONTACT);
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), address, "nothing was saved");
});

test("the payment gateway is down: it is said, the bill stands, and paying works later", async () => {
  const session = await browser();
  const { page } = session;
  session.expect(/^503: /);
  session.expect(/503 \(Service Unavailable\)/);
  await setClock("2026-07-10T09:00");
  await signInAsCitizen(page, PERSONA);
  const programme = { institution: "BKA", code: "IT2", name: "Kỹ thuật máy tính", words: "BKA IT2" };
  await page.goto("/candidate/preferences");
  if (!(await preferenceNames(page)).includes(programme.name)) await addPreference(session, programme);
  await submitPreferences(session, 1, "fault-preferences");

  await setClock("2026-07-17T09:00");
  await gateway({ down: true });
  await page.goto("/candidate/payment");
  const [refused] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    button(page, "Trả lệ phí").click(),
  ]);
  assert.equal(refused.status(), 503, "nobody is sent to a gateway that is down");
  await noticeTitled(page, "Chưa chuyển bạn đến trang thanh toán").waitFor();
  await look(session, "fault-gateway-down");

  // The attempt ran out, and the gateway does not tell how it ended: no second one that might take money twice.
  await setClock("2026-07-17T09:30");
  const [answered] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    button(page, "Quay lại lần trả đang mở").click(),
  ]);
  assert.equal(answered.status(), 503);
  await noticeTitled(page, "Chưa chuyển bạn đến trang thanh toán").waitFor();
  assert.match(await page.locator("main").innerText(), /15\.000/, "the bill stands");
  await look(session, "fault-gateway-silent");

  await gateway({});
  // A gateway that was silent is asked again after half a minute.
  await setClock("2026-07-17T09:32");
  await page.goto("/candidate/payment");
  await payWith(session, /^(Trả lại lệ phí|Quay lại lần trả đang mở)$/, "Thanh toán");
  await noticeTitled(page, "Lệ phí đã nhận").waitFor();
  await link(page, "Đến trang lệ phí").click();
  assert.match(await answer(page, "Số biên nhận"), /\S{6,}/);
  await session.close();
});
