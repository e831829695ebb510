//! The candidate's result: one sentence, the next step, and why, preference by preference.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::{
        admission::{enrolment::EnrolmentState, result::PreferenceStatus},
        season::SeasonRules,
        time::Instant,
    },
    usecases::candidate::view_result::{self, PreferenceResult, PublishedResult, ResultView, ScoreParts},
    web::{
        components::{ButtonLook, SummaryRow, Tone, back_link, button_link, details, notice, summary_list, tag, text},
        error::WebError,
        i18n::{Lang, not_considered_sentence},
        page::Page,
    },
};

/// `GET /candidate/result`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_result::run(&page.ctx, page.candidate()?).await?;
    Ok(page.ok(page.t("Kết quả xét tuyển", "Admission result"), || view(&page, &shown)))
}

fn view(page: &Page, shown: &ResultView) -> AnyView {
    let lang = page.lang;
    let content = match shown {
        ResultView::NotYet { visible_from } => not_yet(lang, *visible_from),
        ResultView::Published(result) => published(page, result),
    };
    view! {
        {back_link(lang, "/candidate")}
        <h1>{lang.t("Kết quả xét tuyển", "Admission result")}</h1>
        {content}
    }
    .into_any()
}

/// What is said before the results are public.
pub(super) fn not_yet(lang: Lang, visible_from: Option<Instant>) -> AnyView {
    let when = match (visible_from, lang) {
        (Some(at), Lang::Vi) => format!("Kết quả được công bố cho mọi thí sinh lúc {}.", at.short()),
        (Some(at), Lang::En) => format!("Results are published for all candidates at {}.", at.short()),
        (None, _) => lang
            .t(
                "Kết quả đang được chuẩn bị. Thời hạn xác nhận nhập học không kết thúc trước khi bạn xem được kết quả.",
                "Results are being prepared. The time to confirm does not end before you can see your result.",
            )
            .to_owned(),
    };
    let title = lang.t("Chưa công bố kết quả", "Results are not published yet");
    notice(lang, Tone::Info, title, view! { <p>{when}</p> }.into_any())
}

fn published(page: &Page, result: &PublishedResult) -> AnyView {
    let lang = page.lang;
    let why: Vec<_> = result.preferences.iter().map(|each| preference(lang, &page.season.rules, each)).collect();
    let why = (!why.is_empty()).then(|| {
        view! {
            <h2>{lang.t("Từng nguyện vọng", "Each preference")}</h2>
            {why}
        }
    });
    view! { {sentence(page, result)} {why} }.into_any()
}

/// The result in one sentence, the next step and its deadline.
fn sentence(page: &Page, result: &PublishedResult) -> AnyView {
    let lang = page.lang;
    let Some(seat) = result.admitted() else {
        let title = if result.preferences.is_empty() {
            lang.t("Bạn không nộp danh sách nguyện vọng nào", "You submitted no preference list")
        } else {
            lang.t("Bạn không trúng tuyển nguyện vọng nào", "You were not admitted to any of your preferences")
        };
        let next = lang.t(
            "Bạn có thể dự các đợt xét tuyển bổ sung mà từng trường thông báo từ tháng 9.",
            "You can take part in the supplementary rounds that institutions announce from September on.",
        );
        return notice(lang, Tone::Neutral, title, view! { <p>{next}</p> }.into_any());
    };
    let title = match lang {
        Lang::Vi => {
            format!("Bạn trúng tuyển nguyện vọng {}: {}, {}", seat.rank, seat.programme_name, seat.institution_name)
        }
        Lang::En => {
            format!("You are admitted to preference {}: {}, {}", seat.rank, seat.programme_name, seat.institution_name)
        }
    };
    let (tone, next) = match result.state {
        EnrolmentState::Confirmed => (Tone::Success, confirmed_words(lang)),
        EnrolmentState::Lapsed => (Tone::Warning, lapsed_words(lang, result.window.closes_at)),
        EnrolmentState::Admitted | EnrolmentState::NotAdmitted => (Tone::Success, confirm_words(page, result)),
    };
    notice(lang, tone, &title, next)
}

