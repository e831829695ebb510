// What candidates do on the portal, step by step as they would: by labels, buttons and links.
//
// A person here is { page, persona, email, … } as season.test.mjs makes them: a browser session and who sits there.
import assert from "node:assert/strict";
import { file, portraitPng } from "./picture.mjs";
import { CITIZEN_ID, PAYMENT_GATEWAY, PORTAL, look, mailThat, mails, tabTo } from "./harness.mjs";

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const link = (page, name) => page.getByRole("link", { name, exact: true });
export const heading = async (page, name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
export const noticeTitled = (page, name) => page.locator(".notice").filter({ has: page.getByRole("heading", { name }) });

/** Sends a form and fails unless the page says what is wrong, where, and takes the keyboard there. */
export async function refusedForm(session, name, picture, labels) {
  const { page } = session;
  await button(page, name).click();
  const summary = page.locator(".error-summary");
  await summary.waitFor();
  assert.match(await page.title(), /^Lỗi: /);
  assert.ok(await summary.evaluate((element) => element === document.activeElement), "the keyboard is on the summary");
  for (const label of labels) {
    await summary.getByRole("link", { name: new RegExp(`^${label}`) }).click();
    const focused = page.locator(":focus");
    assert.equal(await focused.count(), 1, `the link of ${label} leads to a field`);
    // One of several radio buttons is named by what they answer together.
    const words = await focused.evaluate((field) =>
      [...field.labels, field.closest("fieldset")?.querySelector("legend")].map((each) => each?.innerText).join(" "));
    assert.ok(words.includes(label), `the link of ${label} leads to ${words}`);
  }
  await look(session, picture);
}

/** Signs in by keyboard alone. */
export async function signInByKeyboard(person) {
  const { page } = person;
  await page.goto("/candidate");
  await heading(page, "Thí sinh đăng nhập");
  await look(person, "sign-in");
  await tabTo(page, button(page, "Đăng nhập bằng định danh điện tử"));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.origin === CITIZEN_ID);
  await look(person, "citizen-id");
  await tabTo(page, page.locator(`button[name=persona][value="${person.persona}"]`));
  await page.keyboard.press("Enter");
  await page.waitForURL(`${PORTAL}/candidate`);
  await heading(page, "Trang của tôi");
  await look(person, "candidate-home");
}

// --- exam registration ---

async function openTask(person, name) {
  await link(person.page, name).click();
  await heading(person.page, name);
}

async function saveTask(person, name) {
  await button(person.page, "Lưu và tiếp tục").click();
  await heading(person.page, "Đăng ký dự thi");
  const task = person.page.locator(".task").filter({ has: link(person.page, name) });
  assert.match(await task.innerText(), /Xong/, `${name} is done`);
}

