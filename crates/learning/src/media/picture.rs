//! Pictures made small: decoded with bounds, turned as the camera was held, encoded anew. Where, when and by which
//! phone a photo was taken does not survive that.

use super::model::{PictureRules, Purpose};
use super::recognise::Found;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, Rgb,
    RgbImage,
};
use std::io::Cursor;

/// A form of a picture, not kept yet.
pub(super) struct Small {
    pub purpose: Purpose,
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
    pub size: (u32, u32),
}

/// The forms of a picture, or why it is no picture that we take.
pub(super) fn forms(found: Found, bytes: &[u8], rules: PictureRules) -> Result<Vec<Small>, String> {
    let picture = decode(found, bytes, rules)?;
    let broken = |_| "Không ghi lại được ảnh này. Hãy mở ảnh, lưu lại thành JPEG rồi gửi.".to_owned();
    let large = fit(&picture, rules.large);
    let mut out = vec![encode(&large, Purpose::Large, rules).map_err(broken)?];
    let small = fit(&large, rules.small);
    out.push(encode(&small, Purpose::Small, rules).map_err(broken)?);
    Ok(out)
}

fn decode(found: Found, bytes: &[u8], rules: PictureRules) -> Result<DynamicImage, String> {
    let format = match found {
        Found::Png => ImageFormat::Png,
        Found::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let damaged = |_| "Ảnh bị hỏng, không mở được. Hãy mở ảnh trên máy, lưu lại rồi gửi.".to_owned();
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    // four bytes a point, once decoded and once turned, and room for the reader itself
    limits.max_alloc = Some(rules.most_pixels.saturating_mul(10));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > rules.most_pixels {
        return Err(format!(
            "Ảnh quá lớn: {width} × {height} điểm, tối đa {} triệu điểm. Hãy thu nhỏ ảnh rồi gửi.",
            rules.most_pixels / 1_000_000
        ));
    }
    let held = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(held);
    Ok(picture)
}

/// The picture with its longer side at most `side`; a smaller one stays.
fn fit(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    picture.resize(side, side, FilterType::CatmullRom)
}

/// Photos are smaller as JPEG, drawings and screenshots as WebP without loss: the smaller one is taken.
fn encode(picture: &DynamicImage, purpose: Purpose, rules: PictureRules) -> image::ImageResult<Small> {
    let size = (picture.width(), picture.height());
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, rules.quality).encode_image(&on_white(picture))?;
    let mut webp = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut webp);
    if picture.color().has_alpha() {
        encoder.write_image(picture.to_rgba8().as_raw(), size.0, size.1, ExtendedColorType::Rgba8)?;
    } else {
        encoder.write_image(picture.to_rgb8().as_raw(), size.0, size.1, ExtendedColorType::Rgb8)?;
    }
    let (content_type, bytes) =
        if webp.len() < jpeg.len() { ("image/webp", webp) } else { ("image/jpeg", jpeg) };
    Ok(Small { purpose, content_type, bytes, size })
}

/// JPEG has no see-through: what stood on nothing stands on white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let from = picture.to_rgba8();
    let mut out = RgbImage::new(from.width(), from.height());
    for (to, point) in out.pixels_mut().zip(from.pixels()) {
        let [r, g, b, a] = point.0.map(u32::from);
        let over = |c: u32| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(255);
        *to = Rgb([over(r), over(g), over(b)]);
    }
    out
}
