// Appeals against marks: a candidate on a telephone without scripts comes too early, chooses nothing, asks for two
// papers, takes one back and asks again, and comes too late; one of the council lets a mark stand and proposes another,
// which somebody else who leads the council confirms. The candidate reads the old mark, the new one and why.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { answer, button, heading, link, noticeTitled, refusedForm } from "./candidate_steps.mjs";
import { csvRows } from "./files.mjs";
import { browser, closeBrowser, demoPeople, look, portal, setClock, signInAs, signInAsCitizen } from "./harness.mjs";

const COUNCIL = { staff: "so.hue@demo.example.vn", lead: "lanhdao.sohue@demo.example.vn" };
const CANDIDATE = { persona: "binh", name: "Trần Gia Bình", number: "46000091" };
const QUESTION = "Bạn muốn phúc khảo bài thi nào?";
const KEPT = "Hai giám khảo chấm lại, điểm từng câu không đổi.";
const CHANGED = "Cộng sót điểm câu 3 phần II.";

let phone;
let staff;
let lead;
before(async () => {
  const people = await demoPeople();
  const atDesk = async (email) => {
    const session = await browser({ width: 1280, javaScript: true });
    await signInAs(session.page, people.find((person) => person.email === email));
    return session;
  };
  await portal("import", "results", "migrations/demo/results-2026/46-hue.csv");
  await setClock("2026-06-30T09:00");
  phone = await browser({ width: 360, javaScript: false });
  await signInAsCitizen(phone.page, CANDIDATE.persona);
  [staff, lead] = [await atDesk(COUNCIL.staff), await atDesk(COUNCIL.lead)];
});
after(closeBrowser);

const text = (page) => page.locator("main").innerText();
/** What stands under each heading of a paper, as the candidate sees it: the latest appeal first. */
const appealsAbout = (page, subject) =>
  page.locator("main h2").getByText(subject, { exact: true }).evaluateAll((headings) =>
    headings.map((heading) => {
      const parts = [];
      for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
        parts.push(next.innerText);
      }
      return parts.join("\n");
    }));
const choice = (page, subject) => page.getByRole("checkbox", { name: subject, exact: true });

async function opens({ page }) {
  await page.goto("/candidate/appeals");
  await heading(page, "Phúc khảo bài thi");
}

test("before the window the page says from when, and no mark", async () => {
  const { page } = phone;
  await opens(phone);
  assert.match(await text(page), /từ 08:00 01\/07\/2026/);
  assert.doesNotMatch(await text(page), /8,25/, "marks are not public yet");
  assert.equal(await page.getByRole("checkbox").count(), 0);
  await look(phone, "appeal-too-early");
});

test("the candidate asks for two papers, takes one back and asks again", async () => {
  await setClock("2026-07-03T09:00");
  const { page } = phone;
  await page.goto("/candidate");
  await link(page, "Xem điểm thi").click();
  await heading(page, "Điểm thi");
  await link(page, "Phúc khảo bài thi").click();
  await heading(page, "Phúc khảo bài thi");
  assert.match(await text(page), /đến 17:00 06\/07\/2026/);
  assert.equal(await page.getByRole("checkbox").count(), 4, "the papers that were sat");
  await look(phone, "appeal-choose");
  await refusedForm(phone, "Nộp đơn phúc khảo", "appeal-nothing-chosen", [QUESTION]);

  await choice(page, "Toán").check();
  await choice(page, "Vật lí").check();
  await button(page, "Nộp đơn phúc khảo").click();
  await button(page, "Rút đơn Toán").waitFor();
  for (const subject of ["Toán", "Vật lí"]) {
    const [appeal, ...others] = await appealsAbout(page, subject);
    assert.match(appeal, /Đã nhận, chờ kết quả/);
    assert.equal(others.length, 0);
    assert.equal(await choice(page, subject).count(), 0, "a paper is marked again once");
  }
  await look(phone, "appeal-sent");

  await button(page, "Rút đơn Toán").click();
  await choice(page, "Toán").waitFor();
  const [takenBack] = await appealsAbout(page, "Toán");
  assert.match(takenBack, /Bạn đã rút đơn/);
  await choice(page, "Toán").check();
  await button(page, "Nộp đơn phúc khảo").click();
  await button(page, "Rút đơn Toán").waitFor();
  const about = (await appealsAbout(page, "Toán")).map((appeal) => /Đã nhận|đã rút/.exec(appeal)[0]);
  assert.deepEqual(about, ["Đã nhận", "đã rút"], "both are kept, the latest first");
  await look(phone, "appeal-again");
});

