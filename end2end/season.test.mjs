// A whole season, on real marks: two candidates register, are returned once and approved, see their marks, submit
// preferences, pay, are admitted, see why and confirm; their universities download the list and find exactly them.
// One of them sits at a desk, the other holds a telephone on which no script runs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  addPreference, answer, button, choosePapers, fillRegistration, heading, link, mailArrives, moveTo, noticeTitled,
  payWith, preference, preferenceNames, pressInRow, refusedForm, signInByKeyboard, submitPreferences, submitRegistration,
} from "./candidate_steps.mjs";
import { csvRows, table, xlsxRows } from "./files.mjs";
import { browser, closeBrowser, demoPeople, look, looked, mailThat, portal, routes, setClock, tabTo } from "./harness.mjs";
import {
  approveProposal, approveRegistration, asStaff, downloadConfirmed, giveNumbers, rejectProposal, returnRegistration,
  runAndPropose,
} from "./staff_steps.mjs";

const SCHOOL_STAFF = "truong.songhuong@demo.example.vn";
const OTHER_SCHOOL_STAFF = "truong.ngubinh@demo.example.vn";
const SCHOOL_HEAD = "hieutruong.songhuong@demo.example.vn";
const DEPARTMENT_LEAD = "lanhdao.sohue@demo.example.vn";
const OPERATOR = "bo.dieuhanh@demo.example.vn";
const RELEASER = "bo.giamsat@demo.example.vn";

/** Best combination and score are worked by hand from the file of marks: both learn in area 3, without priority. */
const PEOPLE = [
  {
    way: "1280 px with scripts", width: 1280, javaScript: true,
    persona: "binh", name: "Trần Gia Bình", identityNumber: "046208005921", sex: "Nam", birthDate: "2008-09-17",
    studied: ["Vật lí", "Hóa học", "Sinh học", "Tin học"], wrongPapers: ["vat_li", "sinh_hoc"], rightPapers: ["vat_li", "hoa_hoc"],
    combination: "A00", score: "26.00", institution: "BKA", staff: "tuyensinh.bka@demo.example.vn",
    // 9,00 + 8,25 + 8,75; the third takes drawing tests alone, so it cannot be considered.
    programmes: [
      { code: "IT1", name: "Khoa học máy tính", words: "BKA khoa hoc may tinh" },
      { code: "EM1", name: "Quản lý công nghiệp", words: "bach khoa ha noi quan ly cong nghiep" },
      { code: "AR1", name: "Kiến trúc", words: "BKA AR1" },
      { code: "ME3", name: "Kỹ thuật ô tô", words: "bach khoa o to" },
      { code: "PH1", name: "Vật lý kỹ thuật", words: "vat ly ky thuat bka" },
    ],
  },
  {
    way: "360 px without scripts", width: 360, javaScript: false,
    persona: "chau", name: "Lê Ngọc Minh Châu", identityNumber: "046308002186", sex: "Nữ", birthDate: "2008-01-22",
    studied: ["Địa lí", "Giáo dục kinh tế và pháp luật"], wrongPapers: ["lich_su", "gdktpl"], rightPapers: ["lich_su", "dia_li"],
    combination: "C00", score: "25.50", institution: "SPH", staff: "tuyensinh.sph@demo.example.vn",
    // 7,50 + 9,50 + 8,50; the third takes natural sciences alone, which she did not sit.
    programmes: [
      { code: "HNUE-2", name: "Sư phạm Lịch sử", words: "sph su pham lich su" },
      { code: "HNUE-1", name: "Sư phạm Ngữ văn", words: "SPH HNUE-1" },
      { code: "HNUE-3", name: "Sư phạm Toán học", words: "sph su pham toan hoc" },
      { code: "HNUE-13", name: "Giáo dục Công dân", words: "SPH giao duc cong dan" },
      { code: "HNUE-5", name: "Sư phạm Địa lí", words: "su pham dia li sph" },
    ],
  },
];

let staff;
before(async () => {
  staff = await demoPeople();
  const roll = table("demo/school_roll.csv");
  for (const person of PEOPLE) {
    const { candidate_number: number } = roll.find(({ persona }) => persona === person.persona);
    const session = await browser(person);
    Object.assign(person, session, { number, school: "46001", email: `${person.persona}@example.net` });
  }
});
after(closeBrowser);

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

