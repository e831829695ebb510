// A whole school from its class list to its candidate numbers: forty pupils come in by a file with faults, which is corrected
// from the returned file; they register, the school verifies them, the head signs off, the council numbers and seats them.
// Staff have the keyboard alone, at a desk with scripts; the pupils come over plain HTTP, a handful at a time.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { answer, button, heading, link, noticeTitled } from "./candidate_steps.mjs";
import { browser, closeBrowser, demoPeople, look, portal, setClock, tabTo } from "./harness.mjs";
import { httpCandidate, takeIn } from "./http_candidate.mjs";

const [SCHOOL_STAFF, SCHOOL_HEAD] = ["truong.ngubinh@demo.example.vn", "hieutruong.ngubinh@demo.example.vn"];
const [DEPARTMENT_LEAD, SCHOOL] = ["lanhdao.sohue@demo.example.vn", "Trường THPT Ngự Bình"];
const TOGETHER = (count) => `Duyệt cùng lúc ${count} phiếu không có điểm cần xem`;
const [AT_ONCE, ON_PAPER, ROOM_SIZE] = [5, 35, 24];

/** Names whose order is not that of the file, nor that of bare letters: đ after d, tones, and ă â ê ô ơ ư among them. */
const GIRLS = ["Nguyễn Thị Vân", "Hoàng Bảo Ánh", "Lê Khánh An", "Trần Hồng Ân", "Phan Thùy Dung", "Võ Linh Đan",
  "Bùi Thu Hạ", "Nguyễn Thu Hà", "Đặng Ngọc Hân", "Phạm Mỹ Hạnh", "Huỳnh Minh Thư", "Lý Hoài Thu", "Nguyễn Thùy Linh",
  "Nguyễn Bảo Linh", "Trương Mai Hòa", "Trương Mai Hoa", "Dương Tố Uyên", "Tạ Kim Oanh", "Đỗ Hải Yến", "Ngô Quỳnh Chi"];
const BOYS = ["Trần Quốc Bình", "Lê Thanh Bình", "Phan Anh Dũng", "Hồ Nhật Duy", "Võ Thành Đạt", "Bùi Minh Đức",
  "Đặng Văn Ước", "Lê Hữu Ơn", "Phạm Gia Bảo", "Huỳnh Tấn Cường", "Lý Đăng Khoa", "Dương Tuấn Khôi", "Tạ Hoàng Long",
  "Đỗ Công Lộc", "Ngô Trung Quân", "Mai Chí Sơn", "Cao Thế Tân", "Đinh Bá Tấn", "Lâm Việt Tùng", "Vũ Xuân Tứ"];
const PUPILS = [...GIRLS, ...BOYS].map((name, index) => {
  const isGirl = index < GIRLS.length;
  const [place, day] = [index, 1 + (index % 28)].map((each) => String(each).padStart(2, "0"));
  const [number, className] = [`046${isGirl ? 3 : 2}087000${place}`, index % 2 === 0 ? "12A1" : "12A2"];
  return { name, number, birthDate: `2008-03-${day}`, isGirl, className, email: `pupil${place}@example.net` };
});

/** What is wrong in the file, and by which words of the returned file a person sees what to write instead. */
const FAULTS = [
  { row: 3, right: "/03/2008", wrong: "/13/2008", says: "Ngày sinh" },
  { row: 11, right: ",Nữ,", wrong: ",F,", says: "“Nam” hoặc “Nữ”" },
  { row: 25, right: `,${PUPILS[25].number},`, wrong: ",4.6208E+10,", says: "làm tròn" },
  { row: 32, right: ",Kinh,12A1,", wrong: ",Kinh,,", says: "Lớp" },
];

function classList() {
  const rows = PUPILS.map(({ name, number, birthDate, isGirl, className }, index) =>
    `${index + 1},${number},${name},${birthDate.split("-").reverse().join("/")},${isGirl ? "Nữ" : "Nam"},Kinh,${className},`);
  for (const { row, right, wrong } of FAULTS) rows[row] = rows[row].replace(right, wrong);
  return ["Danh sách học sinh lớp 12", "STT,Số CCCD,Họ tên,Ngày sinh,Giới tính,Dân tộc,Lớp,Ghi chú", ...rows].join("\r\n");
}

