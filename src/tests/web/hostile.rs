//! Texts that somebody chose to do harm, or that merely are unusual, through every form and list: kept and shown as
//! text, put right, or refused with a message; never run, never lost without a word, never a fault.

use axum::http::StatusCode;
use portal::{
    domain::{
        candidate::{contact::ContactForm, name::FullName},
        field_errors::FieldErrorCode::{BadCharacters, TooLong},
    },
    testing::{Answer, Browser, TestApp},
};
use scraper::{Html, Selector};

use crate::{
    institution::published_season,
    school::submitted::{SCHOOL_A, submitted},
    small_season,
};

const OPEN: &str = "2026-04-22T09:00";
const SCRIPT: &str = "\"><script>alert(1)</script>";
const LONG: &str = "ẵ";

/// What is sent, and what stands afterwards; `None` where it is refused.
fn texts() -> Vec<(String, Option<String>)> {
    let kept = |text: &str| (text.to_owned(), Some(text.to_owned()));
    let mended = |text: &str, stored: &str| (text.to_owned(), Some(stored.to_owned()));
    vec![
        kept(SCRIPT),
        kept("'; DROP TABLE candidate; --"),
        kept("{{7*7}} ${7*7} <%= 7*7 %>"),
        kept("<img src=x onerror=alert(1)>"),
        kept("</textarea></title><b>"),
        kept("&lt;b&gt; &amp;amp;"),
        kept("Đường Đ/đ, phường Đúc"),
        kept("=HYPERLINK(\"http://evil.example\")"),
        kept("عنوان مريم"),
        kept("🏠 12"),
        ("\u{202e}gnad iĐ".to_owned(), None),
        mended("7 Lê\u{200b} Lợi\u{feff}", "7 Lê Lợi"),
        mended("Le\u{302} Lo\u{31b}\u{323}i", "Lê Lợi"),
        kept(&LONG.repeat(200)),
        (LONG.repeat(600), None),
        ("7 Lê Lợi\u{1b}[31m".to_owned(), None),
        ("\u{200b}\u{202e}".to_owned(), None),
    ]
}

/// Whether the page shows `text` as text: in an element, or as the value of a field.
fn shows(answer: &Answer, text: &str) -> bool {
    let document = Html::parse_document(&answer.text);
    let all = Selector::parse("*").unwrap();
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = squeeze(text);
    let shown = squeeze(&document.root_element().text().collect::<String>());
    shown.contains(&text)
        || document.select(&all).any(|found| found.value().attrs().any(|(_, value)| squeeze(value) == text))
}

/// Nothing of a text has become markup.
fn assert_harmless(answer: &Answer, case: &str) {
    let document = Html::parse_document(&answer.text);
    for element in ["script:not([src])", "img", "[onerror]", "main b"] {
        let found = document.select(&Selector::parse(element).unwrap()).count();
        assert_eq!(found, 0, "{case}: {element}: {}", answer.text);
    }
    assert!(answer.status.as_u16() < 500, "{case}: {}", answer.text);
}

async fn candidate(app: &TestApp) -> Browser {
    let actor = app.candidate("an").await;
    app.browser_as(&actor).await
}

/// The version that the page of a section carries; 0 for one that cannot be begun yet.
async fn version(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await;
    let field = Selector::parse("main input[name=version]").unwrap();
    let document = Html::parse_document(&page.text);
    let found = document.select(&field).next().and_then(|field| field.value().attr("value")).map(str::to_owned);
    found.unwrap_or_else(|| "0".to_owned())
}

#[tokio::test]
async fn an_address_is_kept_as_text_or_refused_and_kept_in_its_field() {
    let app = TestApp::start(OPEN).await;
    let mut browser = candidate(&app).await;
    let path = "/candidate/registration/contact";
    for (text, stored) in texts() {
        let version = version(&mut browser, path).await;
        let form = [("phone", "0912345678"), ("email", "an@example.vn"), ("address", &text), ("version", &version)];
        let answer = browser.post(path, &form).await;
        assert_harmless(&answer, &text);
        match stored {
            Some(stored) => {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{text:?}: {}", answer.text);
                // The draft keeps what was typed; what is submitted is what the domain makes of it.
                let page = browser.get(path).await;
                assert_harmless(&page, &text);
                assert!(shows(&page, &text), "{text:?}: {}", page.text);
                let form = ContactForm { phone: "0912345678".into(), email: "an@example.vn".into(), address: text };
                assert_eq!(form.parse().map(|contact| contact.address), Ok(stored));
                for path in ["/candidate/registration/check", "/candidate/registration"] {
                    assert_harmless(&browser.get(path).await, path);
                }
            }
            None => {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text:?}");
                assert!(answer.text.contains("error-summary"), "{text:?}: {}", answer.text);
            }
        }
    }
}