stage("signs in, registers for the exam and gets a form number", "2026-04-22T09:00", async (person) => {
  await signInByKeyboard(person);
  await fillRegistration(person);
  person.formNumber = await submitRegistration(person, "registration");
  assert.match(person.formNumber, /\S{6,}/);
});

stage("is returned by the school, which alone sees the form", "2026-04-23T09:00", async (person) => {
  const reason = "Danh sách lớp ghi hai môn tự chọn khác. Hãy chọn lại ở mục Chọn môn thi.";
  const address = await asStaff(staff, SCHOOL_STAFF, person, (session) => returnRegistration(session, person, reason));
  await asStaff(staff, OTHER_SCHOOL_STAFF, person, async ({ page }) => {
    assert.equal((await page.goto(address)).status(), 404, "another school does not see the form");
  });

  await mailArrives(person, "Cổng Thí sinh: phiếu đăng ký dự thi cần bạn xem lại");
  const { page } = person;
  await page.goto("/candidate");
  await look(person, "candidate-home-returned");
  await link(page, "Đăng ký dự thi").click();
  const told = await noticeTitled(page, "Trường đã trả lại phiếu của bạn").innerText();
  assert.ok(told.includes("Sai môn thi") && told.includes(reason), told);
  await look(person, "registration-returned");

  await noticeTitled(page, "Trường đã trả lại phiếu của bạn").getByRole("link", { name: "Chọn môn thi" }).click();
  await choosePapers(person, person.rightPapers);
  await look(person, "registration-papers-returned");
  await button(page, "Lưu và tiếp tục").click();
  await heading(page, "Đăng ký dự thi");
  assert.equal(await submitRegistration(person, "registration-again"), person.formNumber, "the number stays");
});

stage("is approved", "2026-04-24T09:00", async (person) => {
  await asStaff(staff, SCHOOL_STAFF, person, (session) => approveRegistration(session, person));
  await mailArrives(person, "Cổng Thí sinh: phiếu đăng ký dự thi đã được xử lý");
  const { page } = person;
  await page.goto("/candidate/registration");
  assert.equal(await answer(page, "Trạng thái"), "Đã duyệt");
  assert.equal(await answer(page, "Số phiếu"), person.formNumber);
  await look(person, "registration-approved");
  await link(page, "Bản nộp thứ 1").click();
  await heading(page, "Bản nộp thứ 1");
  await look(person, "registration-first-version");
  await link(page, "Bản nộp thứ 2").click();
  await heading(page, "Bản nộp thứ 2");
});

stage("asks for a correction, which the school grants", "2026-05-04T09:00", async (person) => {
  const { page } = person;
  const address = "25 Nguyễn Huệ, phường Thuận Hóa, thành phố Huế";
  await page.goto("/candidate/registration");
  await link(page, "Xin sửa sai sót").click();
  await heading(page, "Xin sửa sai sót");
  await look(person, "correction-sections");
  await link(page, "Khai thông tin liên hệ").click();
  await page.getByLabel("Địa chỉ liên hệ").fill(address);
  await refusedForm(person, "Gửi yêu cầu", "correction-error", ["Vì sao cần sửa"]);
  assert.equal(await page.getByLabel("Địa chỉ liên hệ").inputValue(), address, "what was typed is kept");
  await page.getByLabel("Vì sao cần sửa").fill("Nhà em mới chuyển.");
  await button(page, "Gửi yêu cầu").click();
  await heading(page, "Xin sửa sai sót");
  assert.equal(await answer(page, "Kết quả"), "Chờ trường trả lời");
  await look(person, "correction-asked");
  await asStaff(staff, SCHOOL_STAFF, person, async (session) => {
    await session.page.goto("/school");
    await link(session.page, person.name).click();
    await link(session.page, "Xem đề nghị và trả lời").click();
    await look(session, "school-correction");
    await refusedForm(session, "Gửi trả lời", "school-correction-error", ["Quyết định"]);
    await session.page.getByLabel("Sửa phiếu theo đề nghị").check();
    await button(session.page, "Gửi trả lời").click();
    await heading(session.page, person.name);
    assert.ok((await session.page.locator("main").innerText()).includes(address), "the form says it");
  });
  await page.goto("/candidate/registration");
  assert.equal(await answer(page, "Trạng thái"), "Đã duyệt");
  assert.equal(await answer(page, "Địa chỉ liên hệ"), address);
});