/** Fills in every section; the contact goes wrong once, and is done by keyboard alone. */
export async function fillRegistration(person) {
  const { page } = person;
  await link(page, "Đăng ký dự thi").click();
  await heading(page, "Đăng ký dự thi");
  await look(person, "registration");

  await openTask(person, "Xem thông tin cá nhân");
  await look(person, "registration-identity");
  await page.getByLabel("Tôi đã xem, thông tin trên là đúng").check();
  await saveTask(person, "Xem thông tin cá nhân");

  await openTask(person, "Khai nơi sinh, quốc tịch, dân tộc");
  assert.equal(await page.getByLabel("Nơi sinh", { exact: true }).inputValue(), "46", "as the personal number tells");
  assert.equal(await page.getByLabel("Dân tộc").inputValue(), "01", "the ethnic group of the roll");
  await look(person, "registration-origin");
  await saveTask(person, "Khai nơi sinh, quốc tịch, dân tộc");

  await openTask(person, "Khai thông tin liên hệ");
  await fillContact(person);

  await openTask(person, "Khai nơi thường trú");
  await page.getByLabel("Có", { exact: true }).check();
  await button(page, "Tìm xã, phường theo tên").click();
  await heading(page, "Tìm xã, phường");
  await page.getByLabel("Tên hoặc mã").fill("thuan hoa hue");
  // With scripts the results come while one types; without, the button brings them.
  if (!person.javaScript) await button(page, "Tìm").click();
  await link(page, "phường Thuận Hoá, Huế").waitFor();
  await look(person, "registration-residence-found");
  await link(page, "phường Thuận Hoá, Huế").click();
  await heading(page, "Khai nơi thường trú");
  assert.equal(await page.getByLabel("Xã, phường thường trú").inputValue(), "19789");
  assert.ok(await page.getByLabel("Có", { exact: true }).isChecked(), "the other answer is still there");
  await look(person, "registration-residence");
  await saveTask(person, "Khai nơi thường trú");

  await openTask(person, "Khai nơi học THPT");
  await look(person, "registration-schools");
  for (const grade of [10, 11, 12]) {
    assert.equal(await page.getByLabel(`Trường học lớp ${grade}`).inputValue(), person.school, "the school of the roll");
  }
  await saveTask(person, "Khai nơi học THPT");

  await openTask(person, "Chọn mục đích dùng điểm");
  await page.getByLabel("Có", { exact: true }).check();
  await look(person, "registration-admission");
  await saveTask(person, "Chọn mục đích dùng điểm");

  await openTask(person, "Khai môn học lớp 12");
  for (const subject of person.studied) await page.getByLabel(subject, { exact: true }).check();
  await look(person, "registration-studied");
  await saveTask(person, "Khai môn học lớp 12");

  await openTask(person, "Khai miễn thi Ngoại ngữ");
  await page.getByLabel("Không", { exact: true }).check();
  await look(person, "registration-exemption");
  await saveTask(person, "Khai miễn thi Ngoại ngữ");

  await openTask(person, "Chọn môn thi");
  await choosePapers(person, person.wrongPapers);
  await look(person, "registration-papers");
  await saveTask(person, "Chọn môn thi");

  await openTask(person, "Khai ưu tiên xét tốt nghiệp");
  await look(person, "registration-graduation");
  await saveTask(person, "Khai ưu tiên xét tốt nghiệp");

  await openTask(person, "Khai ưu tiên tuyển sinh");
  await look(person, "registration-priority");
  await saveTask(person, "Khai ưu tiên tuyển sinh");

  await openTask(person, "Khai điều kiện dự thi đặc biệt");
  await page.getByLabel("Không", { exact: true }).check();
  await look(person, "registration-arrangements");
  await saveTask(person, "Khai điều kiện dự thi đặc biệt");

  await uploadPortrait(person);

  await openTask(person, "Cam đoan");
  await page.getByLabel(/^Tôi cam đoan/).check();
  await look(person, "registration-declaration");
  await saveTask(person, "Cam đoan");
}

/** Chooses a picture, looks at the part that becomes the portrait, and confirms it. */
export async function uploadPortrait(person) {
  const { page } = person;
  await openTask(person, "Tải lên ảnh chân dung");
  await page.getByLabel("Chọn ảnh").setInputFiles(file("anh.png", "image/png", portraitPng(900, 1200)));
  await look(person, "registration-portrait");
  await button(page, "Tải ảnh lên").click();
  await heading(page, "Xem và xác nhận ảnh");
  await look(person, "registration-portrait-crop");
  await button(page, "Xác nhận ảnh này").click();
  await page.getByRole("img", { name: "Ảnh chân dung của bạn" }).waitFor();
  await look(person, "registration-portrait-kept");
  await link(page, "Dùng ảnh này").click();
  await heading(page, "Đăng ký dự thi");
}

/** A telephone number too short is named, leads to its field, and stays there to be mended. */
async function fillContact(person) {
  const { page } = person;
  const type = async (label, text) => {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(text);
  };
  const save = async () => {
    await tabTo(page, button(page, "Lưu và tiếp tục"));
    await page.keyboard.press("Enter");
  };
  await type("Số điện thoại", "12345");
  await type("Địa chỉ thư điện tử", person.email);
  await type("Địa chỉ liên hệ", "12 Lê Lợi, phường Thuận Hóa, thành phố Huế");
  await save();
  const wrong = page.locator(".error-summary a");
  await wrong.waitFor();
  assert.match(await page.title(), /^Lỗi: /);
  assert.match(await wrong.innerText(), /Số điện thoại/);
  assert.equal(await page.getByLabel("Số điện thoại").inputValue(), "12345", "what was typed is kept");
  await look(person, "registration-contact-error");
  await tabTo(page, wrong);
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Số điện thoại"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0912 345 678");
  await save();
  await heading(page, "Đăng ký dự thi");
}

export async function choosePapers(person, [first, second]) {
  await person.page.getByLabel("Môn tự chọn thứ nhất").selectOption(first);
  await person.page.getByLabel("Môn tự chọn thứ hai").selectOption(second);
}

