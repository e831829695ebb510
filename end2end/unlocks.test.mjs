// A form is unlocked after the unit's list was signed off: the school asks with a reason, the department's lead refuses with
// another, the school asks again and is granted it; the candidate reads who asked and who decided, asks for a correction,
// which the school grants, and the head puts the form back into the list. One candidate and everybody around them sit at
// desks, the others hold telephones on which no script runs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  answer, button, fillRegistration, heading, link, noticeTitled, refusedForm, submitRegistration,
} from "./candidate_steps.mjs";
import { browser, closeBrowser, demoPeople, look, setClock, signInAs, signInAsCitizen } from "./harness.mjs";
import { approveRegistration } from "./staff_steps.mjs";

const SCHOOL = "truong.songhuong@demo.example.vn";
const HEAD = "hieutruong.songhuong@demo.example.vn";
const LEAD = "lanhdao.sohue@demo.example.vn";
const WHY = "Phiếu ghi sai tên lớp 12 của em.";
const WHY_NOT = "Chưa thấy danh sách lớp. Hãy gửi kèm danh sách có chữ ký.";
const WHY_AGAIN = "Đã gửi danh sách lớp có chữ ký: đúng là lớp khác.";
const RIGHT_CLASS = "12B7";
const PEOPLE = [
  {
    way: "1280 px with scripts", width: 1280, javaScript: true, persona: "binh", name: "Trần Gia Bình",
    studied: ["Vật lí", "Hóa học"], wrongPapers: ["vat_li", "hoa_hoc"],
  },
  {
    way: "360 px without scripts", width: 360, javaScript: false, persona: "chau", name: "Lê Ngọc Minh Châu",
    studied: ["Địa lí", "Giáo dục kinh tế và pháp luật"], wrongPapers: ["lich_su", "dia_li"],
  },
];

let staff;
before(async () => {
  staff = await demoPeople();
  await setClock("2026-04-22T09:00");
  for (const person of PEOPLE) {
    Object.assign(person, await browser(person), { school: "46001", email: `${person.persona}@example.net`, desks: new Map() });
    await signInAsCitizen(person.page, person.persona);
  }
});
after(closeBrowser);

/** The window of a member of staff, like this person's; signed in once. */
async function desk(person, email) {
  if (!person.desks.has(email)) {
    const session = await browser({ width: person.width, javaScript: person.javaScript });
    await signInAs(session.page, staff.find((each) => each.email === email));
    person.desks.set(email, session);
  }
  return person.desks.get(email);
}

const failed = new Set();

/** What both do while the clock stands about there. Whoever fell out of the journey does not go on. */
function stage(name, clock, act) {
  test(name, async (suite) => {
    await setClock(clock);
    for (const person of PEOPLE) {
      await suite.test(`${person.persona}, ${person.way}`, { skip: failed.has(person) && "fell out before" }, async () => {
        failed.add(person);
        await act(person);
        failed.delete(person);
      });
    }
  });
}

const text = (page) => page.locator("main").innerText();

/** The person's record on a desk of the school. */
async function record(session, person) {
  await session.page.goto("/school");
  await link(session.page, person.name).click();
  await heading(session.page, person.name);
}

async function status(person) {
  await person.page.goto("/candidate/registration");
  return answer(person.page, "Trạng thái");
}

stage("hands the form in, which the school approves", "2026-04-22T09:00", async (person) => {
  await fillRegistration(person);
  person.formNumber = await submitRegistration(person, "unlock-registration");
  await approveRegistration(await desk(person, SCHOOL), person);
  assert.equal(await status(person), "Đã duyệt");
});

test("the head signs the list off", async () => {
  await setClock("2026-05-12T09:00");
  const { page } = await desk(PEOPLE[0], HEAD);
  await page.goto("/school/list");
  await page.getByLabel("Tôi đã đọc và ký danh sách in").check();
  await button(page, "Chốt 2 phiếu").click();
  await noticeTitled(page, "Đã chốt danh sách").waitFor();
});

/** The school asks for the form to be unlocked, for this reason. */
async function asks(person, why, picture) {
  const session = await desk(person, SCHOOL);
  const { page } = session;
  await record(session, person);
  await link(page, "Xin sở mở lại phiếu").first().click();
  await heading(page, "Xin sở mở lại phiếu");
  if (picture) await refusedForm(session, "Xin sở mở lại phiếu", `${picture}-error`, ["Lý do"]);
  await page.getByLabel("Lý do").fill(why);
  await button(page, "Xin sở mở lại phiếu").click();
  await heading(page, person.name);
  if (picture) await look(session, picture);
}

/** The lead's page of requests, on which this one waits, and its part of the page. */
async function waiting(person, why) {
  const session = await desk(person, LEAD);
  const { page } = session;
  await page.goto("/department/unlocks");
  await heading(page, "Yêu cầu mở lại phiếu");
  const shown = await text(page);
  for (const words of [person.name, person.formNumber, why]) assert.ok(shown.includes(words), `${words}: ${shown}`);
  return session;
}

