//! The pages a person sees here. Plain HTML, no script, one inline style sheet.

use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::response::{IntoResponse as _, Response};

use super::RegisteredClient;
use super::faults::ON_THE_PAGE;
use super::parameters::Parameters;
use super::personas::{Assurance, Document, PERSONAS, Persona};

const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = "
:root { color-scheme: light; --ink: #1d2433; --soft: #4a5468; --line: #c9d0dc; --brand: #8f1d21; --focus: #ffbf47 }
* { box-sizing: border-box }
body { margin: 0; font: 1.0625rem/1.55 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; color: var(--ink);
  background: #f3f5f9 }
header .name { background: var(--brand); color: #fff; padding: 1rem; font-weight: 700; font-size: 1.1875rem }
header p { margin: 0 auto; max-width: 46rem }
.demo { background: #fff3cd; border-bottom: 1px solid #d9b84a; padding: .75rem 1rem }
main { max-width: 48rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .75rem }
h2 { font-size: 1.25rem; margin: 2rem 0 .75rem }
ul.people { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem }
button { font: inherit; color: inherit; cursor: pointer; border-radius: .375rem }
button:focus-visible, a:focus-visible { outline: 4px solid var(--focus); outline-offset: 1px }
.person { display: block; width: 100%; text-align: left; background: #fff; border: 1px solid var(--line);
  padding: .875rem 1rem }
.person:hover { border-color: var(--brand); box-shadow: 0 0 0 1px var(--brand) }
.person strong { display: block; font-size: 1.125rem }
.person span { display: block }
.facts { color: var(--soft); font-variant-numeric: tabular-nums }
.refuse { background: #fff; border: 2px solid var(--brand); color: var(--brand); padding: .625rem 1.25rem;
  font-weight: 700; min-height: 2.75rem }
details { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: 1rem }
summary { cursor: pointer; font-weight: 700 }
summary:focus-visible, select:focus-visible { outline: 4px solid var(--focus); outline-offset: 1px }
label { display: block; margin-bottom: .25rem }
select { font: inherit; max-width: 100%; min-height: 2.75rem; padding: .25rem .5rem }
a { color: #1a4f9c }
";

/// The page that asks who signs in.
pub(super) fn picker(client: &RegisteredClient, parameters: &Parameters) -> Response {
    let mut hidden = String::new();
    for (name, value) in parameters.iter().filter(|(name, _)| !["persona", "decision", "fault"].contains(name)) {
        let _ = writeln!(hidden, r#"<input type="hidden" name="{}" value="{}">"#, escape(name), escape(value));
    }
    let people: String = PERSONAS.iter().map(person).collect();
    let mut faults = String::new();
    for (kind, words) in ON_THE_PAGE {
        let _ = writeln!(faults, r#"<option value="{}">{}</option>"#, escape(kind), escape(words));
    }
    let body = format!(
        r#"<h1>Xác nhận đăng nhập</h1>
<p><strong>{client}</strong> đề nghị biết họ tên, số định danh (hoặc số hộ chiếu), ngày sinh và giới tính của bạn.</p>
<form method="post" action="authorize">
{hidden}<h2 id="who">Chọn người đăng nhập</h2>
<ul class="people" aria-labelledby="who">
{people}</ul>
<h2>Không muốn đăng nhập?</h2>
<button class="refuse" type="submit" name="decision" value="refuse">Từ chối</button>
<details>
<summary>Thử sự cố giả lập</summary>
<p><label for="fault">Lần đăng nhập này gặp sự cố</label>
<select id="fault" name="fault">
<option value="">Không có sự cố</option>
{faults}</select></p>
<p>Chọn sự cố, rồi chọn người đăng nhập ở trên. Sự cố chỉ tác động đến lần đăng nhập này.</p>
</details>
</form>"#,
        client = escape(&client.name),
    );
    document(StatusCode::OK, "Xác nhận đăng nhập", &body)
}

fn person(persona: &Persona) -> String {
    let document = match persona.document {
        Document::PersonalId(number) => format!("Số định danh {number}"),
        Document::Passport(number) => format!("Hộ chiếu {number}"),
    };
    let level = match persona.assurance {
        Assurance::Level1 => "mức&nbsp;1",
        Assurance::Level2 => "mức&nbsp;2",
    };
    format!(
        r#"<li><button class="person" type="submit" name="persona" value="{slug}"><strong>{name}</strong>
<span class="facts">{document} · sinh&nbsp;{birth_date} · định&nbsp;danh&nbsp;{level}</span><span>{description}</span></button></li>
"#,
        slug = escape(persona.slug),
        name = escape(persona.full_name),
        document = escape(&document),
        birth_date = persona.birth_date_shown(),
        description = escape(persona.description),
    )
}

/// A request that cannot be answered to the relying party.
pub(super) fn error(status: StatusCode, reason: &str) -> Response {
    let body = format!(
        "<h1>Không thể tiếp tục</h1><p>{}</p><p>Hãy quay lại trang trước và thử đăng nhập lần nữa.</p>",
        escape(reason)
    );
    document(status, "Không thể tiếp tục", &body)
}

/// The end of a sign-in, with the way back when there is one.
pub(super) fn signed_out(target: Option<&str>) -> Response {
    let back = target.map_or_else(String::new, |target| format!(r#"<p><a href="{}">Quay lại</a></p>"#, escape(target)));
    document(StatusCode::OK, "Đã đăng xuất", &format!("<h1>Đã đăng xuất</h1>{back}"))
}

fn document(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Định danh công dân (giả lập)</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<header>
<div class="name"><p>Định danh công dân (giả lập)</p></div>
<div class="demo"><p><strong>Máy chủ trình diễn.</strong> Mọi người trong danh sách đều là nhân vật hư cấu;
không nhập thông tin thật.</p></div>
</header>
<main>
{body}
</main>
</body>
</html>
"#,
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, html).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