/** Checks the answers, submits, and gives the form number. */
export async function submitRegistration(person, picture) {
  const { page } = person;
  await link(page, "Kiểm tra rồi nộp").click();
  await heading(page, "Kiểm tra rồi nộp");
  assert.ok((await page.locator("main").innerText()).includes(person.email));
  await look(person, `${picture}-check`);
  await button(page, "Nộp phiếu đăng ký dự thi").click();
  await heading(page, "Đã nộp phiếu đăng ký dự thi");
  await look(person, `${picture}-submitted`);
  const number = await page.locator(".panel-reference strong").innerText();
  await page.reload();
  assert.equal(await page.locator(".panel-reference strong").innerText(), number, "the confirmation survives return");
  return number;
}

// --- mail ---

/** Waits for the mail and fails when any mail to this person says who they are. */
export async function mailArrives(person, subject, count = 1) {
  const isTheirs = (mail) => mail.to.some(({ address }) => address === person.email);
  let seen = 0;
  await mailThat((mail, index, all) => {
    seen = all.filter((each) => isTheirs(each) && each.subject === subject).length;
    return seen >= count && isTheirs(mail) && mail.subject === subject;
  });
  assert.equal(seen, count, `${count} × ${subject}`);
  const secrets = [person.name, person.name.toUpperCase(), person.identityNumber, person.number, person.formNumber];
  for (const mail of (await mails()).filter(isTheirs)) {
    for (const secret of secrets.filter(Boolean)) {
      const all = `${mail.subject}\n${mail.text}\n${mail.html}`;
      assert.ok(!all.includes(secret), `the mail “${mail.subject}” holds no personal data`);
    }
  }
}

// --- preferences ---

/** Searches with these words, opens the programme of this name and code, and adds it. */
export async function addPreference(person, { words, name, institution, code }, picture) {
  const { page } = person;
  await page.goto("/catalogue");
  await page.getByLabel("Tên ngành, mã, trường hoặc nơi học").fill(words);
  await button(page, "Tìm").click();
  await page.waitForURL(/\bq=/);
  if (picture) await look(person, "catalogue");
  await page.locator(`.programme-name a[href="/catalogue/${institution}/${code}"]`).click();
  await heading(page, name);
  if (picture) await look(person, "programme");
  await button(page, "Thêm vào danh sách nguyện vọng").click();
  await heading(page, "Nguyện vọng của tôi");
  assert.ok((await preferenceNames(page)).includes(name));
}

export const preferenceNames = (page) => page.locator(".preference .programme-name a").allInnerTexts();

export const preference = (page, name) =>
  page.locator(".preference").filter({ has: page.getByRole("link", { name, exact: true }) });

/** Presses a button of this programme's row, e.g. "↑ Lên". */
export async function pressInRow(page, name, label) {
  await preference(page, name).getByRole("button", { name: `${label} ${name}` }).click();
  await heading(page, "Nguyện vọng của tôi");
}

export async function moveTo(page, name, position) {
  await preference(page, name).locator("input[name=rank]").last().fill(String(position));
  await pressInRow(page, name, "Chuyển");
}

/** Checks, submits, and reads the receipt: { differences, receipt, next, version }. */
export async function submitPreferences(person, count, picture) {
  const { page } = person;
  await link(page, "Kiểm tra rồi nộp").click();
  await heading(page, "Kiểm tra rồi nộp");
  await look(person, `${picture}-check`);
  const differences = await page.locator(".preference-list .preference").allInnerTexts();
  await button(page, `Nộp ${count} nguyện vọng`).click();
  await heading(page, "Đã nộp nguyện vọng");
  await look(person, `${picture}-submitted`);
  const receipt = await page.locator(".panel-reference strong").innerText();
  const next = await page.locator("main").innerText();
  return { differences, receipt, next, version: await answer(page, "Phiên bản") };
}

/** The answer beside this name in a summary list. */
export async function answer(page, name) {
  const row = page.locator("dl > div").filter({ has: page.locator("dt").getByText(name, { exact: true }) });
  return (await row.locator("dd").first().innerText()).trim();
}

// --- payment ---

/** From the bill to the gateway, where this button is pressed, and back. */
export async function payWith(person, start, decision, picture) {
  const { page } = person;
  await button(page, start).click();
  await page.waitForURL((url) => url.origin === PAYMENT_GATEWAY);
  if (picture) await look(person, picture);
  await button(page, decision).click();
  await page.waitForURL((url) => url.origin === PORTAL && url.pathname === "/payment/return");
  await heading(page, "Kết quả thanh toán");
}
