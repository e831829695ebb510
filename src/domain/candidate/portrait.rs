//! The portrait (ảnh chân dung; domain.md §3.7b): 2:3 upright, at least 400 × 600 pixels, as on an identity card.
//!
//! Pictures themselves are read on the server; here are the sizes, what can be wrong with a picture, and which part of
//! it becomes the portrait.

use crate::domain::field_errors::FieldErrorCode;

/// The least width of a portrait in pixels.
pub const MIN_WIDTH_PX: u32 = 400;
/// The least height of a portrait in pixels.
pub const MIN_HEIGHT_PX: u32 = 600;
/// The width at which a portrait is kept; what is wider is made smaller.
pub const KEPT_WIDTH_PX: u32 = 800;
/// The longest side of a picture that is read at all: a small file can claim a picture that fills all memory.
pub const MAX_SIDE_PX: u32 = 12_000;
/// The most pixels of a picture that is read at all; telephones take 50 million, and a few take 200.
pub const MAX_PIXELS: u64 = 60_000_000;

/// Whether a picture of this size, as people see it, can become a portrait. Asked before the picture is unpacked.
///
/// # Errors
/// `PictureTooLarge` or `PictureTooSmall`.
pub const fn check_size(width_px: u32, height_px: u32) -> Result<(), FieldErrorCode> {
    let pixels = width_px as u64 * height_px as u64;
    if width_px > MAX_SIDE_PX || height_px > MAX_SIDE_PX || pixels > MAX_PIXELS {
        Err(FieldErrorCode::PictureTooLarge)
    } else if width_px < MIN_WIDTH_PX || height_px < MIN_HEIGHT_PX {
        Err(FieldErrorCode::PictureTooSmall { width_px: MIN_WIDTH_PX, height_px: MIN_HEIGHT_PX })
    } else {
        Ok(())
    }
}

/// The part of a picture that becomes the portrait, in its pixels. The height follows from the width: 2:3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// From the left.
    pub x_px: u32,
    /// From the top.
    pub y_px: u32,
    /// The width, at least 400.
    pub width_px: u32,
}

impl Crop {
    /// The greatest part in the middle of a picture.
    #[must_use]
    pub const fn centred(width_px: u32, height_px: u32) -> Self {
        let whole_width = height_px / 3 * 2 + height_px % 3 * 2 / 3;
        let width = if whole_width < width_px { whole_width } else { width_px };
        let crop = Self { x_px: (width_px - width) / 2, y_px: 0, width_px: width };
        Self { y_px: (height_px - crop.height_px()) / 2, ..crop }
    }

    /// Its height.
    #[must_use]
    pub const fn height_px(self) -> u32 {
        self.width_px / 2 * 3 + self.width_px % 2 * 3 / 2
    }

    /// The part that somebody placed by hand in a picture that can become a portrait.
    #[must_use]
    pub fn placed(placement: Placement, width_px: u32, height_px: u32) -> Self {
        let most = Self::centred(width_px, height_px).width_px;
        let percent = |of: u32, percent: u8| of / 100 * u32::from(percent) + of % 100 * u32::from(percent) / 100;
        let width = most - percent(most.saturating_sub(MIN_WIDTH_PX), placement.zoom);
        let sized = Self { x_px: 0, y_px: 0, width_px: width };
        Self {
            x_px: percent(width_px.saturating_sub(width), placement.left),
            y_px: percent(height_px.saturating_sub(sized.height_px()), placement.top),
            width_px: width,
        }
    }
}

/// Where in a picture the portrait is, as three sliders say it, each from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// From the greatest part to the smallest allowed.
    pub zoom: u8,
    /// From the left edge to the right one.
    pub left: u8,
    /// From the upper edge to the lower one.
    pub top: u8,
}

impl Default for Placement {
    fn default() -> Self {
        Self { zoom: 0, left: 50, top: 50 }
    }
}

impl Placement {
    /// Reads the sliders; what is no number from 0 to 100 counts as untouched.
    #[must_use]
    pub fn read(zoom: &str, left: &str, top: &str) -> Self {
        let untouched = Self::default();
        let read = |text: &str, otherwise| text.parse().ok().filter(|percent| *percent <= 100).unwrap_or(otherwise);
        Self { zoom: read(zoom, untouched.zoom), left: read(left, untouched.left), top: read(top, untouched.top) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_size_is_judged_at_its_limits() {
        let (large, small) =
            (FieldErrorCode::PictureTooLarge, FieldErrorCode::PictureTooSmall { width_px: 400, height_px: 600 });
        let cases = [
            (400, 600, Ok(())),
            (399, 600, Err(small.clone())),
            (400, 599, Err(small.clone())),
            (0, 0, Err(small.clone())),
            (6_000, 8_000, Ok(())),
            (12_000, 5_000, Ok(())),
            (12_001, 600, Err(large.clone())),
            (10_000, 6_001, Err(large.clone())),
            (u32::MAX, u32::MAX, Err(large.clone())),
        ];
        for (width, height, expected) in cases {
            assert_eq!(check_size(width, height), expected, "{width} x {height}");
        }
    }

    #[test]
    fn the_middle_of_a_picture_is_taken_by_default() {
        let cases = [
            ((400, 600), (0, 0, 400)),
            ((600, 600), (100, 0, 400)),
            ((400, 800), (0, 100, 400)),
            ((3000, 4000), (167, 0, 2666)),
            ((401, 601), (0, 0, 400)),
        ];
        for ((width, height), (x_px, y_px, width_px)) in cases {
            assert_eq!(Crop::centred(width, height), Crop { x_px, y_px, width_px }, "{width} x {height}");
        }
    }

    #[test]
    fn sliders_that_cannot_be_read_are_untouched() {
        assert_eq!(Placement::read("", "x", "101"), Placement::default());
        assert_eq!(Placement::read("100", "0", "7"), Placement { zoom: 100, left: 0, top: 7 });
    }

    proptest! {
        #[test]
        fn every_part_lies_within_its_picture_and_is_large_enough(
            width in MIN_WIDTH_PX..5_000u32, height in MIN_HEIGHT_PX..5_000u32,
            zoom in 0..=100u8, left in 0..=100u8, top in 0..=100u8,
        ) {
            for crop in [Crop::centred(width, height), Crop::placed(Placement { zoom, left, top }, width, height)] {
                prop_assert!(crop.width_px >= MIN_WIDTH_PX && crop.height_px() >= MIN_HEIGHT_PX, "{crop:?}");
                prop_assert!(crop.x_px + crop.width_px <= width, "{crop:?}");
                prop_assert!(crop.y_px + crop.height_px() <= height, "{crop:?}");
            }
            prop_assert_eq!(Crop::placed(Placement::default(), width, height), Crop::centred(width, height));
        }

        #[test]
        fn the_middle_leaves_as_much_on_either_side(width in MIN_WIDTH_PX..5_000u32, height in MIN_HEIGHT_PX..5_000u32) {
            let crop = Crop::centred(width, height);
            prop_assert!((width - crop.width_px - crop.x_px).abs_diff(crop.x_px) <= 1);
            prop_assert!((height - crop.height_px() - crop.y_px).abs_diff(crop.y_px) <= 1);
        }
    }
}
