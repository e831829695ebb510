// A school's work: its class list comes in as a file with faults, is corrected from the returned file alone and accepted, at
// a desk with scripts and on a telephone without; then the queue is worked through by the keyboard alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { button, fillRegistration, heading, link, noticeTitled, submitRegistration } from "./candidate_steps.mjs";
import { browser, closeBrowser, demoPeople, look, setClock, signInAs, signInAsCitizen } from "./harness.mjs";
import { asStaff } from "./staff_steps.mjs";

const SCHOOL = "truong.songhuong@demo.example.vn";
const PUPILS = 40;

let staff;
before(async () => {
  staff = await demoPeople();
  await setClock("2026-04-22T09:00");
});
after(closeBrowser);

/** A list of forty pupils as a school has it, with five faults; `digit` makes other numbers. */
function classList(digit) {
  const lines = ["Danh sách lớp 12A9", "STT,Số CCCD,Họ tên,Ngày sinh,Giới tính,Dân tộc,Lớp,Ghi chú"];
  for (let index = 0; index < PUPILS; index += 1) {
    const girl = index % 2 === 1;
    const number = `046${girl ? 3 : 2}08${digit}${String(index).padStart(5, "0")}`;
    const name = `${girl ? "Trần Thị" : "Lê Văn"} ${["An", "Bình", "Châu", "Dũng", "Giang"][index % 5]}`;
    lines.push(`${index + 1},${number},${name},${String(1 + (index % 28)).padStart(2, "0")}/03/2008,${girl ? "Nữ" : "Nam"},Kinh,12A9,`);
  }
  const faults = [
    (line) => line.replace("/03/2008", "/13/2008"),
    (line) => line.replace(",Nam,", ",M,").replace(",Nữ,", ",F,"),
    (line) => line.replace(",Kinh,", ",Kin,"),
    (line) => line.replace(/,046\d+,/, ",4.6208E+10,"),
    (line) => line.replace(",12A9,", ",,"),
  ];
  faults.forEach((spoil, index) => (lines[2 + 7 * index] = spoil(lines[2 + 7 * index])));
  return lines.join("\r\n");
}

/** What a person does with the returned file: reads the last column, and corrects what it says. */
function corrected(returned, digit) {
  const original = classList(digit).split("\r\n");
  return returned
    .split("\r\n")
    .map((line, index) => {
      if (!line.includes(",Lỗi,")) return line;
      const said = line.slice(line.indexOf(",Lỗi,"));
      if (said.includes("Ngày sinh")) return line.replace("/13/2008", "/03/2008");
      if (said.includes("“Nam” hoặc “Nữ”")) return line.replace(",M,", ",Nam,").replace(",F,", ",Nữ,");
      if (said.includes("“Kinh”")) return line.replace(",Kin,", ",Kinh,");
      if (said.includes("làm tròn")) {
        const girl = original[index].includes(",Nữ,");
        return line.replace("4.6208E+10", `046${girl ? 3 : 2}08${digit}${String(index - 2).padStart(5, "0")}`);
      }
      if (said.includes("12A1")) return line.replace(",Kinh,,", ",Kinh,12A9,");
      return line;
    })
    .join("\r\n");
}

async function upload(session, name, text) {
  const { page } = session;
  await page.getByLabel("Tệp danh sách").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await button(page, "Tải lên và kiểm tra").click();
  await heading(page, name);
  await checked(session, "Đã kiểm tra, chưa nhận");
}

/** Waits for the job: with scripts the page changes by itself, without it is loaded again. */
async function checked({ page, javaScript }, words) {
  for (let tries = 0; tries < 40; tries += 1) {
    if ((await page.locator("main").innerText()).includes(words)) return;
    await new Promise((done) => setTimeout(done, 500));
    if (!javaScript) await page.reload();
  }
  assert.fail(`the page never says ${words}: ${await page.locator("main").innerText()}`);
}

