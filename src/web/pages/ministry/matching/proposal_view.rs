//! The publication on a run's page: the form that proposes, the proposal that waits, and what became of earlier ones.

use leptos::prelude::*;

use super::{
    publication::{address, confirmed_words, label},
    publication_words,
    run_view::Around,
};
use crate::{
    domain::{access::Permission, matching::publication::ProposalStatus},
    usecases::ministry::view_matching_runs::{MatchingRunDetails, NamedProposal},
    web::{
        components::{
            Button, ButtonLook, Column, InputKind, SummaryRow, Table, TextInput, Textarea, Tone, Width, button,
            button_link, instant_view, notice, submit, summary_list, table, text, text_input, textarea,
        },
        i18n::Lang,
        page::Page,
    },
};

/// The section of a run's page.
pub(super) fn section(page: &Page, shown: &MatchingRunDetails, around: &Around) -> AnyView {
    let lang = page.lang;
    let state = shown.published().map(|publication| {
        let words = publication_words(lang, &publication, page.now);
        let title = lang.t("Lượt này đang được công bố", "This run is published");
        notice(lang, Tone::Info, title, view! { <p>{words} "."</p> }.into_any())
    });
    let next = match (&shown.open, shown.open_of_this_run()) {
        (_, Some(open)) => pending(page, shown, open, around),
        (Some(open), None) => elsewhere(lang, open),
        (None, None) if page.may(Permission::ProposePublication) => proposing(lang, shown, around),
        (None, None) => ().into_any(),
    };
    view! {
        <h2 id="publication">{lang.t("Công bố", "Publication")}</h2>
        {state}
        {next}
        {ended(lang, shown)}
    }
    .into_any()
}

/// The form that proposes, or why there is none.
fn proposing(lang: Lang, shown: &MatchingRunDetails, around: &Around) -> AnyView {
    if shown.run.verified_at.is_none() {
        return view! {
            <p>
                {lang.t(
                    "Bộ kiểm chứng không xác nhận lượt chạy này, nên không thể đề nghị công bố.",
                    "The verifier did not confirm this run, so it cannot be proposed for publication.",
                )}
            </p>
        }
        .into_any();
    }
    if shown.confirmed_elsewhere > 0 {
        let title = lang.t("Không thể đề nghị công bố lượt này", "This run cannot be proposed");
        let words = confirmed_words(lang, shown.confirmed_elsewhere);
        return notice(lang, Tone::Warning, title, view! { <p>{words}</p> }.into_any());
    }
    let field = TextInput {
        lang,
        name: "visible_from",
        label: label(lang, "visible_from"),
        hint: lang.t(
            "Mọi thí sinh thấy kết quả từ cùng một thời điểm. Thời điểm đã qua nghĩa là ngay khi được duyệt.",
            "All candidates see their results from the same moment on. A moment in the past means as soon as it is approved.",
        ),
        value: &around.form.visible_from,
        error: around.errors.of("visible_from"),
        kind: InputKind::DateTime,
        width: Width::Medium,
        ..TextInput::default()
    };
    let name = if shown.published().is_some() {
        lang.t("Đề nghị đổi thời điểm", "Propose another instant")
    } else {
        lang.t("Đề nghị công bố lượt này", "Propose to publish this run")
    };
    view! {
        <p>
            {lang.t(
                "Công bố cần hai người của Bộ: một người đề nghị, một người khác kiểm tra và duyệt. Trước khi được duyệt, thí sinh không thấy gì thay đổi.",
                "Publishing takes two people of the ministry: one proposes, another checks and approves. Until then candidates see no change.",
            )}
        </p>
        <form method="post" action=format!("{}/propose", address(shown.run.id)) novalidate>
            {text_input(field)} {submit(name)}
        </form>
    }
    .into_any()
}

/// Another run is proposed.
fn elsewhere(lang: Lang, open: &NamedProposal) -> AnyView {
    let body = view! {
        <p>
            {open.proposer.clone()} {lang.t(" đã đề nghị công bố ", " has proposed to publish ")}
            <a href=address(open.proposal.run)>{lang.t("một lượt khác", "another run")}</a>
            {lang.t(
                ". Mỗi lúc chỉ có một đề nghị; hãy xử lý đề nghị đó trước.",
                ". There is one proposal at a time; that one has to be decided first.",
            )}
        </p>
    };
    let title = lang.t("Một đề nghị công bố khác đang chờ", "Another proposal to publish is waiting");
    notice(lang, Tone::Warning, title, body.into_any())
}

/// Who proposed, when, from when on; and from when it is visible.
pub(super) fn facts(page: &Page, open: &NamedProposal) -> Vec<SummaryRow> {
    let lang = page.lang;
    let past = (open.proposal.visible_from <= page.now).then(|| {
        lang.t(
            " (đã qua: thí sinh xem được ngay khi được duyệt)",
            " (past: candidates see it as soon as it is approved)",
        )
    });
    let from = view! { {instant_view(open.proposal.visible_from)} {past} };
    vec![
        SummaryRow::new(lang.t("Người đề nghị", "Proposed by"), text(open.proposer.clone())),
        SummaryRow::new(lang.t("Đề nghị lúc", "Proposed at"), instant_view(open.proposal.proposed_at)),
        SummaryRow::new(lang.t("Thí sinh xem được từ", "Candidates see it from"), from.into_any()),
    ]
}

