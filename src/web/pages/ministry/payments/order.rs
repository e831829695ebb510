//! `/ministry/payments/orders/{id}`: one attempt, all that happened to it, and what an operator may decide.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::back_to_overview;
use crate::{
    domain::{
        access::Permission,
        field_errors::FieldErrors,
        ids::PaymentOrderId,
        payment::{
            decision::{DecisionForm, MAX_REASON, PaymentDecision},
            order::{OrderState, PaymentOrder},
        },
        time::Instant,
    },
    usecases::ministry::{
        decide_payment::{self, DecidePaymentError},
        view_payments::{self, Happening, PaymentDetails},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            payment::{gateway_reason, order_state_name},
            payment_operations::{decision_meaning, decision_name, movement_name, source_name},
        },
        page::Page,
    },
};

/// The address of an attempt's page.
#[must_use]
pub fn address(id: PaymentOrderId) -> String {
    format!("/ministry/payments/orders/{id}")
}

/// `GET /ministry/payments/orders/{id}`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let shown = load(&page, &id).await?;
    Ok(page.ok(title(page.lang), || view(&page, &shown, &DecisionForm::default(), &FieldErrors::new(), false)))
}

/// `GET /ministry/payments/orders/{id}/decide`: the form's target, e.g. after switching the language there.
///
/// # Errors
/// `NotFound` for what cannot be an id.
pub async fn to_order(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    Ok(page.see_other(&address(read_id(&id)?)))
}

/// `POST /ministry/payments/orders/{id}/decide`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn decide(
    page: Page,
    Path(id): Path<String>,
    PostForm(form): PostForm<DecisionForm>,
) -> Result<Response, WebError> {
    let order = read_id(&id)?;
    match decide_payment::run(&page.ctx, page.staff()?, order, &form).await {
        Ok(()) => Ok(page.see_other(&address(order))),
        Err(DecidePaymentError::Invalid(errors)) => {
            let shown = load(&page, &id).await?;
            Ok(page.invalid(title(page.lang), || view(&page, &shown, &form, &errors, false)))
        }
        Err(DecidePaymentError::Moved) => {
            let shown = load(&page, &id).await?;
            Ok(page.conflict(title(page.lang), || view(&page, &shown, &form, &FieldErrors::new(), true)))
        }
        Err(DecidePaymentError::Forbidden) => Err(WebError::Forbidden),
        Err(DecidePaymentError::NotFound) => Err(WebError::NotFound),
        Err(DecidePaymentError::Storage(error)) => Err(error.into()),
    }
}

fn read_id(id: &str) -> Result<PaymentOrderId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

async fn load(page: &Page, id: &str) -> Result<PaymentDetails, WebError> {
    view_payments::one(&page.ctx, &page.actor, read_id(id)?).await?.ok_or(WebError::NotFound)
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Một lần trả lệ phí", "An attempt to pay")
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "decision" => lang.t("Quyết định", "Decision"),
        _ => lang.t("Lý do", "Reason"),
    }
}

fn view(page: &Page, shown: &PaymentDetails, form: &DecisionForm, errors: &FieldErrors, has_moved: bool) -> AnyView {
    let lang = page.lang;
    let moved = has_moved.then(|| {
        let heading = lang.t("Chưa ghi quyết định", "Nothing was decided");
        let reason = lang.t(
            "Lần trả này vừa thay đổi, nên không còn quyết định như vậy được nữa. Hãy xem lại tình trạng dưới đây.",
            "The attempt has just changed, so this can no longer be decided. Look at where it stands now.",
        );
        notice(lang, Tone::Danger, heading, view! { <p>{reason}</p> }.into_any())
    });
    let offered = PaymentDecision::on_offer(&shown.order);
    let decision = match (offered.is_empty(), page.may(Permission::DecidePayment)) {
        (true, _) => ().into_any(),
        (false, true) => decision_form(lang, &shown.order, offered, form, errors),
        (false, false) => {
            view! { <p>{lang.t("Cán bộ điều hành của Bộ sẽ quyết định.", "An operator of the ministry decides.")}</p> }
                .into_any()
        }
    };
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        {moved}
        {back_to_overview(lang)}
        <h1>{title(lang)}</h1>
        <p>{tag(tone_of(shown), order_state_name(lang, shown.order.state))}</p>
        {summary_list(lang, facts(lang, shown))}
        {decision}
        {history(lang, &shown.history)}
    }
    .into_any()
}

const fn tone_of(shown: &PaymentDetails) -> Tone {
    match shown.order.state {
        OrderState::Paid | OrderState::Refunded => Tone::Success,
        OrderState::UnderReview => Tone::Warning,
        OrderState::RefundRequested if shown.order.refund.next_at.is_none() => Tone::Danger,
        OrderState::Failed | OrderState::Expired => Tone::Neutral,
        _ => Tone::Info,
    }
}

