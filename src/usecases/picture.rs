//! Pictures that people upload: read with suspicion, turned upright, and written anew, so that nothing of the file goes
//! on but its pixels: no place where it was taken, no thumbnail of what was cut away, no data behind the picture's end.
//!
//! The crate `image` reads JPEG and PNG, and nothing else is built in. Dimensions are judged before anything is unpacked.

use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};
use tokio::sync::Semaphore;

use super::heavy_work::{self, Places};
use crate::domain::{
    candidate::portrait::{Crop, KEPT_WIDTH_PX, MAX_PIXELS, MAX_SIDE_PX, check_size},
    field_errors::FieldErrorCode,
};

/// Of what is uploaded the greatest portrait within it keeps this width, so that there is something to choose from.
const SOURCE_CROP_WIDTH_PX: u32 = 2 * KEPT_WIDTH_PX;
/// A picture may take so much memory while it is unpacked: four bytes a pixel, and as much for the decoder.
const MEMORY_BYTES: u64 = MAX_PIXELS * 8;
/// From 1 to 100: no artefact in a face.
const JPEG_QUALITY: u8 = 90;
/// Pictures that are worked on at a time: each takes a core and some hundred megabytes at worst.
static AT_A_TIME: Places = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// A picture written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its bytes.
    pub jpeg: Vec<u8>,
    /// Its width.
    pub width_px: u32,
    /// Its height.
    pub height_px: u32,
}

/// What an uploaded file is by its first bytes; `None` for anything but JPEG, PNG and PDF.
#[must_use]
pub fn format_of(content: &[u8]) -> Option<FileFormat> {
    match content {
        [0xff, 0xd8, 0xff, ..] => Some(FileFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(FileFormat::Png),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(FileFormat::Pdf),
        _ => None,
    }
}

/// The formats that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// PDF.
    Pdf,
}

/// Reads a picture that may become a portrait: upright, smaller where it is needlessly large, written anew.
///
/// # Errors
/// `FileBroken`, `NotAPicture`, `PictureTooLarge`, `PictureTooSmall`.
pub async fn read(content: Vec<u8>) -> Result<Picture, FieldErrorCode> {
    on_a_thread(move || read_now(&content)).await
}

/// The portrait out of a picture that was read before.
///
/// # Errors
/// `FileBroken`, for what no picture of ours is.
pub async fn cut(
    jpeg: Vec<u8>,
    place: impl FnOnce(u32, u32) -> Crop + Send + 'static,
) -> Result<Picture, FieldErrorCode> {
    on_a_thread(move || cut_now(&jpeg, place)).await
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FieldErrorCode> + Send + 'static,
) -> Result<T, FieldErrorCode> {
    heavy_work::on_a_thread(&AT_A_TIME, work).await.map_err(|_| FieldErrorCode::FileBroken)?
}

/// Whether a picture that stays as it is can be opened at all, and is not made to fill the memory of whoever does.
///
/// # Errors
/// `FileBroken`, `PictureTooLarge`.
pub fn check_openable(content: &[u8], format: FileFormat) -> Result<(), FieldErrorCode> {
    let format = match format {
        FileFormat::Jpeg => ImageFormat::Jpeg,
        FileFormat::Png => ImageFormat::Png,
        FileFormat::Pdf => return Ok(()),
    };
    let reader = ImageReader::with_format(Cursor::new(content), format);
    let (width, height) = reader.into_dimensions().map_err(|error| what_is_wrong(&error))?;
    match check_size(width, height) {
        Err(FieldErrorCode::PictureTooLarge) => Err(FieldErrorCode::PictureTooLarge),
        _ => Ok(()),
    }
}

fn read_now(content: &[u8]) -> Result<Picture, FieldErrorCode> {
    let format = match format_of(content) {
        Some(FileFormat::Jpeg) => ImageFormat::Jpeg,
        Some(FileFormat::Png) => ImageFormat::Png,
        _ if content.is_empty() => return Err(FieldErrorCode::FileBroken),
        _ => return Err(FieldErrorCode::NotAPicture),
    };
    let mut image = decode(content, format)?;
    let (width, height) = (image.width(), image.height());
    let widest = Crop::centred(width, height).width_px;
    if widest > SOURCE_CROP_WIDTH_PX {
        let smaller = |side: u32| u64::from(side) * u64::from(SOURCE_CROP_WIDTH_PX) / u64::from(widest);
        let [width, height] = [width, height].map(|side| u32::try_from(smaller(side)).unwrap_or(side));
        image = image.resize_exact(width, height, FilterType::CatmullRom);
    }
    write(&on_white(image))
}