test("the head signs the list off, by keyboard alone", async () => {
  await setClock("2026-05-12T09:00");
  await asStaff(staff, SCHOOL_HEAD, { width: 1280, javaScript: true }, async (session) => {
    const { page } = session;
    await page.goto("/school/list");
    await heading(page, "Danh sách đăng ký dự thi");
    await look(session, "school-list");
    await tabTo(page, page.getByLabel("Tôi đã đọc và ký danh sách in"));
    await page.keyboard.press("Space");
    await tabTo(page, button(page, "Chốt 2 phiếu"));
    await page.keyboard.press("Enter");
    await noticeTitled(page, "Đã chốt danh sách").waitFor();
    await look(session, "school-list-locked");
  });
});

stage("confirms the form, in the portal or on paper", "2026-05-13T09:00", async (person) => {
  await mailArrives(person, "Cổng Thí sinh: hãy xác nhận phiếu đăng ký dự thi");
  const { page } = person;
  await page.goto("/candidate/registration");
  assert.equal(await answer(page, "Trạng thái"), "Đã chốt danh sách");
  await look(person, "registration-locked");
  if (person.javaScript) {
    await link(page, "Kiểm tra và xác nhận phiếu").click();
    await look(person, "registration-confirm");
    await button(page, "Tôi xác nhận phiếu là đúng").click();
    await heading(page, "Đăng ký dự thi");
  } else {
    await asStaff(staff, SCHOOL_STAFF, person, async (session) => {
      await session.page.goto("/school/list");
      await look(session, "school-list-signing");
      await session.page.getByLabel(`Đã ký bản giấy: ${person.name.toUpperCase()}`).check();
      await button(session.page, "Ghi nhận chữ ký").click();
      await noticeTitled(session.page, "Đã ghi nhận chữ ký").waitFor();
    });
    await page.reload();
  }
  assert.equal(await answer(page, "Trạng thái"), "Đã ký xác nhận");
});

test("the council sets up a venue and gives out numbers and rooms, once", async () => {
  await setClock("2026-05-20T09:00");
  await asStaff(staff, DEPARTMENT_LEAD, { width: 1280, javaScript: true }, async (session) => {
    const { page } = session;
    await page.goto("/department/exam");
    await heading(page, "Hội đồng thi: điểm thi và số báo danh");
    await refusedForm(session, "Thêm điểm thi", "council-error", ["Mã điểm thi", "Tên điểm thi", "Địa chỉ"]);
    await page.getByLabel("Mã điểm thi").fill("01");
    await page.getByLabel("Tên điểm thi").fill("Trường THPT Sông Hương");
    await page.getByLabel("Địa chỉ").fill("7 Lê Lợi, phường Thuận Hóa, thành phố Huế");
    await button(page, "Thêm điểm thi").click();
    await noticeTitled(page, "Đã thêm điểm thi").waitFor();
    await page.getByLabel("Điểm thi của Trường THPT Sông Hương").selectOption({ label: "01 Trường THPT Sông Hương" });
    await button(page, "Lưu điểm thi của các đơn vị").click();
    await noticeTitled(page, "Đã xếp đơn vị vào điểm thi").waitFor();
    await look(session, "council");
    await giveNumbers(session, 2, "council-numbers");
    assert.equal(await page.getByRole("link", { name: /^Cấp/ }).count(), 0, "nobody is left to get one");
    await look(session, "council-numbered");
    await page.getByRole("link", { name: /^01 / }).click();
    await look(session, "council-rooms");
    await page.getByLabel("Tên điểm thi").fill(" ");
    await refusedForm(session, "Lưu điểm thi", "council-venue-error", ["Tên điểm thi"]);
    await page.getByLabel("Tên điểm thi").fill("Trường THPT Sông Hương");
    await button(page, "Lưu điểm thi").click();
    await noticeTitled(page, "Đã lưu điểm thi").waitFor();
  });
});

stage("has an exam notice", "2026-05-21T09:00", async (person) => {
  const { page, number } = person;
  await page.goto("/candidate/registration");
  assert.equal(await answer(page, "Trạng thái"), "Đã có số báo danh");
  await link(page, "Giấy báo dự thi").click();
  const told = await page.locator("main").innerText();
  for (const words of [number, "01 – Trường THPT Sông Hương", "Ngữ văn", "Toán"]) assert.ok(told.includes(words), words);
  await look(person, "exam-notice");
  const [pdf] = await Promise.all([page.waitForEvent("download"), link(page, "Tải bản PDF").click()]);
  assert.equal(pdf.suggestedFilename(), `giay-bao-du-thi-${number}.pdf`);
});

