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
        i18n::{
            Lang, preference_place, preference_reason, preference_remedy, preference_status_name, remedy_explanation,
        },
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
    let has_scores = result.preferences.iter().any(|each| each.needed_score.is_some());
    let how = has_scores.then(|| {
        let paragraphs = remedy_explanation(lang).map(|paragraph| view! { <p>{paragraph}</p> });
        let title =
            lang.t("Mức điểm đủ để trúng tuyển được tìm thế nào", "How the score that would have sufficed is found");
        details(title, paragraphs.into_any())
    });
    let why = (!why.is_empty()).then(|| {
        view! {
            <h2>{lang.t("Từng nguyện vọng: vì sao?", "Each preference: why?")}</h2>
            {how}
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
    let tone = match each.status {
        PreferenceStatus::Admitted => Tone::Success,
        PreferenceStatus::AdmittedHigher => Tone::Neutral,
        PreferenceStatus::BelowCutoff => Tone::Warning,
        PreferenceStatus::NotConsidered(_) => Tone::Danger,
    };
    let word = preference_status_name(lang, each.status);
    let rank = match lang {
        Lang::Vi => format!("Nguyện vọng {}: ", each.rank),
        Lang::En => format!("Preference {}: ", each.rank),
    };
    let score = each.score.as_ref().map(|score| parts(lang, score));
    view! {
        <section>
            <h3>{rank} {each.programme_name.clone()}</h3>
            <p>{each.institution_name.clone()} " · " {each.admission_code.clone()} " " {tag(tone, word)}</p>
            <p>{preference_reason(lang, rules, each)}</p>
            {preference_place(lang, each).map(|sentence| view! { <p>{sentence}</p> })}
            {preference_remedy(lang, rules, each).map(|sentence| view! { <p>{sentence}</p> })}
            {score}
        </section>
    }
    .into_any()
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
