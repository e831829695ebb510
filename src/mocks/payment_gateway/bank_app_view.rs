//! The pages of the bank's application.

use super::{
    pages::BANKS,
    viet_qr::Transfer,
    view::{amount, document, escape},
};

const TITLE: &str = "Ứng dụng ngân hàng";

/// Asks for the text of a code; `unread` is one that cannot be read.
pub(super) fn scan(unread: &str) -> String {
    let error = if unread.is_empty() {
        ""
    } else {
        "<p role=\"alert\"><strong>Không đọc được mã này, hoặc mã không thuộc tài khoản nào ở đây.</strong></p>"
    };
    let body = format!(
        "<main><h1>Quét mã VietQR</h1><form method=\"get\" action=\"/bank-app\">{error}\
         <label class=\"above\" for=\"code\">Nội dung của mã</label>\
         <p>Bản minh hoạ không có máy ảnh: dán dòng chữ ghi dưới hình mã.</p>\
         <textarea id=\"code\" name=\"code\" rows=\"5\" required spellcheck=\"false\">{}</textarea>\
         <button class=\"pay\">Đọc mã</button></form></main>",
        escape(unread)
    );
    document(TITLE, &body)
}

/// Shows what a code asks for, with one button.
pub(super) fn transfer(code: &str, transfer: &Transfer) -> String {
    let banks: String = BANKS.iter().map(|(code, name)| format!("<option value=\"{code}\">{name}</option>")).collect();
    let body = format!(
        "<main class=\"two\"><h1>Chuyển khoản theo mã</h1>{}\
         <form method=\"post\" action=\"/bank-app\"><input type=\"hidden\" name=\"code\" value=\"{}\">\
         <label class=\"above\" for=\"bank\">Từ tài khoản của bạn ở</label>\
         <select id=\"bank\" name=\"bank\">{banks}</select>\
         <button class=\"pay\">Chuyển tiền</button></form></main>",
        summary(transfer),
        escape(code)
    );
    document(TITLE, &body)
}

/// The money went.
pub(super) fn transferred(transfer: &Transfer) -> String {
    let body = format!(
        "<main><h1>Đã chuyển tiền</h1>{}<section><p>Hãy quay lại trang của đơn vị thu: trang đó tự cập nhật.</p>\
         </section></main>",
        summary(transfer)
    );
    document(TITLE, &body)
}

/// The money did not go.
pub(super) fn transfer_refused() -> String {
    document(
        TITLE,
        "<main><h1>Không chuyển được</h1><section><p>Mã này đã được thanh toán hoặc đã hết hạn. \
         Tài khoản của bạn chưa bị trừ tiền.</p></section></main>",
    )
}

fn summary(transfer: &Transfer) -> String {
    format!(
        "<section aria-label=\"Nội dung chuyển khoản\"><dl><dt>Số tiền</dt><dd class=\"amount\">{}</dd>\
         <dt>Đến ngân hàng (BIN)</dt><dd>{}</dd><dt>Số tài khoản</dt><dd>{}</dd><dt>Nội dung</dt><dd>{}</dd></dl></section>",
        amount(transfer.amount_dong.saturating_mul(100)),
        escape(&transfer.bank),
        escape(&transfer.account),
        escape(&transfer.purpose)
    )
}