test("the council sees them, and decides nothing while appeals come in", async () => {
  const { page } = staff;
  await link(page, "Phúc khảo bài thi").click();
  await heading(page, "Phúc khảo bài thi");
  const waiting = page.locator(".figure").filter({ hasText: "Chờ chấm lại" });
  assert.equal(await waiting.locator(".figure-number").innerText(), "2");
  await page.getByLabel("Tình trạng").selectOption({ label: "Chờ chấm lại" });
  await page.getByLabel("Môn").selectOption({ label: "Toán" });
  await button(page, "Xem").click();
  await page.waitForURL(/subject=toan/);
  assert.equal(await page.locator("tbody tr").count(), 1, "what was taken back does not wait");
  await look(staff, "appeal-council-early");
  await link(page, `${CANDIDATE.number} – Toán`).click();
  await heading(page, `${CANDIDATE.number} – Toán`);
  assert.match(await text(page), /từ 17:00 06\/07\/2026/, "when deciding begins");
  assert.equal(await page.locator("main form").count(), 0);
});

test("whoever left the page open comes too late, and reads until when it was", async () => {
  const { page } = phone;
  await opens(phone);
  await choice(page, "Ngữ văn").check();
  await setClock("2026-07-06T17:00");
  await button(page, "Nộp đơn phúc khảo").click();
  assert.match(await noticeTitled(page, "Chưa thực hiện").innerText(), /hết lúc 17:00 06\/07\/2026/);
  assert.equal(await page.getByRole("checkbox").count(), 0);
  assert.equal(await page.getByRole("button", { name: /^Rút đơn/ }).count(), 0, "the council has them now");
  assert.ok(!(await text(page)).includes("Ngữ văn"), "nothing more was sent");
  await look(phone, "appeal-too-late");
});

async function opensAppeal({ page }, subject) {
  await page.goto("/department/appeals");
  await page.getByRole("row").filter({ hasNotText: "Thí sinh đã rút" })
    .getByRole("link", { name: `${CANDIDATE.number} – ${subject}` }).click();
  await heading(page, `${CANDIDATE.number} – ${subject}`);
  assert.equal(await answer(page, "Thí sinh"), CANDIDATE.name);
}

test("one of the council lets a mark stand and proposes another, with reasons", async () => {
  await setClock("2026-07-08T09:00");
  const { page } = staff;
  await page.goto("/department/appeals");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /CSV/ }).click()]);
  const rows = csvRows(readFileSync(await file.path(), "utf8"));
  assert.equal(rows.length, 2, "those that wait");
  assert.ok(rows.every((row) => Object.values(row).includes(CANDIDATE.number)), "for the markers to find the papers");

  await opensAppeal(staff, "Toán");
  await page.getByLabel("Giữ nguyên điểm").check();
  await page.getByLabel("Điểm sau khi chấm lại").fill("9,5");
  await refusedForm(staff, "Ghi quyết định", "appeal-council-keep-error", ["Điểm sau khi chấm lại", "Lý do"]);
  await page.getByLabel("Điểm sau khi chấm lại").fill("");
  await page.getByLabel("Lý do").fill(KEPT);
  await button(page, "Ghi quyết định").click();
  await noticeTitled(page, "Đã giữ nguyên điểm và báo thí sinh").waitFor();

  await opensAppeal(staff, "Vật lí");
  await page.getByLabel("Đề xuất điểm mới").check();
  await page.getByLabel("Điểm sau khi chấm lại").fill("8,25");
  await refusedForm(staff, "Ghi quyết định", "appeal-council-propose-error", ["Điểm sau khi chấm lại", "Lý do"]);
  assert.equal(await page.getByLabel("Điểm sau khi chấm lại").inputValue(), "8,25", "what was typed is kept");
  await page.getByLabel("Điểm sau khi chấm lại").fill("9,25");
  await page.getByLabel("Lý do").fill(CHANGED);
  await button(page, "Ghi quyết định").click();
  await noticeTitled(page, "Đã gửi đề xuất điểm mới, chờ người thứ hai duyệt").waitFor();
  await look(staff, "appeal-council-proposed");
  await opensAppeal(staff, "Vật lí");
  assert.equal(await button(page, "Duyệt điểm mới").count(), 0, "nobody confirms the own proposal");
  await look(staff, "appeal-council-own-proposal");

  await opens(phone);
  const [appeal] = await appealsAbout(phone.page, "Vật lí");
  assert.match(appeal, /Đã nhận, chờ kết quả/);
  assert.doesNotMatch(appeal, /9,25/, "what is only proposed is not told");
});

