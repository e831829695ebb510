//! `/support`: where a candidate who calls stands, by a number that they tell, and what may be said to them.
//!
//! The number is posted and stands in no address, and so in no log. The page shows states and times; what a result
//! is, what was written to a candidate, and how to reach them, it does not know.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::{
        exam::state::RegistrationStatus,
        field_errors::FieldErrors,
        payment::status::PaymentStatus,
        support::{LookUpForm, LookUpPurpose},
        time::Instant,
    },
    usecases::support::look_up::{self, CandidateStanding, LookUpError, LookedUp},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::registration_status_name, payment::payment_status_name},
        page::Page,
    },
};

/// What the page shows besides the form.
enum Outcome {
    Nothing,
    Found(Box<LookedUp>),
    Unknown,
    TooMany(u16),
}

/// `GET /support`
pub async fn get(page: Page) -> Response {
    let form = LookUpForm::default();
    page.ok(title(page.lang), || view(page.lang, &form, &FieldErrors::new(), &Outcome::Nothing))
}

/// `POST /support`
///
/// # Errors
/// `Forbidden`; `Unavailable`; `Internal`.
pub async fn post(page: Page, PostForm(form): PostForm<LookUpForm>) -> Result<Response, WebError> {
    let (lang, none) = (page.lang, FieldErrors::new());
    let outcome = match look_up::run(&page.ctx, page.staff()?, &page.season, &form).await {
        Ok(Some(found)) => Outcome::Found(Box::new(found)),
        Ok(None) => Outcome::Unknown,
        Err(LookUpError::TooMany { limit }) => {
            let outcome = Outcome::TooMany(limit);
            return Ok(page.hindered(StatusCode::TOO_MANY_REQUESTS, title(lang), || view(lang, &form, &none, &outcome)));
        }
        Err(LookUpError::Invalid(errors)) => {
            return Ok(page.invalid(title(lang), || view(lang, &form, &errors, &Outcome::Nothing)));
        }
        Err(LookUpError::Forbidden) => return Err(WebError::Forbidden),
        Err(LookUpError::Storage(error)) => return Err(error.into()),
    };
    Ok(page.ok(title(lang), || view(lang, &form, &none, &outcome)))
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Tra tình trạng thí sinh", "Where a candidate stands")
}

pub(super) fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "number" => lang.t("Số mà người gọi đọc", "The number that the caller tells"),
        "purpose" => lang.t("Lý do tra", "Why you look it up"),
        _ => lang.t("Nói rõ thêm", "More about it"),
    }
}

const fn purpose_name(lang: Lang, purpose: LookUpPurpose) -> &'static str {
    let english = match purpose {
        LookUpPurpose::Registration => "Answering about the exam registration",
        LookUpPurpose::Preferences => "Answering about preferences",
        LookUpPurpose::Payment => "Answering about the fee",
        LookUpPurpose::Result => "Answering about the admission result",
        LookUpPurpose::Enrolment => "Answering about confirming enrolment",
        LookUpPurpose::SignIn => "Answering about signing in",
        LookUpPurpose::Complaint => "Dealing with a complaint",
        LookUpPurpose::Other => "Something else",
    };
    lang.t(purpose.in_vietnamese(), english)
}

fn view(lang: Lang, form: &LookUpForm, errors: &FieldErrors, outcome: &Outcome) -> AnyView {
    // After an answer the next call begins with an empty form; what was not found stays to be corrected.
    let blank = LookUpForm::default();
    let (shown, form) = match outcome {
        Outcome::Found(found) => (Some(answer(lang, &form.number, found)), &blank),
        Outcome::Unknown => (Some(unknown(lang)), form),
        Outcome::TooMany(limit) => (Some(too_many(lang, *limit)), form),
        Outcome::Nothing => (None, form),
    };
    let next = matches!(outcome, Outcome::Found(_))
        .then(|| view! { <h2>{lang.t("Tra số khác", "Look up another number")}</h2> });
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        {shown}
        {next}
        {look_up_form(lang, form, errors)}
        <p>
            <a href="/support/payments">
                {lang.t(
                    "Tra một khoản lệ phí theo mã tham chiếu hoặc mã giao dịch ngân hàng",
                    "Look up a payment by its reference or the bank's",
                )}
            </a>
        </p>
        {rules(lang)}
        <p>
            <a href="/ministry/payments">{lang.t("Tình hình thu lệ phí", "How fee payments are going")}</a>
        </p>
    }
    .into_any()
}

