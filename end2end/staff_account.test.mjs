// An account of staff from its invitation on: password, second factor, home; then its own person changes the password
// and the device; links that are dead. By keyboard with scripts, on a telephone without.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { PORTAL, browser, closeBrowser, demoPeople, look, mailThat, setClock, signInAs, tabTo } from "./harness.mjs";
import { button, heading, link, noticeTitled } from "./candidate_steps.mjs";

const [FIRST, SECOND, THIRD] = ["chiều mưa trên phá Tam Giang", "thuyền ai chưa kịp về bến cũ", "sáng nay gió lặng sông đầy"];
const STEP_MS = 30_000;

let people;
before(async () => {
  people = await demoPeople();
  await setClock("2026-04-22T09:00");
});
after(closeBrowser);

/** An authenticator that has taken over the secret of the page that is shown (RFC 6238). It uses no code twice. */
async function authenticator(page) {
  await page.locator("summary", { hasText: "Không quét được?" }).click();
  const letters = (await page.locator(".code-text").innerText()).replace(/\s/g, "");
  const bits = [...letters].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  const secret = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  let last = 0;
  return async () => {
    const step = Math.max(last + 1, Math.floor(Date.now() / STEP_MS));
    // The portal takes a code one step early.
    const wait = (step - 1) * STEP_MS + 1_000 - Date.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    last = step;
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const digest = createHmac("sha1", secret).update(counter).digest();
    const at = digest.at(-1) & 15;
    return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  };
}

/** Types into the field with this label, by keyboard alone. */
async function type(page, label, words) {
  await tabTo(page, page.getByLabel(label, { exact: true }).first());
  await page.keyboard.press("Control+A");
  await page.keyboard.type(words);
}

/** Presses a button or follows a link, by keyboard alone. */
async function press(page, target) {
  await tabTo(page, target);
  const answered = page.waitForEvent("load");
  await page.keyboard.press("Enter");
  await answered;
}

/** Everything a page says is wrong, and its errors' picture. */
async function refused(session, name) {
  await session.page.locator(".error-summary, .notice-danger").first().waitFor();
  await look(session, name);
}

async function newPassword(page, words, repeat = words) {
  await type(page, "Mật khẩu mới", words);
  await type(page, "Nhập lại mật khẩu mới", repeat);
}

async function invite(head, email) {
  const { page } = head;
  await press(page, link(page, "Tài khoản cán bộ"));
  await press(page, link(page, "Mời người mới"));
  await type(page, "Họ và tên", "Đặng Thị Ngọc");
  await type(page, "Thư điện tử công vụ", email);
  await press(page, button(page, "Gửi lời mời"));
  await noticeTitled(page, "Đã gửi lời mời").waitFor();
}

/** The one-time link of the latest mail of this subject to the address. */
async function linkOf(email, subject) {
  const mail = await mailThat((each) => each.subject === subject && each.to.some(({ address }) => address === email));
  return mail.text.match(new RegExp(`${PORTAL}/staff/\\S+`))[0];
}

/** From the link of the invitation to the first page of the role: password, authenticator, recovery codes. */
async function begin(session, address) {
  const { page } = session;
  await page.goto(address);
  assert.equal(page.url(), `${PORTAL}/staff/invitation`, "the address keeps no token");
  await heading(page, "Mở tài khoản cán bộ");
  await look(session, "staff-invitation");
  await newPassword(page, "1234567", "khác hẳn");
  await press(page, button(page, "Đặt mật khẩu và tiếp tục"));
  await refused(session, "staff-invitation-error");
  await newPassword(page, FIRST);
  await press(page, button(page, "Đặt mật khẩu và tiếp tục"));

  await heading(page, "Thiết lập ứng dụng xác thực");
  await noticeTitled(page, "Đã đặt mật khẩu").waitFor();
  await look(session, "staff-enrolment");
  await type(page, "Mã gồm 6 chữ số", "000000");
  await press(page, button(page, "Hoàn tất thiết lập"));
  await refused(session, "staff-enrolment-error");
  const device = await authenticator(page);
  await type(page, "Mã gồm 6 chữ số", await device());
  await press(page, button(page, "Hoàn tất thiết lập"));
  await heading(page, "Hãy cất giữ mười mã khôi phục");
  await look(session, "staff-recovery-codes-shown");
  await press(page, link(page, "Tôi đã cất giữ, tiếp tục"));
  await heading(page, "Duyệt phiếu đăng ký dự thi");
  return device;
}

async function changePassword(session) {
  const { page } = session;
  await press(page, link(page, "Tài khoản"));
  await heading(page, "Tài khoản");
  await look(session, "staff-account");
  await press(page, page.getByRole("link", { name: /^Đổi\s*: Mật khẩu$/ }));
  await heading(page, "Đổi mật khẩu");
  await look(session, "staff-password");
  await type(page, "Mật khẩu hiện tại", "không phải mật khẩu này");
  await newPassword(page, SECOND);
  await press(page, button(page, "Đổi mật khẩu"));
  await refused(session, "staff-password-error");
  assert.equal(await page.getByLabel("Mật khẩu hiện tại").inputValue(), "", "no password comes back");
  await type(page, "Mật khẩu hiện tại", FIRST);
  await newPassword(page, SECOND);
  await press(page, button(page, "Đổi mật khẩu"));
  await noticeTitled(page, "Đã đổi mật khẩu").waitFor();
  await look(session, "staff-password-changed");
}

