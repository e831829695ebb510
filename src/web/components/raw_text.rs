//! The text of `<title>` and `<textarea>`.
//!
//! The renderer separates the children of an element by comments, and a browser shows comments inside these two
//! elements as text. So their text is escaped here and handed over as `inner_html`.

/// `text`, safe as the `inner_html` of `<title>` or `<textarea>`.
#[must_use]
pub fn raw_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    // The parser drops a line break right after the opening tag.
    if escaped.starts_with('\n') { format!("\n{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::raw_text;

    #[test]
    fn text_cannot_close_its_element() {
        assert_eq!(raw_text("</title>&<b>"), "&lt;/title>&amp;&lt;b>");
    }

    #[test]
    fn a_first_line_break_survives_the_parser() {
        assert_eq!(raw_text("\nA"), "\n\nA");
    }
}
