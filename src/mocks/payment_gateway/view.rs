//! The gateway's pages, in Vietnamese, without scripts.

use time::PrimitiveDateTime;

use super::{
    pages::{BANKS, OUTCOMES},
    protocol::{PayRequest, Refusal},
};

const STYLE: &str = "
:root{--ink:#16243a;--muted:#4a5a70;--line:#b9c4d3;--brand:#0b4f9e;--accent:#b3161b;--soft:#eef4fb}
*{box-sizing:border-box}
body{margin:0;background:#f3f5f8;color:var(--ink);font:1.0625rem/1.55 system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif}
.demo{background:#fff3cd;border-bottom:2px solid #8a6100;padding:.6rem 1rem;text-align:center;margin:0;color:#3d2b00}
header{background:var(--brand);color:#fff;padding:1rem}
header p{max-width:58rem;margin:0 auto;font-size:1.25rem;font-weight:700}
header span{display:block;font-size:.9375rem;font-weight:400}
main{max-width:60rem;margin:1.5rem auto;padding:0 1rem;display:grid;gap:1.5rem}
@media(min-width:48rem){main.two{grid-template-columns:20rem 1fr;align-items:start}main.two h1{grid-column:1/-1}}
h1{font-size:1.625rem;line-height:1.3;margin:0}
section,form{background:#fff;border:1px solid var(--line);border-radius:.5rem;padding:1.25rem}
h2,legend{font-size:1.1875rem;font-weight:700;margin:0 0 .75rem;padding:0}
dl{margin:0}dt{color:var(--muted);font-size:.9375rem}dd{margin:0 0 .75rem;font-weight:600;overflow-wrap:anywhere}
dd.amount{font-size:1.625rem;color:var(--accent);line-height:1.3}
fieldset{border:0;margin:0 0 1.25rem;padding:0;min-width:0}
.banks{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.75rem,1fr));gap:.5rem}
.banks label{display:flex;gap:.5rem;align-items:center;min-height:3rem;border:1px solid #6b7a90;border-radius:.375rem;padding:.5rem;font-size:.9375rem;cursor:pointer}
.banks label:has(:checked){border-color:var(--brand);background:var(--soft);box-shadow:inset 0 0 0 1px var(--brand);font-weight:600}
input[type=radio]{width:1.25rem;height:1.25rem;accent-color:var(--brand);margin:0}
button,.button{display:block;width:100%;min-height:3rem;font:inherit;font-weight:600;border-radius:.375rem;border:2px solid var(--brand);background:#fff;color:var(--brand);padding:.5rem 1rem;cursor:pointer;text-align:center;text-decoration:none}
.pay{background:var(--brand);color:#fff}
.cancel{border-color:var(--accent);color:var(--accent)}
.actions{display:grid;gap:.75rem}
.try{margin-top:1.5rem;border-top:1px dashed #6b7a90;padding-top:1.25rem}
.try p{color:var(--muted);margin:0 0 .75rem}
textarea,input:not([type=radio]):not([type=checkbox]){width:100%;min-height:3rem;font:inherit;padding:.5rem;border:1px solid #6b7a90;border-radius:.375rem}
textarea{font-family:monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem;border-bottom:1px solid var(--line);white-space:nowrap}
select{width:100%;min-height:3rem;font:inherit;padding:.5rem;border:1px solid #6b7a90;border-radius:.375rem;background:#fff;color:inherit}
label.above{display:block;font-weight:600;margin:.75rem 0 .25rem}
select+button{margin-top:.75rem}
:focus-visible{outline:3px solid #ffbf47;outline-offset:2px;box-shadow:0 0 0 2px #16243a}
footer{max-width:60rem;margin:0 auto;padding:0 1rem 2rem;color:var(--muted);font-size:.9375rem}
";

/// The page on which the payer chooses a bank and pays.
pub(super) fn payment(request: &PayRequest) -> String {
    let preferred = request.bank_code.as_deref().filter(|wanted| BANKS.iter().any(|(code, _)| code == wanted));
    let banks: String = BANKS
        .iter()
        .map(|(code, name)| {
            let checked = if preferred.unwrap_or(BANKS[0].0) == *code { " checked" } else { "" };
            format!("<label><input type=\"radio\" name=\"bank\" value=\"{code}\" required{checked}> {name}</label>")
        })
        .collect();
    let others: String = OUTCOMES[3..]
        .iter()
        .map(|(word, code, _, text)| format!("<option value=\"{word}\">{code} – {text}</option>"))
        .collect();
    let body = format!(
        "<main class=\"two\"><h1>Thanh toán qua ngân hàng</h1>{}\
         <form method=\"post\"><fieldset><legend>Chọn ngân hàng thanh toán</legend>\
         <div class=\"banks\">{banks}</div></fieldset>\
         <div class=\"actions\">\
         <button class=\"pay\" name=\"outcome\" value=\"00\">Thanh toán</button>\
         <button class=\"cancel\" name=\"outcome\" value=\"24\">Huỷ giao dịch</button></div>\
         <div class=\"try\"><h2>Thử các tình huống khác</h2>\
         <p>Phần này chỉ có trong bản minh hoạ.</p>\
         <button name=\"outcome\" value=\"51\">Không đủ số dư (51)</button>\
         <label class=\"above\" for=\"other_outcome\">Kết quả khác</label>\
         <select id=\"other_outcome\" name=\"other_outcome\">{others}</select>\
         <button name=\"outcome\" value=\"other\">Kết thúc với kết quả này</button></div></form></main>",
        summary(request)
    );
    document("Thanh toán qua ngân hàng", &body)
}

/// The time to pay has run out: the payer can only go back.
pub(super) fn expired(request: &PayRequest) -> String {
    let body = format!(
        "<main class=\"two\"><h1>Đã hết thời gian thanh toán</h1>{}\
         <form method=\"post\"><p>Đơn hàng này không còn thanh toán được nữa. \
         Tài khoản của bạn chưa bị trừ tiền.</p>\
         <input type=\"hidden\" name=\"bank\" value=\"{}\">\
         <button class=\"pay\" name=\"outcome\" value=\"11\">Quay lại đơn vị thu</button></form></main>",
        summary(request),
        BANKS[0].0
    );
    document("Đã hết thời gian thanh toán", &body)
}

/// The order has ended; with the way back when there is one.
pub(super) fn done(way_back: Option<&str>) -> String {
    let link = way_back.map_or_else(String::new, |address| {
        format!("<a class=\"button pay\" href=\"{}\">Quay lại đơn vị thu</a>", escape(address))
    });
    let body = format!(
        "<main><h1>Giao dịch đã được xử lý</h1><section><p>Giao dịch này đã kết thúc, không thể thanh toán lần nữa.</p>\
         {link}</section></main>"
    );
    document("Giao dịch đã được xử lý", &body)
}

/// The request is not in order, so nobody can pay and there is nobody to go back to.
pub(super) fn refused(refusal: &Refusal) -> String {
    let reason = match refusal.code {
        "97" => "Sai chữ ký",
        "02" => "Mã website không hợp lệ",
        "01" => "Mã tham chiếu đã được dùng cho giao dịch khác",
        _ => "Dữ liệu gửi sang không đúng định dạng",
    };
    let body = format!(
        "<main><h1>Không thực hiện được giao dịch</h1><section><p>{reason}. \
         Tài khoản của bạn chưa bị trừ tiền. Hãy quay lại trang trước và thử lại.</p>\
         <dl><dt>Mã lỗi</dt><dd>{}</dd><dt>Tham số</dt><dd>{}</dd></dl></section></main>",
        refusal.code, refusal.parameter
    );
    document("Không thực hiện được giao dịch", &body)
}

fn summary(request: &PayRequest) -> String {
    format!(
        "<section aria-labelledby=\"order\"><h2 id=\"order\">Thông tin đơn hàng</h2><dl>\
         <dt>Số tiền thanh toán</dt><dd class=\"amount\">{}</dd>\
         <dt>Nội dung</dt><dd>{}</dd><dt>Mã đơn hàng</dt><dd>{}</dd>\
         <dt>Thanh toán trước</dt><dd>{}</dd></dl></section>",
        amount(request.amount),
        escape(&request.order_info),
        escape(&request.reference),
        moment(request.expires)
    )
}

/// Đồng × 100 as `135.000 VND`; hundredths only when there are some.
pub(super) fn amount(hundredths: u64) -> String {
    let digits = (hundredths / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    match hundredths % 100 {
        0 => format!("{grouped}\u{a0}VND"),
        rest => format!("{grouped},{rest:02}\u{a0}VND"),
    }
}

fn moment(at: PrimitiveDateTime) -> String {
    let (year, month, day) = at.date().to_calendar_date();
    format!("{:02}:{:02} {day:02}/{:02}/{year}", at.hour(), at.minute(), u8::from(month))
}

pub(super) fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – Cổng thanh toán (minh hoạ)</title><style>{STYLE}</style></head><body>\
         <header><p>Cổng thanh toán <span>Bản minh hoạ theo giao thức VNPAY 2.1.0</span></p></header>\
         <aside aria-label=\"Bản minh hoạ\"><p class=\"demo\"><strong>Đây là bản minh hoạ.</strong> \
         Không có ngân hàng thật và không có tiền thật nào được chuyển.</p></aside>{body}\
         <footer><p>Đơn vị thu chỉ ghi nhận thanh toán khi có xác nhận từ cổng thanh toán.</p></footer></body></html>"
    )
}

pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, letter| {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::{amount, escape};

    #[test]
    fn amounts_are_shown_in_whole_dong() {
        assert_eq!(amount(13_500_000), "135.000\u{a0}VND");
        assert_eq!(amount(99_900), "999\u{a0}VND");
        assert_eq!(amount(100_050), "1.000,50\u{a0}VND");
    }

    #[test]
    fn what_the_merchant_sends_cannot_become_markup() {
        assert_eq!(escape("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    }
}