#[tokio::test]
async fn every_field_of_every_section_takes_hostile_text_without_a_fault() {
    let app = TestApp::start(OPEN).await;
    let mut browser = candidate(&app).await;
    let sections: [(&str, &[&str]); 13] = [
        ("identity", &["seen"]),
        ("origin", &["birth_province", "birth_country", "citizenship", "nationality", "ethnic_group"]),
        ("residence", &["residence_commune", "over_18_months"]),
        ("studied", &["studied_vat_li"]),
        ("contact", &["phone", "email", "address"]),
        ("schools", &["school_10", "school_11", "school_12", "class_12", "graduation_year"]),
        ("papers", &["elective_1", "elective_2", "language"]),
        (
            "exemption",
            &["claims_exemption", "certificate", "certificate_score", "listening", "issuer", "issued_on", "expires_on"],
        ),
        ("graduation", &["graduation_category", "encouragement"]),
        ("arrangements", &["needs_arrangements", "arrangement_note"]),
        ("priority", &["residence_ground", "area", "category_code"]),
        ("admission", &["use_for_admission"]),
        ("declaration", &["accepted"]),
    ];
    for (section, fields) in sections {
        let path = format!("/candidate/registration/{section}");
        for (text, _) in texts().into_iter().step_by(4) {
            let version = version(&mut browser, &path).await;
            let mut form: Vec<(&str, &str)> = fields.iter().map(|field| (*field, text.as_str())).collect();
            form.push(("version", &version));
            let answer = browser.post(&path, &form).await;
            assert_harmless(&answer, &format!("{section} {text:?}"));
            assert_harmless(&browser.get(&path).await, section);
        }
    }
    assert_harmless(&browser.get("/candidate/registration/check").await, "check");
}

#[tokio::test]
async fn the_character_nul_is_refused_everywhere_with_a_page() {
    let app = TestApp::start(OPEN).await;
    let mut browser = candidate(&app).await;
    let form = [("phone", "0912345678"), ("email", "an@example.vn"), ("address", "a\0b"), ("version", "0")];
    let mut answers = vec![browser.post("/candidate/registration/contact", &form).await];
    for path in ["/catalogue?q=a%00b", "/catalogue/B%00A/IT1", "/sign-in?return_to=%00", "/%00"] {
        answers.push(browser.get(path).await);
    }
    for answer in answers {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
        assert!(answer.text.contains("Không đọc được yêu cầu"), "{}", answer.text);
    }
}

#[tokio::test]
async fn search_words_are_shown_as_words() {
    let app = TestApp::start(OPEN).await;
    for (text, _) in texts().into_iter().filter(|(text, _)| text.len() < 500) {
        for part in ["", "results"] {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("q", &text).append_pair("province", &text).append_pair("part", part);
            let answer = app.browser().get(&format!("/catalogue?{}", query.finish())).await;
            assert_harmless(&answer, &text);
        }
    }
}

#[tokio::test]
async fn what_a_school_writes_is_text_for_the_candidate() {
    let app = TestApp::start(OPEN).await;
    let id = submitted(&app, "an").await;
    let staff = app.staff(SCHOOL_A).await;
    let mut school = app.browser_as(&staff).await;
    let path = format!("/school/registrations/{}/reject", id.0);
    for (text, stored) in texts() {
        for step in ["preview", "edit"] {
            let form = [("version", "1"), ("category", "other"), ("text", text.as_str()), ("step", step)];
            let answer = school.post(&path, &form).await;
            assert_harmless(&answer, &text);
            assert!(stored.is_none() || step == "edit" || answer.status == StatusCode::OK, "{text:?}: {}", answer.text);
        }
    }
    let text = format!("{SCRIPT}\u{feff}\u{200b} Đ/đ");
    let form = [("version", "1"), ("category", "other"), ("text", text.as_str()), ("step", "send")];
    assert_eq!(school.post(&path, &form).await.status, StatusCode::SEE_OTHER);
    let mut browser = candidate(&app).await;
    for path in ["/candidate", "/candidate/registration"] {
        let page = browser.get(path).await;
        assert_harmless(&page, path);
        assert!(!page.text.contains('\u{feff}') && !page.text.contains('\u{200b}'), "{path}");
    }
    assert!(shows(&browser.get("/candidate/registration").await, &format!("{SCRIPT} Đ/đ")));
}

