//! The portrait: choose a picture, see which part of it becomes the portrait, confirm.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{CHECK, HOME, own_file_path, refusal_notice, rejection_notice, section_path};
use crate::{
    domain::{
        candidate::portrait::{MIN_HEIGHT_PX, MIN_WIDTH_PX, Placement},
        exam::{attachments::FileUse, sections::Section},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::StoredFileId,
    },
    usecases::candidate::{
        crop_portrait::{self, NotCropped},
        exam_registration::ExamRegistration,
        remove_file,
        save_exam_section::NotSaved,
        upload_portrait::{self, NotUploaded},
        view_exam_registration,
    },
    web::{
        components::{
            Button, ButtonLook, FileInput, back_link, button, button_link, buttons, error_summary, file_input, submit,
        },
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::section_name, field_errors::file_size},
        islands::portrait_crop::PortraitCrop,
        page::Page,
        upload::{Upload, UploadedFile},
    },
};

/// So many files of one candidate are kept; what nobody names goes in the night.
const TOO_OFTEN: WebError = WebError::TooMany { retry_after_s: 3600 };

/// The part of the picture that is looked at, as the sliders say it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlacementFields {
    zoom: String,
    left: String,
    top: String,
    /// Set by the button that only looks again.
    look: String,
}

impl PlacementFields {
    fn placement(&self) -> Placement {
        Placement::read(&self.zoom, &self.left, &self.top)
    }
}

/// `GET /candidate/registration/portrait`
///
/// # Errors
/// `Forbidden`, `NotFound`, `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    if registration.check_editable(page.now).is_err() {
        return Ok(page.see_other(HOME));
    }
    Ok(page.ok(title(page.lang), || view(&page, &registration, &FieldErrors::new())))
}

/// `POST /candidate/registration/portrait`: a picture.
///
/// # Errors
/// `TooMany` for somebody who uploads all day; `Forbidden`, `NotFound`, `Unavailable`.
pub async fn post(page: Page, upload: Upload) -> Result<Response, WebError> {
    let content = match whole(upload.file).await {
        Err(WebError::TooLarge) => {
            let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
            let max_bytes = registration.file_limits.portrait_max_bytes;
            let errors = FieldErrors::one("file", FieldErrorCode::FileTooLarge { max_bytes });
            return Ok(page.invalid(title(page.lang), || view(&page, &registration, &errors)));
        }
        content => content?,
    };
    let outcome = upload_portrait::run(&page.ctx, &page.actor, content).await?;
    let registration = &outcome.registration;
    match outcome.uploaded {
        Ok(file) => Ok(page.see_other(&crop_path(file))),
        Err(NotUploaded::Fault(fault)) => {
            let errors = FieldErrors::one("file", fault);
            Ok(page.invalid(title(page.lang), || view(&page, registration, &errors)))
        }
        Err(NotUploaded::Refused(refusal)) => {
            Ok(page.conflict(title(page.lang), || refused(page.lang, refusal_notice(page.lang, refusal))))
        }
        Err(NotUploaded::TooOften) => Err(TOO_OFTEN),
    }
}

/// All of the file, if one was chosen.
///
/// # Errors
/// As [`UploadedFile::bytes`].
pub(super) async fn whole(file: Option<UploadedFile>) -> Result<Option<Vec<u8>>, WebError> {
    match file {
        Some(file) => file.bytes().await.map(Some),
        None => Ok(None),
    }
}

/// `GET /candidate/registration/portrait/{file}/crop`: the part that becomes the portrait, to be confirmed.
///
/// # Errors
/// `NotFound` for what is no picture of this candidate; `Forbidden`, `Unavailable`.
pub async fn get_crop(
    page: Page,
    Path(file): Path<String>,
    Query(fields): Query<PlacementFields>,
) -> Result<Response, WebError> {
    let file: StoredFileId = file.parse().map_err(|_| WebError::NotFound)?;
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    let source = registration.file(file).filter(|file| file.used_as == FileUse::PortraitSource);
    let source = source.ok_or(WebError::NotFound)?.id;
    if registration.check_editable(page.now).is_err() {
        return Ok(page.see_other(HOME));
    }
    let heading = crop_title(page.lang);
    Ok(page.ok_with_islands(heading, || crop_view(page.lang, source, fields.placement())))
}

