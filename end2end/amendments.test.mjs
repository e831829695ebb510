// Slips of the procedures day: a candidate has a number; at the venue the council puts right what is printed wrong, one
// slip after the other, and takes one back by a further one. The signed form stays as it is; candidate and school read
// both what was printed and what is right. The candidate holds a telephone without scripts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  answer, button, fillRegistration, heading, link, mailArrives, noticeTitled, refusedForm, submitRegistration,
} from "./candidate_steps.mjs";
import { browser, closeBrowser, demoPeople, look, setClock, signInAs, signInAsCitizen } from "./harness.mjs";
import { approveRegistration, asStaff, giveNumbers } from "./staff_steps.mjs";

const DESK = { width: 1280, javaScript: true };
const SCHOOL = "truong.songhuong@demo.example.vn";
const SCHOOL_HEAD = "hieutruong.songhuong@demo.example.vn";
const COUNCIL = { staff: "so.hue@demo.example.vn", lead: "lanhdao.sohue@demo.example.vn" };
const PERSON = {
  persona: "binh", name: "Trần Gia Bình", number: "46000091", school: "46001", email: "binh@example.net",
  studied: ["Vật lí", "Hóa học"], wrongPapers: ["vat_li", "hoa_hoc"],
};
const NAME = { fact: "Họ và tên", printed: "TRẦN GIA BÌNH", right: "Trần Gia Bính", reason: "In sai dấu ở tên.",
  evidence: "Giấy khai sinh số 112/2008 do UBND phường Vỹ Dạ cấp" };
const BIRTH = { fact: "Ngày sinh", printed: "17/09/2008", right: "07/09/2008", reason: "In thừa một chữ số.",
  evidence: "Căn cước của thí sinh" };
const BACK = "Lập nhầm: đó là giấy tờ của thí sinh khác.";
const PICTURES = fileURLToPath(new URL("screenshots/", import.meta.url));

let people;
let phone;
let council;
before(async () => {
  people = await demoPeople();
  await setClock("2026-04-22T09:00");
  phone = { ...PERSON, ...(await browser({ width: 360, javaScript: false })) };
  await signInAsCitizen(phone.page, PERSON.persona);
});
after(closeBrowser);

const text = (page) => page.locator("main").innerText();
const slips = (page) =>
  page.getByRole("table", { name: "Đính chính trong ngày làm thủ tục dự thi" }).locator("tbody tr");

