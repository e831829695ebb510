//! The control page: switches, and the books.

use serde_json::Value;

use super::{
    control::BookEntry,
    faults::{Choices, IPN_CHOICES, QUERY_CHOICES, REFUND_CHOICES, RETURN_CHOICES},
    view::{amount, document, escape},
};

/// Orders shown at most.
const SHOWN: usize = 100;

const SELECTS: [(&str, &str, Choices); 4] = [
    ("ipn", "Thông báo (IPN)", IPN_CHOICES),
    ("way_back", "Đường quay về của trình duyệt", RETURN_CHOICES),
    ("query", "Trả lời câu hỏi (querydr)", QUERY_CHOICES),
    ("refund", "Yêu cầu hoàn tiền (refund)", REFUND_CHOICES),
];

const DELAY: (&str, &str) = ("delay_ms", "Thông báo chậm (mili giây)");

const NUMBERS_OF_ORDER: [(&str, &str); 2] = [
    ("query_answers", "Số câu trả lời querydr sai, sau đó đúng"),
    ("refund_answers", "Số câu trả lời refund sai, sau đó đúng"),
];

const NUMBERS_OF_ALL: [(&str, &str); 4] = [
    ("slow_ms", "Mọi câu trả lời chậm (mili giây)"),
    ("percent", "Số đơn gặp lỗi ngẫu nhiên (phần trăm)"),
    ("seed", "Hạt giống của ngẫu nhiên"),
    ("most_delay_ms", "Thông báo ngẫu nhiên chậm nhất (mili giây)"),
];

/// The switches as they are, for everybody or for the order with this reference.
pub(super) fn control(faults: &Value, reference: &str, books: &[BookEntry]) -> String {
    let selects: String = SELECTS.iter().map(|(name, label, choices)| select(faults, name, label, choices)).collect();
    let numbers: &[(&str, &str)] = if reference.is_empty() { &NUMBERS_OF_ALL } else { &NUMBERS_OF_ORDER };
    let numbers: String = [DELAY].iter().chain(numbers).map(|(name, label)| number(faults, name, label)).collect();
    let (title, down) = if reference.is_empty() {
        let checked = if faults["down"] == true { " checked" } else { "" };
        let down = format!(
            "<p><label><input type=\"checkbox\" name=\"down\" value=\"true\"{checked}> Ngừng hoạt động (503)</label></p>"
        );
        ("Lỗi cố ý cho mọi đơn, từ bây giờ".to_owned(), down)
    } else {
        (format!("Lỗi cố ý của đơn {}", escape(reference)), String::new())
    };
    let back = if reference.is_empty() { "" } else { "<p><a href=\"/control\">Cho mọi đơn</a></p>" };
    let body = format!(
        "<main><h1>Điều khiển cổng thanh toán giả lập</h1>\
         <form method=\"post\" action=\"/control\"><h2>{title}</h2>\
         <input type=\"hidden\" name=\"reference\" value=\"{}\">{selects}{numbers}{down}\
         <button class=\"pay\">Đặt</button>{back}</form>{}</main>",
        escape(reference),
        book_table(books)
    );
    document("Điều khiển", &body)
}

fn select(faults: &Value, name: &str, label: &str, choices: Choices) -> String {
    let options: String = choices
        .iter()
        .map(|(word, text)| {
            let selected = if faults[name] == *word { " selected" } else { "" };
            format!("<option value=\"{word}\"{selected}>{text}</option>")
        })
        .collect();
    format!(
        "<label class=\"above\" for=\"{name}\">{label}</label><select id=\"{name}\" name=\"{name}\">{options}</select>"
    )
}

fn number(faults: &Value, name: &str, label: &str) -> String {
    let value = faults[name].as_u64().unwrap_or_default();
    format!(
        "<label class=\"above\" for=\"{name}\">{label}</label>\
         <input id=\"{name}\" name=\"{name}\" inputmode=\"numeric\" pattern=\"[0-9]*\" value=\"{value}\">"
    )
}

fn book_table(books: &[BookEntry]) -> String {
    let rows: String = books
        .iter()
        .take(SHOWN)
        .map(|entry| {
            let outcome = entry
                .response_code
                .zip(entry.transaction_status)
                .map_or_else(|| "chưa xong".to_owned(), |(code, status)| format!("{code} / {status}"));
            let reference = escape(&entry.reference);
            format!(
                "<tr><th scope=\"row\"><a href=\"/control?reference={reference}\">{reference}</a></th><td>{}</td>\
                 <td>{outcome}</td><td>{}</td></tr>",
                amount(entry.amount_dong * 100),
                amount(entry.refunded_dong * 100)
            )
        })
        .collect();
    format!(
        "<section><h2>Sổ của cổng: {} đơn</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Đơn</th>\
         <th scope=\"col\">Số tiền</th><th scope=\"col\">Mã / trạng thái</th><th scope=\"col\">Đã hoàn</th></tr></thead>\
         <tbody>{rows}</tbody></table></div></section>",
        books.len()
    )
}