/// Judges the size before the pixels are unpacked, and turns them as the camera was held.
fn decode(content: &[u8], format: ImageFormat) -> Result<DynamicImage, FieldErrorCode> {
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    limits.max_alloc = Some(MEMORY_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| what_is_wrong(&error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = decoder.dimensions();
    let lies_on_its_side = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (width, height) = if lies_on_its_side { (height, width) } else { (width, height) };
    check_size(width, height)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| what_is_wrong(&error))?;
    image.apply_orientation(orientation);
    Ok(image)
}

const fn what_is_wrong(error: &image::ImageError) -> FieldErrorCode {
    match error {
        image::ImageError::Limits(_) => FieldErrorCode::PictureTooLarge,
        _ => FieldErrorCode::FileBroken,
    }
}

/// The colours alone; what is transparent lies on white, as on paper.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let pixels = image.into_rgba8();
    let over = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u16::from(colour), u16::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        image::Rgb([over(red, alpha), over(green, alpha), over(blue, alpha)])
    })
}

fn cut_now(jpeg: &[u8], place: impl FnOnce(u32, u32) -> Crop) -> Result<Picture, FieldErrorCode> {
    let image = decode(jpeg, ImageFormat::Jpeg)?;
    let crop = place(image.width(), image.height());
    let portrait = image.crop_imm(crop.x_px, crop.y_px, crop.width_px, crop.height_px());
    if crop.width_px > KEPT_WIDTH_PX {
        let kept = portrait.resize_exact(KEPT_WIDTH_PX, KEPT_WIDTH_PX / 2 * 3, FilterType::CatmullRom);
        return write(&kept.into_rgb8());
    }
    write(&portrait.into_rgb8())
}

fn write(image: &RgbImage) -> Result<Picture, FieldErrorCode> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    image.write_with_encoder(encoder).map_err(|_| FieldErrorCode::FileBroken)?;
    Ok(Picture { jpeg, width_px: image.width(), height_px: image.height() })
}

/// Test pictures.
#[cfg(test)]
mod tests {
    use image::{ExtendedColorType, ImageEncoder as _, Rgb, Rgba, RgbaImage, codecs::png::PngEncoder};

    use super::*;
    use crate::domain::candidate::portrait::Placement;

    const RED: Rgb<u8> = Rgb([200, 30, 30]);
    const BLUE: Rgb<u8> = Rgb([30, 30, 200]);

