// The ministry sees to fee payments: a payment in doubt is found and decided, a window closes later and the candidate
// reads it, statements and ledger are looked at. Each at a desk with scripts and on a telephone without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addPreference, button, heading, link, noticeTitled, refusedForm, submitPreferences } from "./candidate_steps.mjs";
import { PAYMENT_GATEWAY, PORTAL, browser, closeBrowser, demoPeople, look, setClock, signInAs, signInAsCitizen } from "./harness.mjs";

const [OPERATOR, AUDITOR] = ["bo.dieuhanh@demo.example.vn", "kiemtoan@demo.example.vn"];
const PROGRAMME = { institution: "BKA", code: "IT2", name: "Kỹ thuật máy tính", words: "BKA IT2" };

let staff;
before(async () => {
  staff = await demoPeople();
});
after(closeBrowser);

const text = (page) => page.locator("main").innerText();

/** The candidate pays, and the gateway suspects the transaction. */
async function paysInDoubt(session, persona) {
  const { page } = session;
  await setClock("2026-07-10T09:00");
  await signInAsCitizen(page, persona);
  await addPreference(session, PROGRAMME);
  await submitPreferences(session, 1, "payment-operator-preferences");
  await setClock("2026-07-17T09:00");
  await page.goto("/candidate/payment");
  await button(page, "Trả lệ phí").click();
  await page.waitForURL((url) => url.origin === PAYMENT_GATEWAY);
  await page.locator("#other_outcome").selectOption("07");
  await button(page, "Kết thúc với kết quả này").click();
  await page.waitForURL((url) => url.origin === PORTAL && url.pathname === "/payment/return");
}

/** The operator lets the window of Huế close on this day. */
async function extendsWindow(session, day) {
  const { page } = session;
  await page.goto("/ministry/payments");
  await link(page, "Gia hạn nộp lệ phí").click();
  await heading(page, "Gia hạn nộp lệ phí");
  await look(session, "payments-windows");
  await page.getByLabel("Nhóm tỉnh").selectOption("4");
  await page.getByLabel("Hạn mới").fill("2026-07-20T17:00");
  await refusedForm(session, "Gia hạn", "payments-windows-error", ["Hạn mới", "Lý do"]);
  await page.getByLabel("Hạn mới").fill(`2026-07-${day}T17:00`);
  await page.getByLabel("Lý do").fill("Cổng thanh toán gián đoạn chiều 16/7");
  await button(page, "Gia hạn").click();
  await page.getByRole("cell", { name: `17:00 ${day}/07/2026` }).first().waitFor();
  await look(session, "payments-windows-extended");
}

/** The operator finds the payment in doubt and decides about it. */
async function decides(session, decision, status) {
  const { page } = session;
  await page.goto("/ministry");
  await link(page, "Thu lệ phí").click();
  await heading(page, "Thu lệ phí");
  assert.match(await text(page), /Khớp từng đồng/);
  await look(session, "payments");
  await link(page, "Cần xác minh").click();
  await heading(page, "Cần xác minh");
  await look(session, "payments-in-doubt");
  await page.locator("tbody a").first().click();
  await heading(page, "Một lần trả lệ phí");
  await look(session, "payments-order");
  await refusedForm(session, "Ghi quyết định", "payments-order-error", ["Lý do"]);
  await page.locator("label").filter({ hasText: decision }).click();
  await page.getByLabel("Lý do").fill("Sao kê của ngân hàng ngày 17/7");
  await button(page, "Ghi quyết định").click();
  await page.locator(".tag").getByText(status, { exact: true }).waitFor();
  assert.match(await text(page), new RegExp(`${decision}: Sao kê của ngân hàng`));
  assert.equal(await button(page, "Ghi quyết định").count(), 0, "it is decided");
  await look(session, "payments-order-decided");
}

for (const [width, javaScript, persona, decision, day, status] of [
  [1280, true, "phuc", "Đã nhận được tiền", "22", "Đã nhận"],
  [360, false, "dung", "Không có tiền", "23", "Thất bại"],
]) {
  test(`a payment in doubt is decided and a window extended: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
    const candidate = await browser({ width, javaScript });
    await paysInDoubt(candidate, persona);
    const office = await browser({ width, javaScript });
    await signInAs(office.page, staff.find(({ email }) => email === OPERATOR));
    await extendsWindow(office, day);
    await candidate.page.goto("/candidate/payment");
    await noticeTitled(candidate.page, `Hạn nộp được gia hạn đến 17:00 ${day}/07/2026`).waitFor();
    await look(candidate, "payment-extended");

    await decides(office, decision, status);
    await candidate.page.goto("/candidate/payment");
    await candidate.page.locator(".tag").getByText(status, { exact: true }).first().waitFor();
    await look(candidate, "payment-decided");
    await candidate.close();

    await office.page.goto("/ministry/payments/statements");
    await heading(office.page, "Đối chiếu với sao kê");
    await look(office, "payments-statements");
    await office.close();

    const reader = await browser({ width, javaScript });
    await signInAs(reader.page, staff.find(({ email }) => email === AUDITOR));
    await reader.page.goto("/ministry/payments");
    await heading(reader.page, "Thu lệ phí");
    await link(reader.page, "Hạn nộp lệ phí").click();
    await heading(reader.page, "Hạn nộp lệ phí");
    assert.equal(await button(reader.page, "Gia hạn").count(), 0, "an auditor extends nothing");
    await reader.close();
  });
}