stage("has a form that the school asks to unlock, and the lead refuses", "2026-05-13T09:00", async (person) => {
  assert.equal(await status(person), "Đã chốt danh sách");
  await asks(person, WHY, "unlock-ask");
  const session = await waiting(person, WHY);
  await look(session, "unlock-requests");
  await refusedForm(session, "Không mở lại", "unlock-refuse-error", ["Lý do không mở lại"]);
  await session.page.getByLabel("Lý do không mở lại").fill(WHY_NOT);
  await button(session.page, "Không mở lại").click();
  await noticeTitled(session.page, "Đã từ chối yêu cầu").waitFor();
  assert.ok(!(await text(session.page)).includes(person.name), "it waits no more");
  await look(session, "unlock-refused");
  assert.equal(await status(person), "Đã chốt danh sách", "the form stays in the list");
});

stage("has it asked for again, and granted", "2026-05-14T09:00", async (person) => {
  await asks(person, WHY_AGAIN);
  const session = await waiting(person, WHY_AGAIN);
  await button(session.page, "Mở lại phiếu").click();
  await noticeTitled(session.page, "Đã mở lại phiếu").waitFor();
  assert.equal(await status(person), "Được mở lại để sửa");
});

stage("reads who asked, who decided and why", "2026-05-15T09:00", async (person) => {
  const { page } = person;
  await page.goto("/candidate/registration");
  const step = await page.getByRole("row").filter({ hasText: "Được mở lại để sửa" }).innerText();
  for (const words of ["Sở Giáo dục và Đào tạo", WHY_AGAIN]) assert.ok(step.includes(words), `${words}: ${step}`);
  await look(person, "unlock-registration-unlocked");
  await page.goto("/candidate/access-log");
  const log = page.getByRole("row");
  for (const [act, office] of [
    ["Xin sở mở lại phiếu", "Trường THPT Sông Hương"],
    ["Không mở lại phiếu", "Sở Giáo dục và Đào tạo"],
    ["Mở lại phiếu đã chốt", "Sở Giáo dục và Đào tạo"],
  ]) {
    const told = await log.filter({ hasText: act }).first().innerText();
    assert.ok(told.includes(office), `${act} by ${office}: ${told}`);
  }
  await look(person, "unlock-access-log");
});

stage("asks for a correction, which the school grants", "2026-05-15T10:00", async (person) => {
  const { page } = person;
  await page.goto("/candidate/registration");
  await link(page, "Xin sửa sai sót").click();
  await heading(page, "Xin sửa sai sót");
  await link(page, "Khai nơi học THPT").click();
  await page.getByLabel("Tên lớp 12").fill(RIGHT_CLASS);
  await page.getByLabel("Vì sao cần sửa").fill("Em học lớp này từ học kì hai.");
  await look(person, "unlock-correction");
  await button(page, "Gửi yêu cầu").click();
  await heading(page, "Xin sửa sai sót");
  assert.equal(await answer(page, "Kết quả"), "Chờ trường trả lời");

  const session = await desk(person, SCHOOL);
  await record(session, person);
  await link(session.page, "Xem đề nghị và trả lời").click();
  await heading(session.page, "Thí sinh xin sửa sai sót");
  assert.ok((await text(session.page)).includes(RIGHT_CLASS), "what would change");
  await look(session, "unlock-school-correction");
  await session.page.getByLabel("Sửa phiếu theo đề nghị").check();
  await button(session.page, "Gửi trả lời").click();
  await heading(session.page, person.name);
  assert.equal(await status(person), "Được mở lại để sửa", "until the head puts it back");
  assert.equal(await answer(page, "Tên lớp 12"), RIGHT_CLASS);
});

stage("is put back into the list by the head, and confirms the corrected form", "2026-05-16T09:00", async (person) => {
  const session = await desk(person, HEAD);
  await record(session, person);
  await link(session.page, "Đưa phiếu trở lại danh sách đã chốt").click();
  await look(session, "unlock-relock");
  await button(session.page, "Đưa phiếu trở lại danh sách đã chốt").click();
  await heading(session.page, person.name);
  assert.equal(await status(person), "Đã chốt danh sách");
  const { page } = person;
  await link(page, "Kiểm tra và xác nhận phiếu").click();
  assert.ok((await text(page)).includes(RIGHT_CLASS), "what is confirmed is what was corrected");
  await button(page, "Tôi xác nhận phiếu là đúng").click();
  await heading(page, "Đăng ký dự thi");
  assert.equal(await answer(page, "Trạng thái"), "Đã ký xác nhận");
  await look(person, "unlock-signed");
  for (const each of [person, ...person.desks.values()]) await each.close();
});
