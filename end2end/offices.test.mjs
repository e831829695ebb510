// The pages of the offices with records on them: a department sees how far a unit is, the helpline finds a candidate for
// a reason, the candidate reads it and asks, the ministry answers, an auditor reads what was written down of all this.
// Each at a desk with scripts and on a telephone without.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { answer, button, heading, link, noticeTitled, refusedForm } from "./candidate_steps.mjs";
import { csvRows, table } from "./files.mjs";
import { browser, closeBrowser, demoPeople, look, portal, setClock, signInAs, signInAsCitizen } from "./harness.mjs";

const DEPARTMENT = { code: "46", name: "Sở Giáo dục và Đào tạo thành phố Huế", email: "so.hue@demo.example.vn" };
const UNIT = { code: "001", name: "Trường THPT Sông Hương" };
const HELPLINE = { name: "Mai Thị Lan", email: "tongdai@demo.example.vn" };
const [OPERATOR, AUDITOR] = ["bo.dieuhanh@demo.example.vn", "kiemtoan@demo.example.vn"];

const roll = table("demo/school_roll.csv");
const units = table("demo/registration_units.csv").filter((unit) => unit.department_code === DEPARTMENT.code);
const ofUnit = roll.filter((person) => person.unit_code === UNIT.code);
/** 2.528 */
const whole = (words) => Number(words.replaceAll(".", ""));
let staff;
let names;
before(async () => {
  staff = await demoPeople();
  const lines = (await portal("demo-people")).split("\n");
  names = new Map(lines.flatMap((line) => {
    const [, persona, name] = line.match(/^ {2}([a-z]+) {2,}(.+?) {2,}/) ?? [];
    return persona ? [[persona, name]] : [];
  }));
  assert.equal(names.size, roll.length, "the names of all candidates are known");
  await setClock("2026-04-22T09:00");
});
after(closeBrowser);

