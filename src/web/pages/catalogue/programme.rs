//! `/catalogue/{institution}/{admission_code}`: one programme, and what it is to the candidate who asks.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{programme_codes, programme_href};
use crate::{
    domain::{
        access::Actor,
        admission::{
            programme::{PastCutoff, ProgrammeDetails},
            score::{AdmissionScore, NotConsidered},
        },
        score::Score,
        season::WindowState,
    },
    usecases::visitor::view_programme::{self, OwnScore, OwnView, ProgrammeView},
    web::{
        components::*,
        error::WebError,
        i18n::{
            Lang,
            exam::{combination_subject_name, subject_name},
        },
        page::Page,
    },
};

/// `GET /catalogue/{institution}/{admission_code}`
///
/// # Errors
/// `NotFound` where the season has no such programme; `Unavailable`.
pub async fn get(
    page: Page,
    Path((institution, admission_code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let found = view_programme::run(&page.ctx, &page.actor, &institution, &admission_code).await?;
    let programme = found.ok_or(WebError::NotFound)?;
    Ok(page.ok(&programme.details.summary.name, || view(&page, &programme)))
}

fn view(page: &Page, programme: &ProgrammeView) -> AnyView {
    let lang = page.lang;
    let summary = &programme.details.summary;
    let own = programme.own.as_ref().map(|own| own_view(page, &programme.details, own));
    let visitor = (page.actor == Actor::Visitor).then(|| visitor_view(lang, &programme_href(summary)));
    view! {
        {breadcrumbs(lang, &[("/catalogue", lang.t("Tra cứu ngành", "Programmes"))])}
        <h1>{summary.name.clone()}</h1>
        <p class="lead">{programme_codes(lang, summary)}</p>
        {facts(page, &programme.details)}
        {own}
        {visitor}
        {combinations(lang, &programme.details)}
        {past_cutoffs(lang, &programme.details.past_cutoffs)}
    }
    .into_any()
}

fn facts(page: &Page, details: &ProgrammeDetails) -> AnyView {
    let lang = page.lang;
    let summary = &details.summary;
    let mut rows = Vec::new();
    if let Some(place) = &summary.location {
        rows.push(SummaryRow::new(lang.t("Nơi học", "Place"), text(place)));
    }
    let quota = view! {
        {summary.quota.to_string()} " "
        <span class="quiet">{lang.t("(số liệu minh hoạ, không phải chỉ tiêu thật)", "(invented for this demonstration)")}</span>
    };
    rows.push(SummaryRow::new(lang.t("Chỉ tiêu", "Places"), quota.into_any()));
    let floor = details.entry_threshold.max(page.season.rules.common_floor);
    let floor = format!(
        "{} {}",
        lang.score(floor),
        lang.t(
            "điểm, tổng ba môn chưa nhân hệ số, chưa cộng ưu tiên",
            "points: three marks, unweighted, without priority"
        )
    );
    rows.push(SummaryRow::new(lang.t("Ngưỡng đầu vào", "Entry threshold"), text(floor)));
    if let Some(subject) = details.weighted_subject {
        rows.push(SummaryRow::new(lang.t("Môn nhân hệ số 2", "Counts twice"), text(subject_name(lang, subject))));
    }
    if summary.is_teacher_training {
        let rule = format!(
            "{} {}",
            lang.t(
                "Ngành đào tạo giáo viên: chỉ được xét ở các nguyện vọng từ 1 đến",
                "Teacher training: considered at ranks 1 to"
            ),
            page.season.rules.teacher_training_max_rank
        );
        rows.push(SummaryRow::new(lang.t("Quy định riêng", "Special rule"), text(rule)));
    }
    summary_list(lang, rows)
}

fn combinations(lang: Lang, details: &ProgrammeDetails) -> AnyView {
    let rows = details
        .combinations
        .iter()
        .map(|combination| {
            let names = combination.subjects.map(|subject| combination_subject_name(lang, subject));
            vec![text(combination.code.clone()), text(names.join(" · "))]
        })
        .collect();
    table(Table {
        caption: lang.t("Tổ hợp môn xét tuyển", "Subject combinations"),
        columns: vec![Column::words(lang.t("Mã", "Code")), Column::words(lang.t("Các môn", "Subjects"))],
        rows,
        when_empty: lang.t(
            "Chỉ có tổ hợp với môn năng khiếu; cổng chưa tính được điểm của các tổ hợp này.",
            "Combinations with aptitude tests alone; the portal cannot score them.",
        ),
    })
}

/// A row for each year and cut-off, with the combinations that share it.
fn past_cutoffs(lang: Lang, cutoffs: &[PastCutoff]) -> AnyView {
    let mut groups: Vec<(i16, Score, Vec<&str>)> = Vec::new();
    for cutoff in cutoffs {
        match groups.iter_mut().find(|(year, score, _)| (*year, *score) == (cutoff.year, cutoff.cutoff)) {
            Some((_, _, codes)) => codes.push(&cutoff.combination_code),
            None => groups.push((cutoff.year, cutoff.cutoff, vec![&cutoff.combination_code])),
        }
    }
    let rows = groups
        .into_iter()
        .map(|(year, score, codes)| vec![text(year.to_string()), text(codes.join(", ")), text(lang.score(score))])
        .collect();
    table(Table {
        caption: lang.t("Điểm chuẩn các năm trước (kết quả thi tốt nghiệp)", "Cut-offs of past years (exam results)"),
        columns: vec![
            Column::words(lang.t("Năm", "Year")),
            Column::words(lang.t("Tổ hợp", "Combinations")),
            Column::number(lang.t("Điểm chuẩn", "Cut-off")),
        ],
        rows,
        when_empty: lang.t("Không có điểm chuẩn các năm trước.", "No cut-offs of past years."),
    })
}

fn visitor_view(lang: Lang, here: &str) -> AnyView {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", here).finish();
    view! {
        <p>
            <a href=format!("/sign-in?{query}")>{lang.t("Thí sinh đăng nhập", "Candidates: sign in")}</a>
            {lang.t(
                " để xem điểm xét tuyển của mình và thêm vào danh sách nguyện vọng.",
                " to see your own score and to add this to your preferences.",
            )}
        </p>
    }
    .into_any()
}

fn own_view(page: &Page, details: &ProgrammeDetails, own: &OwnView) -> AnyView {
    let lang = page.lang;
    view! {
        <section class="own-score" aria-labelledby="own-score">
            <h2 id="own-score">{lang.t("Với điểm của tôi", "With my marks")}</h2>
            {own_score(page, &own.score)}
            {add_to_list(page, details, own)}
        </section>
    }
    .into_any()
}

fn own_score(page: &Page, score: &OwnScore) -> AnyView {
    let lang = page.lang;
    let plain = |words: String| view! { <p>{words}</p> }.into_any();
    match score {
        OwnScore::NotPublished { from: Some(from) } => plain(format!(
            "{} {}.",
            lang.t("Điểm thi được công bố lúc", "Marks are published at"),
            from.short()
        )),
        OwnScore::NotPublished { from: None } => {
            plain(lang.t("Chưa có lịch công bố điểm thi.", "The publication of marks is not planned yet.").to_owned())
        }
        OwnScore::NoMarks => {
            plain(lang.t("Cổng không có điểm thi của bạn.", "The portal has no marks of yours.").to_owned())
        }
        OwnScore::NoCombination { is_language_unknown: true } => view! {
            <p>{lang.t("Chưa tính được điểm của bạn cho ngành này.", "Your score for this programme is not known yet.")}</p>
            {unknown_language(lang, true)}
        }
        .into_any(),
        OwnScore::NoCombination { is_language_unknown: false } => plain(
            lang.t(
                "Bạn không có đủ ba môn của tổ hợp nào mà ngành này xét, nên nguyện vọng vào ngành này sẽ không được xét.",
                "You lack a subject of every combination that this programme takes, so it will not consider you.",
            )
            .to_owned(),
        ),
        OwnScore::Known { score, priority_max, obstacle, is_language_unknown } => {
            known_score(page, score, *priority_max, *obstacle, *is_language_unknown)
        }
    }
}

fn known_score(
    page: &Page,
    score: &AdmissionScore,
    priority_max: Option<Score>,
    obstacle: Option<NotConsidered>,
    is_language_unknown: bool,
) -> AnyView {
    let lang = page.lang;
    let priority = match priority_max {
        Some(most) if most != score.priority => format!(
            "{} ({} {}{} {})",
            lang.score(score.priority),
            lang.t("mức đầy đủ", "in full"),
            lang.score(most),
            lang.t(", giảm dần từ", ", reduced from"),
            lang.score(page.season.rules.priority_reduced_from)
        ),
        _ => lang.score(score.priority),
    };
    let combination = format!("{} {}", lang.t("Ba môn tổ hợp", "Three marks of"), score.combination_code);
    let rows = vec![
        SummaryRow::new(combination, text(lang.score(score.exam30))),
        SummaryRow::new(lang.t("Điểm cộng", "Bonus"), text(lang.score(score.bonus))),
        SummaryRow::new(lang.t("Điểm ưu tiên", "Priority points"), text(priority)),
        SummaryRow::new(
            lang.t("Điểm xét tuyển", "Admission score"),
            view! { <strong class="score-total">{lang.score(score.total)}</strong> }.into_any(),
        ),
    ];
    let no_registration = priority_max.is_none().then(|| {
        view! {
            <p class="hint">
                {lang.t(
                    "Điểm ưu tiên đang tính là 0 vì bạn chưa có phiếu đăng ký dự thi được duyệt.",
                    "Priority counts as 0 because you have no approved exam registration.",
                )}
            </p>
        }
    });
    let floor = obstacle.map(|reason| {
        let body = view! { <p>{obstacle_text(lang, reason)}</p> }.into_any();
        notice(lang, Tone::Warning, lang.t("Chưa đạt ngưỡng", "Below the threshold"), body)
    });
    view! {
        {summary_list(lang, rows)}
        {floor}
        {no_registration}
        {unknown_language(lang, is_language_unknown)}
        <p class="hint">
            {lang.t(
                "Tính theo tổ hợp có lợi nhất. So với điểm chuẩn các năm trước chỉ để tham khảo: đề thi và số thí sinh mỗi năm mỗi khác.",
                "In your best combination. Cut-offs of past years are a hint only: papers and candidates differ every year.",
            )}
        </p>
    }
    .into_any()
}

fn unknown_language(lang: Lang, is_unknown: bool) -> Option<AnyView> {
    let words = lang.t(
        "Điểm Ngoại ngữ của bạn chưa được tính vào tổ hợp nào, vì cổng biết thứ tiếng từ phiếu đăng ký dự thi được duyệt.",
        "Your foreign-language mark counts in no combination yet: the portal knows its language from an approved exam registration.",
    );
    is_unknown.then(|| view! { <p class="hint">{words}</p> }.into_any())
}

const fn obstacle_text(lang: Lang, reason: NotConsidered) -> &'static str {
    match reason {
        NotConsidered::BelowEntryThreshold => lang.t(
            "Tổng ba môn của bạn thấp hơn ngưỡng đầu vào của ngành ở mọi tổ hợp, nên nguyện vọng này sẽ không được xét.",
            "Your three marks are below this programme's entry threshold in every combination, so it will not consider you.",
        ),
        _ => lang.t(
            "Tổng ba môn của bạn thấp hơn mức tối thiểu chung ở mọi tổ hợp, nên nguyện vọng này sẽ không được xét.",
            "Your three marks are below the common floor in every combination, so this will not be considered.",
        ),
    }
}

fn add_to_list(page: &Page, details: &ProgrammeDetails, own: &OwnView) -> AnyView {
    let lang = page.lang;
    let max = page.season.rules.max_preferences;
    let list = |label: String| view! { <a href="/candidate/preferences">{label}</a> };
    if let Some(rank) = own.rank {
        let label = format!("{} {rank}", lang.t("Đang là nguyện vọng", "In your list at rank"));
        return view! { <p>{list(label)}</p> }.into_any();
    }
    match own.window {
        WindowState::Open { .. } if own.listed >= usize::from(max) => {
            let label = format!(
                "{} {max} {}",
                lang.t("Danh sách đã đủ", "Your list holds all"),
                lang.t("nguyện vọng", "preferences")
            );
            view! { <p>{list(label)} {lang.t(". Hãy bỏ bớt rồi thêm ngành này.", ". Remove one before you add this.")}</p> }.into_any()
        }
        WindowState::Open { .. } => view! {
            <form method="post" action="/candidate/preferences/add">
                <input type="hidden" name="programme" value=details.summary.id.to_string() />
                {submit(lang.t("Thêm vào danh sách nguyện vọng", "Add to my preferences"))}
            </form>
        }
        .into_any(),
        WindowState::NotYetOpen { opens_at } => {
            let words = lang.t("Thêm được vào danh sách nguyện vọng từ ", "You can add it to your preferences from ");
            view! { <p>{words} {instant_view(opens_at)} "."</p> }.into_any()
        }
        WindowState::Closed { closed_at } => {
            let words = lang.t("Đợt đăng ký nguyện vọng đã đóng lúc ", "Preferences closed at ");
            view! { <p>{words} {instant_view(closed_at)} "."</p> }.into_any()
        }
        WindowState::NotPlanned => ().into_any(),
    }
}
