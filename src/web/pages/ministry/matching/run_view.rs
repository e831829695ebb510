//! One run closely: its figures, what publishing it would change, and the form that publishes it.

use leptos::prelude::*;

use super::{publication_words, run_title, verdict};
use crate::{
    domain::{field_errors::FieldErrors, matching::readiness::PublishForm},
    usecases::ministry::view_matching_runs::{MatchingRunDetails, PROGRAMMES_A_PAGE, ProgrammeResult, SeatChanges},
    web::{
        components::{
            Column, Figure, InputKind, Pagination, SummaryRow, Table, TextInput, Tone, Width, back_link, details,
            error_summary, figures, instant_view, notice, pagination, submit, summary_list, table, text, text_input,
        },
        i18n::{Lang, not_considered_name},
        page::Page,
    },
};

/// The page of a run. `refusal` says why it was not published.
pub(super) fn view(
    page: &Page,
    shown: &MatchingRunDetails,
    number: u32,
    form: &PublishForm,
    errors: &FieldErrors,
    refusal: Option<&'static str>,
) -> AnyView {
    let lang = page.lang;
    let refusal = refusal.map(|refusal| {
        let title = lang.t("Chưa công bố", "Not published");
        notice(lang, Tone::Danger, title, view! { <p>{refusal}</p> }.into_any())
    });
    view! {
        {back_link(lang, "/ministry/matching")}
        {error_summary(lang, errors, |field| (field.to_owned(), instant_label(lang)))}
        <h1>{run_title(lang)}</h1>
        {refusal}
        {head(lang, shown)}
        {run_figures(lang, shown)}
        {publishing(page, shown, form, errors)}
        {ranks(lang, shown)}
        {reasons(lang, shown)}
        {programmes(lang, shown, number)}
    }
    .into_any()
}

fn head(lang: Lang, shown: &MatchingRunDetails) -> AnyView {
    let run = &shown.run;
    let fingerprints = view! {
        <dl>
            <dt>{lang.t("Dữ liệu vào", "Inputs")}</dt>
            <dd>{fingerprint(&run.input_sha256)}</dd>
            <dt>{lang.t("Kết quả", "Result")}</dt>
            <dd>{fingerprint(&run.output_sha256)}</dd>
        </dl>
        <p>
            {lang.t(
                "Cùng dữ liệu vào luôn cho cùng kết quả, đến từng byte.",
                "The same inputs give the same result, to the byte.",
            )}
        </p>
    };
    let facts = vec![
        SummaryRow::new(lang.t("Bắt đầu", "Started"), instant_view(run.started_at)),
        SummaryRow::new(lang.t("Kiểm chứng độc lập", "Independent verifier"), verdict(lang, run)),
    ];
    view! {
        {summary_list(lang, facts)}
        {details(lang.t("Dấu vân SHA-256", "SHA-256 fingerprints"), fingerprints.into_any())}
    }
    .into_any()
}

/// Sixteen digits at a time, so that a phone can break the line.
fn fingerprint(digits: &str) -> AnyView {
    let groups: Vec<_> = digits
        .as_bytes()
        .chunks(16)
        .map(|group| view! { {String::from_utf8_lossy(group).into_owned()} <wbr /> })
        .collect();
    view! { <code>{groups}</code> }.into_any()
}

fn run_figures(lang: Lang, shown: &MatchingRunDetails) -> AnyView {
    let run = &shown.run;
    let counts = [
        (lang.t("Thí sinh có danh sách đã nộp", "Candidates with a submitted list"), lang.count(run.candidates)),
        (lang.t("Nguyện vọng", "Preferences"), lang.count(run.preferences)),
        (lang.t("Nguyện vọng được xét", "Preferences considered"), lang.count(run.considered)),
        (lang.t("Thí sinh trúng tuyển", "Candidates admitted"), lang.count(run.admitted)),
    ];
    let counts: Vec<_> = counts.iter().map(|(label, number)| Figure { label, number, note: "" }).collect();
    figures(&counts)
}

const fn instant_label(lang: Lang) -> &'static str {
    lang.t("Thí sinh xem được từ (giờ Việt Nam)", "Candidates see it from (Vietnam time)")
}