test("the council's marks come in, once", async () => {
  const files = ["import", "results", "migrations/demo/results-2026/46-hue.csv"];
  await portal(...files);
  assert.match(await portal(...files), /13806 rows, 0 new, 13806 as before, 0 refused/);
});

stage("sees no mark before the publication", "2026-07-01T07:59", async ({ page }) => {
  await page.goto("/candidate/marks");
  await noticeTitled(page, "Chưa công bố điểm thi").waitFor();
  assert.equal(await page.locator("table").count(), 0);
});

stage("sees the real marks", "2026-07-01T08:00", async (person) => {
  const { page, number } = person;
  const row = table("demo/results-2026/46-hue.csv").find(({ sbd }) => sbd === number);
  const names = new Map(table("reference/subjects.csv").map(({ code, name_vi: name }) => [code, name]));
  const real = Object.entries(row)
    .filter(([column, mark]) => column !== "sbd" && mark !== "")
    .map(([column, mark]) => [names.get(column), Number(mark)]);
  await page.goto("/candidate/marks");
  assert.equal(await answer(page, "Số báo danh"), number);
  const shown = await page.locator("table").first().locator("tbody tr").evaluateAll((rows) =>
    rows.map((each) => [...each.children].map((cell) => cell.textContent.trim())));
  assert.deepEqual(shown.map(([subject, mark]) => [subject, Number(mark.replace(",", "."))]).sort(), real.sort());
  await look(person, "marks");
});

stage("lists preferences and submits them twice", "2026-07-10T09:00", async (person) => {
  const { page, institution } = person;
  const [a, b, c, d, e] = person.programmes.map(({ name }) => name);
  const listed = async (...names) => assert.deepEqual(await preferenceNames(page), names);
  await page.goto("/candidate/preferences");
  await look(person, "preferences-empty");
  for (const [index, programme] of person.programmes.entries()) {
    await addPreference(person, { ...programme, institution }, index === 0);
  }
  await listed(a, b, c, d, e);
  await look(person, "preferences");
  await pressInRow(page, b, "↑ Lên");
  await listed(b, a, c, d, e);
  await pressInRow(page, b, "↓ Xuống");
  await listed(a, b, c, d, e);
  await moveTo(page, c, 1);
  await listed(c, a, b, d, e);
  await moveTo(page, c, 99);
  await page.locator(".error-summary").waitFor();
  await look(person, "preferences-error");
  await listed(c, a, b, d, e);
  await pressInRow(page, e, "Bỏ");
  await look(person, "preferences-removed");
  await button(page, "Lấy lại vào vị trí 5").click();
  await listed(c, a, b, d, e);
  await pressInRow(page, e, "Bỏ");
  await listed(c, a, b, d);
  const first = await submitPreferences(person, 4, "preferences");
  assert.equal(first.version, "1");

  await page.goto("/candidate/preferences");
  await moveTo(page, d, 2);
  await pressInRow(page, b, "Bỏ");
  await addPreference(person, { ...person.programmes[4], institution });
  await listed(c, d, a, e);
  await look(person, "preferences-changed");
  const second = await submitPreferences(person, 4, "preferences-second");
  const difference = (name) => second.differences.find((row) => row.includes(name));
  assert.match(difference(c), /Giữ nguyên/);
  assert.match(difference(d), /Từ vị trí 4/);
  assert.match(difference(e), /Mới/);
  assert.match(difference(b), /Bỏ \(trước ở vị trí 3\)/);
  assert.equal(second.version, "2");
  assert.match(second.next, /12:00 16\/07\/2026/, "the opening for Huế, group 4");
  assert.notEqual(second.receipt, first.receipt);
  person.submitted = [c, d, a, e];
  await page.goto("/candidate/preferences/versions");
  await look(person, "preferences-versions");
});