fn look_up_form(lang: Lang, form: &LookUpForm, errors: &FieldErrors) -> AnyView {
    let number = TextInput {
        lang,
        name: "number",
        label: label(lang, "number"),
        hint: lang.t(
            "Số phiếu, số báo danh, hoặc số biên nhận nguyện vọng (NV), lệ phí (BL), nhập học (NH).",
            "A form number, a candidate number, or a receipt of preferences (NV), of the fee (BL), of enrolment (NH).",
        ),
        value: &form.number,
        error: errors.of("number"),
        autocomplete: "off",
        width: Width::Medium,
        ..TextInput::default()
    };
    view! {
        <form method="post" action="/support" novalidate>
            {text_input(number)} {purpose_and_note(lang, form, errors)} {submit(lang.t("Tra cứu", "Look up"))}
        </form>
    }
    .into_any()
}

/// Why something is looked up, which its candidate can read.
pub(super) fn purpose_and_note(lang: Lang, form: &LookUpForm, errors: &FieldErrors) -> AnyView {
    let options = LookUpPurpose::ALL
        .iter()
        .map(|purpose| Choice { value: purpose.as_str(), label: purpose_name(lang, *purpose), hint: "" })
        .collect();
    let purpose = Select {
        lang,
        name: "purpose",
        label: label(lang, "purpose"),
        value: &form.purpose,
        error: errors.of("purpose"),
        options,
        ..Select::default()
    };
    let note = Textarea {
        lang,
        name: "note",
        label: label(lang, "note"),
        hint: lang.t(
            "Chỉ bắt buộc khi lý do là việc khác. Thí sinh đọc được lời này. Tối đa 200 ký tự; không ghi tên, số định danh hay số điện thoại.",
            "Required only for something else. The candidate can read this. At most 200 characters, without names, identity or telephone numbers.",
        ),
        value: &form.note,
        error: errors.of("note"),
        rows: 2,
        ..Textarea::default()
    };
    view! { {select(purpose)} {textarea(note)} }.into_any()
}

fn rules(lang: Lang) -> AnyView {
    view! {
        <h2>{lang.t("Trước khi tra", "Before you look")}</h2>
        <ul>
            <li>
                {lang.t(
                    "Chỉ tra số do chính người gọi đọc. Không tra theo họ tên hay số định danh.",
                    "Look up a number that the caller tells, never a name or an identity number.",
                )}
            </li>
            <li>
                {lang.t(
                    "Mỗi lần tra, kể cả không thấy, đều được ghi lại. Thí sinh đọc được ai tra, lúc nào và lý do, ở trang “Ai đã xem dữ liệu của tôi”.",
                    "Every look-up is recorded, also one that finds nobody. Candidates can read who looked, when and why.",
                )}
            </li>
            <li>
                {lang.t(
                    "Không nói điểm, kết quả hay lý do trả lại phiếu qua điện thoại: trang này không có những thông tin đó. Thí sinh đăng nhập để đọc.",
                    "Marks, results and why a form was sent back are not told by telephone: this page does not hold them. The candidate signs in to read them.",
                )}
            </li>
        </ul>
    }
    .into_any()
}

fn unknown(lang: Lang) -> AnyView {
    let body = view! {
        <p>
            {lang.t(
                "Không thí sinh nào của mùa này có số đó. Hỏi lại từng ký tự; số biên nhận không dùng các chữ O, I, L và các số 0, 1. Nếu vẫn không thấy, mời người gọi đăng nhập hoặc hỏi trường nơi đăng ký.",
                "No candidate of this season has that number. Ask for it letter by letter; receipts have no O, I, L, 0 or 1. If it is still unknown, have the caller sign in or ask the school where they registered.",
            )}
        </p>
    };
    notice(lang, Tone::Warning, lang.t("Không tìm thấy số này", "This number was not found"), body.into_any())
}

