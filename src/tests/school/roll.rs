//! A class list from its upload to the roll: checked row by row, given back with what is wrong, accepted once.

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, FormFile, TestApp},
    usecases::system::check_rolls,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sqlx::Row as _;

use super::submitted::{SCHOOL_A, SCHOOL_B};

const HEAD: &str = "Số định danh,Họ và tên,Ngày sinh,Giới tính,Dân tộc,Lớp,Ghi chú\r\n";
const GOOD: &str = "046208000111,Lê Văn Tốt,05/03/2008,Nam,Kinh,12B1,thích đá bóng\r\n";

async fn at_work() -> (TestApp, Browser) {
    let app = TestApp::start("2026-04-22T09:00").await;
    let staff = app.staff(SCHOOL_A).await;
    let browser = app.browser_as(&staff).await;
    (app, browser)
}

const fn file<'a>(name: &'a str, bytes: &'a [u8]) -> FormFile<'a> {
    FormFile { field: "file", name, bytes }
}

/// Uploads, lets the job work, and gives the page of the file.
async fn checked(app: &TestApp, browser: &mut Browser, name: &str, bytes: &[u8]) -> (String, Answer) {
    let posted = browser.post_file("/school/roll", &[], file(name, bytes)).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER, "{}", posted.text);
    check_rolls::run(&app.ctx).await.unwrap();
    let path = posted.location.split('?').next().unwrap_or_default().to_owned();
    let page = browser.get(&path).await;
    (path, page)
}

async fn accept(app: &TestApp, browser: &mut Browser, path: &str, form: &[(&str, &str)]) -> Answer {
    let posted = browser.post(&format!("{path}/accept"), form).await;
    check_rolls::run(&app.ctx).await.unwrap();
    posted
}

/// Number, name, class and unit's code of everybody in the classes of these tests.
async fn roll(app: &TestApp) -> Vec<(String, String, String)> {
    let rows = sqlx::query(
        "SELECT identity_number, full_name, class_name FROM school_roll_entry WHERE class_name LIKE '12B%' ORDER BY 1",
    );
    let rows = rows.fetch_all(app.owner()).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(app.owner()).await.unwrap()
}

fn entry(number: &str, name: &str, class: &str) -> (String, String, String) {
    (number.to_owned(), name.to_owned(), class.to_owned())
}

