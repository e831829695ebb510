//! What approving means, before it is done.

use leptos::prelude::*;

use super::{proposal_view::facts, publication::address, run_view::short_fingerprint};
use crate::{
    usecases::ministry::view_matching_runs::{MatchingRunDetails, NamedProposal, SeatChanges},
    web::{
        components::{
            ButtonLook, SummaryRow, Tone, back_link, button_link, buttons, exact_instant_view, notice, submit,
            summary_list,
        },
        i18n::Lang,
        page::Page,
    },
};

pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Kiểm tra rồi công bố", "Check, then publish")
}

/// The page between the run and its publication.
pub(super) fn view(page: &Page, shown: &MatchingRunDetails, open: &NamedProposal) -> AnyView {
    let lang = page.lang;
    let run = address(shown.run.id);
    let link = view! { <a href=run.clone()>{exact_instant_view(shown.run.started_at)}</a> };
    let mut rows = vec![
        SummaryRow::new(lang.t("Lượt chạy lúc", "The run of"), link.into_any()),
        SummaryRow::new(
            lang.t("Dấu vân kết quả", "Fingerprint of the result"),
            short_fingerprint(&shown.run.output_sha256),
        ),
    ];
    rows.extend(facts(page, open));
    let meaning: Vec<_> =
        meaning(page, shown, open).into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect();
    view! {
        {back_link(lang, &run)}
        <h1>{title(lang)}</h1>
        <p>{lang.t("Lượt này chưa được công bố theo đề nghị dưới đây.", "The proposal below has not been carried out yet.")}</p>
        {summary_list(lang, rows)}
        {notice(
            lang,
            Tone::Warning,
            lang.t("Công bố nghĩa là", "Publishing means"),
            view! { <ul>{meaning}</ul> }.into_any(),
        )}
        <form method="post" action=format!("{run}/approve")>
            <input type="hidden" name="proposal" value=open.proposal.id.to_string() />
            {buttons(
                vec![
                    submit(lang.t("Tôi đã kiểm tra và công bố", "I have checked it: publish")),
                    button_link(ButtonLook::Secondary, lang.t("Để sau", "Not now"), &run),
                ],
            )}
        </form>
    }
    .into_any()
}

fn meaning(page: &Page, shown: &MatchingRunDetails, open: &NamedProposal) -> Vec<String> {
    let lang = page.lang;
    let mut sentences = vec![who_sees(page, shown, open)];
    if let Some(published) = shown.published() {
        let (before, after) = (published.visible_from.short(), open.proposal.visible_from.short());
        sentences.push(match lang {
            Lang::Vi => format!("Lượt này đang được công bố; chỉ thời điểm đổi, từ {before} sang {after}."),
            Lang::En => format!("This run is published already; only the instant changes, from {before} to {after}."),
        });
    } else if let Some(difference) = shown.differences.iter().find(|difference| difference.is_published) {
        sentences.push(in_place_of(lang, &difference.base.started_at.to_the_second(), difference.seats));
    }
    let visible_now = shown.publication.is_some_and(|publication| publication.visible_from <= page.now);
    if visible_now && open.proposal.visible_from > page.now {
        let from = open.proposal.visible_from.short();
        sentences.push(match lang {
            Lang::Vi => format!("Thí sinh đang xem được kết quả. Từ lúc bạn duyệt đến {from}, họ không xem được nữa."),
            Lang::En => format!("Candidates see results now. From your approval until {from} they see none."),
        });
    }
    let undo = lang.t(
        "Không hủy được thao tác này. Muốn đổi, phải công bố lại, cũng qua hai người.",
        "It cannot be undone. To change it, another publication takes two people again.",
    );
    sentences.push(undo.to_owned());
    sentences
}

fn who_sees(page: &Page, shown: &MatchingRunDetails, open: &NamedProposal) -> String {
    let lang = page.lang;
    let (candidates, admitted) = (lang.count(shown.run.candidates), lang.count(shown.run.admitted));
    let from = open.proposal.visible_from;
    match (lang, from <= page.now) {
        (Lang::Vi, true) => {
            format!(
                "Ngay khi bạn duyệt, {candidates} thí sinh có danh sách đã nộp xem được kết quả; {admitted} thí sinh trúng tuyển."
            )
        }
        (Lang::Vi, false) => {
            format!(
                "Từ {}, {candidates} thí sinh có danh sách đã nộp xem được kết quả; {admitted} thí sinh trúng tuyển.",
                from.short()
            )
        }
        (Lang::En, true) => {
            format!(
                "As soon as you approve, {candidates} candidates with a submitted list see their results; {admitted} are admitted."
            )
        }
        (Lang::En, false) => {
            format!(
                "From {} on, {candidates} candidates with a submitted list see their results; {admitted} are admitted.",
                from.short()
            )
        }
    }
}

fn in_place_of(lang: Lang, base: &str, seats: SeatChanges) -> String {
    if seats.candidates() == 0 {
        return match lang {
            Lang::Vi => format!("Lượt đang công bố ({base}) được thay; không thí sinh nào có kết quả khác."),
            Lang::En => format!("It takes the place of the published run ({base}); no candidate fares otherwise."),
        };
    }
    let (gained, lost, moved) = (lang.count(seats.gained), lang.count(seats.lost), lang.count(seats.moved));
    match lang {
        Lang::Vi => format!(
            "Lượt đang công bố ({base}) được thay: {gained} thí sinh thêm trúng tuyển, {lost} không còn trúng tuyển, {moved} chuyển ngành."
        ),
        Lang::En => format!(
            "It takes the place of the published run ({base}): {gained} candidates newly admitted, {lost} no longer admitted, {moved} admitted elsewhere."
        ),
    }
}