/** The returned file as somebody corrects it who reads its last column alone. */
function corrected(returned) {
  return returned.replace(/^.*,Lỗi,.*$/gm, (line) => {
    const fault = FAULTS.find(({ says }) => line.split(",Lỗi,")[1].includes(says));
    assert.ok(fault, `the returned file tells what is wrong: ${line}`);
    return line.replace(fault.wrong, fault.right);
  });
}

const desks = {};
const pupils = PUPILS.map(httpCandidate);
let [staff, fell] = [];
before(async () => {
  staff = await demoPeople();
  await setClock("2026-04-22T09:00");
  for (const pupil of PUPILS) await takeIn(pupil);
});
after(closeBrowser);

/** What comes next; nothing does after something that failed. */
const stage = (name, act) => test(name, async (suite) => {
  if (fell) return suite.skip("fell out before");
  fell = true;
  await act();
  fell = false;
});

const byHandfuls = (people, act, waiting = people.values()) =>
  Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const person of waiting) await act(person);
  }));

/** Tab by Tab to an element, and there these keys; a line feed is Enter. */
async function keys(page, element, text = "\n") {
  await tabTo(page, element);
  await page.keyboard.type(text);
}

async function follow(page, name, title = name) {
  await keys(page, link(page, name));
  await heading(page, title);
}

async function send(page, name, notice) {
  await keys(page, button(page, name));
  await noticeTitled(page, notice).waitFor();
}

/** One of J K A R, as soon as the page hears them; gives the heading of the page that says this then. */
async function key(page, name, words) {
  await page.locator("[data-keys]").waitFor({ state: "visible" });
  await page.keyboard.press(name);
  await page.getByText(words).first().waitFor();
  return page.locator("h1").innerText();
}

/** The desk of this member of staff, who signs in once. */
async function deskOf(email) {
  const session = await browser();
  const { page } = session;
  await page.goto("/staff/sign-in");
  await keys(page, page.locator("[name=email]"), email);
  await keys(page, page.locator("[name=password]"), `${staff.find((person) => person.email === email).password}\n`);
  await page.waitForURL("**/staff/sign-in/code");
  await keys(page, page.locator("#code"), `${(await portal("demo-code", email)).trim()}\n`);
  await page.waitForURL((url) => !url.pathname.startsWith("/staff/sign-in"));
  return session;
}

stage("the class list comes in, corrected from the returned file", async () => {
  desks.school = await deskOf(SCHOOL_STAFF);
  const { page } = desks.school;
  const upload = async (name, text, wrong) => {
    await follow(page, "Danh sách học sinh");
    // The dialog in which one chooses a file is the system's.
    await page.getByLabel("Tệp danh sách").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await keys(page, button(page, "Tải lên và kiểm tra"));
    await heading(page, name);
    await page.getByText("Đã kiểm tra, chưa nhận").waitFor();
    assert.deepEqual([await answer(page, "Số dòng"), await answer(page, "Lỗi")], ["40", wrong]);
  };
  await upload("khoi-12.csv", classList(), String(FAULTS.length));
  await look(desks.school, "whole-school-roll-faults");
  const download = page.waitForEvent("download");
  await keys(page, page.getByRole("link", { name: /^Tải tệp của bạn về/ }));
  await upload("khoi-12-da-sua.csv", corrected(readFileSync(await (await download).path(), "utf8")), "0");
  await keys(page, button(page, "Nhận 40 dòng vào danh sách"));
  await page.getByText("Đã ghi 40 dòng vào danh sách.").waitFor();
  await look(desks.school, "whole-school-roll");
});

stage("the forty register and submit", () => byHandfuls(pupils, async ({ signIn, register }) => {
  await signIn();
  await register();
}));