#[tokio::test]
async fn good_rows_come_in_and_wrong_ones_are_told_with_what_is_allowed() {
    let (app, mut browser) = at_work().await;
    let list = format!(
        "TRƯỜNG THPT SÔNG HƯƠNG\r\n{HEAD}{GOOD}46208000112,Trần Văn Không,06/03/2008,Nam,01,12B1,\r\n\
         046308000113,Lê Thị Ngày,31/02/2008,Nữ,Kinh,12B1,=1+1\r\n046208000111,Lê Văn Trùng,05/03/2008,Nam,Kinh,12B2,\r\n"
    );
    let (path, page) = checked(&app, &mut browser, "lop12B.csv", list.as_bytes()).await;
    for words in
        ["Đã kiểm tra, chưa nhận", "không phải ngày có thật", "05/03/2008", "trùng với một dòng trước", "Nhận 2 dòng"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(page.text.contains("đã được thêm lại số 0 ở đầu"), "{}", page.text);
    assert!(roll(&app).await.is_empty(), "nothing changes before it is accepted");

    let returned = browser.get(&format!("{path}/file")).await;
    assert_eq!(returned.headers["content-disposition"], "attachment; filename=\"lop12B-ket-qua.csv\"");
    let lines: Vec<&str> = returned.text.split("\r\n").collect();
    assert_eq!(
        lines[1],
        format!("\u{feff}{HEAD}").trim_start_matches('\u{feff}').trim_end().to_owned() + ",Kết quả kiểm tra,Lỗi"
    );
    assert!(lines[2].ends_with("thích đá bóng,Tốt: học sinh mới,"), "{}", lines[2]);
    assert!(lines[4].contains("'=1+1,Lỗi,") && lines[4].contains("Cột “Ngày sinh”: không phải ngày"), "{}", lines[4]);
    assert!(lines[5].contains("trùng với dòng 3"), "{}", lines[5]);

    let unsaid = accept(&app, &mut browser, &path, &[("rows", "2")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "wrong rows are not left out unsaid");
    let other = accept(&app, &mut browser, &path, &[("rows", "3"), ("good_alone", "yes")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "another number of rows than was shown");
    assert!(roll(&app).await.is_empty());
    let accepted = accept(&app, &mut browser, &path, &[("rows", "2"), ("good_alone", "yes")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.text);
    let expected = [entry("046208000111", "Lê Văn Tốt", "12B1"), entry("046208000112", "Trần Văn Không", "12B1")];
    assert_eq!(roll(&app).await, expected);
    let page = browser.get(&path).await;
    assert!(page.text.contains("Đã ghi 2 dòng vào danh sách."), "{}", page.text);
    let again = accept(&app, &mut browser, &path, &[("rows", "2"), ("good_alone", "yes")]).await;
    assert_eq!((again.status, roll(&app).await.len()), (StatusCode::CONFLICT, 2));
}

#[tokio::test]
async fn the_returned_file_alone_is_enough_to_correct_and_twice_changes_nothing() {
    let (app, mut browser) = at_work().await;
    let list = format!("{HEAD}{GOOD}046308000113,Lê Thị Ngày,31/02/2008,Nữ,Kinh,12B1,\r\n");
    let (path, _) = checked(&app, &mut browser, "12B.csv", list.as_bytes()).await;
    accept(&app, &mut browser, &path, &[("rows", "1"), ("good_alone", "yes")]).await;
    let returned = browser.get(&format!("{path}/file")).await.text;
    let corrected = returned.replace("31/02/2008", "28/02/2008");
    assert_ne!(corrected, returned);
    let (second, page) = checked(&app, &mut browser, "12B-ket-qua.csv", corrected.as_bytes()).await;
    assert!(page.text.contains("Nhận 1 dòng") && !page.text.contains("Chỉ nhận"), "{}", page.text);
    accept(&app, &mut browser, &second, &[("rows", "1")]).await;
    assert_eq!(roll(&app).await.len(), 2);
    let file = browser.get(&format!("{second}/file")).await.text;
    assert_eq!(file.matches("Kết quả kiểm tra").count(), 1, "the columns of the earlier check gave way: {file}");

    let written = "SELECT count(*) FROM audit_log WHERE action = 'roll_import.write'";
    assert_eq!(count(&app, written).await, 2);
    let known = browser.post_file("/school/roll", &[], self::file("x.csv", corrected.as_bytes())).await;
    assert_eq!(known.location, format!("{second}?known=yes"));
    assert!(browser.get(&known.location).await.text.contains("Tệp đã có"));
    let (_, page) = checked(&app, &mut browser, "12B.csv", format!("{corrected}\r\n").as_bytes()).await;
    assert!(page.text.contains("không có gì để nhận"), "{}", page.text);
    assert_eq!(count(&app, "SELECT count(*) FROM roll_import").await, 3);
}

#[tokio::test]
async fn whoever_came_in_by_a_file_is_a_candidate_at_the_first_sign_in() {
    let (app, mut browser) = at_work().await;
    sqlx::query("DELETE FROM school_roll_entry WHERE identity_number = '046308001374'")
        .execute(app.owner())
        .await
        .unwrap();
    let list = format!("{HEAD}046308001374,Nguyễn Thị Bình An,05/03/2008,Nữ,Kinh,12B3,\r\n");
    let (path, _) = checked(&app, &mut browser, "an.csv", list.as_bytes()).await;
    accept(&app, &mut browser, &path, &[("rows", "1")]).await;
    let an = app.candidate("an").await;
    let home = app.browser_as(&an).await.get("/candidate/registration/schools").await;
    assert!(home.text.contains("12B3"), "the class of the list is proposed: {}", home.text);
    // Now the ground of registration is the candidate's: a file cannot change it any more.
    let other = format!(
        "{},Diện dự thi\r\n046308001374,Nguyễn Thị Bình An,05/03/2008,Nữ,Kinh,12B3,,Đã tốt nghiệp\r\n",
        HEAD.trim_end()
    );
    let (_, page) = checked(&app, &mut browser, "an2.csv", other.as_bytes()).await;
    assert!(page.text.contains("khác với diện mà thí sinh đã đăng ký"), "{}", page.text);
}

#[tokio::test]
async fn windows_1258_with_semicolons_is_read_as_vietnamese() {
    let (app, mut browser) = at_work().await;
    let text = "Sô\u{301} đi\u{323}nh danh;Ho\u{323} và tên;Ngày sinh;Giơ\u{301}i tính;Dân tô\u{323}c;Lơ\u{301}p\r\n\
                046308000114;Nguyê\u{303}n Thi\u{323} Ơ\u{309}i;7-3-2008;Nư\u{303};Kinh;12B1\r\n";
    let (bytes, _, has_lost) = encoding_rs::WINDOWS_1258.encode(text);
    assert!(!has_lost && std::str::from_utf8(&bytes).is_err());
    let (path, page) = checked(&app, &mut browser, "cu.csv", &bytes).await;
    assert!(page.text.contains("WINDOWS-1258") && page.text.contains("Nhận 1 dòng"), "{}", page.text);
    for words in ["như hệ thống đọc được", "Nguyễn Thị Ởi", "07/03/2008", "…0114"] {
        assert!(page.text.contains(words), "what was read is seen before it is accepted, {words}: {}", page.text);
    }
    assert!(!page.text.contains("046308000114"), "the number stays hidden: {}", page.text);
    accept(&app, &mut browser, &path, &[("rows", "1")]).await;
    assert_eq!(roll(&app).await, [entry("046308000114", "Nguyễn Thị Ởi", "12B1")]);
    let returned = browser.get(&format!("{path}/file")).await;
    assert!(returned.text.contains("Nguyễn Thị Ởi"), "{}", returned.text);
}

/// A workbook as people make it: the number as a quantity, the day as a date.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (0..).zip(["STT", "Họ và tên", "Số CCCD", "Ngày sinh", "Giới tính", "Dân tộc", "Lớp"])
    {
        sheet.write_string(2, column, heading).unwrap();
    }
    sheet.write_string(0, 0, "DANH SÁCH LỚP 12B1").unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (line, number, name) in [(3, 46_208_000_115.0, "Phan Văn Số"), (5, 462_080_001.0, "Phan Văn Sai")] {
        sheet.write_number(line, 0, 1.0).unwrap();
        sheet.write_string(line, 1, name).unwrap();
        sheet.write_number(line, 2, number).unwrap();
        sheet.write_datetime_with_format(line, 3, ExcelDateTime::from_ymd(2008, 3, 8).unwrap(), &day).unwrap();
        for (column, value) in (4..).zip(["Nam", "Kinh", "12B1"]) {
            sheet.write_string(line, column, value).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_workbook_gives_lost_zeros_back_or_says_what_to_do() {
    let (app, mut browser) = at_work().await;
    let (path, page) = checked(&app, &mut browser, "12B1.xlsx", &workbook()).await;
    for words in ["đã được thêm lại số 0 ở đầu", "Định dạng cột là Văn bản (Text)", "bỏ qua 1 dòng lỗi"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let returned = browser.get(&format!("{path}/file")).await;
    assert!(returned.content_type.contains("spreadsheetml") && returned.bytes.starts_with(b"PK"));
    let (_, again) = checked(&app, &mut browser, "12B1-ket-qua.xlsx", &returned.bytes).await;
    assert!(again.text.contains("bỏ qua 1 dòng lỗi"), "the returned workbook is read as the first: {}", again.text);
    accept(&app, &mut browser, &path, &[("rows", "1"), ("good_alone", "yes")]).await;
    assert_eq!(roll(&app).await, [entry("046208000115", "Phan Văn Số", "12B1")]);
}

#[tokio::test]
async fn the_templates_are_read_and_have_nobody() {
    let (app, mut browser) = at_work().await;
    for format in ["csv", "xlsx"] {
        let template = browser.get(&format!("/school/roll/template.{format}")).await;
        assert_eq!(template.status, StatusCode::OK);
        let (_, page) = checked(&app, &mut browser, &format!("mau.{format}"), &template.bytes).await;
        assert!(page.text.contains("Dưới dòng tiêu đề không có học sinh nào."), "{format}: {}", page.text);
    }
}

#[tokio::test]
async fn what_is_no_class_list_is_told_so() {
    let (app, mut browser) = at_work().await;
    let large = vec![b'a'; 17 * 1024 * 1024];
    let refused: [(&str, &[u8], &str); 5] = [
        ("", b"", "Nhập hoặc chọn thông tin này"),
        ("rong.csv", b"", "Tệp rỗng"),
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "có mật khẩu"),
        ("anh.csv", b"\x89PNG\r\n\x1a\n\0", "không phải tệp XLSX hay CSV"),
        ("lon.csv", &large, "không quá 16 MB"),
    ];
    for (name, bytes, words) in refused {
        let answer = browser.post_file("/school/roll", &[], file(name, bytes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.text);
        assert!(answer.text.contains(words) && answer.text.contains("Có chỗ cần sửa"), "{words}: {}", answer.text);
    }
    assert_eq!(count(&app, "SELECT count(*) FROM roll_import").await, 0);
    let unreadable: [(&str, &[u8], &str); 3] = [
        ("thieu.csv", "Họ và tên,Ngày sinh,Lớp\r\nA,1,2\r\n".as_bytes(), "“Số định danh”, “Giới tính”, “Dân tộc”"),
        ("thu.csv", "Kính gửi nhà trường".as_bytes(), "Không tìm thấy các cột"),
        ("hong.xlsx", b"PK\x03\x04 and then nothing", "Tệp bị hỏng"),
    ];
    for (name, bytes, words) in unreadable {
        let (_, page) = checked(&app, &mut browser, name, bytes).await;
        assert!(page.text.contains(words) && !page.text.contains("/accept"), "{words}: {}", page.text);
    }
}

#[tokio::test]
async fn a_school_sees_and_changes_its_own_list_alone() {
    let (app, mut browser) = at_work().await;
    let (path, _) = checked(&app, &mut browser, "12B.csv", format!("{HEAD}{GOOD}").as_bytes()).await;
    accept(&app, &mut browser, &path, &[("rows", "1")]).await;
    let mut other = app.browser_as(&app.staff(SCHOOL_B).await).await;
    for door in ["", "/status", "/file"] {
        assert_eq!(other.get(&format!("{path}{door}")).await.status, StatusCode::NOT_FOUND, "{door}");
    }
    assert!(!other.get("/school/roll").await.text.contains("12B.csv"));
    let taken = format!("{HEAD}{}", GOOD.replace("12B1", "12B9"));
    let (_, page) = checked(&app, &mut other, "khac.csv", taken.as_bytes()).await;
    assert!(page.text.contains("đang thuộc danh sách của một đơn vị khác"), "{}", page.text);
    assert!(!page.text.contains("Sông Hương"), "it is not told whose: {}", page.text);
    assert_eq!(roll(&app).await, [entry("046208000111", "Lê Văn Tốt", "12B1")]);
}

#[tokio::test]
async fn a_file_without_the_form_token_is_refused_and_not_kept() {
    let (app, mut browser) = at_work().await;
    let list = format!("{HEAD}{GOOD}");
    let sent = file("12B.csv", list.as_bytes());
    let of_other = app.browser().form_token().await;
    for fields in [&[][..], &[("form_token", of_other.as_str())][..]] {
        let answer = browser.post_file_without_token("/school/roll", fields, sent).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
    }
    assert_eq!(browser.post("/school/roll", &[]).await.status, StatusCode::FORBIDDEN, "another kind of body");
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    assert_eq!(candidate.post_file("/school/roll", &[], sent).await.status, StatusCode::FORBIDDEN);
    assert_eq!(count(&app, "SELECT count(*) FROM roll_import").await, 0);
}

#[tokio::test]
async fn what_a_worker_left_undone_another_takes_up_when_its_claim_lapses() {
    let (app, mut browser) = at_work().await;
    let list = format!("{HEAD}{GOOD}");
    let posted = browser.post_file("/school/roll", &[], file("12B.csv", list.as_bytes())).await;
    sqlx::query("UPDATE roll_import SET lease_until = $1, tries = 1, progress_per_mille = 400")
        .bind(app.ctx.clock.machine_now().plus_minutes(5).to_utc())
        .execute(app.owner())
        .await
        .unwrap();
    assert_eq!(check_rolls::run(&app.ctx).await.unwrap(), 0, "it is another worker's");
    let waiting = browser.get(&posted.location).await;
    assert!(waiting.text.contains("Đang kiểm tra từng dòng: 40 %"), "{}", waiting.text);
    assert!(waiting.text.contains("http-equiv=\"refresh\""), "without scripts it is loaded again: {}", waiting.text);
    app.ctx.clock.advance_machine(5 * 60);
    assert_eq!(check_rolls::run(&app.ctx).await.unwrap(), 1);
    assert!(browser.get(&posted.location).await.text.contains("Nhận 1 dòng"));
}

#[tokio::test]
async fn after_a_week_what_the_file_held_is_gone() {
    let (app, mut browser) = at_work().await;
    let (path, _) = checked(&app, &mut browser, "12B.csv", format!("{HEAD}{GOOD}").as_bytes()).await;
    app.ctx.clock.advance(7 * 24 * 60 + 1);
    check_rolls::run(&app.ctx).await.unwrap();
    let left = "SELECT (SELECT count(*) FROM roll_import_piece) + (SELECT count(*) FROM roll_import_row)
        + (SELECT count(*) FROM roll_import WHERE sample IS NOT NULL)";
    assert_eq!(count(&app, left).await, 0);
    let mut browser = app.browser_as(&app.staff(SCHOOL_A).await).await;
    assert_eq!(browser.get(&format!("{path}/file")).await.status, StatusCode::NOT_FOUND);
    let page = browser.get(&path).await;
    assert!(page.text.contains("đã được xóa sau thời hạn giữ") && !page.text.contains("/accept"), "{}", page.text);
}

/// Rows of a list of a whole school, each with another number and class 12B0 to 12B8.
fn many(rows: u32) -> Vec<String> {
    (0..rows).map(|row| format!("0462080{row:05},Lê Văn Đông,05/03/2008,Nam,Kinh,12B{},\r\n", row % 9)).collect()
}

async fn counts(app: &TestApp, path: &str) -> [i32; 5] {
    let id: uuid::Uuid = path.rsplit('/').next().unwrap_or_default().parse().unwrap();
    let row = sqlx::query(
        "SELECT ARRAY[rows_read, rows_new, rows_changed, rows_same, rows_wrong] FROM roll_import WHERE id = $1",
    );
    row.bind(id).fetch_one(app.owner()).await.unwrap().get::<Vec<i32>, _>(0).try_into().unwrap()
}

#[tokio::test]
async fn of_a_long_list_each_row_gets_its_own_verdict() {
    const ROWS: u32 = 2_503;
    let (app, mut browser) = at_work().await;
    let mut rows = many(ROWS);
    let (path, _) = checked(&app, &mut browser, "dai.csv", [HEAD, &rows.concat()].concat().as_bytes()).await;
    assert_eq!(counts(&app, &path).await, [2_503, 2_503, 0, 0, 0]);
    accept(&app, &mut browser, &path, &[("rows", "2503")]).await;
    assert_eq!(roll(&app).await.len(), 2_503);

    // One of each kind, in different batches.
    rows[7] = rows[7].replace("12B7", "12B8");
    rows[1_500] = rows[1_500].replace("05/03/2008", "31/02/2008");
    rows.insert(2_100, GOOD.replace("046208000111", "046308009999").replace("Nam", "Nữ"));
    rows[2_400] = rows[2_400].replace("Lê Văn Đông", "Lê Văn Đồng");
    let (path, _) = checked(&app, &mut browser, "dai2.csv", [HEAD, &rows.concat()].concat().as_bytes()).await;
    assert_eq!(counts(&app, &path).await, [2_504, 1, 2, 2_500, 1]);
    let returned = browser.get(&format!("{path}/file")).await.text;
    let results: Vec<&str> = returned.lines().collect();
    for (line, words) in [(8, "cập nhật"), (1_501, "Lỗi"), (2_101, "học sinh mới"), (2_401, "cập nhật")] {
        assert!(results[line].contains(words), "{line}: {}", results[line]);
    }
    accept(&app, &mut browser, &path, &[("rows", "3"), ("good_alone", "yes")]).await;
    let written = roll(&app).await;
    assert_eq!(written.len(), 2_504);
    for expected in [
        entry("046208000007", "Lê Văn Đông", "12B8"),
        entry("046208001500", "Lê Văn Đông", "12B6"),
        entry("046308009999", "Lê Văn Tốt", "12B1"),
        entry("046208002399", "Lê Văn Đồng", "12B5"),
    ] {
        assert!(written.contains(&expected), "{expected:?}");
    }
}

#[tokio::test]
async fn a_file_that_brings_its_writers_down_is_given_up() {
    let (app, mut browser) = at_work().await;
    let (path, _) = checked(&app, &mut browser, "12B.csv", format!("{HEAD}{GOOD}").as_bytes()).await;
    browser.post(&format!("{path}/accept"), &[("rows", "1")]).await;
    sqlx::query("UPDATE roll_import SET tries = 3").execute(app.owner()).await.unwrap();
    check_rolls::run(&app.ctx).await.unwrap();
    let page = browser.get(&path).await;
    assert!(page.text.contains("không phải lỗi của bạn"), "{}", page.text);
    assert!(roll(&app).await.is_empty());
}