stage("pays at the second attempt", "2026-07-17T09:00", async (person) => {
  const { page } = person;
  await page.goto("/candidate/payment");
  assert.match(await page.locator("main").innerText(), /60\.000/, "four preferences at 15,000 đồng");
  await look(person, "payment");
  await payWith(person, "Trả lệ phí", "Huỷ giao dịch", "gateway");
  await noticeTitled(page, "Thanh toán không thành công").waitFor();
  await look(person, "payment-return-cancelled");
  await link(page, "Đến trang lệ phí").click();
  await look(person, "payment-cancelled");
  await payWith(person, "Trả lại lệ phí", "Thanh toán");
  await noticeTitled(page, "Lệ phí đã nhận").waitFor();
  await look(person, "payment-return-paid");
  await link(page, "Đến trang lệ phí").click();
  await heading(page, "Lệ phí xét tuyển");
  await page.locator(".tag").getByText("Đã nhận").first().waitFor();
  assert.match(await answer(page, "Số biên nhận"), /\S{6,}/);
  assert.equal(await button(page, "Trả lệ phí").count(), 0, "nobody is asked to pay twice");
  await look(person, "payment-paid");
  await mailArrives(person, "Cổng Thí sinh: đã nhận lệ phí xét tuyển");
});

test("two people of the ministry run the matching and publish it for an instant", async () => {
  await setClock("2026-08-05T09:00");
  const [wide, narrow] = PEOPLE;
  const first = await asStaff(staff, OPERATOR, wide, runAndPropose);
  assert.match(first.candidates, /[1-9]/);
  await mailThat((mail) => mail.to.some(({ address }) => address === RELEASER)
    && mail.subject === "Cổng Thí sinh: một đề nghị công bố đang chờ bạn kiểm tra");
  const reason = "Chạy lại sau khi đối chiếu lệ phí.";
  await asStaff(staff, RELEASER, narrow, (session) => rejectProposal(session, first.address, reason));

  // Nothing has changed meanwhile, so the second run says so.
  const second = await asStaff(staff, OPERATOR, narrow, runAndPropose);
  await asStaff(staff, RELEASER, wide, async (session) => {
    await session.page.goto(second.address);
    await session.page.getByText("Cùng dữ liệu vào, cùng kết quả.").waitFor();
    await approveProposal(session);
  });
  for (const person of PEOPLE) {
    await asStaff(staff, OPERATOR, person, async (session) => {
      await session.page.goto("/ministry/matching");
      await session.page.getByText("Đang công bố").waitFor();
      await look(session, "ministry-matching-published");
      await session.page.goto(second.address);
      await look(session, "ministry-run");
    });
  }
});

stage("sees nothing before that instant, and neither does the university", "2026-08-13T16:59", async (person) => {
  const { page } = person;
  for (const path of ["/candidate/result", "/candidate/enrolment"]) {
    await page.goto(path);
    await noticeTitled(page, "Chưa công bố kết quả").waitFor();
    assert.doesNotMatch(await page.locator("main").innerText(), /Trúng tuyển/);
  }
  await look(person, "result-before");
  await asStaff(staff, person.staff, person, async (session) => {
    await look(session, "institution-before");
    assert.doesNotMatch(await session.page.locator("main").innerText(), /Trúng tuyển/);
  });
});

stage("reads why, preference by preference, and confirms once", "2026-08-14T09:00", async (person) => {
  const { page, context } = person;
  await page.goto("/candidate");
  await look(person, "candidate-home-result");
  await link(page, "Xem kết quả xét tuyển").click();
  await heading(page, "Kết quả xét tuyển");
  await look(person, "result");
  const sections = await page.locator("main section").filter({ has: page.locator("h3") }).allInnerTexts();
  assert.deepEqual(sections.map((text) => text.match(/Nguyện vọng \d: (.*)/)[1]), person.submitted);
  assert.match(sections[0], /Không được xét/);
  const admitted = sections.findIndex((text) => /Trúng tuyển/.test(text));
  assert.ok(admitted > 0, "one preference is admitted");
  assert.ok(sections[admitted].includes(person.score.replace(".", ",")), sections[admitted]);
  for (const better of sections.slice(1, admitted)) assert.match(better, /Chưa đủ điểm/);
  for (const worse of sections.slice(admitted + 1)) assert.match(worse, /Đã trúng tuyển nguyện vọng cao hơn/);
  person.admitted = person.programmes.find(({ name }) => name === person.submitted[admitted]);

  const other = await context.newPage();
  await other.goto("/candidate/enrolment");
  await link(page, "Xác nhận nhập học").click();
  await heading(page, "Xác nhận nhập học");
  await look(person, "enrolment");
  const receipts = [];
  for (const each of [page, other]) {
    await button(each, "Tôi hiểu và xác nhận nhập học").click();
    await heading(each, "Đã xác nhận nhập học");
    receipts.push(await each.locator(".panel-reference strong").innerText());
  }
  assert.equal(receipts[0], receipts[1], "confirming twice is confirming once");
  await other.close();
  [person.receipt] = receipts;
  await look(person, "enrolment-confirmed");
  await mailArrives(person, "Cổng Thí sinh: đã nhận xác nhận nhập học");
  await page.goto("/candidate");
  await look(person, "candidate-home-confirmed");
});

