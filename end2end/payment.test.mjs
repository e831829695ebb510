// How a fee gets paid, on both sides of the helpline: by a VietQR code, by somebody else's hand, without news of the
// gateway; and what the candidate sees meanwhile. At a desk with scripts, on a telephone without.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import {
  addPreference, answer, button, heading, link, noticeTitled, preferenceNames, submitPreferences,
} from "./candidate_steps.mjs";
import {
  PAYMENT_GATEWAY, PORTAL, browser, closeBrowser, demoPeople, look, screenshot, setClock, signInAs, signInAsCitizen, tabTo,
} from "./harness.mjs";

const FEE = "/candidate/payment";
const PROGRAMME = { institution: "BKA", code: "IT1", name: "Khoa học máy tính", words: "BKA IT1" };
/** A page without scripts loads itself again after 15 seconds at the soonest. */
const ITSELF_MS = 40_000;

async function gateway(faults) {
  const headers = { "content-type": "application/json" };
  const set = await fetch(`${PAYMENT_GATEWAY}/control/faults`, { method: "PUT", headers, body: JSON.stringify(faults) });
  assert.equal(set.status, 200);
}

afterEach(() => gateway({}));
after(closeBrowser);

/** The same at a desk with scripts and on a telephone without; each person pays once. */
function paying(name, personas, act) {
  for (const [index, [width, javaScript]] of [[1280, true], [360, false]].entries()) {
    test(`${name}: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
      const session = await browser({ width, javaScript });
      const { page } = session;
      await setClock("2026-07-10T09:00");
      await signInAsCitizen(page, personas[index]);
      await page.goto("/candidate/preferences");
      if (!(await preferenceNames(page)).includes(PROGRAMME.name)) await addPreference(session, PROGRAMME);
      await submitPreferences(session, 1, "paying-preferences");
      await act(session);
      await session.close();
    });
  }
}

const status = (page, name) => page.locator("[role=status] .tag").getByText(name, { exact: true });

paying("the window, a link for somebody else, a code to scan, the receipt, the helpline", ["dung", "khanh"], async (session) => {
  const { page, width, javaScript } = session;
  await setClock("2026-07-16T09:00");
  await page.goto(FEE);
  const early = button(page, "Trả lệ phí");
  assert.ok(await early.isDisabled(), "the button is there before the window, and waits");
  const reason = page.locator(`#${await early.getAttribute("aria-describedby")}`);
  assert.match(await reason.innerText(), /từ 12:00 16\/07\/2026/);
  await look(session, "fee-before-the-window");

  await setClock("2026-07-17T09:00");
  await page.goto(FEE);
  await look(session, "fee-unpaid");
  await tabTo(page, button(page, "Tạo liên kết nhờ trả"));
  await page.keyboard.press("Enter");
  const address = await page.locator(".copy-text").innerText();
  await look(session, "fee-with-link");

  const payer = await browser({ width, javaScript });
  await payer.page.goto(new URL(address).pathname);
  await heading(payer.page, "Trả lệ phí giúp thí sinh");
  assert.equal(new URL(payer.page.url()).pathname, "/pay", "the token leaves the address");
  await look(payer, "pay-by-link");
  await button(payer.page, "Đến trang thanh toán").click();
  await payer.page.waitForURL((url) => url.origin === PAYMENT_GATEWAY);
  await button(payer.page, "Huỷ giao dịch").click();
  await payer.page.waitForURL((url) => url.origin === PORTAL);
  await look(payer, "pay-by-link-cancelled");
  await link(payer.page, "Về trang trả giúp").click();
  await heading(payer.page, "Trả lệ phí giúp thí sinh");

  await page.goto(FEE);
  await page.getByText(/mở lần đầu lúc/).waitFor();
  await look(session, "fee-failed");
  await button(page, "Tạo mã VietQR").click();
  await page.locator("#transfer img").waitFor();
  await look(session, "fee-vietqr");
  const summary = page.locator("#transfer summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  const code = (await page.locator("#transfer .code-text").textContent()).trim();
  const reference = await answer(page, "Nội dung chuyển khoản");

  const bank = await payer.context.newPage();
  await bank.goto(`${PAYMENT_GATEWAY}/bank-app`);
  await bank.getByLabel("Nội dung của mã").fill(code);
  await bank.getByRole("button", { name: "Đọc mã" }).click();
  await bank.getByRole("button", { name: "Chuyển tiền" }).click();
  await bank.getByRole("heading", { name: "Đã chuyển tiền" }).waitFor();
  await payer.close();

  // Nobody touches the page: it finds out by itself, and the keyboard stays where it is.
  await status(page, "Đã nhận").waitFor({ timeout: ITSELF_MS });
  if (javaScript) {
    assert.ok(await summary.evaluate((element) => element === document.activeElement), "the focus is where it was");
    await page.locator("header a").first().focus();
  }
  await page.getByRole("heading", { name: "Biên nhận", exact: true }).waitFor({ timeout: ITSELF_MS });
  await look(session, "fee-paid");
  await link(page, "Xem và in biên nhận đầy đủ").click();
  await heading(page, "Biên nhận lệ phí xét tuyển");
  assert.equal(await answer(page, "Bằng chữ"), "Mười lăm nghìn đồng");
  assert.equal(await answer(page, "Mã tham chiếu"), reference);
  await look(session, "fee-receipt");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".header-person").isVisible(), false, "no navigation on paper");
  await screenshot(page, `fee-receipt-print-${width}`);
  await page.emulateMedia({ media: "screen" });

  const helpline = await browser({ width, javaScript });
  await signInAs(helpline.page, (await demoPeople()).find(({ role }) => role === "support"));
  await link(helpline.page, "Tra một khoản lệ phí theo mã tham chiếu hoặc mã giao dịch ngân hàng").click();
  await look(helpline, "support-payments");
  await helpline.page.getByLabel("Mã tham chiếu, mã giao dịch hoặc số biên nhận").fill(reference);
  await button(helpline.page, "Tra cứu").click();
  await helpline.page.getByRole("heading", { name: "Khoản lệ phí", exact: true }).waitFor();
  await look(helpline, "support-payment-found");
  await helpline.close();
  await page.goto("/candidate/access-log");
  await page.getByText("Tra cứu việc nộp lệ phí của bạn").first().waitFor();
});

paying("the gateway has taken the money and says nothing", ["lan", "quyen"], async (session) => {
  const { page } = session;
  await setClock("2026-07-17T09:00");
  await gateway({ ipn: "never" });
  await page.goto(FEE);
  await button(page, "Trả lệ phí").click();
  await page.waitForURL((url) => url.origin === PAYMENT_GATEWAY);
  await button(page, "Thanh toán").click();
  await page.waitForURL((url) => url.origin === PORTAL && url.pathname === "/payment/return");
  await noticeTitled(page, "Đang xử lý, đừng trả lại").waitFor();
  assert.match(await page.locator("main").innerText(), /Cổng thanh toán được hỏi lại lúc/);
  await look(session, "return-waiting");
  const fee = await session.context.newPage();
  await fee.goto(FEE);
  await status(fee, "Đang xử lý").waitFor();
  await look({ ...session, page: fee }, "fee-waiting");

  // Two minutes later the portal asks; both pages find out by themselves.
  await setClock("2026-07-17T09:03");
  await fee.bringToFront();
  await status(fee, "Đã nhận").waitFor({ timeout: 90_000 });
  await page.bringToFront();
  await noticeTitled(page, "Lệ phí đã nhận").waitFor({ timeout: 60_000 });
  await look(session, "return-found-out");
});
