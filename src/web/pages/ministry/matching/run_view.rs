//! One run closely: what it was made from, its figures, what it changes and how far its publication is.

use leptos::prelude::*;
use url::form_urlencoded;

use super::{
    difference::{self, cutoff_words},
    proposal_view, publication, run_title, starter, verdict,
};
use crate::{
    domain::{
        field_errors::FieldErrors,
        ids::MatchingRunId,
        matching::publication::{ProposalForm, ProposalRejectionForm},
        season::PhaseKind,
    },
    usecases::ministry::view_matching_runs::{
        Asked, MatchingRun, MatchingRunDetails, PROGRAMMES_A_PAGE, ProgrammeResult,
    },
    web::{
        components::{
            Column, Figure, Pagination, SummaryRow, Table, Tone, back_link, details, error_summary, exact_instant_view,
            figures, instant_view, notice, pagination, summary_list, table, text,
        },
        i18n::{Lang, not_considered_name},
        page::Page,
    },
};

/// What the page shows besides the run.
#[derive(Default)]
pub(super) struct Around {
    /// The form that proposes, as typed.
    pub(super) form: ProposalForm,
    /// The form that rejects, as typed.
    pub(super) rejection: ProposalRejectionForm,
    /// What is wrong with either.
    pub(super) errors: FieldErrors,
    /// Why what was asked for was not done.
    pub(super) refusal: Option<String>,
}

impl Around {
    /// Nothing typed: the form begins with the instant that is set for this run, else the opening of the results.
    pub(super) fn fresh(page: &Page, shown: &MatchingRunDetails) -> Self {
        let opening = || page.season.calendar.phase(PhaseKind::AdmissionResults).map(|phase| phase.opens_at);
        let instant = shown.published().map(|publication| publication.visible_from).or_else(opening);
        let typed = instant.map(|instant| instant.iso().chars().take("2026-08-13T17:00".len()).collect());
        Self { form: ProposalForm { visible_from: typed.unwrap_or_default() }, ..Self::default() }
    }
}

/// The page of a run.
pub(super) fn view(page: &Page, shown: &MatchingRunDetails, asked: Asked, around: &Around) -> AnyView {
    let lang = page.lang;
    let refusal = around.refusal.as_ref().map(|refusal| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{refusal.clone()}</p> }.into_any())
    });
    view! {
        {back_link(lang, "/ministry/matching")}
        {error_summary(lang, &around.errors, |field| (field.to_owned(), publication::label(lang, field)))}
        <h1>{run_title(lang)}</h1>
        {refusal}
        {marks_changed(lang, shown)}
        {head(lang, shown)}
        {run_figures(lang, shown)}
        {difference::section(lang, shown)}
        {proposal_view::section(page, shown, around)}
        {difference::changes_section(lang, shown)}
        <h2>{lang.t("Kết quả", "Result")}</h2>
        {ranks(lang, shown)}
        {reasons(lang, shown)}
        {programmes(lang, shown, asked.programmes_page)}
    }
    .into_any()
}

/// Marks that were changed on appeal after the run had read them.
fn marks_changed(lang: Lang, shown: &MatchingRunDetails) -> Option<AnyView> {
    let words = (shown.marks_changed > 0).then(|| publication::marks_changed_words(lang, shown.marks_changed))?;
    let title = lang.t("Có điểm đổi sau phúc khảo", "Marks were changed on appeal");
    Some(notice(lang, Tone::Warning, title, view! { <p>{words}</p> }.into_any()))
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
    let engine =
        run.manifest.as_ref().map_or(lang.t("không ghi lại", "not recorded"), |manifest| &manifest.engine_version);
    let engine = engine.to_owned();
    let facts = vec![
        SummaryRow::new(lang.t("Bắt đầu", "Started"), exact_instant_view(run.started_at)),
        SummaryRow::new(lang.t("Người chạy", "Started by"), text(starter(lang, run, &shown.operators))),
        SummaryRow::new(lang.t("Kiểm chứng độc lập", "Independent verifier"), verification(lang, run)),
        SummaryRow::new(lang.t("Phiên bản bộ xử lý", "Version of the engine"), text(engine)),
        SummaryRow::new(
            lang.t("Dấu vân dữ liệu vào", "Fingerprint of the inputs"),
            short_fingerprint(&run.input_sha256),
        ),
        SummaryRow::new(lang.t("Dấu vân kết quả", "Fingerprint of the result"), short_fingerprint(&run.output_sha256)),
    ];
    view! {
        {summary_list(lang, facts)}
        {details(lang.t("Dấu vân SHA-256 đầy đủ", "The whole SHA-256 fingerprints"), fingerprints.into_any())}
    }
    .into_any()
}

/// Whether the verifier found it right, when, or what it found wrong.
fn verification(lang: Lang, run: &MatchingRun) -> AnyView {
    let at = run.verified_at.map(|at| view! { " " {instant_view(at)} });
    // The verifier names candidate and programme in the words of its program.
    let violation = run.violation.clone().map(|violation| view! { " " <code>{violation}</code> });
    view! { {verdict(lang, run)} {at} {violation} }.into_any()
}

/// The first twelve digits, enough to compare by eye.
pub(super) fn short_fingerprint(digits: &str) -> AnyView {
    let short: String = digits.chars().take(12).collect();
    view! { <code>{short} "…"</code> }.into_any()
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
    let rows = shown.programmes.iter().map(|programme| programme_row(lang, shown.run.id, programme)).collect();
    let programmes = Table {
        caption: lang.t("Ngành, nhiều nguyện vọng nhất trước", "Programmes, the most wanted first"),
        columns: vec![
            Column::words(lang.t("Ngành", "Programme")),
            Column::number(lang.t("Chỉ tiêu", "Quota")),
            Column::number(lang.t("Nguyện vọng được xét", "Considered")),
            Column::number(lang.t("Trúng tuyển", "Admitted")),
            Column::number(lang.t("Điểm chuẩn", "Cut-off")),
            Column::words(lang.t("Chỉ tiêu khác", "Another quota")),
        ],
        rows,
        when_empty: lang.t("Không có nguyện vọng nào được xét.", "No preference was considered."),
    };
    view! {
        <div id="programmes">{table(programmes)}</div>
        {pagination(place, |page| format!("/ministry/matching/{}?page={page}#programmes", shown.run.id))}
    }
    .into_any()
}

fn programme_row(lang: Lang, run: MatchingRunId, programme: &ProgrammeResult) -> Vec<AnyView> {
    let name = format!("{} {} {}", programme.institution_code, programme.admission_code, programme.name);
    let codes = form_urlencoded::Serializer::new(String::new())
        .append_pair("institution", &programme.institution_code)
        .append_pair("admission_code", &programme.admission_code)
        .finish();
    let trial = view! {
        <a href=format!("/ministry/matching/{run}/quota-trial?{codes}")>
            {lang.t("Thử", "Try")} <span class="visually-hidden">": " {name.clone()}</span>
        </a>
    };
    vec![
        text(name),
        text(lang.count(programme.quota)),
        text(lang.count(programme.applicants)),
        text(lang.count(programme.admitted)),
        text(cutoff_words(lang, programme.cutoff.as_ref().map(|key| key.score), programme.admitted)),
        trial.into_any(),
    ]
}
