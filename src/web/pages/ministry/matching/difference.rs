//! What a run says otherwise than the published one and the one before it: candidates in numbers, programmes by name.

use leptos::prelude::*;

use crate::{
    usecases::ministry::view_matching_runs::{
        Difference, MatchingRunDetails, PROGRAMMES_A_PAGE, ProgrammeChange, ProgrammeChanges, ProgrammeFigures,
    },
    web::{
        components::{Column, Pagination, Table, Tone, exact_instant_view, notice, pagination, table, text},
        i18n::Lang,
    },
};

/// The section of a run's page.
pub(super) fn section(lang: Lang, shown: &MatchingRunDetails) -> AnyView {
    let content = if shown.differences.is_empty() {
        let nothing = lang.t(
            "Đây là lượt chạy đầu tiên và chưa có lượt nào được công bố, nên chưa có gì để so sánh.",
            "This is the first run and nothing is published, so there is nothing to compare with.",
        );
        view! { <p>{nothing}</p> }.into_any()
    } else {
        let same_but_otherwise = shown.differences.iter().find(|each| each.same_input && !each.same_output);
        view! {
            {same_but_otherwise.map(|_| contradiction(lang))}
            {summary(lang, shown)}
        }
        .into_any()
    };
    view! {
        <h2 id="difference">{lang.t("Khác gì so với các lượt khác", "What it changes")}</h2>
        {content}
    }
    .into_any()
}

/// Programme by programme, below what is to be decided: the list may be long.
pub(super) fn changes_section(lang: Lang, shown: &MatchingRunDetails) -> Option<AnyView> {
    let programmes = programmes(lang, shown, shown.changes.as_ref()?)?;
    let view = view! {
        <h2 id="changes">{lang.t("Ngành thay đổi", "Programmes that change")}</h2>
        {programmes}
    };
    Some(view.into_any())
}

/// The same records must give the same result.
fn contradiction(lang: Lang) -> AnyView {
    let title = lang.t("Cùng dữ liệu vào nhưng kết quả khác", "Same inputs, but another result");
    let body = lang.t(
        "Điều này không được phép xảy ra, trừ khi phần mềm đã đổi phiên bản. Đừng công bố trước khi làm rõ.",
        "This must not happen, unless the software has changed. Publish nothing before it is cleared up.",
    );
    notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any())
}

/// `lượt đang công bố`, `lượt trước`, or both in one.
fn base_name(lang: Lang, difference: &Difference) -> &'static str {
    match (difference.is_published, difference.is_previous) {
        (true, true) => lang.t("Lượt đang công bố, cũng là lượt trước", "The published run, also the one before"),
        (true, false) => lang.t("Lượt đang công bố", "The published run"),
        (false, _) => lang.t("Lượt trước", "The run before"),
    }
}

const fn word(difference: &Difference) -> &'static str {
    if difference.is_published { "published" } else { "previous" }
}

fn summary(lang: Lang, shown: &MatchingRunDetails) -> AnyView {
    let detailed = shown.changes.as_ref().map(|changes| changes.difference);
    let rows = shown.differences.iter().enumerate().map(|(place, difference)| {
        // In one box, for a card lays out what stands beside each other.
        let link = view! {
            <div>
                {base_name(lang, difference)} <br />
                <a href=format!("/ministry/matching/{}", difference.base.id)>
                    {exact_instant_view(difference.base.started_at)}
                </a>
            </div>
        };
        let inputs = if difference.same_input { lang.t("như nhau", "the same") } else { lang.t("khác", "others") };
        vec![
            link.into_any(),
            text(inputs),
            text(lang.count(difference.seats.gained)),
            text(lang.count(difference.seats.lost)),
            text(lang.count(difference.seats.moved)),
            conclusion(lang, shown, difference, detailed == Some(place)),
        ]
    });
    table(Table {
        caption: lang.t("Thí sinh có kết quả khác", "Candidates who fare otherwise"),
        columns: vec![
            Column::words(lang.t("So với", "Against")),
            Column::words(lang.t("Dữ liệu vào", "Inputs")),
            Column::number(lang.t("Thêm trúng tuyển", "Newly admitted")),
            Column::number(lang.t("Không còn trúng tuyển", "No longer admitted")),
            Column::number(lang.t("Chuyển ngành", "Admitted elsewhere")),
            Column::words(lang.t("Kết luận", "In short")),
        ],
        rows: rows.collect(),
        when_empty: "",
    })
}