fn facts(lang: Lang, shown: &PaymentDetails) -> Vec<SummaryRow> {
    let order = &shown.order;
    let dash = || "–".to_owned();
    let bill = match &shown.owner.receipt_number {
        Some(number) => format!("{} ({number})", lang.t("đã nộp", "paid")),
        None => lang.t("chưa nộp", "not paid").to_owned(),
    };
    let mut rows = vec![
        SummaryRow::new(lang.t("Mã tham chiếu", "Reference"), text(&*order.reference)),
        SummaryRow::new(lang.t("Số tiền", "Amount"), money(order.amount)),
        SummaryRow::new(lang.t("Lệ phí của thí sinh", "The candidate’s fee"), text(bill)),
        SummaryRow::new(
            lang.t("Số giao dịch của cổng", "The gateway’s number"),
            text(order.gateway_transaction.clone().unwrap_or_else(dash)),
        ),
        SummaryRow::new(lang.t("Mã trả lời của cổng", "The gateway’s code"), text(code_words(lang, order))),
    ];
    if let Some(next) = order.next_query_at {
        rows.push(SummaryRow::new(lang.t("Hỏi cổng tiếp lúc", "Asked about next"), instant_view(next)));
    }
    if order.state == OrderState::RefundRequested {
        rows.push(SummaryRow::new(
            lang.t("Số lần hỏi hoàn tiền", "Tries of the refund"),
            text(order.refund.tries.to_string()),
        ));
        let problem = order.refund.problem.clone();
        rows.push(SummaryRow::new(lang.t("Mã vướng mắc", "Problem"), text(problem.unwrap_or_else(dash))));
    }
    rows
}

fn code_words(lang: Lang, order: &PaymentOrder) -> String {
    match &order.response_code {
        None => "–".to_owned(),
        Some(code) => match gateway_reason(lang, code) {
            Some(reason) => format!("{code} – {reason}"),
            None => code.clone(),
        },
    }
}

fn decision_form(
    lang: Lang,
    order: &PaymentOrder,
    offered: &[PaymentDecision],
    form: &DecisionForm,
    errors: &FieldErrors,
) -> AnyView {
    let choices = offered.iter().map(|decision| Choice {
        value: decision.as_str(),
        label: decision_name(lang, *decision),
        hint: decision_meaning(lang, *decision),
    });
    let stuck = (order.state == OrderState::RefundRequested).then(|| {
        view! {
            <p>
                {lang.t(
                    "Nếu tiền đã về với người trả bằng cách khác, đừng yêu cầu lại: sổ cái chưa ghi được cách đó. Hãy để nguyên và báo bộ phận kỹ thuật.",
                    "If the money went back on another way, do not ask again: the ledger cannot say so. Leave it as it is and tell the technical team.",
                )}
            </p>
        }
    });
    let hint = match lang {
        Lang::Vi => {
            format!("Ví dụ: sao kê của ngân hàng ngày nào, ai xác nhận. Kiểm toán đọc được; tối đa {MAX_REASON} ký tự")
        }
        Lang::En => format!(
            "E.g. the bank’s statement of which day, confirmed by whom. Auditors read it; at most {MAX_REASON} characters"
        ),
    };
    let chosen = radios(Choices {
        lang,
        name: "decision",
        label: label(lang, "decision"),
        chosen: &[form.decision.as_str()],
        error: errors.of("decision"),
        options: choices.collect(),
        ..Choices::default()
    });
    let reason = Textarea {
        lang,
        name: "reason",
        label: label(lang, "reason"),
        hint: &hint,
        value: &form.reason,
        error: errors.of("reason"),
        rows: 3,
        ..Textarea::default()
    };
    view! {
        <section>
            <h2>{lang.t("Quyết định về lần trả này", "Decide about this attempt")}</h2>
            {stuck}
            <form method="post" action=format!("{}/decide", address(order.id)) novalidate>
                {chosen} {textarea(reason)}
                {buttons(vec![submit(lang.t("Ghi quyết định", "Record the decision"))])}
            </form>
        </section>
    }
    .into_any()
}

fn history(lang: Lang, history: &[(Instant, Happening)]) -> AnyView {
    let rows = history.iter().map(|(at, happening)| {
        let (what, by) = words(lang, happening);
        vec![exact_instant_view(*at), text(what), text(by)]
    });
    let table = table(Table {
        caption: lang
            .t("Từ sự kiện, thông báo, sao kê và quyết định", "From events, notifications, statements and decisions"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Nguồn", "By")),
        ],
        rows: rows.collect(),
        when_empty: lang.t("Chưa có gì.", "Nothing yet."),
    });
    view! { <h2>{lang.t("Diễn biến", "What happened")}</h2> {table} }.into_any()
}

/// What happened, and by whose word.
fn words(lang: Lang, happening: &Happening) -> (String, String) {
    let code = |code: &str| format!("{} {code}", lang.t("mã", "code"));
    match happening {
        Happening::Event(event) => {
            let told = event.transaction_status.as_deref().or(event.response_code.as_deref());
            let told = told.map(|told| format!(" ({})", code(told))).unwrap_or_default();
            (format!("{}{told}", order_state_name(lang, event.to)), source_name(lang, event.source).to_owned())
        }
        Happening::Notice(notice) => {
            let words = lang.t("Thông báo, được trả lời", "Notification, answered");
            let told = format!("{words} {} ({})", notice.reply_code, code(&notice.transaction_status));
            (told, lang.t("cổng thông báo", "the gateway").to_owned())
        }
        Happening::Stated { kind, amount, status } => {
            let stated = format!("{} {amount} ({})", movement_name(lang, *kind), code(status));
            (
                format!("{}: {stated}", lang.t("Dòng sao kê", "Line of a statement")),
                lang.t("sao kê của cổng", "the statement").to_owned(),
            )
        }
        Happening::Decided { decision, reason } => {
            let by = lang.t("cán bộ điều hành", "an operator").to_owned();
            (format!("{}: {reason}", decision_name(lang, *decision)), by)
        }
    }
}
