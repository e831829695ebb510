//! A picture to upload: nobody's face, drawn by a few rules.

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};

/// A JPEG of this size: head and shoulders in flat colours on a light ground.
///
/// # Panics
/// When the size is nothing that JPEG can hold.
#[must_use]
pub fn drawn_portrait(width_px: u32, height_px: u32) -> Vec<u8> {
    const GROUND: Rgb<u8> = Rgb([214, 228, 240]);
    const SKIN: Rgb<u8> = Rgb([222, 180, 150]);
    const HAIR: Rgb<u8> = Rgb([40, 32, 30]);
    const SHIRT: Rgb<u8> = Rgb([250, 250, 250]);
    // In thousandths of the picture, from its middle.
    let within = |x: i64, y: i64, centre: (i64, i64), radius: (i64, i64)| {
        let (dx, dy) = ((x - centre.0) * 1000 / radius.0, (y - centre.1) * 1000 / radius.1);
        dx * dx + dy * dy <= 1_000_000
    };
    let picture = RgbImage::from_fn(width_px, height_px, |x, y| {
        let (x, y) = (i64::from(x) * 1000 / i64::from(width_px), i64::from(y) * 1000 / i64::from(height_px));
        if within(x, y, (500, 430), (190, 190)) {
            SKIN
        } else if within(x, y, (500, 380), (220, 200)) {
            HAIR
        } else if within(x, y, (500, 1000), (420, 330)) {
            SHIRT
        } else {
            GROUND
        }
    });
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 90)).expect("a picture that JPEG can hold");
    jpeg
}
