// Signing in by citizen ID when it does not go straight: level 1, a refusal, a forged answer, a proof that is too old for
// what somebody wants to do, somebody else's telephone, a service that is down.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { addPreference, button, heading, link, noticeTitled } from "./candidate_steps.mjs";
import { CITIZEN_ID, PORTAL, browser, closeBrowser, look, setClock, signInAsCitizen } from "./harness.mjs";

const PREFERENCES_OPEN = "2026-07-08T09:00";
const REGISTRATION_OPEN = "2026-04-22T09:00";
const CONTACT = "/candidate/registration/contact";
const PROGRAMME = { institution: "BKA", code: "IT2", name: "Kỹ thuật máy tính", words: "BKA IT2" };

async function citizenId(fault) {
  const answer = await fetch(`${CITIZEN_ID}/control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  assert.equal(answer.status, 200);
}

afterEach(() => citizenId({ kind: "none" }));
after(closeBrowser);

/** The same at a desk with scripts and on a telephone without; each with a person of its own. */
function journey(name, clock, [atTheDesk, onThePhone], act) {
  for (const [width, javaScript, persona] of [[1280, true, atTheDesk], [360, false, onThePhone]]) {
    test(`${name}: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
      await setClock(clock);
      const session = await browser({ width, javaScript });
      await act({ ...session, persona });
      await session.close();
    });
  }
}

/** On the page of the service: what goes wrong with this sign-in, then who it is. */
async function chooseWith(page, fault, persona) {
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await page.getByText("Thử sự cố giả lập").click();
  await page.getByLabel("Lần đăng nhập này gặp sự cố").selectOption(fault);
  await page.locator(`button[name=persona][value="${persona}"]`).click();
}

const toTheService = (page) => button(page, "Đăng nhập bằng định danh điện tử").click();
const proveAgain = (page) => button(page, "Xác thực lại bằng định danh điện tử").click();

journey("level 1 prepares and is told how to go on", PREFERENCES_OPEN, ["nam", "nam"], async (session) => {
  const { page, persona } = session;
  await signInAsCitizen(page, persona);
  await noticeTitled(page, "Tài khoản định danh của bạn ở mức độ 1").waitFor();
  await page.goto("/candidate/preferences");
  if ((await page.locator(".preference[id]").count()) === 0) await addPreference(session, PROGRAMME);
  await page.goto("/candidate/preferences/check");
  await noticeTitled(page, "Cần định danh mức độ 2 để nộp nguyện vọng").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Nộp / }).count(), 0, "no button that would only fail");
  await look(session, "level-2-preferences");
  await page.goto("/candidate/payment");
  await look(session, "level-2-payment");
});

journey("whoever refuses, or gets a forged answer, is told so", PREFERENCES_OPEN, ["lan", "lan"], async (session) => {
  const { page, persona } = session;
  session.expect(/^502: /);
  session.expect(/502 \(Bad Gateway\)/);
  await page.goto("/sign-in");
  await toTheService(page);
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await button(page, "Từ chối").click();
  await heading(page, "Bạn đã từ chối đăng nhập");
  await look(session, "sign-in-refused");
  await link(page, "Thử lại").click();
  await toTheService(page);
  await chooseWith(page, "wrong_key", persona);
  await heading(page, "Câu trả lời được ký bằng khóa lạ");
  assert.match(await page.locator("code.reference").innerText(), /^[0-9a-f-]{36}$/);
  await look(session, "sign-in-forged");
  await page.goto("/candidate");
  await heading(page, "Thí sinh đăng nhập");
});

