// Two registrations that are not the usual one, each asked what applies and nothing else: a pupil with a language
// certificate at a desk, who sits one elective less, and a free candidate of the 2006 programme on a telephone without
// scripts, who sits single components. Each changes their mind once and finds what was typed before.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answer, button, heading, link, noticeTitled, submitRegistration, uploadPortrait } from "./candidate_steps.mjs";
import { file, paperPdf } from "./picture.mjs";
import { browser, closeBrowser, demoPeople, look, setClock, signInAs, signInAsCitizen } from "./harness.mjs";

let staff;
before(async () => {
  staff = await demoPeople();
  await setClock("2026-04-22T09:00");
});
after(closeBrowser);

const text = (page) => page.locator("main").innerText();

async function open(person, name) {
  await person.page.goto("/candidate/registration");
  await link(person.page, name).click();
  await heading(person.page, name);
}

async function save(person, name) {
  await button(person.page, "Lưu và tiếp tục").click();
  await heading(person.page, "Đăng ký dự thi");
  const task = person.page.locator(".task").filter({ has: link(person.page, name) });
  assert.match(await task.innerText(), /Xong/, `${name} is done`);
}

/** Opens a task, fills it in, looks at it and saves it. */
async function does(person, name, fill, picture) {
  await open(person, name);
  await fill(person.page);
  if (picture) await look(person, `${person.persona}-${picture}`);
  await save(person, name);
}

const tasks = (page) => page.locator(".task-list a").allInnerTexts();

/** What both answer alike. */
async function answersAlike(person) {
  await does(person, "Xem thông tin cá nhân", (page) => page.getByLabel("Tôi đã xem, thông tin trên là đúng").check());
  await does(person, "Khai nơi sinh, quốc tịch, dân tộc", async () => {}, "origin");
  await does(person, "Khai thông tin liên hệ", async (page) => {
    await page.getByLabel("Số điện thoại").fill("0912 345 678");
    await page.getByLabel("Địa chỉ thư điện tử").fill(person.email);
    await page.getByLabel("Địa chỉ liên hệ").fill("12 Lê Lợi, Huế");
  });
  await does(person, "Khai nơi thường trú", async (page) => {
    await page.getByLabel("Xã, phường thường trú").fill("20044");
    await page.getByLabel("Có", { exact: true }).check();
  });
}

test("a pupil with a certificate sits one elective less: 1280 px with scripts", async () => {
  const session = await browser({ width: 1280, javaScript: true });
  const person = { ...session, persona: "an", email: "an@example.net" };
  const { page } = person;
  await signInAsCitizen(page, "an");
  await answersAlike(person);
  await does(person, "Khai nơi học THPT", async () => {
    await button(page, "Tìm trường lớp 10 theo tên").click();
    await heading(page, "Tìm trường THPT");
    await page.getByLabel("Tên hoặc mã").fill("luoi ngan dai");
    await link(page, "Trường THPT Đại ngàn A Lưới, Huế").waitFor();
    await look(person, "an-find-school");
    await link(page, "Trường THPT Đại ngàn A Lưới, Huế").click();
    await heading(page, "Khai nơi học THPT");
    assert.equal(await page.getByLabel("Trường học lớp 10").inputValue(), "46004");
    assert.equal(await page.getByLabel("Trường học lớp 12").inputValue(), "46001", "the others are still there");
  }, "schools");
  await does(person, "Chọn mục đích dùng điểm", () => page.getByLabel("Có", { exact: true }).check());
  await does(person, "Khai môn học lớp 12", () => page.getByLabel("Vật lí", { exact: true }).check());

  await open(person, "Khai miễn thi Ngoại ngữ");
  await page.getByLabel("Có, tôi xin miễn thi Ngoại ngữ").check();
  await page.getByLabel("Loại chứng chỉ").selectOption("ielts");
  await page.getByLabel("Điểm hoặc bậc").fill("6,5");
  await page.getByLabel("Nơi cấp").fill("British Council");
  await page.getByLabel("Ngày cấp").fill("05/03/2024");
  await page.getByLabel("Ngày hết hạn").fill("05/03/2026");
  await button(page, "Lưu và tiếp tục").click();
  await page.locator(".error-summary").waitFor();
  assert.match(await text(page), /còn hạn đến ngày làm thủ tục dự thi 10\/06\/2026/);
  await look(person, "an-exemption-expired");
  await page.getByLabel("Ngày hết hạn").fill("05/03/2027");
  await save(person, "Khai miễn thi Ngoại ngữ");

  await does(person, "Chọn môn thi", async () => {
    assert.equal(await page.getByLabel("Môn tự chọn thứ hai").count(), 0, "one elective is enough");
    await page.getByLabel("Môn tự chọn thứ nhất").selectOption("vat_li");
  }, "papers");
  await does(person, "Khai ưu tiên xét tốt nghiệp", async () => {}, "graduation");
  await does(person, "Khai ưu tiên tuyển sinh", async () => {
    assert.match(await text(page), /18 tháng tại Trường THPT Sông Hương/);
  }, "priority");
  await does(person, "Khai điều kiện dự thi đặc biệt", async () => {
    await page.getByLabel("Có", { exact: true }).check();
    await page.getByLabel("Thêm thời gian làm bài").check();
    await page.getByLabel("Ghi chú cho trường").fill("Cần thêm một phần ba thời gian");
  }, "arrangements");
  await open(person, "Tải lên minh chứng");
  await page.getByLabel("Chọn tệp").setInputFiles(file("ielts.pdf", "application/pdf", paperPdf()));
  await button(page, "Tải lên Chứng chỉ ngoại ngữ").click();
  await page.locator(".file-list li").first().waitFor();
  await look(person, "an-certificate");
  await link(page, "Về danh sách việc").click();
  await uploadPortrait(person);
  await does(person, "Cam đoan", () => page.getByLabel(/^Tôi cam đoan/).check());
  await submitRegistration(person, "an-exempted");
  assert.match(await text(page), /IELTS/);
  await session.close();

  // The verifying school sees all of it, and what she needs for the exam on a page of its own.
  const school = await browser({ width: 1280, javaScript: true });
  await signInAs(school.page, staff.find(({ email }) => email === "truong.songhuong@demo.example.vn"));
  await school.page.goto("/school");
  await link(school.page, "Nguyễn Thị Bình An").first().click();
  await heading(school.page, "Nguyễn Thị Bình An");
  assert.match(await text(school.page), /IELTS/);
  assert.doesNotMatch(await text(school.page), /một phần ba thời gian/);
  await look(school, "school-record-exempted");
  await link(school.page, "Xem thí sinh cần gì khi dự thi").click();
  await heading(school.page, "Điều kiện dự thi đặc biệt");
  assert.match(await text(school.page), /một phần ba thời gian/);
  await look(school, "school-arrangements");
  await school.close();
});