test("somebody else who leads the council confirms the mark", async () => {
  const { page } = lead;
  await opensAppeal(lead, "Vật lí");
  assert.equal(await answer(page, "Điểm đã công bố"), "8,25");
  assert.equal(await answer(page, "Điểm đề xuất"), "9,25");
  assert.equal(await answer(page, "Lý do đề xuất"), CHANGED);
  await refusedForm(lead, "Trả lại đề xuất", "appeal-lead-error", ["Lý do"]);
  await button(page, "Duyệt điểm mới").click();
  await noticeTitled(page, "Đã đổi điểm và báo thí sinh").waitFor();
  await look(lead, "appeal-lead-confirmed");
  await opensAppeal(lead, "Vật lí");
  assert.equal(await page.locator("main form").count(), 0, "decided for good");
  const history = (await text(page)).split("Quá trình")[1];
  for (const words of ["Trương Quang Vinh", "Nguyễn Thị Thu Hồng", "9,25"]) assert.ok(history.includes(words), history);
  await look(lead, "appeal-lead-history");
});

/** What the candidate reads in the end, in any window. */
async function readsTheResults(session) {
  const { page } = session;
  await page.goto("/candidate");
  await look(session, "appeal-candidate-home");
  await link(page, "Phúc khảo bài thi").click();
  await heading(page, "Phúc khảo bài thi");
  for (const history of await page.locator("details summary").all()) await history.click();
  const [changed] = await appealsAbout(page, "Vật lí");
  for (const words of ["Điểm đã đổi", "8,25", "9,25", CHANGED, "Hội đồng thi đổi điểm"]) {
    assert.ok(changed.includes(words), `${words}: ${changed}`);
  }
  const [kept, takenBack] = await appealsAbout(page, "Toán");
  for (const words of ["Giữ nguyên điểm", "9,00", KEPT]) assert.ok(kept.includes(words), `${words}: ${kept}`);
  assert.match(takenBack, /Bạn rút đơn/);
  assert.doesNotMatch(await text(page), /Trương Quang Vinh|Thu Hồng/, "the council answers for its people");
  await look(session, "appeal-results");

  await page.goto("/candidate/marks");
  const row = (name) => page.locator("tbody tr").filter({ hasText: name });
  const physics = await row(/^\s*Vật lí/).innerText();
  assert.ok(physics.includes("9,25") && physics.includes("8,25"), `the new mark beside the published one: ${physics}`);
  // 9,00 + 9,25 + 8,75
  assert.match(await row("A00").innerText(), /27,00/, "the sums count the new mark");
  await look(session, "appeal-marks");
}

test("the candidate reads both marks and why: 360 px without scripts", () => readsTheResults(phone));

test("the candidate reads both marks and why: 1280 px with scripts", async () => {
  const desk = await browser({ width: 1280, javaScript: true });
  await signInAsCitizen(desk.page, CANDIDATE.persona);
  await readsTheResults(desk);
  for (const session of [desk, phone, staff, lead]) await session.close();
});