stage("the school clears its queue: one by one, one sent back, the rest together, once taken back", async () => {
  const { page } = desks.school;
  const [held, approved] = [/^Bạn đang giữ phiếu này đến/, "Đã duyệt phiếu vừa rồi"];
  await follow(page, "Duyệt phiếu", "Duyệt phiếu đăng ký dự thi");
  // A job asks the population registry about each.
  for (let tries = 0; tries < 40 && (await link(page, TOGETHER(40)).count()) === 0; tries += 1) {
    await new Promise((done) => setTimeout(done, 500));
    await page.reload();
  }
  assert.equal(await answer(page, "Chờ trường duyệt"), "40");
  await look(desks.school, "whole-school-queue");
  const first = await key(page, "a", held);
  await look(desks.school, "whole-school-record");
  const second = await key(page, "j", "← Phiếu trước");
  assert.notEqual(second, first, "J leads to the next");
  await key(page, "k", held);
  await heading(page, first);
  assert.equal(await key(page, "a", approved), second, "the next one comes by itself");
  await key(page, "r", second);
  const reason = page.locator("#reason:focus");
  for (let down = 0; down < 50 && (await reason.inputValue()) !== "class_mistaken"; down += 1) await page.keyboard.press("ArrowDown");
  await keys(page, button(page, "Xem trước"));
  await heading(page, "Xem trước khi trả lại");
  await key(page, "r", "Đã trả lại phiếu vừa rồi");
  await key(page, "a", approved);
  await follow(page, "Duyệt phiếu", "Duyệt phiếu đăng ký dự thi");
  await follow(page, TOGETHER(37), "Duyệt cùng lúc");
  assert.equal(await page.locator("tbody tr").count(), 37, "whoever is approved is on the list");
  await look(desks.school, "whole-school-batch");
  await send(page, "Duyệt 37 phiếu này", "Đã duyệt cùng lúc");
  assert.equal(await answer(page, "Đã duyệt"), "39");
  await keys(page, page.getByRole("button", { name: /^Hoàn tác/ }));
  await noticeTitled(page, "Đã hoàn tác").waitFor();
  assert.equal(await answer(page, "Đã duyệt"), "2");
  await follow(page, TOGETHER(37), "Duyệt cùng lúc");
  await send(page, "Duyệt 37 phiếu này", "Đã duyệt cùng lúc");
  assert.equal(await answer(page, "Đã duyệt"), "39");
  const { person, open, save, submit } = pupils.find((pupil) => pupil.person.name === second);
  assert.ok((await open("/candidate/registration")).includes("Tên lớp 12 chưa đúng."), "the pupil reads why");
  await save("schools", { class_12: person.className });
  await submit();
  await page.reload();
  assert.equal(await key(page, "a", held), second, "what was corrected is all that waits");
  await key(page, "a", approved);
  assert.deepEqual([await answer(page, "Chờ trường duyệt"), await answer(page, "Đã duyệt")], ["0", "40"]);
  await look(desks.school, "whole-school-queue-cleared");
});

stage("the head signs the list off; some confirm in the portal, the others on paper", async () => {
  await setClock("2026-05-12T09:00");
  desks.head = await deskOf(SCHOOL_HEAD);
  const [head, school] = [desks.head.page, desks.school.page];
  await follow(head, "Danh sách đăng ký dự thi");
  await look(desks.head, "whole-school-list");
  await keys(head, head.getByLabel("Tôi đã đọc và ký danh sách in"), " ");
  await send(head, "Chốt 40 phiếu", "Đã chốt danh sách");
  assert.equal(await answer(head, "Đã chốt, chờ ký"), "40");
  await byHandfuls(pupils.slice(ON_PAPER), (pupil) => pupil.send("/candidate/registration/form/confirm"));
  await follow(school, "Danh sách đăng ký dự thi");
  assert.equal(await school.getByLabel(/^Đã ký bản giấy/).count(), ON_PAPER);
  for (const className of ["12A1", "12A2"]) {
    await keys(school, link(school, `Đánh dấu cả lớp ${className}`));
    await school.waitForURL(/tick=/);
    await look(desks.school, `whole-school-signing-${className}`);
    await send(school, "Ghi nhận chữ ký", "Đã ghi nhận chữ ký");
  }
  assert.equal(await answer(school, "Đã ký xác nhận"), "40");
});

