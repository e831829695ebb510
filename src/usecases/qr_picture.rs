//! QR codes as pictures.

use qrcode::{QrCode, render::svg};

/// Pixels a side, at least.
const SIDE: u32 = 240;

/// `text` as an SVG picture to scan; `None` when it is too long for any code.
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build())
}