/// The proposal of this run that waits, and what the reader can do about it.
fn pending(page: &Page, shown: &MatchingRunDetails, open: &NamedProposal, around: &Around) -> AnyView {
    let lang = page.lang;
    let is_own = page.staff().is_ok_and(|staff| staff.staff_id == open.proposal.proposed_by);
    let may_decide = !is_own && page.may(Permission::ApprovePublication);
    let title = lang.t("Đề nghị công bố đang chờ người thứ hai", "A proposal to publish waits for a second person");
    let words = if is_own {
        lang.t(
            "Bạn là người đề nghị nên không tự duyệt được: lãnh đạo duyệt của Bộ phải kiểm tra và duyệt. Cổng đã báo cho họ qua thư.",
            "You proposed it, so you cannot approve it: a releaser of the ministry has to check and approve. The portal has told them by mail.",
        )
    } else if !may_decide {
        lang.t(
            "Lãnh đạo duyệt của Bộ sẽ kiểm tra rồi duyệt hoặc từ chối.",
            "A releaser of the ministry will check it, then approve or reject.",
        )
    } else {
        lang.t(
            "Bạn là người thứ hai: hãy kiểm tra các con số và thay đổi ở trang này, rồi duyệt hoặc từ chối.",
            "You are the second person: check the figures and the changes on this page, then approve or reject.",
        )
    };
    let newer = (!shown.is_latest).then(|| {
        let words = lang.t(
            "Sau lượt này đã có lượt chạy mới hơn. Đề nghị vẫn còn hiệu lực cho đúng lượt này.",
            "There is a newer run. The proposal stands for this very run.",
        );
        view! { <p>{words}</p> }
    });
    view! {
        {notice(lang, Tone::Warning, title, view! { <p>{words}</p> {newer} }.into_any())}
        {summary_list(lang, facts(page, open))}
        {is_own.then(|| withdrawing(lang, open))}
        {may_decide.then(|| deciding(lang, open, around))}
    }
    .into_any()
}

fn hidden(open: &NamedProposal) -> AnyView {
    view! { <input type="hidden" name="proposal" value=open.proposal.id.to_string() /> }.into_any()
}

fn withdrawing(lang: Lang, open: &NamedProposal) -> AnyView {
    let withdraw =
        Button { look: ButtonLook::Secondary, label: lang.t("Rút đề nghị", "Take it back"), ..Button::default() };
    view! {
        <form method="post" action=format!("{}/withdraw", address(open.proposal.run))>
            {hidden(open)} {button(withdraw)}
        </form>
    }
    .into_any()
}

fn deciding(lang: Lang, open: &NamedProposal, around: &Around) -> AnyView {
    let reason = Textarea {
        lang,
        name: "reason",
        label: label(lang, "reason"),
        hint: lang.t(
            "Người đề nghị đọc đúng những lời này; tối đa 500 ký tự.",
            "The proposer reads these very words; at most 500 characters.",
        ),
        value: &around.rejection.reason,
        error: around.errors.of("reason"),
        rows: 3,
        ..Textarea::default()
    };
    let reject =
        Button { look: ButtonLook::Warning, label: lang.t("Từ chối đề nghị", "Reject"), ..Button::default() };
    let run = address(open.proposal.run);
    view! {
        {button_link(
            ButtonLook::Primary,
            lang.t("Kiểm tra rồi công bố", "Check, then publish"),
            &format!("{run}/approve"),
        )}
        <h3>{lang.t("Hoặc từ chối", "Or reject it")}</h3>
        <form method="post" action=format!("{run}/reject") novalidate>
            {hidden(open)} {textarea(reason)} {button(reject)}
        </form>
    }
    .into_any()
}

/// What has become of the run's earlier proposals.
fn ended(lang: Lang, shown: &MatchingRunDetails) -> Option<AnyView> {
    let rows = shown.ended.iter().filter_map(|each| {
        let end = each.proposal.end.as_ref()?;
        let reason = end.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let by = each.ended_by.clone().unwrap_or_default();
        let outcome = view! { {status_name(lang, end.status)} ", " {instant_view(end.at)} ", " {by} {reason} };
        Some(vec![
            instant_view(each.proposal.proposed_at),
            text(each.proposer.clone()),
            instant_view(each.proposal.visible_from),
            outcome.into_any(),
        ])
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        table(Table {
            caption: lang.t("Các đề nghị đã kết thúc của lượt này", "Proposals of this run that have ended"),
            columns: vec![
                Column::words(lang.t("Đề nghị lúc", "Proposed at")),
                Column::words(lang.t("Người đề nghị", "By")),
                Column::words(lang.t("Xem được từ", "Visible from")),
                Column::words(lang.t("Kết thúc", "How it ended")),
            ],
            rows,
            when_empty: "",
        })
    })
}

const fn status_name(lang: Lang, status: ProposalStatus) -> &'static str {
    match status {
        ProposalStatus::Proposed => lang.t("Đang chờ", "Waiting"),
        ProposalStatus::Approved => lang.t("Đã duyệt", "Approved"),
        ProposalStatus::Rejected => lang.t("Bị từ chối", "Rejected"),
        ProposalStatus::Withdrawn => lang.t("Đã rút", "Taken back"),
    }
}