fn conclusion(lang: Lang, shown: &MatchingRunDetails, difference: &Difference, is_detailed: bool) -> AnyView {
    let candidates = difference.seats.candidates();
    let words = match (difference.same_input, difference.same_output, candidates) {
        (true, true, _) => lang.t("Cùng dữ liệu vào, cùng kết quả.", "Same inputs, same result.").to_owned(),
        (_, _, 0) => lang.t("Không thí sinh nào thay đổi.", "No candidate changes.").to_owned(),
        (_, _, candidates) => match lang {
            Lang::Vi => format!("{} thí sinh thay đổi.", lang.count(candidates)),
            Lang::En => format!("{} candidates change.", lang.count(candidates)),
        },
    };
    let total = shown.changes.as_ref().filter(|_| is_detailed).map(|changes| changes.total);
    let link = (!difference.same_output && total != Some(0)).then(|| {
        let against = word(difference);
        let href = match total {
            Some(_) => "#changes".to_owned(),
            None => format!("/ministry/matching/{}?against={against}#changes", shown.run.id),
        };
        let words = match (lang, total) {
            (Lang::Vi, Some(total)) => format!("{} ngành thay đổi", lang.count(total)),
            (Lang::En, Some(total)) => format!("{} programmes change", lang.count(total)),
            (_, None) => lang.t("Xem từng ngành", "Programme by programme").to_owned(),
        };
        view! {
            " "
            <a href=href>{words} <span class="visually-hidden">": " {base_name(lang, difference)}</span></a>
        }
    });
    view! { {words} {link} }.into_any()
}

fn programmes(lang: Lang, shown: &MatchingRunDetails, changes: &ProgrammeChanges) -> Option<AnyView> {
    let difference = shown.differences.get(changes.difference)?;
    let base = difference.base.started_at.to_the_second();
    let caption = match lang {
        Lang::Vi => {
            format!("{} ngành thay đổi so với lượt {base}, thay đổi nhiều nhất trước", lang.count(changes.total))
        }
        Lang::En => {
            format!("{} programmes change against the run of {base}, the most first", lang.count(changes.total))
        }
    };
    let last = changes.total.div_ceil(PROGRAMMES_A_PAGE).max(1);
    let place = Pagination { lang, current: changes.page, last };
    let (run, against) = (shown.run.id, word(difference));
    let view = view! {
        {programme_changes_table(lang, &caption, &changes.changes)}
        {pagination(place, |page| format!("/ministry/matching/{run}?against={against}&changes={page}#changes"))}
    };
    Some(view.into_any())
}

/// Programmes before and after.
pub(super) fn programme_changes_table(lang: Lang, caption: &str, changes: &[ProgrammeChange]) -> AnyView {
    table(Table {
        caption,
        columns: vec![
            Column::words(lang.t("Ngành", "Programme")),
            Column::number(lang.t("Điểm chuẩn", "Cut-off")),
            Column::number(lang.t("Trúng tuyển", "Admitted")),
            Column::number(lang.t("Vào", "In")),
            Column::number(lang.t("Ra", "Out")),
            Column::number(lang.t("Chỉ tiêu", "Quota")),
        ],
        rows: changes.iter().map(|change| row(lang, change)).collect(),
        when_empty: lang.t("Không ngành nào thay đổi.", "No programme changes."),
    })
}

fn row(lang: Lang, change: &ProgrammeChange) -> Vec<AnyView> {
    let both = |of: &dyn Fn(&ProgrammeFigures) -> String| {
        let words = |figures: Option<&ProgrammeFigures>| figures.map_or_else(|| "–".to_owned(), of);
        let (before, after) = (words(change.before.as_ref()), words(change.after.as_ref()));
        if before == after { text(after) } else { text(format!("{before} → {after}")) }
    };
    vec![
        text(format!("{} {} {}", change.institution_code, change.admission_code, change.name)),
        both(&|figures| cutoff_words(lang, figures.cutoff, figures.admitted)),
        both(&|figures| lang.count(figures.admitted)),
        text(lang.count(change.came)),
        text(lang.count(change.left)),
        both(&|figures| lang.count(figures.quota)),
    ]
}

/// The cut-off score, or why there is none.
pub(super) fn cutoff_words(lang: Lang, cutoff: Option<crate::domain::score::Score>, admitted: u32) -> String {
    match cutoff {
        Some(score) => lang.score(score),
        None if admitted > 0 => lang.t("nhận hết", "all admitted").to_owned(),
        None => "–".to_owned(),
    }
}