/// `POST /candidate/registration/portrait/{file}/crop`: this part it is.
///
/// # Errors
/// `NotFound` for what is no picture of this candidate; `Stale`, `Forbidden`, `Unavailable`.
pub async fn post_crop(
    page: Page,
    Path(file): Path<String>,
    PostForm(fields): PostForm<PlacementFields>,
) -> Result<Response, WebError> {
    let file: StoredFileId = file.parse().map_err(|_| WebError::NotFound)?;
    if !fields.look.is_empty() {
        let Placement { zoom, left, top } = fields.placement();
        return Ok(page.see_other(&format!("{}?zoom={zoom}&left={left}&top={top}", crop_path(file))));
    }
    let saved = crop_portrait::run(&page.ctx, &page.actor, file, fields.placement()).await?;
    match saved.ok_or(WebError::NotFound)? {
        Ok(()) => after_saving(&page, Ok(())),
        Err(NotCropped::NotSaved(why)) => after_saving(&page, Err(why)),
        Err(NotCropped::TooOften) => Err(TOO_OFTEN),
    }
}

/// `GET /candidate/registration/portrait/{file}/preview`: the same part as a picture.
///
/// # Errors
/// `NotFound` for what is no picture of this candidate; `Forbidden`, `Unavailable`.
pub async fn get_preview(
    page: Page,
    Path(file): Path<String>,
    Query(fields): Query<PlacementFields>,
) -> Result<Response, WebError> {
    let file = file.parse().map_err(|_| WebError::NotFound)?;
    let jpeg = crop_portrait::preview(&page.ctx, &page.actor, file, fields.placement()).await?;
    let jpeg = jpeg.ok_or(WebError::NotFound)?;
    Ok(crate::web::downloads::attachment("image/jpeg", "anh-chan-dung.jpg", jpeg.into()))
}

/// `POST /candidate/registration/portrait/remove`
///
/// # Errors
/// `Stale`, `Forbidden`, `NotFound`, `Unavailable`.
pub async fn post_remove(page: Page) -> Result<Response, WebError> {
    let saved = remove_file::portrait(&page.ctx, &page.actor).await?;
    after_saving(&page, saved)
}

/// `GET` of the form's target, e.g. after switching the language there: leads to the portrait.
pub async fn to_portrait(page: Page) -> Response {
    page.see_other(&section_path(Section::Portrait))
}

fn after_saving(page: &Page, saved: Result<(), NotSaved>) -> Result<Response, WebError> {
    match saved {
        Ok(()) => Ok(page.see_other(&section_path(Section::Portrait))),
        Err(NotSaved::Refused(refusal)) => {
            Ok(page.conflict(title(page.lang), || refused(page.lang, refusal_notice(page.lang, refusal))))
        }
        Err(_) => Err(WebError::Stale),
    }
}

const fn title(lang: Lang) -> &'static str {
    section_name(lang, Section::Portrait)
}

const fn crop_title(lang: Lang) -> &'static str {
    lang.t("Xem và xác nhận ảnh", "Look at the portrait and confirm")
}

fn crop_path(file: StoredFileId) -> String {
    format!("{}/{file}/crop", section_path(Section::Portrait))
}

fn refused(lang: Lang, notice: AnyView) -> AnyView {
    let way_on = lang.t("Về danh sách việc", "To the task list");
    view! {
        <h1>{title(lang)}</h1>
        {notice}
        {buttons(vec![button_link(ButtonLook::Primary, way_on, HOME)])}
    }
    .into_any()
}

fn view(page: &Page, registration: &ExamRegistration, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let portrait = registration.portrait();
    let label = if portrait.is_some() {
        lang.t("Chọn ảnh khác", "Choose another picture")
    } else {
        lang.t("Chọn ảnh", "Choose a picture")
    };
    let size = file_size(lang, registration.file_limits.portrait_max_bytes);
    let hint = match lang {
        Lang::Vi => format!("JPEG hoặc PNG, ít nhất {MIN_WIDTH_PX} × {MIN_HEIGHT_PX} điểm ảnh, không quá {size}"),
        Lang::En => format!("JPEG or PNG, at least {MIN_WIDTH_PX} × {MIN_HEIGHT_PX} pixels, {size} or less"),
    };
    view! {
        {back_link(lang, HOME)}
        {error_summary(lang, errors, |field| (field.to_owned(), label))}
        <h1>{title(lang)}</h1>
        {rejection_notice(lang, registration, page.now)}
        {portrait.map(|file| kept(lang, file.id))}
        {advice(lang)}
        <form method="post" action=section_path(Section::Portrait) enctype="multipart/form-data" novalidate=true>
            {file_input(FileInput {
                lang,
                name: "file",
                label,
                hint: &hint,
                error: errors.of("file"),
                accept: "image/jpeg,image/png",
                ..FileInput::default()
            })}
            {submit(lang.t("Tải ảnh lên", "Upload the picture"))}
        </form>
    }
    .into_any()
}

