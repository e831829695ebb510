// A mismatch between the record and the population registry, from its opening to its end: the candidate says which side is
// wrong, the school corrects the record, the registry agrees; another goes by the note for the police. The department
// watches the figures. At a desk with scripts and on a telephone without, with a candidate each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { button, heading, link, noticeTitled, refusedForm } from "./candidate_steps.mjs";
import { CITIZEN_ID, browser, closeBrowser, demoPeople, look, setClock, signInAs, signInAsCitizen } from "./harness.mjs";

const SCHOOL = "truong.songhuong@demo.example.vn";
const DEPARTMENT = "so.hue@demo.example.vn";

/** What the registry holds for each, other than the record. */
const AT_THE_DESK = {
  corrected: { persona: "an", number: "046308001374", name: "Nguyễn Thị Bình An", held: { full_name: "Nguyễn Thị Bình Ân Hậu" } },
  police: { persona: "khanh", number: "046208006630", name: "Lê Hòa Khánh", mended: { full_name: "Lê Hòa Khánh", birth_date: "2008-07-19" } },
};
const ON_THE_PHONE = {
  corrected: { persona: "binh", number: "046208005921", name: "Trần Gia Bình", held: { full_name: "Trần Gia Bảo" } },
  police: { persona: "lan", number: "046308008262", name: "Đặng Thu Lan", mended: { full_name: "Đặng Thu Lan", birth_date: "2008-11-02" } },
};

async function registryHolds(number, record) {
  const answer = await fetch(`${CITIZEN_ID}/control/registry/records`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identity_number: number, ...record }),
  });
  assert.equal(answer.status, 204);
}

let staff;
before(async () => {
  staff = await demoPeople();
  await setClock("2026-04-22T09:00");
});
after(closeBrowser);

const enter = (page, email) => signInAs(page, staff.find((person) => person.email === email));
const text = (page) => page.locator("main").innerText();

/** Loads the page again until it says so: the registry is asked by a job. */
async function until(page, words) {
  for (let tries = 0; tries < 40; tries += 1) {
    if ((await text(page)).includes(words)) return;
    await new Promise((done) => setTimeout(done, 500));
    await page.reload();
  }
  assert.fail(`${page.url()} never says ${words}: ${await text(page)}`);
}

function journey(name, act) {
  for (const [width, javaScript, people] of [[1280, true, AT_THE_DESK], [360, false, ON_THE_PHONE]]) {
    test(`${name}: ${width} px, ${javaScript ? "with" : "without"} scripts`, async () => {
      const session = await browser({ width, javaScript });
      await act({ ...session, ...people });
      await session.close();
    });
  }
}

/** Whose number it is changes nothing for a journey that has several people, each in a window of their own. */
async function as(session, enterAs, act) {
  const window = await browser(session);
  await enterAs(window.page);
  await act(window);
  await window.close();
}

journey("a record that is wrong is corrected by the school", async (session) => {
  const { persona, number, name, held } = session.corrected;
  await registryHolds(number, held);
  const { page } = session;
  await signInAsCitizen(page, persona);
  await until(page, "Thông tin cá nhân cần làm rõ");
  await look(session, "case-candidate-home");
  await link(page, "Xem việc gì và ai cần làm").click();
  await heading(page, "Đối chiếu thông tin cá nhân");
  await look(session, "case-candidate-list");
  await link(page, "Họ và tên khác nhau").click();
  await heading(page, "Họ và tên khác nhau");
  const shown = await text(page);
  assert.ok(shown.includes(name) && shown.includes(held.full_name), "both sides");
  assert.ok(!shown.includes(number), "never the number");
  await look(session, "case-candidate-asked");
  await button(page, "Gửi câu trả lời").click();
  await page.locator(".error-summary").getByRole("link", { name: /^Bên nào ghi sai/ }).click();
  assert.ok(await page.locator("#side").evaluate((radio) => radio === document.activeElement), "the keyboard is on the answer");
  await look(session, "case-candidate-error");
  await page.getByLabel("Hồ sơ của tôi ở trường ghi sai").check();
  await button(page, "Gửi câu trả lời").click();
  await noticeTitled(page, "Đã ghi nhận câu trả lời").waitFor();
  await look(session, "case-candidate-answered");

  await as(session, (other) => enter(other, SCHOOL), async (school) => {
    await school.page.getByRole("link", { name: /^Làm rõ thông tin cá nhân/ }).click();
    await heading(school.page, "Làm rõ thông tin cá nhân");
    await look(school, "case-school-list");
    await link(school.page, name).click();
    await heading(school.page, name);
    await look(school, "case-school");
    assert.equal(await school.page.getByLabel("Họ và tên").inputValue(), held.full_name, "what the registry says");
    await refusedForm(school, "Sửa hồ sơ và đối chiếu lại", "case-school-error", ["Sửa theo giấy tờ nào"]);
    await school.page.getByLabel("Sửa theo giấy tờ nào").fill("Giấy khai sinh bản chính");
    await button(school.page, "Sửa hồ sơ và đối chiếu lại").click();
    await noticeTitled(school.page, "Đã ghi kết luận").waitFor();
    await look(school, "case-school-settled");
  });

  await until(page, "Xong: đã sửa hồ sơ");
  assert.ok((await text(page)).includes("Giấy khai sinh bản chính"), "the school's words");
  await look(session, "case-candidate-ended");
});

journey("a registry that is wrong is mended by the police", async (session) => {
  const { persona, number, mended } = session.police;
  const { page } = session;
  await signInAsCitizen(page, persona);
  await until(page, "Thông tin cá nhân cần làm rõ");
  await link(page, "Xem việc gì và ai cần làm").click();
  await page.locator("tbody a").first().click();
  await page.getByLabel("CSDL quốc gia về dân cư ghi sai").check();
  await button(page, "Gửi câu trả lời").click();
  await link(page, "Phiếu mang đến công an cấp xã (in được)").click();
  await heading(page, "Phiếu đề nghị cập nhật thông tin dân cư");
  const note = await text(page);
  assert.match(note, /DC-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  assert.ok(!note.includes(number) && note.includes(number.slice(-3)), "three digits alone");
  await look(session, "case-police-note");
  await registryHolds(number, mended);
  await setClock("2026-04-22T22:00");
  await page.goto("/candidate/cases");
  await until(page, "Xong: hai bên đã khớp");
  await look(session, "case-candidate-matched");
  await setClock("2026-04-22T09:00");
});

journey("the department sees how far its units are", async (session) => {
  const { page } = session;
  await enter(page, DEPARTMENT);
  await link(page, "Làm rõ thông tin cá nhân").click();
  await heading(page, "Làm rõ thông tin cá nhân");
  const shown = await text(page);
  assert.match(shown, /Đã xác minh \d+\/\d+ thí sinh \(\d+ %\)/);
  for (const { name } of [session.corrected, session.police]) assert.ok(!shown.includes(name), "figures alone");
  await look(session, "case-department");
});