fn confirmed_words(lang: Lang) -> AnyView {
    view! {
        <p>
            {lang.t("Bạn đã xác nhận nhập học. ", "You have confirmed your enrolment. ")}
            <a href="/candidate/enrolment/confirmed">{lang.t("Xem biên nhận", "See the receipt")}</a>
        </p>
    }
    .into_any()
}

/// The deadline went by without a confirmation.
pub(super) fn lapsed_words(lang: Lang, closes_at: Instant) -> AnyView {
    let text = match lang {
        Lang::Vi => format!(
            "Hạn xác nhận đã hết lúc {} và bạn chưa xác nhận, nên chỗ này không còn được giữ. Nếu bạn có lý do chính đáng (ốm đau, tai nạn, thiên tai, lỗi của cán bộ), hãy liên hệ trường kèm giấy tờ.",
            closes_at.short()
        ),
        Lang::En => format!(
            "The time to confirm ended at {} without your confirmation, so the seat is no longer held. If you had a good reason (illness, accident, disaster, a mistake of staff), write to the institution with evidence.",
            closes_at.short()
        ),
    };
    view! { <p>{text}</p> }.into_any()
}

fn confirm_words(page: &Page, result: &PublishedResult) -> AnyView {
    let lang = page.lang;
    let (opens_at, closes_at) = (result.window.opens_at, result.window.closes_at);
    let deadline = match lang {
        Lang::Vi => format!("Hãy xác nhận nhập học trước {}. Không xác nhận nghĩa là từ chối.", closes_at.short()),
        Lang::En => format!("Confirm your enrolment before {}. Not confirming means refusing.", closes_at.short()),
    };
    let action = if page.now < opens_at {
        let opens = match lang {
            Lang::Vi => format!("Việc xác nhận mở lúc {}.", opens_at.short()),
            Lang::En => format!("Confirmation opens at {}.", opens_at.short()),
        };
        view! { <p>{opens}</p> }.into_any()
    } else {
        let label = lang.t("Xác nhận nhập học", "Confirm enrolment");
        button_link(ButtonLook::Primary, label, "/candidate/enrolment")
    };
    view! {
        <p>{deadline}</p>
        {action}
    }
    .into_any()
}

fn preference(lang: Lang, rules: &SeasonRules, each: &PreferenceResult) -> AnyView {
    let (tone, word) = match each.status {
        PreferenceStatus::Admitted => (Tone::Success, lang.t("Trúng tuyển", "Admitted")),
        PreferenceStatus::AdmittedHigher => {
            (Tone::Neutral, lang.t("Đã trúng tuyển nguyện vọng cao hơn", "Admitted at a better one"))
        }
        PreferenceStatus::BelowCutoff => (Tone::Warning, lang.t("Chưa đủ điểm", "Below the cut-off")),
        PreferenceStatus::NotConsidered(_) => (Tone::Danger, lang.t("Không được xét", "Not considered")),
    };
    let rank = match lang {
        Lang::Vi => format!("Nguyện vọng {}: ", each.rank),
        Lang::En => format!("Preference {}: ", each.rank),
    };
    let score = each.score.as_ref().map(|score| parts(lang, score));
    view! {
        <section>
            <h3>{rank} {each.programme_name.clone()}</h3>
            <p>{each.institution_name.clone()} " · " {each.admission_code.clone()} " " {tag(tone, word)}</p>
            <p>{why(lang, rules, each)}</p>
            {score}
        </section>
    }
    .into_any()
}

