// What staff do on the portal: a school verifies, the ministry matches and publishes by two, an institution downloads.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { browser, look, signInAs } from "./harness.mjs";
import { answer, button, heading, link, noticeTitled } from "./candidate_steps.mjs";

/** Signs in as the member of staff with this address in a window like that of `person`; ends after `act`. */
export async function asStaff(people, email, { width, javaScript }, act) {
  const session = await browser({ width, javaScript });
  await signInAs(session.page, people.find((staff) => staff.email === email));
  const outcome = await act(session);
  await session.close();
  return outcome;
}

// --- school ---

async function openRecord(session, person) {
  const { page } = session;
  await page.goto("/school");
  await heading(page, "Duyệt phiếu đăng ký dự thi");
  await look(session, "school-queue");
  await link(page, person.name).click();
  await heading(page, person.name);
  assert.ok((await page.locator("main").innerText()).includes(person.formNumber), "the form number is there");
  return page.url();
}

/** Returns the candidate's form for these papers, after a preview. Gives the record's address. */
export async function returnRegistration(session, person, reason) {
  const { page } = session;
  const address = await openRecord(session, person);
  await look(session, "school-record");
  await page.getByLabel("Sai môn thi").check();
  await page.getByLabel("Thí sinh cần sửa gì").fill(reason);
  await button(page, "Xem trước").click();
  await heading(page, "Xem trước khi trả lại");
  assert.ok((await page.locator("main").innerText()).includes(reason));
  await look(session, "school-preview");
  await button(page, "Trả lại phiếu").click();
  await page.getByText("Đã trả lại phiếu vừa rồi").waitFor();
  return address;
}

export async function approveRegistration(session, person) {
  const { page } = session;
  await openRecord(session, person);
  await look(session, "school-record-again");
  await button(page, "Duyệt phiếu này").click();
  await page.getByText("Đã duyệt phiếu vừa rồi").waitFor();
  await look(session, "school-approved");
}

// --- department ---

/** From the council's page: looks at what giving out so many numbers means, ticks what is asked, and gives them out. */
export async function giveNumbers(session, count, picture) {
  const { page } = session;
  await page.getByRole("link", { name: new RegExp(`^Cấp ${count} số`) }).click();
  await noticeTitled(page, "Việc này không hoàn tác được").waitFor();
  await look(session, picture);
  // Other units of the department have approved forms and stand at no venue: that has to be understood first.
  await button(page, `Cấp ${count} số báo danh`).click();
  const label = "Tôi hiểu những em chưa ký sẽ được xếp sau";
  assert.match(await page.locator(".error-summary").innerText(), /Đánh dấu vào ô này/);
  await page.getByLabel(label).check();
  await button(page, `Cấp ${count} số báo danh`).click();
  await noticeTitled(page, `Đã cấp ${count} số báo danh`).waitFor();
}

// --- ministry ---

/** Runs the matching and proposes the run for the instant that the page proposes: { address, candidates }. */
export async function runAndPropose(session) {
  const { page } = session;
  await heading(page, "Điều hành mùa tuyển sinh");
  await look(session, "ministry");
  await page.goto("/ministry/matching");
  await heading(page, "Xử lý nguyện vọng");
  await look(session, "ministry-matching");
  await button(page, "Chạy xử lý nguyện vọng").click();
  await heading(page, "Một lượt xử lý nguyện vọng");
  assert.match(await answer(page, "Kiểm chứng độc lập"), /^Đã kiểm chứng/);
  assert.equal(await page.getByLabel(/^Thí sinh xem được từ/).inputValue(), "2026-08-13T17:00");
  await look(session, "ministry-run");
  await tryQuota(session);
  const address = page.url();
  const candidates = await page.locator(".figure").filter({ hasText: "Thí sinh trúng tuyển" }).innerText();
  await button(page, "Đề nghị công bố lượt này").click();
  await noticeTitled(page, "Đề nghị công bố đang chờ người thứ hai").waitFor();
  assert.equal(await link(page, "Kiểm tra rồi công bố").count(), 0, "nobody approves the own proposal");
  await look(session, "ministry-run-proposed");
  return { address, candidates };
}

/** Tries what the most wanted programme of the run that is shown would be without seats, and comes back. */
async function tryQuota(session) {
  const { page } = session;
  await page.getByRole("link", { name: /^Thử/ }).first().click();
  await heading(page, "Thử chỉ tiêu khác");
  await page.getByLabel("Chỉ tiêu muốn thử").fill("không");
  await button(page, "Tính thử").click();
  await page.locator(".error-summary").waitFor();
  await look(session, "ministry-quota-trial-error");
  await page.getByLabel("Chỉ tiêu muốn thử").fill("0");
  await button(page, "Tính thử").click();
  await page.getByRole("heading", { name: "Nếu như vậy" }).waitFor();
  assert.match(await page.locator("main").innerText(), /[1-9][0-9.]* → 0/);
  await look(session, "ministry-quota-trial");
  await page.getByRole("link", { name: "Quay lại" }).click();
  await heading(page, "Một lượt xử lý nguyện vọng");
}

/** Rejects the proposal of the run at this address, for a reason that is missing at first. */
export async function rejectProposal(session, address, reason) {
  const { page } = session;
  await page.goto(address);
  await button(page, "Từ chối đề nghị").click();
  await page.locator(".error-summary").waitFor();
  await look(session, "ministry-run-reject-error");
  await page.getByLabel("Lý do từ chối").fill(reason);
  await button(page, "Từ chối đề nghị").click();
  await page.getByText("Bị từ chối").waitFor();
  assert.ok((await page.locator("main").innerText()).includes(reason));
  await look(session, "ministry-run-rejected");
}

/** Finds the proposal that waits, checks it and publishes. */
export async function approveProposal(session) {
  const { page } = session;
  await page.goto("/ministry/matching");
  const waiting = noticeTitled(page, "Một đề nghị công bố đang chờ");
  await waiting.waitFor();
  await look(session, "ministry-matching-waiting");
  await waiting.getByRole("link").click();
  await look(session, "ministry-run-to-approve");
  await link(page, "Kiểm tra rồi công bố").click();
  await heading(page, "Kiểm tra rồi công bố");
  assert.match(await noticeTitled(page, "Công bố nghĩa là").innerText(), /Từ 17:00 13\/08\/2026, [1-9]/);
  await look(session, "ministry-run-approve");
  await button(page, "Tôi đã kiểm tra và công bố").click();
  await page.getByText("Thí sinh sẽ xem được từ").first().waitFor();
  await look(session, "ministry-run-published");
}

// --- institution ---

async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Downloads the confirmed list in both formats, for a purpose. */
export async function downloadConfirmed(session) {
  const { page } = session;
  await link(page, "Tải danh sách xác nhận").click();
  await heading(page, "Tải danh sách xác nhận");
  await look(session, "institution-downloads");
  await button(page, "Tải tệp CSV").click();
  await page.locator(".error-summary").waitFor();
  await look(session, "institution-downloads-error");
  await page.getByLabel("Mục đích sử dụng").selectOption("enrolment");
  return { csv: await download(page, "Tải tệp CSV"), xlsx: await download(page, "Tải tệp XLSX") };
}
