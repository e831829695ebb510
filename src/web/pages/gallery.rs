//! `/gallery`: every component of the design system, in the states that matter.

use leptos::prelude::*;

use crate::{
    domain::{
        field_errors::{FieldErrorCode, FieldErrors},
        money::Dong,
        score::Score,
        time::Instant,
    },
    web::{components::*, i18n::Lang},
};

/// `GET /gallery`
pub async fn get(page: crate::web::page::Page) -> axum::response::Response {
    page.ok(page.t("Bộ thành phần giao diện", "Component gallery"), || view(page.lang))
}

/// The body of the page.
#[must_use]
pub fn view(lang: Lang) -> AnyView {
    let errors = errors();
    view! {
        {breadcrumbs(lang, &[("/", lang.t("Trang chủ", "Home")), ("/help", lang.t("Trợ giúp", "Help"))])}
        {error_summary(lang, &errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{lang.t("Bộ thành phần giao diện", "Component gallery")}</h1>
        <p class="lead">
            {lang.t(
                "Mọi trang của Cổng Thí sinh được ghép từ các thành phần dưới đây.",
                "Every page of the portal is made of the components below.",
            )}
        </p>
        {words(lang)} {actions(lang)} {fields(lang, &errors)} {choosing(lang, &errors)} {journey(lang)} {facts(lang)}
        {messages(lang)} {data(lang)}
    }
    .into_any()
}

fn errors() -> FieldErrors {
    let mut errors = FieldErrors::new();
    errors.push("phone", FieldErrorCode::NotAPhoneNumber);
    errors.push("language", FieldErrorCode::Missing);
    errors.push("wants_revision", FieldErrorCode::Missing);
    errors.push("promise", FieldErrorCode::NotAccepted);
    errors
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "phone" => lang.t("Số điện thoại", "Telephone number"),
        "language" => lang.t("Thứ tiếng dự thi", "Language of the paper"),
        "wants_revision" => lang.t("Bạn có dùng điểm bảo lưu không?", "Do you use reserved marks?"),
        "promise" => lang.t("Lời cam đoan", "Declaration"),
        _ => "",
    }
}

fn words(lang: Lang) -> AnyView {
    view! {
        <section>
            <h2>{lang.t("Chữ", "Text")}</h2>
            <h3>{lang.t("Đề mục cấp ba: Ẩ Ẫ Ỗ Ữ Ự Ặ Ể ỵ ặ ậ ộ ợ", "Third heading: Ẩ Ẫ Ỗ Ữ Ự Ặ Ể ỵ ặ ậ ộ ợ")}</h3>
            <p>
                {lang.t(
                    "Thí sinh đặt nguyện vọng mình muốn nhất lên đầu; thứ tự nguyện vọng không ảnh hưởng đến điểm. Xem ",
                    "Put the preference you want most first; the order does not change any score. See ",
                )} <a href="/help">{lang.t("cách xếp nguyện vọng", "how to order preferences")}</a> "."
            </p>
            <ul>
                <li>{lang.t("Nguyễn Thị Hường, Đỗ Kiều Oanh, Bùi Thuỵ Vũ", "Nguyễn Thị Hường, Đỗ Kiều Oanh, Bùi Thuỵ Vũ")}</li>
                <li>{lang.t("Lệ phí: ", "Fee: ")} {money(Dong::new(135_000))}</li>
                <li>{lang.t("Hạn cuối: ", "Closes: ")} {Instant::vietnam(2026, 7, 14, 17, 0).map(instant_view)}</li>
                <li>{lang.t("Điểm xét tuyển: ", "Admission score: ")} {lang.score(Score::from_hundredths(27_50))}</li>
            </ul>
            {inset(
                text(
                    lang.t(
                        "Bạn sửa được nguyện vọng không giới hạn số lần cho đến hạn cuối.",
                        "You can change your preferences as often as you like until they close.",
                    ),
                ),
            )}
            {details(
                lang.t("Không có căn cước?", "No identity card?"),
                view! {
                    <p>
                        {lang.t(
                            "Mang giấy xác nhận số định danh cá nhân đến điểm tiếp nhận hồ sơ.",
                            "Bring the certificate of your personal number to your registration unit.",
                        )}
                    </p>
                }
                    .into_any(),
            )}
        </section>
    }
    .into_any()
}

fn actions(lang: Lang) -> AnyView {
    let withdraw =
        Button { look: ButtonLook::Warning, label: lang.t("Huỷ nguyện vọng", "Withdraw"), ..Button::default() };
    let save = Button { look: ButtonLook::Secondary, label: lang.t("Lưu nháp", "Save draft"), ..Button::default() };
    let remove = Button {
        look: ButtonLook::Link,
        label: lang.t("Xoá", "Remove"),
        hidden: lang.t("nguyện vọng 2", "preference 2"),
        name: "remove",
        value: "2",
        ..Button::default()
    };
    view! {
        <section>
            <h2>{lang.t("Nút", "Buttons")}</h2>
            {buttons(
                vec![
                    submit(lang.t("Kiểm tra rồi nộp", "Check and submit")),
                    button(save),
                    button(withdraw),
                    button_link(ButtonLook::Secondary, lang.t("Tải PDF", "Download PDF"), "/help"),
                    button(remove),
                ],
            )}
            {back_link(lang, "/")}
        </section>
    }
    .into_any()
}

fn fields(lang: Lang, errors: &FieldErrors) -> AnyView {
    let name = TextInput {
        lang,
        name: "full_name",
        label: lang.t("Họ, chữ đệm và tên", "Full name"),
        hint: lang.t("Đúng như trên căn cước", "As on the identity card"),
        value: "Nguyễn Thị Hường",
        autocomplete: "name",
        ..TextInput::default()
    };
    let phone = TextInput {
        lang,
        name: "phone",
        label: label(lang, "phone"),
        hint: lang.t("Chúng tôi nhắn tin khi hồ sơ bị trả lại", "We text you when your form is returned"),
        value: "0912 34",
        kind: InputKind::Tel,
        autocomplete: "tel",
        width: Width::Medium,
        error: errors.of("phone"),
        ..TextInput::default()
    };
    let born_on = TextInput {
        lang,
        name: "born_on",
        label: lang.t("Ngày sinh", "Date of birth"),
        hint: lang.t("Ví dụ 05/03/2008", "For example 05/03/2008"),
        value: "05/03/2008",
        kind: InputKind::Date,
        width: Width::Short,
        autocomplete: "bday",
        ..TextInput::default()
    };
    let mark = TextInput {
        lang,
        name: "mark",
        label: lang.t("Điểm", "Mark"),
        kind: InputKind::Decimal,
        width: Width::Tiny,
        ..TextInput::default()
    };
    let reason = Textarea {
        lang,
        name: "reason",
        label: lang.t("Lý do", "Reason"),
        value: "Ảnh chưa rõ mặt.\nChụp lại trên nền sáng.",
        rows: 3,
        is_optional: true,
        ..Textarea::default()
    };
    let picture = FileInput {
        lang,
        name: "picture",
        label: lang.t("Chọn ảnh", "Choose a picture"),
        hint: lang.t("JPEG hoặc PNG, không quá 5 MB", "JPEG or PNG, 5 MB or less"),
        accept: "image/jpeg,image/png",
        ..FileInput::default()
    };
    view! {
        <section>
            <h2>{lang.t("Ô nhập", "Inputs")}</h2>
            {fieldset(
                lang.t("Thông tin liên hệ", "Contact"),
                view! {
                    {text_input(name)}
                    {text_input(phone)}
                    {text_input(born_on)}
                    {text_input(mark)}
                    {textarea(reason)}
                    {file_input(picture)}
                }
                    .into_any(),
            )}
        </section>
    }
    .into_any()
}

fn choosing(lang: Lang, errors: &FieldErrors) -> AnyView {
    let language = Select {
        lang,
        name: "language",
        label: label(lang, "language"),
        options: vec![
            Choice { value: "english", label: lang.t("Tiếng Anh", "English"), hint: "" },
            Choice { value: "japanese", label: lang.t("Tiếng Nhật", "Japanese"), hint: "" },
        ],
        width: Width::Medium,
        error: errors.of("language"),
        ..Select::default()
    };
    let revision = Choices {
        lang,
        name: "wants_revision",
        label: label(lang, "wants_revision"),
        options: vec![
            Choice { value: "yes", label: lang.t("Có", "Yes"), hint: "" },
            Choice { value: "no", label: lang.t("Không", "No"), hint: "" },
        ],
        is_inline: true,
        error: errors.of("wants_revision"),
        ..Choices::default()
    };
    let papers = Choices {
        lang,
        name: "papers",
        label: lang.t("Môn tự chọn", "Elective papers"),
        hint: lang.t("Chọn hai môn", "Choose two"),
        chosen: &["physics"],
        options: vec![
            Choice { value: "physics", label: lang.t("Vật lí", "Physics"), hint: "" },
            Choice {
                value: "foreign_language",
                label: lang.t("Ngoại ngữ", "Foreign language"),
                hint: lang.t("Bạn chọn thứ tiếng ở bước sau", "You choose the language next"),
            },
        ],
        ..Choices::default()
    };
    let promise = Checkbox {
        lang,
        name: "promise",
        label: lang.t("Tôi cam đoan những điều khai trên là đúng", "I declare that what I entered is true"),
        error: errors.of("promise"),
        ..Checkbox::default()
    };
    view! {
        <section>
            <h2>{lang.t("Lựa chọn", "Choices")}</h2>
            {select(language)}
            {radios(revision)}
            {checkboxes(papers)}
            {checkbox(promise)}
        </section>
    }
    .into_any()
}

fn journey(lang: Lang) -> AnyView {
    let tasks = [
        (lang.t("Khai thông tin liên hệ", "Enter contact details"), "", TaskStatus::Completed),
        (lang.t("Chọn môn thi", "Choose papers"), "", TaskStatus::InProgress),
        (lang.t("Khai diện ưu tiên", "Declare priority"), "", TaskStatus::NotStarted),
        (
            lang.t("Sửa ảnh chân dung", "Correct the portrait"),
            lang.t("Điểm tiếp nhận: ảnh chưa rõ mặt", "Registration unit: the face is not clear"),
            TaskStatus::HasError,
        ),
        (
            lang.t("Kiểm tra rồi nộp", "Check and submit"),
            lang.t("Làm xong các mục trên trước", "Complete the tasks above first"),
            TaskStatus::CannotStartYet,
        ),
    ]
    .map(|(name, hint, status)| Task { name, hint, status, href: "/gallery" });
    let ways = [
        Step { title: lang.t("Nộp hồ sơ", "Submit"), detail: "10:24 02/05/2026", state: StepState::Done },
        Step {
            title: lang.t("Điểm tiếp nhận kiểm tra", "Registration unit checks"),
            detail: lang.t("Trong vòng 3 ngày làm việc", "Within 3 working days"),
            state: StepState::Current,
        },
        Step { title: lang.t("Nhận số báo danh", "Receive the candidate number"), ..Step::default() },
    ];
    view! {
        <section>
            <h2>{lang.t("Hành trình", "Journey")}</h2>
            {task_list(lang, "tasks", &tasks)}
            {steps(lang, &ways)}
        </section>
    }
    .into_any()
}

fn facts(lang: Lang) -> AnyView {
    let rows = vec![
        SummaryRow::answer(lang, lang.t("Họ và tên", "Full name"), "Nguyễn Thị Hường"),
        SummaryRow::answer(lang, lang.t("Số điện thoại", "Telephone number"), "0912 345 678").change("/gallery"),
        SummaryRow::answer(lang, lang.t("Thư điện tử", "Email"), "").change("/gallery"),
        SummaryRow::new(lang.t("Lệ phí", "Fee"), money(Dong::new(135_000))),
    ];
    let numbers = [
        Figure {
            label: lang.t("Hồ sơ chờ kiểm tra", "Forms to check"),
            number: "1.204",
            note: lang.t("56 hồ sơ quá 3 ngày", "56 older than 3 days"),
        },
        Figure { label: lang.t("Đã duyệt", "Approved"), number: "18.377", note: "" },
        Figure { label: lang.t("Trả lại", "Returned"), number: "412", note: "" },
    ];
    view! {
        <section>
            <h2>{lang.t("Thông tin", "Facts")}</h2>
            {summary_list(lang, rows)}
            {figures(&numbers)}
            {bars(
                &Bars {
                    caption: lang.t("Tiến độ", "Progress"),
                    legend: &[lang.t("Đã duyệt", "Approved"), lang.t("Chờ duyệt", "Waiting"), lang.t("Chưa đăng nhập", "Never signed in")],
                    bars: vec![
                        Bar { label: "001 THPT Sông Hương", parts: vec![320, 41, 12], note: "320/373" },
                        Bar { label: "002 THPT Ngự Bình", parts: vec![90, 160, 150], note: "90/400" },
                    ],
                },
            )}
        </section>
    }
    .into_any()
}

fn messages(lang: Lang) -> AnyView {
    let tones = [Tone::Info, Tone::Success, Tone::Warning, Tone::Danger];
    let titles = [
        lang.t("Kết quả được công bố lúc 17:00 13/08/2026", "Results are published at 17:00 13/08/2026"),
        lang.t("Đã lưu thông tin liên hệ", "Contact details are saved"),
        lang.t("Bạn chưa nộp lệ phí của 2 nguyện vọng", "The fee of 2 preferences is not paid"),
        lang.t("Ngân hàng từ chối giao dịch", "The bank refused the payment"),
    ];
    let notices: Vec<_> = tones
        .into_iter()
        .zip(titles)
        .map(|(tone, title)| {
            let more = lang.t("Câu trả lời của bạn vẫn được giữ.", "Your answers are kept.");
            notice(lang, tone, title, view! { <p>{more}</p> }.into_any())
        })
        .collect();
    view! {
        <section>
            <h2>{lang.t("Thông báo", "Notices")}</h2>
            {notices}
            <p>
                {[Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger]
                    .into_iter()
                    .zip([
                        lang.t("Nháp", "Draft"),
                        lang.t("Đã nộp", "Submitted"),
                        lang.t("Đã duyệt", "Approved"),
                        lang.t("Trả lại", "Returned"),
                        lang.t("Từ chối", "Refused"),
                    ])
                    .map(|(tone, label)| view! { {tag(tone, label)} " " })
                    .collect::<Vec<_>>()}
            </p>
            {panel(
                lang.t("Đã nộp phiếu đăng ký dự thi", "Exam registration submitted"),
                Some((lang.t("Số phiếu", "Form number"), "01-001-000123")),
            )}
        </section>
    }
    .into_any()
}

fn data(lang: Lang) -> AnyView {
    let rows = [("1", "7480201", "Khoa học máy tính", 28_10), ("2", "7480103", "Kĩ thuật phần mềm", 27_05)]
        .map(|(order, code, programme, score)| {
            vec![text(order), text(code), text(programme), text(lang.score(Score::from_hundredths(score)))]
        })
        .into();
    let preferences = Table {
        caption: lang.t("Nguyện vọng của bạn", "Your preferences"),
        columns: vec![
            Column::words(lang.t("Thứ tự", "Order")),
            Column::words(lang.t("Mã xét tuyển", "Admission code")),
            Column::words(lang.t("Ngành", "Programme")),
            Column::number(lang.t("Điểm chuẩn năm trước", "Last year’s cut-off")),
        ],
        rows,
        when_empty: "",
    };
    let nothing =
        Table { when_empty: lang.t("Chưa có nguyện vọng nào.", "No preferences yet."), ..Table::default() };
    view! {
        <section>
            <h2>{lang.t("Bảng", "Tables")}</h2>
            {table(preferences)}
            {table(nothing)}
            {pagination(Pagination { lang, current: 2, last: 9 }, |page| format!("/gallery?page={page}"))}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use leptos::prelude::*;
    use scraper::{Html, Selector};

    use super::view;
    use crate::{
        domain::time::Instant,
        web::{
            i18n::Lang,
            shell::{Frame, PhaseLine, SignedIn, document},
        },
    };

    fn page(lang: Lang) -> String {
        let frame = Frame {
            lang,
            now: Instant::vietnam(2026, 7, 12, 14, 5).unwrap(),
            clock_is_moved: true,
            phase: Some(PhaseLine {
                text: lang.t("Đăng ký nguyện vọng xét tuyển", "Choosing preferences").to_owned(),
                deadline: Instant::vietnam(2026, 7, 14, 17, 0),
            }),
            signed_in: Some(SignedIn {
                name: "Nguyễn Thị Hường".to_owned(),
                role: lang.t("Thí sinh", "Candidate").to_owned(),
                home: "/candidate",
            }),
            session: None,
            path: Some("/gallery".to_owned()),
            css_href: "portal.css".to_owned(),
        };
        let title = lang.t("Bộ thành phần giao diện", "Component gallery");
        Owner::new().with(|| document(&frame, title, true, None, view(lang)).to_html())
    }

    fn attributes(html: &Html, selector: &str, attribute: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).filter_map(|element| element.attr(attribute).map(str::to_owned)).collect()
    }

    #[test]
    fn every_reference_points_at_an_element_that_exists() {
        for lang in [Lang::Vi, Lang::En] {
            let html = Html::parse_document(&page(lang));
            let ids: HashSet<String> = attributes(&html, "[id]", "id").into_iter().collect();
            let summary = attributes(&html, ".error-summary a", "href");
            assert_eq!(summary, ["#phone", "#language", "#wants_revision", "#promise"]);
            let described = attributes(&html, "[aria-describedby]", "aria-describedby");
            let labels = attributes(&html, "label[for]", "for");
            let targets = summary.iter().map(|href| href.trim_start_matches('#').to_owned());
            let described = described.iter().flat_map(|list| list.split(' ').map(str::to_owned));
            for target in targets.chain(described).chain(labels) {
                assert!(ids.contains(&target), "{target} is nowhere");
            }
        }
    }

    #[test]
    fn no_identifier_is_used_twice() {
        let html = Html::parse_document(&page(Lang::Vi));
        let all = attributes(&html, "[id]", "id");
        let different: HashSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{all:?}");
    }

    #[test]
    fn what_was_typed_comes_back_and_text_is_escaped_once() {
        let html = Html::parse_document(&page(Lang::Vi));
        let reason = Selector::parse("#reason").unwrap();
        let texts: Vec<String> = html.select(&reason).map(|element| element.text().collect()).collect();
        assert_eq!(texts, ["Ảnh chưa rõ mặt.\nChụp lại trên nền sáng."]);
        assert_eq!(attributes(&html, "#phone", "value"), ["0912 34"]);
        assert_eq!(attributes(&html, "#papers", "checked").len(), 1);
    }

    #[test]
    fn both_languages_are_rendered() {
        for (lang, heading) in [(Lang::Vi, "Bộ thành phần giao diện"), (Lang::En, "Component gallery")] {
            let html = page(lang);
            assert!(html.contains(heading));
        }
    }
}