    /// Red in the upper half, blue in the lower one.
    fn two_halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE })
    }

    fn jpeg(image: &RgbImage) -> Vec<u8> {
        write(image).unwrap().jpeg
    }

    fn png(pixels: &[u8], width: u32, height: u32, kind: ExtendedColorType) -> Vec<u8> {
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes).write_image(pixels, width, height, kind).unwrap();
        bytes
    }

    /// `jpeg` as a camera writes it that was held on its side, with a comment that says where it was.
    fn taken_on_its_side(jpeg: &[u8]) -> Vec<u8> {
        let tiff = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let mut bytes = jpeg[..2].to_vec();
        for (marker, segment) in [(0xe1, tiff.as_slice()), (0xfe, b"at home".as_slice())] {
            bytes.extend([0xff, marker]);
            bytes.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
            bytes.extend(segment);
        }
        bytes.extend(&jpeg[2..]);
        bytes.extend(b"after the end");
        bytes
    }

    fn is_near(pixel: Rgb<u8>, colour: Rgb<u8>) -> bool {
        pixel.0.iter().zip(colour.0).all(|(a, b)| a.abs_diff(b) < 12)
    }

    #[tokio::test]
    async fn each_fault_has_a_code_of_its_own() {
        let good = jpeg(&two_halves(400, 600));
        let small = FieldErrorCode::PictureTooSmall { width_px: 400, height_px: 600 };
        let mut cut_off = good.clone();
        cut_off.truncate(good.len() / 4);
        // A picture of 65,000 × 65,000 pixels in some dozen bytes.
        let mut bomb = png(&[0; 3], 1, 1, ExtendedColorType::Rgb8);
        bomb[16..24].copy_from_slice(&[0, 0, 0xfd, 0xe8, 0, 0, 0xfd, 0xe8]);
        let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        let cases = [
            (Vec::new(), FieldErrorCode::FileBroken),
            (b"GIF89a and so on".to_vec(), FieldErrorCode::NotAPicture),
            (b"%PDF-1.7".to_vec(), FieldErrorCode::NotAPicture),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), FieldErrorCode::NotAPicture),
            (vec![0xff, 0xd8, 0xff, 0xe0], FieldErrorCode::FileBroken),
            (b"\x89PNG\r\n\x1a\nnothing".to_vec(), FieldErrorCode::FileBroken),
            (jpeg(&two_halves(399, 600)), small.clone()),
            (jpeg(&two_halves(400, 599)), small.clone()),
            // Upright it is 600 wide and 400 high.
            (taken_on_its_side(&good), small),
            (bomb, FieldErrorCode::PictureTooLarge),
        ];
        for (number, (content, expected)) in cases.into_iter().enumerate() {
            assert_eq!(read(content).await, Err(expected), "case {number}");
        }
        assert!(read(good).await.is_ok());
        // What is cut off is either refused or read as far as it goes; never a panic.
        drop(read(cut_off).await);
    }

    #[tokio::test]
    async fn a_picture_is_turned_upright_and_loses_all_but_its_pixels() {
        let camera = taken_on_its_side(&jpeg(&two_halves(900, 600)));
        let picture = read(camera).await.unwrap();
        assert_eq!((picture.width_px, picture.height_px), (600, 900));
        let upright = image::load_from_memory(&picture.jpeg).unwrap().into_rgb8();
        // Turned clockwise, the upper half is on the right.
        assert!(is_near(*upright.get_pixel(590, 450), RED) && is_near(*upright.get_pixel(10, 450), BLUE));
        for left_behind in [b"Exif".as_slice(), b"at home", b"after the end"] {
            assert!(!picture.jpeg.windows(left_behind.len()).any(|window| window == left_behind));
        }
    }

    #[tokio::test]
    async fn what_is_transparent_lies_on_white() {
        let clear = RgbaImage::from_pixel(400, 600, Rgba([9, 9, 9, 0]));
        let picture = read(png(clear.as_raw(), 400, 600, ExtendedColorType::Rgba8)).await.unwrap();
        let image = image::load_from_memory(&picture.jpeg).unwrap().into_rgb8();
        assert!(is_near(*image.get_pixel(200, 300), Rgb([255, 255, 255])));
    }

    #[tokio::test]
    async fn the_portrait_is_the_part_that_was_chosen_and_no_larger_than_kept() {
        let picture = read(jpeg(&two_halves(1000, 2000))).await.unwrap();
        let cases = [
            (Placement { top: 0, ..Placement::default() }, RED),
            (Placement { top: 100, ..Placement::default() }, BLUE),
        ];
        for (placement, colour) in cases {
            let portrait = cut(picture.jpeg.clone(), move |w, h| Crop::placed(placement, w, h)).await.unwrap();
            assert_eq!((portrait.width_px, portrait.height_px), (800, 1200));
            let image = image::load_from_memory(&portrait.jpeg).unwrap().into_rgb8();
            let row = if colour == RED { 100 } else { 1100 };
            assert!(is_near(*image.get_pixel(400, row), colour));
        }
        let small = read(jpeg(&two_halves(400, 600))).await.unwrap();
        let portrait = cut(small.jpeg, Crop::centred).await.unwrap();
        assert_eq!((portrait.width_px, portrait.height_px), (400, 600));
    }

    #[tokio::test]
    async fn a_large_picture_is_kept_smaller() {
        let picture = read(jpeg(&two_halves(4000, 5000))).await.unwrap();
        assert_eq!((picture.width_px, picture.height_px), (1920, 2400));
    }
}