/** Downloads a PDF, puts its first page among the screenshots and gives what it says, in one line. */
async function paper(page, name, picture) {
  const [pdf] = await Promise.all([page.waitForEvent("download"), link(page, "Tải bản PDF").click()]);
  assert.equal(pdf.suggestedFilename(), name);
  execFileSync("pdftoppm", ["-png", "-r", "70", "-singlefile", await pdf.path(), PICTURES + picture]);
  return execFileSync("pdftotext", ["-layout", await pdf.path(), "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}

/** Fails unless the text holds all these words. */
function says(shown, words) {
  for (const each of words) assert.ok(shown.includes(each), `${each}: ${shown}`);
}

test("a candidate registers, signs, and gets a number", async () => {
  await fillRegistration(phone);
  phone.formNumber = await submitRegistration(phone, "amendment-registration");
  await asStaff(people, SCHOOL, DESK, (session) => approveRegistration(session, phone));
  await setClock("2026-05-12T09:00");
  await asStaff(people, SCHOOL_HEAD, DESK, async ({ page }) => {
    await page.goto("/school/list");
    await page.getByLabel("Tôi đã đọc và ký danh sách in").check();
    await button(page, "Chốt 1 phiếu").click();
    await noticeTitled(page, "Đã chốt danh sách").waitFor();
  });
  const { page } = phone;
  await page.goto("/candidate/registration");
  await link(page, "Kiểm tra và xác nhận phiếu").click();
  await button(page, "Tôi xác nhận phiếu là đúng").click();
  await heading(page, "Đăng ký dự thi");
  await setClock("2026-05-20T09:00");
  await asStaff(people, COUNCIL.lead, DESK, async (session) => {
    const { page } = session;
    await page.goto("/department/exam");
    await page.getByLabel("Mã điểm thi").fill("01");
    await page.getByLabel("Tên điểm thi").fill("Trường THPT Sông Hương");
    await page.getByLabel("Địa chỉ").fill("7 Lê Lợi, phường Thuận Hóa, thành phố Huế");
    await button(page, "Thêm điểm thi").click();
    await page.getByLabel("Điểm thi của Trường THPT Sông Hương").selectOption({ label: "01 Trường THPT Sông Hương" });
    await button(page, "Lưu điểm thi của các đơn vị").click();
    await giveNumbers(session, 1, "amendment-numbers");
  });
});

test("a minute before the procedures the council finds the candidate, and amends nothing yet", async () => {
  await setClock("2026-06-10T13:59");
  council = await browser(DESK);
  const { page } = council;
  await signInAs(page, people.find(({ email }) => email === COUNCIL.staff));
  await page.goto("/department/exam");
  await link(page, "Đính chính thông tin thí sinh đã có số báo danh").click();
  await heading(page, "Đính chính thông tin thí sinh đã có số báo danh");
  await page.getByLabel("Số báo danh").fill("46999999");
  await refusedForm(council, "Mở phiếu của thí sinh", "amendment-find-error", ["Số báo danh"]);
  assert.equal(await page.getByLabel("Số báo danh").inputValue(), "46999999", "what was typed is kept");
  await page.getByLabel("Số báo danh").fill(PERSON.number);
  await button(page, "Mở phiếu của thí sinh").click();
  await heading(page, PERSON.name);
  assert.match(await text(page), /từ 14:00 10\/06\/2026/);
  assert.equal(await page.locator("tbody").getByRole("link").count(), 0, "only from then on");
  await look(council, "amendment-too-early");
});

/** Opens the form of a fact. */
async function begins({ page }, { fact, printed }) {
  await page.getByRole("row").filter({ has: page.getByRole("link", { name: /^Đính chính/ }) })
    .filter({ hasText: fact }).getByRole("link").click();
  await heading(page, `Đính chính: ${fact}`);
  assert.equal(await answer(page, "Đã in"), printed);
  assert.equal(await page.getByLabel("Nội dung đúng").inputValue(), "", "what is right is read from the paper");
}

/** Fills in the slip about a fact. */
async function fills({ page }, { right, reason, evidence }) {
  await page.getByLabel("Nội dung đúng").fill(right);
  await page.getByLabel("Lý do đính chính").fill(reason);
  await page.getByLabel("Giấy tờ đã xem").fill(evidence);
}

test("at the venue two slips are appended and one is taken back by a third", async () => {
  await setClock("2026-06-10T15:00");
  const { page } = council;
  await page.reload();
  await begins(council, NAME);
  const labels = ["Nội dung đúng", "Lý do đính chính", "Giấy tờ đã xem"];
  await refusedForm(council, "Lập phiếu đính chính", "amendment-error", labels);
  await fills(council, NAME);
  await look(council, "amendment-form");
  await button(page, "Lập phiếu đính chính").click();
  await noticeTitled(page, "Đã lập phiếu đính chính số 1").waitFor();
  await heading(page, PERSON.name);
  await look(council, "amendment-first");

  await link(page, "Xem và in phiếu").click();
  await heading(page, `Phiếu đính chính số ${PERSON.number}-1`);
  const whole = [NAME.fact, NAME.printed, NAME.right.toUpperCase(), NAME.reason, NAME.evidence, "15:00"];
  says(await text(page), whole);
  await look(council, "amendment-slip");
  says(await paper(page, `phieu-dinh-chinh-${PERSON.number}-1.pdf`, "amendment-slip-paper"), whole);

  await link(page, PERSON.name).click();
  await heading(page, PERSON.name);
  await begins(council, BIRTH);
  await fills(council, { ...BIRTH, right: "31/02/2008" });
  await refusedForm(council, "Lập phiếu đính chính", "amendment-no-such-day", ["Nội dung đúng"]);
  assert.equal(await page.getByLabel("Giấy tờ đã xem").inputValue(), BIRTH.evidence, "the rest is still there");
  await page.getByLabel("Nội dung đúng").fill(BIRTH.right);
  await button(page, "Lập phiếu đính chính").click();
  await noticeTitled(page, "Đã lập phiếu đính chính số 2").waitFor();
  assert.equal(await slips(page).count(), 2, "the first one is still there");

  await slips(page).nth(1).getByRole("link", { name: "2" }).click();
  await refusedForm(council, "Lập phiếu rút", "amendment-back-error", ["Lý do rút phiếu"]);
  await page.getByLabel("Lý do rút phiếu").fill(BACK);
  await button(page, "Lập phiếu rút").click();
  await noticeTitled(page, "Đã lập phiếu đính chính số 3").waitFor();
  await look(council, "amendment-three");
});

/** What every reader finds: each slip, with what was printed and what is right side by side. */
async function readsAll(page) {
  const rows = await slips(page).allInnerTexts();
  assert.equal(rows.length, 3);
  says(rows[0], [NAME.fact, NAME.printed, NAME.right.toUpperCase(), NAME.reason, NAME.evidence, "10/06/2026"]);
  says(rows[1], [BIRTH.fact, BIRTH.printed, BIRTH.right, BIRTH.reason]);
  says(rows[2], [BIRTH.fact, BIRTH.right, BIRTH.printed, BACK, "Rút phiếu 2"]);
}

test("the rooms go by the slips, and the slip that was taken back says so", async () => {
  const { page } = council;
  await readsAll(page);
  await slips(page).nth(1).getByRole("link", { name: "2" }).click();
  await noticeTitled(page, "Phiếu này đã được rút").waitFor();
  assert.equal(await button(page, "Lập phiếu rút").count(), 0, "once");
  await look(council, "amendment-taken-back");
  await page.goto("/department/exam/venues/01");
  const seat = await page.getByRole("row").filter({ hasText: PERSON.number }).innerText();
  says(seat, [NAME.right.toUpperCase(), BIRTH.printed]);
});

/** On the notice and in the form's history; the signed answers stay as they are. */
async function candidateReads(session) {
  const { page } = session;
  await page.goto("/candidate/registration");
  await readsAll(page);
  assert.equal(await answer(page, "Ngày sinh"), BIRTH.printed, "what was signed");
  await look(session, "amendment-registration-history");
  await link(page, "Giấy báo dự thi").click();
  await heading(page, "Giấy báo dự thi");
  await readsAll(page);
  await look(session, "amendment-notice");
}

test("the candidate is told by mail and reads everything: 360 px without scripts", async () => {
  await mailArrives(phone, "Cổng Thí sinh: có phiếu đính chính thông tin dự thi", 3);
  await candidateReads(phone);
  const printed = await paper(phone.page, `giay-bao-du-thi-${PERSON.number}.pdf`, "amendment-notice-paper");
  says(printed, [NAME.printed, NAME.right.toUpperCase()]);
  await phone.page.goto("/candidate/access-log");
  assert.match(await text(phone.page), /Lập phiếu đính chính/);
});

test("the candidate at a desk and the school read the same: 1280 px with scripts", async () => {
  const desk = await browser(DESK);
  await signInAsCitizen(desk.page, PERSON.persona);
  await candidateReads(desk);
  await desk.close();
  await asStaff(people, SCHOOL, DESK, async (session) => {
    await session.page.goto("/school");
    await link(session.page, PERSON.name).click();
    await heading(session.page, PERSON.name);
    await readsAll(session.page);
    await look(session, "amendment-school");
  });
});

test("after the day a form that was left open appends nothing, says until when, and keeps what was typed", async () => {
  const { page } = council;
  await page.goto("/department/exam/amendments");
  await page.getByLabel("Số báo danh").fill(PERSON.number);
  await button(page, "Mở phiếu của thí sinh").click();
  await begins(council, BIRTH);
  await fills(council, BIRTH);
  await setClock("2026-06-11T00:00");
  await button(page, "Lập phiếu đính chính").click();
  assert.match(await noticeTitled(page, "Chưa lập phiếu").innerText(), /hết lúc 00:00 11\/06\/2026/);
  assert.equal(await page.getByLabel("Lý do đính chính").inputValue(), BIRTH.reason);
  await look(council, "amendment-too-late");
  await link(page, PERSON.name).click();
  await readsAll(page);
  for (const session of [council, phone]) await session.close();
});