for (const [width, javaScript, digit] of [[1280, true, 1], [360, false, 2]]) {
  const way = `${width} px, ${javaScript ? "with" : "without"} scripts`;
  test(`a list with faults is corrected from the returned file alone and accepted: ${way}`, async () => {
    await asStaff(staff, SCHOOL, { width, javaScript }, async (session) => {
      const { page } = session;
      await link(page, "Danh sách học sinh").click();
      await heading(page, "Danh sách học sinh");
      await look(session, "roll");
      await button(page, "Tải lên và kiểm tra").click();
      await page.locator(".error-summary").waitFor();
      await look(session, "roll-error");

      await upload(session, "12A9.csv", classList(digit));
      const said = await page.locator("main").innerText();
      for (const words of ["05/03/2008", "“Nam” hoặc “Nữ”", "01 đến 55", "làm tròn", "Nhận 35 dòng"]) {
        assert.ok(said.includes(words), `${words}: ${said}`);
      }
      await look(session, "roll-checked");
      await button(page, "Nhận 35 dòng vào danh sách").click();
      await page.locator(".error-summary").waitFor();
      await look(session, "roll-unsaid");
      await page.getByLabel(/^Chỉ nhận 35 dòng tốt/).check();
      await button(page, "Nhận 35 dòng vào danh sách").click();
      await checked(session, "Đã ghi 35 dòng vào danh sách.");
      await look(session, "roll-accepted");

      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: /^Tải tệp của bạn về/ }).click(),
      ]);
      assert.equal(file.suggestedFilename(), "12A9-ket-qua.csv");
      const returned = readFileSync(await file.path(), "utf8");
      assert.equal(returned.split(",Lỗi,").length - 1, 5, "five rows are wrong");

      await page.goto("/school/roll");
      await upload(session, "12A9-da-sua.csv", corrected(returned, digit));
      await look(session, "roll-corrected");
      await button(page, "Nhận 5 dòng vào danh sách").click();
      await checked(session, "Đã ghi 5 dòng vào danh sách.");
      await page.goto("/school/roll");
      await page.getByLabel("Tệp danh sách").setInputFiles({
        name: "lan-nua.csv", mimeType: "text/csv", buffer: Buffer.from(corrected(returned, digit)),
      });
      await button(page, "Tải lên và kiểm tra").click();
      await noticeTitled(page, "Tệp đã có").waitFor();
      await look(session, "roll-known");
    });
  });
}

test("the queue is worked through by the keyboard alone", async () => {
  const people = [];
  for (const [persona, name] of [["an", "Nguyễn Thị Bình An"], ["binh", "Trần Gia Bình"]]) {
    const session = await browser();
    const person = { ...session, persona, name, school: "46001", email: `${persona}@example.net`, studied: ["Vật lí", "Hóa học", "Sinh học", "Tin học"], wrongPapers: ["vat_li", "hoa_hoc"] };
    await signInAsCitizen(session.page, persona);
    await fillRegistration(person);
    person.formNumber = await submitRegistration(person, `roll-${persona}`);
    people.push(person);
  }
  const session = await browser();
  const { page } = session;
  await signInAs(page, staff.find(({ email }) => email === SCHOOL));
  // A page says which keys it hears once it hears them.
  const key = async (name) => {
    await page.locator("[data-keys]").waitFor({ state: "visible" });
    await page.keyboard.press(name);
  };
  await heading(page, "Duyệt phiếu đăng ký dự thi");
  await page.locator("[data-row]").nth(1).waitFor();
  await look(session, "queue-by-keyboard");
  for (const [name, row] of [["j", 0], ["j", 1], ["k", 0]]) {
    await key(name);
    await page.waitForFunction((at) => document.activeElement === document.querySelectorAll("[data-row]")[at], row);
  }
  await key("a");
  await page.getByText(/^Bạn đang giữ phiếu này đến/).waitFor();
  const first = await page.locator("h1").innerText();
  await look(session, "record-by-keyboard");
  await key("j");
  await page.waitForFunction((name) => document.querySelector("h1").innerText !== name, first);
  await key("k");
  await heading(page, first);

  await key("r");
  await page.waitForFunction(() => document.activeElement?.id === "reason");
  await key("a");
  assert.equal(await page.locator("h1").innerText(), first, "nothing is pressed while one chooses");
  await page.getByLabel("Lý do", { exact: false }).first().selectOption("class_mistaken");
  while (!(await button(page, "Xem trước").evaluate((element) => element === document.activeElement))) await key("Tab");
  await key("Enter");
  await heading(page, "Xem trước khi trả lại");
  await look(session, "return-by-keyboard");
  await key("r");
  await page.getByText("Đã trả lại phiếu vừa rồi").waitFor();
  const second = await page.locator("h1").innerText();
  assert.notEqual(second, first, "the next one came by itself");
  await key("a");
  await page.getByText("Đã duyệt phiếu vừa rồi").waitFor();
  await heading(page, "Duyệt phiếu đăng ký dự thi");
  await look(session, "queue-done");
  await session.close();

  const returned = people.find(({ name }) => name === first);
  await returned.page.goto("/candidate/registration");
  const told = await noticeTitled(returned.page, "Trường đã trả lại phiếu của bạn").innerText();
  assert.ok(told.includes("Tên lớp 12 chưa đúng. Hãy ghi lại như trong danh sách của trường."), told);
  for (const person of people) await person.close();
});