/** Who sits where under which number, as the page of a venue lists it: [room, seat, number, name]. */
const seats = (page) => page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => {
  const [number, name, , seat] = [...row.cells].map((cell) => cell.textContent.trim());
  return [Number(row.closest("table").caption.textContent.match(/\d+/)[0]), Number(seat), number, name];
}));

/** The forty as a dictionary has them: by the given name, which is the last word, then by the rest. */
function byGivenName() {
  const { compare } = new Intl.Collator("vi");
  const names = PUPILS.map(({ name }) => name.toUpperCase().match(/^(.*) (\S+)$/));
  names.sort(([, rest, given], [, otherRest, otherGiven]) => compare(given, otherGiven) || compare(rest, otherRest));
  return names.map(([name]) => name);
}

stage("the council numbers and seats the forty, once", async () => {
  await setClock("2026-05-20T09:00");
  desks.council = await deskOf(DEPARTMENT_LEAD);
  const { page, context } = desks.council;
  await follow(page, "Hội đồng thi: điểm thi và số báo danh");
  await keys(page, page.getByLabel("Mã điểm thi"), "02");
  await keys(page, page.getByLabel("Tên điểm thi"), SCHOOL);
  await keys(page, page.getByLabel("Địa chỉ"), "3 Nguyễn Trường Tộ, thành phố Huế\n");
  await noticeTitled(page, "Đã thêm điểm thi").waitFor();
  await tabTo(page, page.getByLabel(`Điểm thi của ${SCHOOL}`));
  await page.keyboard.press("ArrowDown");
  await keys(page, button(page, "Lưu điểm thi của các đơn vị"));
  await noticeTitled(page, "Đã xếp đơn vị vào điểm thi").waitFor();
  await look(desks.council, "whole-school-council");
  const numbers = (of) => of.getByRole("link", { name: /^Cấp 40 số/ });
  const understood = (of) => of.getByLabel("Tôi hiểu những em chưa ký sẽ được xếp sau");
  const late = await context.newPage();
  for (const each of [late, page]) {
    await each.goto("/department/exam");
    await keys(each, numbers(each));
    await heading(each, `Cấp số báo danh: 02 – ${SCHOOL}`);
  }
  await look(desks.council, "whole-school-numbers");
  // Other units of the department have approved forms and stand at no venue.
  await keys(page, button(page, "Cấp 40 số báo danh"));
  await page.locator(".error-summary").waitFor();
  await keys(page, understood(page), " ");
  await send(page, "Cấp 40 số báo danh", "Đã cấp 40 số báo danh");
  await follow(page, `02 ${SCHOOL}`, `02 – ${SCHOOL}`);
  await look(desks.council, "whole-school-rooms");
  const given = await seats(page);
  // Whoever still has the page from before presses the same button.
  await send(late, "Cấp 40 số báo danh", "Không có thí sinh nào mới");
  await page.reload();
  assert.deepEqual(await seats(page), given, "the second run changes nothing");
  assert.ok(given.every(([, , number]) => /^46\d{6}$/.test(number)), "the council and six digits");
  assert.deepEqual(given, byGivenName().map((name, index) =>
    [1 + Math.floor(index / ROOM_SIZE), 1 + (index % ROOM_SIZE), String(Number(given[0][2]) + index), name]));
  await byHandfuls(pupils, async ({ person, open }) => {
    const [, , number] = given.find(([, , , name]) => name === person.name.toUpperCase());
    assert.ok((await open("/candidate/exam-notice")).includes(number), "each reads the own number");
  });
  await desks.school.page.reload();
  assert.equal(await answer(desks.school.page, "Đã có số báo danh"), "40");
  await look(desks.school, "whole-school-list-numbered");
  for (const desk of Object.values(desks)) await desk.close();
});