fn why(lang: Lang, rules: &SeasonRules, each: &PreferenceResult) -> String {
    let score = each.score.as_ref().map(|score| score.total).unwrap_or_default();
    let (mine, cutoff) = (lang.score(score), each.cutoff.as_ref().map(|cutoff| lang.score(cutoff.score)));
    match (each.status, cutoff, lang) {
        (PreferenceStatus::NotConsidered(reason), _, _) => not_considered_sentence(lang, reason, rules),
        (PreferenceStatus::AdmittedHigher, Some(cutoff), Lang::Vi) => {
            format!(
                "Không xét đến nữa, vì bạn đã có chỗ ở nguyện vọng đứng trước. Điểm của bạn: {mine}; điểm chuẩn: {cutoff}."
            )
        }
        (PreferenceStatus::AdmittedHigher, Some(cutoff), Lang::En) => {
            format!(
                "Not needed any more: you have a seat at a preference above. Your score: {mine}; cut-off: {cutoff}."
            )
        }
        (PreferenceStatus::AdmittedHigher, None, Lang::Vi) => {
            format!("Không xét đến nữa, vì bạn đã có chỗ ở nguyện vọng đứng trước. Điểm của bạn: {mine}.")
        }
        (PreferenceStatus::AdmittedHigher, None, Lang::En) => {
            format!("Not needed any more: you have a seat at a preference above. Your score: {mine}.")
        }
        (PreferenceStatus::Admitted, Some(cutoff), Lang::Vi) => format!("Điểm của bạn: {mine}; điểm chuẩn: {cutoff}."),
        (PreferenceStatus::Admitted, Some(cutoff), Lang::En) => format!("Your score: {mine}; cut-off: {cutoff}."),
        (PreferenceStatus::Admitted, None, Lang::Vi) => {
            format!("Điểm của bạn: {mine}. Ngành nhận hết thí sinh được xét.")
        }
        (PreferenceStatus::Admitted, None, Lang::En) => {
            format!("Your score: {mine}. The programme admitted everyone considered.")
        }
        (PreferenceStatus::BelowCutoff, Some(cutoff), _)
            if each.cutoff.as_ref().is_some_and(|cutoff| cutoff.score == score) =>
        {
            below_at_a_tie(lang, &mine, &cutoff)
        }
        (PreferenceStatus::BelowCutoff, Some(cutoff), Lang::Vi) => {
            format!("Điểm của bạn: {mine}, thấp hơn điểm chuẩn {cutoff}.")
        }
        (PreferenceStatus::BelowCutoff, Some(cutoff), Lang::En) => {
            format!("Your score: {mine}, below the cut-off of {cutoff}.")
        }
        (PreferenceStatus::BelowCutoff, None, Lang::Vi) => {
            format!("Điểm của bạn: {mine}. Ngành không nhận được thí sinh nào trong chỉ tiêu.")
        }
        (PreferenceStatus::BelowCutoff, None, Lang::En) => {
            format!("Your score: {mine}. The programme could admit nobody within its quota.")
        }
    }
}

fn below_at_a_tie(lang: Lang, mine: &str, cutoff: &str) -> String {
    match lang {
        Lang::Vi => format!(
            "Điểm của bạn: {mine}, bằng điểm chuẩn {cutoff}. Khi bằng điểm, thí sinh đặt ngành này ở nguyện vọng cao hơn được nhận trước và chỉ tiêu đã hết."
        ),
        Lang::En => format!(
            "Your score: {mine}, equal to the cut-off of {cutoff}. Among equals those who ranked the programme higher come first, and the seats ran out."
        ),
    }
}

fn parts(lang: Lang, score: &ScoreParts) -> AnyView {
    let rows = vec![
        SummaryRow::new(lang.t("Tổ hợp có lợi nhất", "Best combination"), text(score.combination_code.clone())),
        SummaryRow::new(lang.t("Điểm thi", "Exam marks"), text(lang.score(score.exam))),
        SummaryRow::new(lang.t("Điểm ưu tiên", "Priority"), text(lang.score(score.priority))),
        SummaryRow::new(lang.t("Điểm xét tuyển", "Admission score"), text(lang.score(score.total))),
    ];
    details(lang.t("Điểm được tính thế nào", "How the score is made"), summary_list(lang, rows))
}