test("a free candidate of the 2006 programme sits single components: 360 px without scripts", async () => {
  const session = await browser({ width: 360, javaScript: false });
  const person = { ...session, persona: "minh", email: "minh@example.net" };
  const { page } = person;
  await signInAsCitizen(page, "minh");
  await does(person, "Chọn đối tượng dự thi", async () => {
    await page.getByLabel("Không dự thi, chỉ xét tuyển").check();
    await page.getByLabel("Chương trình GDPT 2006").check();
    await page.getByLabel("Giáo dục THPT", { exact: true }).check();
  }, "applicant");
  assert.ok(!(await tasks(page)).includes("Chọn môn thi"), "whoever sits no paper chooses none");
  await answersAlike(person);
  await does(person, "Khai nơi học THPT", async () => {
    for (const grade of [10, 11, 12]) await page.getByLabel(`Trường học lớp ${grade}`).fill("46004");
    await page.getByLabel("Năm tốt nghiệp").fill("2025");
  });
  await does(person, "Chọn nơi đăng ký dự thi", async () => {
    await page.getByLabel("Điểm tiếp nhận thí sinh tự do vùng cao A Lưới").check();
  }, "unit");

  // Another ground: papers are asked for, and all that was typed is still there.
  await does(person, "Chọn đối tượng dự thi", () => page.getByLabel("Đã tốt nghiệp THPT, thi để xét tuyển").check());
  assert.ok((await tasks(page)).includes("Chọn môn thi"));
  await look(person, "minh-tasks");
  await open(person, "Chọn môn thi");
  await page.getByLabel("Vật lí", { exact: true }).check();
  await page.getByLabel("Lịch sử", { exact: true }).check();
  await button(page, "Lưu và tiếp tục").click();
  await page.locator(".error-summary").waitFor();
  assert.match(await text(page), /cùng một bài thi tổ hợp/);
  await look(person, "minh-papers-refused");
  await page.getByLabel("Lịch sử", { exact: true }).uncheck();
  await page.getByLabel("Toán", { exact: true }).check();
  await save(person, "Chọn môn thi");
  await does(person, "Khai ưu tiên tuyển sinh", async () => {}, "priority");
  await does(person, "Khai điều kiện dự thi đặc biệt", () => page.getByLabel("Không", { exact: true }).check());
  await uploadPortrait(person);
  await does(person, "Cam đoan", () => page.getByLabel(/^Tôi cam đoan/).check());
  const number = await submitRegistration(person, "minh-2006");
  assert.match(number, /^902-/, "the form went to the point that he chose");
  assert.equal(await answer(page, "Bài thi tổ hợp"), "Khoa học tự nhiên: Vật lí");
  assert.equal(await noticeTitled(page, "Mục không còn áp dụng").count(), 0);
  await session.close();
});