stage("is on the university's list, alone", "2026-08-15T09:00", async (person) => {
  const { code, name } = person.admitted;
  await asStaff(staff, person.staff, person, async (session) => {
    const { page } = session;
    const row = page.locator("tbody tr").filter({ has: link(page, name) });
    const counts = await row.locator("td").allInnerTexts();
    assert.deepEqual([counts[0], ...counts.slice(-2)].map((text) => text.trim()), [code, counts.at(-2).trim(), "1"]);
    assert.ok(Number(counts.at(-2)) >= 1, "admitted");
    await look(session, "institution");
    const { csv, xlsx } = await downloadConfirmed(session);
    assert.match(csv.name, new RegExp(`${person.institution}.*\\.csv$`));
    assert.match(xlsx.name, /\.xlsx$/);
    assert.deepEqual([...csv.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "the CSV says that it is UTF-8");
    const rows = csvRows(csv.bytes.toString("utf8"));
    assert.deepEqual(rows.map(({ "Thời điểm xác nhận": at, ...rest }) => [at.slice(0, 10), rest]), [["2026-08-14", {
      "Số báo danh": person.number, "Số định danh": person.identityNumber, "Họ và tên": person.name,
      "Ngày sinh": person.birthDate, "Giới tính": person.sex, "Mã xét tuyển": code, "Tên ngành, chương trình": name,
      "Điểm xét tuyển": person.score, "Tổ hợp": person.combination, "Số biên nhận": person.receipt,
    }]]);
    assert.deepEqual(xlsxRows(xlsx.bytes), rows, "both files say the same");
    await page.goto(`/institution/programmes/${code}`);
    assert.ok((await page.locator("main").innerText()).includes(person.name));
    await look(session, "institution-programme");
  });
});

test("every page of the season that needs a record was looked at", async (only) => {
  if (failed.size > 0) {
    only.skip("somebody fell out before");
    return;
  }
  const doors = await routes();
  // Opened like a page, the target of a form leads back to the form's own page.
  const targets = new Set(doors.filter(({ method }) => method === "POST").map(({ path }) => path));
  // Pages of offices that have no part in this story are none of its business, nor are payments that go wrong
  // (payments_operator.test.mjs), data that disagree with the registry (registry_case.test.mjs), the import of a roll
  // (school_roll.test.mjs) and what a disabled candidate needs (registration_kinds.test.mjs). A file is no page.
  const elsewhere = /^\/(ministry\/payments|candidate\/cases|school\/roll)\/|\/(files|arrangements|preview)(\/|$)/;
  const isOfSeason = (path) =>
    /^\/(candidate|school|institution|ministry|catalogue)\//.test(path) && !elsewhere.test(path);
  const pages = doors.filter(
    ({ method, path }) => method === "GET" && path.includes("{") && isOfSeason(path) && !targets.has(path),
  );
  const unseen = pages.filter(({ path }) => {
    const pattern = new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);
    return ![...looked].some((seen) => pattern.test(seen));
  });
  assert.deepEqual(unseen, []);
});

stage("signs out", "2026-08-15T10:00", async (person) => {
  const { page } = person;
  await button(page, "Đăng xuất").click();
  if (!person.javaScript) {
    // With scripts this page sends its form by itself.
    await heading(page, "Bạn đã đăng xuất khỏi cổng");
    await look(person, "sign-out-at-the-service");
    await button(page, "Đăng xuất ở dịch vụ định danh").click();
  }
  await page.waitForURL(/\/signed-out$/);
  await heading(page, "Bạn đã đăng xuất");
  await person.close();
});