pub(super) fn too_many(lang: Lang, limit: u16) -> AnyView {
    let sentence = match lang {
        Lang::Vi => format!("Mỗi cán bộ tra tối đa {limit} lần trong một giờ. Số này chưa được tra; hãy thử lại sau."),
        Lang::En => format!("One person looks up at most {limit} numbers an hour. This one was not; try again later."),
    };
    let title = lang.t("Bạn đã tra quá nhiều trong một giờ", "Too many look-ups within an hour");
    notice(lang, Tone::Danger, title, view! { <p>{sentence}</p> }.into_any())
}

/// What was found: each state with what may be told.
fn answer(lang: Lang, number: &str, found: &LookedUp) -> AnyView {
    let standing = &found.standing;
    let number = number.trim().to_ascii_uppercase();
    view! {
        <h2>{lang.t("Số ", "Number ")} {number}</h2>
        <p>
            {lang.t("Chữ cái đầu của họ tên: ", "Initials: ")} <strong>{standing.initials.clone()}</strong>
            {lang.t(
                ". Chỉ để biết có nghe nhầm số không; đừng đọc cho người gọi.",
                ". They only show whether a number was misheard; do not tell them.",
            )}
        </p>
        {summary_list(
            lang,
            vec![
                SummaryRow::new(lang.t("Phiếu đăng ký dự thi", "Exam registration"), registration(lang, standing)),
                SummaryRow::new(lang.t("Nguyện vọng", "Preferences"), preferences(lang, standing)),
                SummaryRow::new(lang.t("Lệ phí", "Fee"), payment(lang, standing)),
                SummaryRow::new(lang.t("Kết quả xét tuyển", "Admission results"), results(lang, found)),
                SummaryRow::new(lang.t("Xác nhận nhập học", "Enrolment"), enrolment(lang, found)),
            ],
        )}
    }
    .into_any()
}

/// A state, since when, and what may be said about it.
fn state(tone: Tone, name: impl Into<String>, since: Option<Instant>, say: &'static str) -> AnyView {
    let name = name.into();
    let since = since.map(|since| view! { " " {instant_view(since)} });
    view! {
        <div>
            <p>{tag(tone, &name)} {since}</p>
            <p>{say}</p>
        </div>
    }
    .into_any()
}