/** The same for both; the candidates of the two are different ones. */
function office(name, act) {
  for (const [width, javaScript, persona] of [[1280, true, "minh"], [360, false, "son"]]) {
    test(`${name}: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
      const session = await browser({ width, javaScript });
      const { candidate_number: number } = roll.find((person) => person.persona === persona);
      const note = `Người gọi hỏi cách nộp phiếu, ${width} px`;
      await act({ ...session, persona, number, name: names.get(persona), note });
      await session.close();
    });
  }
}

const enter = (page, email) => signInAs(page, staff.find((person) => person.email === email));
const text = (page) => page.locator("main").innerText();
/** The row of a table that this link leads from. */
const rowOf = (page, name) => page.getByRole("row").filter({ has: page.getByRole("link", { name }) });
const cell = async (row, column) => (await row.locator(`[data-label="${column}"]`).innerText()).trim();

office("a department sees how far its units are, and nobody's name", async (session) => {
  const { page } = session;
  await enter(page, DEPARTMENT.email);
  await heading(page, DEPARTMENT.name);
  await look(session, "office-department");
  for (const { unit_code: code, name } of units) await link(page, `${code} ${name}`).waitFor();
  assert.equal(await cell(rowOf(page, `${UNIT.code} ${UNIT.name}`), "Thí sinh"), String(ofUnit.length));
  const counts = await page.locator('tbody [data-label="Thí sinh"]').allInnerTexts();
  const total = counts.reduce((sum, count) => sum + whole(count), 0);
  assert.equal(whole(await page.locator(".figure").filter({ hasText: /^Thí sinh/ }).locator(".figure-number").innerText()), total);
  await page.getByLabel("Tên hoặc mã đơn vị").fill("song huong");
  await page.getByLabel("Sắp xếp").selectOption({ label: "Theo tên" });
  await button(page, "Xem").click();
  await link(page, `${UNIT.code} ${UNIT.name}`).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 1, "found without diacritics, and alone");
  await look(session, "office-department-search");
  await link(page, `${UNIT.code} ${UNIT.name}`).click();
  await heading(page, UNIT.name);
  for (const name of new Set(ofUnit.map((person) => person.class_name))) {
    const expected = ofUnit.filter((person) => person.class_name === name).length;
    const row = page.getByRole("row").filter({ has: page.locator("th", { hasText: new RegExp(`^${name}$`) }) });
    assert.equal(await cell(row, "Thí sinh"), String(expected), name);
  }
  const shown = await text(page);
  for (const name of names.values()) assert.ok(!shown.includes(name), "figures alone");
  await look(session, "office-unit");
  await link(page, DEPARTMENT.name).click();
  await heading(page, DEPARTMENT.name);

  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /CSV/ }).click()]);
  assert.equal(csvRows(readFileSync(await file.path(), "utf8")).length, units.length);
  const refusals = [];
  for (const path of ["/departments/12", "/departments/99", "/departments/12/units/001"]) {
    assert.equal((await page.goto(path)).status(), 404, "another department is as if it were not there");
    refusals.push(await text(page));
  }
  assert.equal(new Set(refusals).size, 1, "all refusals read the same");
  await look(session, "office-not-found");
  assert.equal((await page.goto("/audit")).status(), 403);
  await heading(page, "Bạn không có quyền mở trang này");
  await look(session, "office-forbidden");
});

office("the helpline finds a candidate by a number and for a reason", async (session) => {
  const { page } = session;
  // Whoever calls has signed in before.
  const caller = await browser(session);
  await signInAsCitizen(caller.page, session.persona);
  await caller.close();
  await enter(page, HELPLINE.email);
  await heading(page, "Tra tình trạng thí sinh");
  await refusedForm(session, "Tra cứu", "office-support-error", ["Số mà người gọi đọc", "Lý do tra"]);
  await page.getByLabel("Số mà người gọi đọc").fill("NV-2345-6789");
  await page.getByLabel("Lý do tra").selectOption({ label: "Trả lời về phiếu đăng ký dự thi" });
  await page.getByLabel("Nói rõ thêm").fill(session.note);
  await button(page, "Tra cứu").click();
  await noticeTitled(page, "Không tìm thấy số này").waitFor();
  assert.equal(await page.getByLabel("Nói rõ thêm").inputValue(), session.note, "what was typed stays to be corrected");
  await look(session, "office-support-unknown");
  await page.getByLabel("Số mà người gọi đọc").fill(session.number);
  await button(page, "Tra cứu").click();
  await page.getByRole("heading", { name: `Số ${session.number}` }).waitFor();
  assert.ok(await answer(page, "Phiếu đăng ký dự thi"));
  assert.ok(!(await text(page)).includes(session.name), "initials alone");
  assert.equal(await page.getByLabel("Số mà người gọi đọc").inputValue(), "", "the next call begins anew");
  await look(session, "office-support-found");
});

office("the candidate reads who looked and why, and asks", async (session) => {
  const { page } = session;
  await signInAsCitizen(page, session.persona);
  await link(page, "Ai đã xem dữ liệu của tôi").click();
  await heading(page, "Ai đã xem dữ liệu của tôi");
  const access = page.getByRole("row").filter({ hasText: session.note });
  const told = await access.innerText();
  assert.ok(told.includes("Tổng đài") && told.includes("Trả lời về phiếu đăng ký dự thi"), told);
  assert.ok(!told.includes(HELPLINE.name), "the office answers for its people");
  await look(session, "office-access-log");
  await access.getByRole("link", { name: /^Hỏi về lần này/ }).click();
  await refusedForm(session, "Gửi câu hỏi", "office-ask-error", ["Bạn muốn hỏi gì"]);
  await page.getByLabel("Bạn muốn hỏi gì").fill(`Tôi không gọi tổng đài. Vì sao? (${session.width})`);
  await button(page, "Gửi câu hỏi").click();
  await heading(page, "Câu hỏi về lần truy cập");
  await look(session, "office-asked");
});

office("the ministry answers the question, and finds the account of who looked", async (session) => {
  const { page } = session;
  await enter(page, OPERATOR);
  await link(page, "Câu hỏi của thí sinh").click();
  await heading(page, "Câu hỏi của thí sinh");
  await look(session, "office-questions");
  await page.getByRole("link", { name: `Vì sao? (${session.width})` }).click();
  await heading(page, "Trả lời thí sinh");
  assert.ok((await text(page)).includes(HELPLINE.name), "whoever answers has to know who it was");
  await refusedForm(session, "Gửi trả lời", "office-question-error", ["Trả lời"]);
  await page.getByLabel("Trả lời").fill("Một người đã đọc đúng số của bạn. Chúng tôi đang kiểm tra.");
  await button(page, "Gửi trả lời").click();
  await noticeTitled(page, "Đã gửi trả lời").waitFor();
  await look(session, "office-question-answered");

  await page.goto("/staff/accounts");
  await page.getByLabel("Tìm theo họ tên hoặc thư điện tử").fill("mai thi lan");
  await button(page, "Tìm").click();
  await link(page, HELPLINE.name).click();
  await heading(page, HELPLINE.name);
  assert.equal(await answer(page, "Thư điện tử"), HELPLINE.email);
  assert.equal(await answer(page, "Vai trò"), "Cán bộ tổng đài");
  assert.ok((await link(page, "Đóng tài khoản").count()) === 1, "it can be closed from here");
  await look(session, "office-account");
});

office("an auditor reads what was written down, and how it is sealed", async (session) => {
  const { page } = session;
  await enter(page, AUDITOR);
  await page.getByLabel("Từ lúc").fill("2026-04-22T09:00");
  await page.getByLabel("Số báo danh hoặc số phiếu").fill("x");
  await refusedForm(session, "Tra cứu", "office-audit-error", ["Số báo danh hoặc số phiếu"]);
  await page.getByLabel("Từ lúc").fill("");
  await page.getByLabel("Số báo danh hoặc số phiếu").fill(session.number);
  await page.getByLabel("Thư điện tử của cán bộ").fill(HELPLINE.email);
  await button(page, "Tra cứu").click();
  await page.getByRole("table", { name: /^Kết quả/ }).waitFor();
  await look(session, "office-audit-found");
  await page.locator("#results tbody a").first().click();
  await page.getByRole("heading", { name: "Vị trí trong chuỗi niêm phong" }).waitFor();
  assert.ok((await answer(page, "Lý do đã ghi")).includes(session.note));
  assert.ok((await answer(page, "Tài khoản")).includes(HELPLINE.email));
  assert.equal(await answer(page, "Số báo danh"), session.number);
  await look(session, "office-audit-entry");
  await page.goto("/audit/chain");
  await page.getByRole("heading", { name: "Chuỗi lúc này" }).waitFor();
  assert.match(await answer(page, "Dòng đang chờ vào chuỗi"), /^[0-9]/);
  await look(session, "office-audit-chain");
  await link(page, "Câu hỏi của thí sinh").click();
  const ministry = page.getByRole("row").filter({ hasText: "Bộ GDĐT" });
  assert.ok(Number(await cell(ministry, "Đã trả lời")) >= 1);
  await look(session, "office-audit-questions");

  // Reads all, changes nothing.
  await page.goto("/staff/accounts");
  assert.equal(await page.getByRole("link", { name: "Mời người mới" }).count(), 0);
  await link(page, HELPLINE.name).click();
  await heading(page, HELPLINE.name);
  assert.equal(await page.locator("main form").count(), 0, "there is nothing to send");
  assert.equal(await link(page, "Đóng tài khoản").count(), 0);
});