/// The portrait that is kept, and the ways on from it.
fn kept(lang: Lang, file: StoredFileId) -> AnyView {
    view! {
        <h2>{lang.t("Ảnh của bạn", "Your portrait")}</h2>
        {picture(lang, &own_file_path(file))}
        <div class="buttons">
            {button_link(ButtonLook::Primary, lang.t("Dùng ảnh này", "Use this portrait"), HOME)}
            <a href=CHECK>{lang.t("Xem lại cả phiếu", "Look at the whole form")}</a>
            <form method="post" action=format!("{}/remove", section_path(Section::Portrait))>
                {button(Button {
                    look: ButtonLook::Link,
                    label: lang.t("Bỏ ảnh này", "Remove this portrait"),
                    ..Button::default()
                })}
            </form>
        </div>
        <h2>{lang.t("Thay ảnh", "Replace it")}</h2>
    }
    .into_any()
}

/// The portrait as a picture.
pub(super) fn picture(lang: Lang, address: &str) -> AnyView {
    let alt = lang.t("Ảnh chân dung của bạn", "Your portrait");
    view! { <img class="portrait" src=address.to_owned() alt=alt width="200" height="300" /> }.into_any()
}

fn advice(lang: Lang) -> AnyView {
    view! {
        <ul>
            <li>{lang.t("Ảnh kiểu căn cước: nhìn thẳng, rõ mặt, không đội mũ.", "As on an identity card: facing the camera, bare-headed.")}</li>
            <li>{lang.t("Chụp trong vòng 6 tháng, nền sáng một màu.", "Taken within six months, before a plain light background.")}</li>
            <li>
                {lang.t(
                    "Ảnh được cắt theo tỉ lệ 2:3; bạn xem kết quả trước khi xác nhận. Thông tin ẩn trong ảnh (nơi chụp, máy chụp) bị xóa.",
                    "It is cut to 2:3, and you see the result before you confirm. What is hidden in it (place, camera) is removed.",
                )}
            </li>
        </ul>
    }
    .into_any()
}

fn crop_view(lang: Lang, source: StoredFileId, placement: Placement) -> AnyView {
    let path = crop_path(source);
    let Placement { zoom, left, top } = placement;
    let preview = format!("{}/{source}/preview?zoom={zoom}&left={left}&top={top}", section_path(Section::Portrait));
    let slider = |name: &'static str, value: u8, label: &'static str| {
        view! {
            <div class="field">
                <label class="label" for=name>{label}</label>
                <input class="slider" type="range" id=name name=name min="0" max="100" step="1" value=value.to_string() />
            </div>
        }
    };
    view! {
        {back_link(lang, &section_path(Section::Portrait))}
        <h1>{crop_title(lang)}</h1>
        <p>
            {lang.t(
                "Đây là ảnh sẽ in trên giấy tờ của bạn. Nếu mặt lệch hoặc quá nhỏ, hãy kéo các thanh bên dưới.",
                "This is the portrait as it will stand on your papers. If the face is off the middle or too small, move the sliders.",
            )}
        </p>
        <form class="portrait-form" method="post" action=path>
            <div class="portrait-frame" id="portrait-frame" data-source=own_file_path(source)>
                {picture(lang, &preview)}
            </div>
            <div class="portrait-sliders">
                {slider("zoom", zoom, lang.t("Phóng to", "Enlarge"))}
                {slider("left", left, lang.t("Trái – phải", "Left – right"))}
                {slider("top", top, lang.t("Trên – dưới", "Up – down"))}
                <div class="buttons">
                    {submit(lang.t("Xác nhận ảnh này", "Confirm this portrait"))}
                    {button(Button {
                        look: ButtonLook::Secondary,
                        label: lang.t("Xem lại sau khi kéo", "Look again after moving"),
                        name: "look",
                        value: "again",
                        id: "look-again",
                        ..Button::default()
                    })}
                    <a href=section_path(Section::Portrait)>{lang.t("Chọn ảnh khác", "Choose another picture")}</a>
                </div>
            </div>
        </form>
        <PortraitCrop />
    }
    .into_any()
}