fn registration(lang: Lang, standing: &CandidateStanding) -> AnyView {
    let Some((status, since)) = standing.registration else {
        let say = lang.t(
            "Thí sinh chưa bắt đầu. Mời đăng nhập và mở mục “Đăng ký dự thi”.",
            "Not begun. Have them sign in and open the exam registration.",
        );
        return state(Tone::Neutral, lang.t("Chưa khai", "Not begun"), None, say);
    };
    let (tone, say) = match status {
        RegistrationStatus::Draft => (
            Tone::Neutral,
            lang.t(
                "Phiếu đang ở phía thí sinh, trường chưa thấy. Mời kiểm tra rồi bấm Nộp trước hạn ghi ở đầu mỗi trang.",
                "The candidate has the form and the school does not see it. Have them check and submit before the time on top of every page.",
            ),
        ),
        RegistrationStatus::Submitted => (
            Tone::Info,
            lang.t(
                "Phiếu đang chờ trường duyệt; thí sinh chưa cần làm gì. Muốn sửa thì rút phiếu khi đợt đăng ký còn mở.",
                "It waits for the school; there is nothing to do. To change it, they withdraw it while registration is open.",
            ),
        ),
        RegistrationStatus::Rejected => (
            Tone::Warning,
            lang.t(
                "Trường đã trả lại phiếu kèm lý do. Tổng đài không thấy lý do: mời đăng nhập để đọc, sửa và nộp lại trước hạn.",
                "The school sent it back with a reason that support does not see. Have them sign in, read, correct and submit again in time.",
            ),
        ),
        RegistrationStatus::Approved | RegistrationStatus::Locked | RegistrationStatus::Signed => (
            Tone::Success,
            lang.t(
                "Đã xong. Nếu thí sinh thấy sai sót, hãy báo trường nơi đăng ký.",
                "Done. If something is wrong, they tell the school where they registered.",
            ),
        ),
        RegistrationStatus::Numbered => (
            Tone::Success,
            lang.t(
                "Đã có số báo danh. Sai sót phát hiện lúc này được đính chính vào ngày làm thủ tục dự thi.",
                "It has its candidate number. What is wrong now is put right on the day of the procedures.",
            ),
        ),
        RegistrationStatus::CorrectionRequested | RegistrationStatus::Unlocked => (
            Tone::Info,
            lang.t(
                "Trường đang xem xét việc sửa phiếu sau khi duyệt; thí sinh chưa cần làm gì.",
                "The school looks at a correction after the approval; there is nothing to do.",
            ),
        ),
        RegistrationStatus::Ineligible => (
            Tone::Warning,
            lang.t(
                "Trường kết luận thí sinh không đủ điều kiện dự thi; lý do nằm trong hồ sơ của thí sinh. Nếu không đồng ý, hãy gặp trường ngay.",
                "The school found that they may not sit the exam; the reason is in their record. If they disagree, they see the school at once.",
            ),
        ),
        RegistrationStatus::Cancelled => (
            Tone::Neutral,
            lang.t(
                "Phiếu đã huỷ. Khi đợt đăng ký còn mở, thí sinh có thể khai lại.",
                "The form was cancelled. While registration is open they can begin again.",
            ),
        ),
    };
    state(tone, registration_status_name(lang, status), Some(since), say)
}

fn preferences(lang: Lang, standing: &CandidateStanding) -> AnyView {
    let Some((submitted_at, count)) = standing.submitted_list else {
        let say = if standing.has_unsubmitted_changes {
            lang.t(
                "Có danh sách đang soạn nhưng chưa nộp. Danh sách chưa nộp không được xét.",
                "There is a list that was never submitted. Only submitted lists count.",
            )
        } else {
            lang.t(
                "Chưa có danh sách nào. Thời gian đăng ký nguyện vọng có ở trang chủ.",
                "There is no list yet. The home page tells when preferences are taken.",
            )
        };
        return state(Tone::Neutral, lang.t("Chưa nộp", "Not submitted"), None, say);
    };
    let say = if standing.has_unsubmitted_changes {
        lang.t(
            "Danh sách đã sửa sau lần nộp này mà chưa nộp lại: bản đã nộp là bản được xét. Nếu muốn dùng bản mới, phải nộp lại trước hạn.",
            "The list was changed afterwards and not submitted again: the submitted one counts. To use the new one, they submit it in time.",
        )
    } else {
        lang.t(
            "Danh sách này được xét. Có thể sửa và nộp lại đến khi đóng đợt.",
            "This list counts. It can be changed and submitted again until the window closes.",
        )
    };
    let name = match lang {
        Lang::Vi => format!("Đã nộp {count} nguyện vọng"),
        Lang::En if count == 1 => "1 preference submitted".to_owned(),
        Lang::En => format!("{count} preferences submitted"),
    };
    state(Tone::Success, name, Some(submitted_at), say)
}