journey("an old proof is not enough to submit preferences", PREFERENCES_OPEN, ["lan", "khanh"], async (session) => {
  const { page, persona } = session;
  // The service remembers the person from an hour ago.
  await page.goto("/sign-in");
  await toTheService(page);
  await chooseWith(page, "stale_auth_time", persona);
  await heading(page, "Trang của tôi");
  await addPreference(session, PROGRAMME);
  await link(page, "Kiểm tra rồi nộp").click();
  await heading(page, "Kiểm tra rồi nộp");
  assert.match(await page.locator("main").innerText(), /xác thực lại bằng định danh điện tử/, "said beforehand");
  await look(session, "again-beforehand");
  await button(page, "Nộp 1 nguyện vọng").click();
  await heading(page, "Xác thực lại");
  await look(session, "again");

  await proveAgain(page);
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await page.locator('button[name=persona][value="giang"]').click();
  await heading(page, "Đó không phải người đang đăng nhập");
  await look(session, "again-other-person");
  await link(page, "Xác thực lại").click();
  await proveAgain(page);
  await chooseWith(page, "refused", persona);
  await heading(page, "Bạn đã từ chối đăng nhập");
  await look(session, "again-refused");
  await link(page, "Thử lại").click();
  await proveAgain(page);
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await page.locator(`button[name=persona][value="${persona}"]`).click();
  await heading(page, "Kiểm tra rồi nộp");
  assert.doesNotMatch(await page.locator("main").innerText(), /xác thực lại/);
  await button(page, "Nộp 1 nguyện vọng").click();
  await heading(page, "Đã nộp nguyện vọng");
});

journey("what was typed survives the proof", REGISTRATION_OPEN, ["giang", "thao"], async (session) => {
  const { page, persona } = session;
  const save = async (address) => {
    await page.goto(CONTACT);
    await page.getByLabel("Số điện thoại").fill("0912 345 678");
    await page.getByLabel("Địa chỉ thư điện tử").fill("chung@example.net");
    await page.getByLabel("Địa chỉ liên hệ").fill(address);
    await button(page, "Lưu và tiếp tục").click();
  };
  await page.goto("/sign-in");
  await toTheService(page);
  await chooseWith(page, "stale_auth_time", persona);
  await heading(page, "Trang của tôi");
  await save("12 Lê Lợi, Huế");
  await heading(page, "Đăng ký dự thi");
  await save("34 Trần Hưng Đạo, Huế");
  await heading(page, "Xác thực lại");
  await proveAgain(page);
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await page.locator(`button[name=persona][value="${persona}"]`).click();
  await noticeTitled(page, "Chưa lưu").waitFor();
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), "34 Trần Hưng Đạo, Huế");
  await look(session, "again-unsaved-contact");
  await button(page, "Lưu và tiếp tục").click();
  await heading(page, "Đăng ký dự thi");
  await page.goto(CONTACT);
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), "34 Trần Hưng Đạo, Huế");
});

journey("the service is down and whoever is signed in goes on", REGISTRATION_OPEN, ["quyen", "phuc"], async (session) => {
  const { page, context, persona } = session;
  session.expect(/^503: /);
  session.expect(/503 \(Service Unavailable\)/);
  await signInAsCitizen(page, persona);
  await citizenId({ kind: "unavailable" });
  const visitor = await context.browser().newContext({ baseURL: PORTAL, javaScriptEnabled: session.javaScript });
  const door = await visitor.newPage();
  await door.setViewportSize(page.viewportSize());
  const down = noticeTitled(door, "Dịch vụ định danh đang không phản hồi");
  // What the portal saw of the service is told for some seconds before it looks again.
  for (let tries = 0; tries < 30; tries += 1) {
    await door.goto("/sign-in");
    if ((await down.count()) > 0) break;
    await new Promise((done) => setTimeout(done, 1_000));
  }
  await down.waitFor();
  await look({ ...session, page: door }, "sign-in-service-down");
  await toTheService(door);
  await heading(door, "Dịch vụ định danh đang gián đoạn");
  await look({ ...session, page: door }, "sign-in-unavailable");
  await visitor.close();

  await page.goto(CONTACT);
  await page.getByLabel("Số điện thoại").fill("0912 345 678");
  await page.getByLabel("Địa chỉ thư điện tử").fill("chung@example.net");
  await page.getByLabel("Địa chỉ liên hệ").fill("12 Lê Lợi, Huế");
  await button(page, "Lưu và tiếp tục").click();
  await heading(page, "Đăng ký dự thi");
  await button(page, "Đăng xuất").first().click();
  await heading(page, "Bạn đã đăng xuất");
  assert.match(await page.locator("main").innerText(), /chưa báo được cho dịch vụ/);
  await look(session, "signed-out-service-down");
});