/** Gives the new device. */
async function changeDevice(session, device) {
  const { page } = session;
  await press(page, page.getByRole("link", { name: /^Đổi\s*: Thiết bị tạo mã/ }));
  await heading(page, "Đổi thiết bị tạo mã xác thực");
  await look(session, "staff-second-factor");
  await type(page, "Mật khẩu hiện tại", FIRST);
  await type(page, "Mã xác thực hoặc mã khôi phục", "12");
  await press(page, button(page, "Tiếp tục"));
  await refused(session, "staff-second-factor-error");
  await type(page, "Mật khẩu hiện tại", SECOND);
  await type(page, "Mã xác thực hoặc mã khôi phục", "000000");
  await press(page, button(page, "Tiếp tục"));
  await refused(session, "staff-second-factor-refused");
  await type(page, "Mật khẩu hiện tại", SECOND);
  await type(page, "Mã xác thực hoặc mã khôi phục", await device());
  await press(page, button(page, "Tiếp tục"));

  await heading(page, "Bước 2: cài thiết bị mới");
  await look(session, "staff-new-device");
  await type(page, "Mã gồm 6 chữ số", "");
  await press(page, button(page, "Dùng thiết bị mới"));
  await refused(session, "staff-new-device-error");
  const next = await authenticator(page);
  await type(page, "Mã gồm 6 chữ số", await next());
  await press(page, button(page, "Dùng thiết bị mới"));
  await noticeTitled(page, "Đã đổi thiết bị tạo mã xác thực").waitFor();
  await look(session, "staff-device-changed");
  await press(page, link(page, "Tôi đã cất giữ, tiếp tục"));
  await heading(page, "Tài khoản");
  return next;
}

for (const [width, javaScript] of [[1280, true], [360, false]]) {
  const scripts = javaScript ? "with" : "without";
  const email = `ngoc.${width}@songhuong.example.vn`;

  test(`from the invitation to a new device: ${width} px, ${scripts} scripts, by keyboard`, async () => {
    const head = await browser({ width, javaScript });
    await signInAs(head.page, people.find(({ role }) => role === "school_head"));
    await invite(head, email);
    const invitation = await linkOf(email, "Cổng Thí sinh: lời mời mở tài khoản cán bộ");
    const session = await browser({ width, javaScript });
    const { page } = session;
    const device = await begin(session, invitation);
    await changePassword(session);
    const next = await changeDevice(session, device);
    for (const subject of ["mật khẩu vừa được đổi", "thiết bị tạo mã xác thực vừa được đổi"]) {
      const mail = await mailThat((each) => each.subject === `Cổng Thí sinh: ${subject}`
        && each.to.some(({ address }) => address === email));
      assert.ok(!mail.text.includes("Ngọc") && !mail.text.includes(email), "a mail of notice names nobody");
    }

    // A new password asked for by the head: this session ends, and the link leads on to a code of the new device.
    await head.page.goto("/staff/accounts");
    await press(head.page, head.page.getByRole("row", { name: new RegExp(email) }).getByRole("link").first());
    await press(head.page, link(head.page, "Gửi liên kết đặt mật khẩu mới"));
    await type(head.page, "Lý do", "Quên mật khẩu, đã gặp trực tiếp");
    await press(head.page, button(head.page, "Gửi liên kết đặt mật khẩu mới"));
    await noticeTitled(head.page, "Đã gửi liên kết đặt mật khẩu mới").waitFor();
    const reset = await linkOf(email, "Cổng Thí sinh: đặt mật khẩu mới");
    await page.goto("/school");
    await noticeTitled(page, "Phiên làm việc đã kết thúc").waitFor();
    await page.goto(reset);
    await heading(page, "Đặt mật khẩu mới");
    await look(session, "staff-password-reset");
    await newPassword(page, "iloveyou");
    await press(page, button(page, "Đặt mật khẩu mới"));
    await refused(session, "staff-password-reset-error");
    await newPassword(page, THIRD);
    await press(page, button(page, "Đặt mật khẩu mới"));
    await heading(page, "Nhập mã xác thực");
    await noticeTitled(page, "Đã đặt mật khẩu").waitFor();
    await look(session, "staff-password-reset-code");
    await type(page, "Mã xác thực", await next());
    await press(page, button(page, "Đăng nhập"));
    await heading(page, "Duyệt phiếu đăng ký dự thi");
    for (const each of [head, session]) await each.close();

    const late = await browser({ width, javaScript });
    for (const [address, title, name] of [
      ["/staff/invitation", "Liên kết không đúng", "staff-invitation-none"],
      ["/staff/password-reset", "Liên kết không đúng", "staff-password-reset-none"],
      [invitation, "Lời mời này đã được dùng", "staff-invitation-used"],
      [reset, "Liên kết này đã được dùng", "staff-password-reset-used"],
    ]) {
      await late.page.goto(address);
      await heading(late.page, title);
      await look(late, name);
    }
    await late.close();
  });
}