fn publishing(page: &Page, shown: &MatchingRunDetails, form: &PublishForm, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let published = shown.publication.filter(|publication| publication.run == shown.run.id);
    let state = published.map(|publication| {
        let words = publication_words(lang, &publication, page.now);
        notice(
            lang,
            Tone::Info,
            lang.t("Lượt này được công bố", "This run is published"),
            view! { <p>{words}</p> }.into_any(),
        )
    });
    let changes = shown.changes.map(|changes| changes_view(lang, changes));
    let form = shown.run.verified_at.is_some().then(|| {
        let field = TextInput {
            lang,
            name: "visible_from",
            label: instant_label(lang),
            hint: lang.t(
                "Mọi thí sinh thấy kết quả từ cùng một thời điểm. Thời điểm đã qua nghĩa là ngay bây giờ.",
                "All candidates see their results from the same moment on. A moment in the past means at once.",
            ),
            value: &form.visible_from,
            error: errors.of("visible_from"),
            kind: InputKind::DateTime,
            width: Width::Medium,
            ..TextInput::default()
        };
        let label = if published.is_some() {
            lang.t("Đổi thời điểm công bố", "Change the instant")
        } else {
            lang.t("Công bố lượt này", "Publish this run")
        };
        view! {
            <form method="post" action=format!("/ministry/matching/{}/publish", shown.run.id)>
                {text_input(field)} {submit(label)}
            </form>
        }
    });
    view! {
        <h2>{lang.t("Công bố", "Publication")}</h2>
        {state}
        {changes}
        {form}
    }
    .into_any()
}

fn changes_view(lang: Lang, changes: SeatChanges) -> AnyView {
    let SeatChanges { gained, lost, moved } = changes;
    let title = lang.t("So với lượt đang công bố", "Compared with the published run");
    let facts = vec![
        SummaryRow::new(lang.t("Thêm trúng tuyển", "Newly admitted"), text(lang.count(gained))),
        SummaryRow::new(lang.t("Không còn trúng tuyển", "No longer admitted"), text(lang.count(lost))),
        SummaryRow::new(lang.t("Trúng tuyển ngành khác", "Admitted elsewhere"), text(lang.count(moved))),
    ];
    view! {
        <h3>{title}</h3>
        {summary_list(lang, facts)}
    }
    .into_any()
}

fn ranks(lang: Lang, shown: &MatchingRunDetails) -> AnyView {
    let row = |(rank, admitted): &(u8, u32)| vec![text(rank.to_string()), text(lang.count(*admitted))];
    table(Table {
        caption: lang.t("Trúng tuyển theo thứ tự nguyện vọng", "Admitted by rank of the preference"),
        columns: vec![
            Column::words(lang.t("Nguyện vọng", "Rank")),
            Column::number(lang.t("Thí sinh trúng tuyển", "Candidates admitted")),
        ],
        rows: shown.admitted_by_rank.iter().map(row).collect(),
        when_empty: lang.t("Không có thí sinh trúng tuyển.", "Nobody is admitted."),
    })
}

fn reasons(lang: Lang, shown: &MatchingRunDetails) -> AnyView {
    let rows = shown.reasons.iter();
    let rows = rows.map(|(reason, count)| vec![text(not_considered_name(lang, *reason)), text(lang.count(*count))]);
    table(Table {
        caption: lang.t("Nguyện vọng không được xét", "Preferences not considered"),
        columns: vec![Column::words(lang.t("Lý do", "Reason")), Column::number(lang.t("Nguyện vọng", "Preferences"))],
        rows: rows.collect(),
        when_empty: lang.t("Mọi nguyện vọng đều được xét.", "Every preference was considered."),
    })
}

fn programmes(lang: Lang, shown: &MatchingRunDetails, number: u32) -> AnyView {
    let place = Pagination { lang, current: number, last: shown.programme_count.div_ceil(PROGRAMMES_A_PAGE).max(1) };
    let rows = shown.programmes.iter().map(|programme| programme_row(lang, programme)).collect();
    let programmes = Table {
        caption: lang.t("Ngành, nhiều nguyện vọng nhất trước", "Programmes, the most wanted first"),
        columns: vec![
            Column::words(lang.t("Ngành", "Programme")),
            Column::number(lang.t("Chỉ tiêu", "Quota")),
            Column::number(lang.t("Nguyện vọng được xét", "Considered")),
            Column::number(lang.t("Trúng tuyển", "Admitted")),
            Column::number(lang.t("Điểm chuẩn", "Cut-off")),
        ],
        rows,
        when_empty: lang.t("Không có nguyện vọng nào được xét.", "No preference was considered."),
    };
    view! {
        {table(programmes)}
        {pagination(place, |page| format!("/ministry/matching/{}?page={page}", shown.run.id))}
    }
    .into_any()
}

fn programme_row(lang: Lang, programme: &ProgrammeResult) -> Vec<AnyView> {
    let name = format!("{} {} {}", programme.institution_code, programme.admission_code, programme.name);
    let cutoff = match programme.cutoff.as_ref().map(|key| key.score) {
        Some(score) => lang.score(score),
        None if programme.admitted > 0 => lang.t("nhận hết", "all admitted").to_owned(),
        None => "–".to_owned(),
    };
    vec![
        text(name),
        text(lang.count(programme.quota)),
        text(lang.count(programme.applicants)),
        text(lang.count(programme.admitted)),
        text(cutoff),
    ]
}