fn payment(lang: Lang, standing: &CandidateStanding) -> AnyView {
    let Some((status, paid_at)) = standing.payment else {
        let say = lang.t(
            "Chưa có khoản phải nộp. Khoản lệ phí được lập khi đợt đăng ký nguyện vọng đóng.",
            "There is nothing to pay yet. The bill is made when the window for preferences closes.",
        );
        return state(Tone::Neutral, lang.t("Chưa lập", "No bill"), None, say);
    };
    let (tone, say) = match status {
        PaymentStatus::Unpaid => (
            Tone::Warning,
            lang.t(
                "Nguyện vọng chỉ được xét khi lệ phí đã nhận. Mời trả ở mục “Lệ phí” trước hạn của tỉnh mình.",
                "Preferences count only once the fee is received. Have them pay before the time of their province.",
            ),
        ),
        PaymentStatus::Processing => (
            Tone::Info,
            lang.t(
                "Một lần trả chưa có kết quả. Nếu đã bị trừ tiền thì đừng trả lại: hệ thống tự hỏi lại cổng thanh toán.",
                "An attempt has no outcome yet. If money has left, do not pay again: the portal asks the gateway again by itself.",
            ),
        ),
        PaymentStatus::UnderReview => (
            Tone::Warning,
            lang.t(
                "Giao dịch đang được đối soát với ngân hàng. Đừng trả lại; thí sinh không mất quyền xét tuyển vì việc này.",
                "The transaction is being checked with the bank. Do not pay again; no right is lost by this.",
            ),
        ),
        PaymentStatus::Received => {
            (Tone::Success, lang.t("Đã nhận đủ, không cần làm gì thêm.", "Received in full; there is nothing more to do."))
        }
        PaymentStatus::Failed => (
            Tone::Warning,
            lang.t(
                "Lần trả gần nhất không thành công. Có thể trả lại trước hạn.",
                "The last attempt failed. It can be paid again in time.",
            ),
        ),
        PaymentStatus::Expired => (
            Tone::Warning,
            lang.t(
                "Lần trả gần nhất đã hết giờ. Nếu đã bị trừ tiền thì đừng trả lại, tiền đến muộn vẫn được ghi nhận; nếu chưa thì trả lại.",
                "The last attempt ran out of time. If money has left, do not pay again, it still counts when it comes; if not, pay again.",
            ),
        ),
        PaymentStatus::Returning => (
            Tone::Warning,
            lang.t(
                "Tiền của lần trả gần nhất không được tính và đang được hoàn tự động về tài khoản đã trả. Lệ phí chưa được nhận.",
                "The money of the last attempt does not count and goes back by itself. The fee is not received.",
            ),
        ),
        PaymentStatus::Returned => (
            Tone::Warning,
            lang.t(
                "Tiền của lần trả gần nhất đã được hoàn về tài khoản đã trả. Lệ phí chưa được nhận.",
                "The money of the last attempt is back in the account it came from. The fee is not received.",
            ),
        ),
    };
    state(tone, payment_status_name(lang, status), paid_at, say)
}

fn results(lang: Lang, found: &LookedUp) -> AnyView {
    match found.results_public_since {
        Some(since) => state(
            Tone::Success,
            lang.t("Đã công bố", "Public"),
            Some(since),
            lang.t(
                "Tổng đài không thấy kết quả của ai. Mời đăng nhập và mở mục “Kết quả xét tuyển”.",
                "Support sees nobody’s result. Have them sign in and open their result.",
            ),
        ),
        None => state(
            Tone::Neutral,
            lang.t("Chưa công bố", "Not public"),
            None,
            lang.t(
                "Chưa ai biết kết quả. Thời điểm công bố có ở trang chủ, như nhau với mọi thí sinh.",
                "Nobody knows it yet. The home page tells when it appears, for all candidates at the same moment.",
            ),
        ),
    }
}

fn enrolment(lang: Lang, found: &LookedUp) -> AnyView {
    match found.standing.enrolment_confirmed_at {
        Some(at) => state(
            Tone::Success,
            lang.t("Đã xác nhận", "Confirmed"),
            Some(at),
            lang.t(
                "Đã xong trên cổng. Muốn huỷ xác nhận, thí sinh liên hệ trường đại học.",
                "Done on the portal. To undo it, the candidate asks the institution.",
            ),
        ),
        None => state(
            Tone::Neutral,
            lang.t("Chưa xác nhận", "Not confirmed"),
            None,
            lang.t(
                "Thí sinh trúng tuyển xác nhận ở mục “Xác nhận nhập học” trước hạn; quá hạn coi như từ chối.",
                "Whoever is admitted confirms on the portal in time; afterwards it counts as a refusal.",
            ),
        ),
    }
}