#[tokio::test]
async fn why_a_proposal_is_rejected_is_text_for_the_proposer() {
    let app = small_season::start(small_season::MATCHING).await;
    let mut operator = app.browser_as(&app.staff(small_season::OPERATOR).await).await;
    let mut releaser = app.browser_as(&app.staff(small_season::RELEASER).await).await;
    let run = operator.post("/ministry/matching/run", &[]).await.location;
    let propose = [("visible_from", "2026-08-13T17:00")];
    for (text, stored) in texts() {
        operator.post(&format!("{run}/propose"), &propose).await;
        let proposal = small_season::open_proposal(&app).await;
        let form = [("proposal", proposal.as_str()), ("reason", text.as_str())];
        let answer = releaser.post(&format!("{run}/reject"), &form).await;
        assert_harmless(&answer, &text);
        assert_eq!(answer.status == StatusCode::SEE_OTHER, stored.is_some(), "{text:?}: {}", answer.text);
        if let Some(stored) = stored {
            let page = operator.get(&run).await;
            assert_harmless(&page, &text);
            assert!(shows(&page, &stored), "{text:?}");
        }
    }
}

#[tokio::test]
async fn hostile_names_in_the_tables_are_text_in_every_list_and_file() {
    let app = published_season::start(published_season::AFTER).await;
    let names = format!(
        "UPDATE person SET full_name = CASE WHEN subject LIKE '%5' THEN '{SCRIPT}' WHEN subject LIKE '%6' THEN
             U&'\\202E\\200BTr\\1EA7n' ELSE full_name END"
    );
    sqlx::query(sqlx::AssertSqlSafe(names)).execute(app.owner()).await.unwrap();
    let mut institution = app.browser_as(&app.staff("tuyensinh.bka@demo.example.vn").await).await;
    let list = institution.get("/institution/programmes/IT1").await;
    assert_harmless(&list, "list");
    assert!(shows(&list, SCRIPT), "{}", list.text);
    let csv = institution.get("/institution/confirmed.csv?purpose=enrolment").await;
    assert!(csv.text.contains("\"\"\"><script>alert(1)</script>\""), "a quote within quotes (RFC 4180)");
    assert_eq!(csv.headers["x-content-type-options"], "nosniff", "and no browser takes the file for a page");
    let xlsx = institution.get("/institution/confirmed.xlsx?purpose=enrolment").await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx.bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.ends_with(".xml")) {
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut xml).unwrap();
        assert!(!xml.contains("<script") && !xml.contains("<f>"), "{name}");
    }
    let staff = app.staff(SCHOOL_A).await;
    let mut school = app.browser_as(&staff).await;
    for path in ["/school", "/school?q=script"] {
        assert_harmless(&school.get(path).await, path);
    }
}

#[test]
fn a_name_has_letters_alone() {
    let cases = [
        ("Đỗ Thị Ánh", Ok("Đỗ Thị Ánh")),
        ("  Nguye\u{302}\u{303}n   Va\u{306}n  A ", Ok("Nguyễn Văn A")),
        ("H'Hen Niê", Ok("H'Hen Niê")),
        ("مريم", Ok("مريم")),
        (SCRIPT, Err(BadCharacters)),
        ("\u{202e}nA", Err(BadCharacters)),
        ("A\u{200b}n", Err(BadCharacters)),
        ("A\u{feff}n", Err(BadCharacters)),
        ("An\0", Err(BadCharacters)),
        ("=1+1", Err(BadCharacters)),
    ];
    for (text, expected) in cases {
        let read = FullName::parse(text);
        assert_eq!(read.as_ref().map(FullName::as_str).map_err(Clone::clone), expected, "{text:?}");
    }
    assert_eq!(FullName::parse(&LONG.repeat(200)), Err(TooLong { max: 100 }));
}
