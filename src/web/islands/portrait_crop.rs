//! Moves the picture under its frame while the sliders move, or while somebody drags it. The sliders are fields of the
//! form and work without this; which part of the picture they mean is said by the domain's own rule, as on the server.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{EventTarget, HtmlElement, HtmlImageElement, HtmlInputElement, PointerEvent};

use crate::domain::candidate::portrait::{Crop, Placement};

/// Shows the picture at `data-source` of the page's frame in it.
#[island]
pub fn PortraitCrop() -> impl IntoView {
    Effect::new(|_| begin());
    view! { <span hidden></span> }
}

#[derive(Clone)]
struct Stage {
    frame: HtmlElement,
    picture: HtmlImageElement,
    sliders: [HtmlInputElement; 3],
}

/// `None` where the page has no such frame.
fn begin() -> Option<()> {
    let find = |id: &str| document().get_element_by_id(id);
    let slider = |id: &str| find(id)?.dyn_into::<HtmlInputElement>().ok();
    let frame: HtmlElement = find("portrait-frame")?.dyn_into().ok()?;
    let source = frame.get_attribute("data-source")?;
    let picture: HtmlImageElement = frame.query_selector("img").ok()??.dyn_into().ok()?;
    let stage = Stage { frame, picture, sliders: [slider("zoom")?, slider("left")?, slider("top")?] };
    // Only once the whole picture is there does it take the place of the part that the server drew.
    let whole = HtmlImageElement::new().ok()?;
    whole.set_src(&source);
    let loaded = Rc::new(stage);
    listen(&whole, "load", {
        let whole = whole.clone();
        move |_| {
            let _ = take_over(&loaded, &whole, &source);
        }
    })
}

fn take_over(stage: &Rc<Stage>, whole: &HtmlImageElement, source: &str) -> Option<()> {
    let size = (whole.natural_width(), whole.natural_height());
    stage.picture.set_src(source);
    stage.frame.class_list().add_1("is-live").ok()?;
    document().get_element_by_id("look-again")?.set_attribute("hidden", "").ok()?;
    draw(stage, size);
    for slider in &stage.sliders {
        let stage = Rc::clone(stage);
        listen(slider, "input", move |_| draw(&stage, size))?;
    }
    drag(stage, size)
}

/// Follows a finger or a mouse.
fn drag(stage: &Rc<Stage>, size: (u32, u32)) -> Option<()> {
    let at: Rc<Cell<Option<(i32, i32)>>> = Rc::default();
    listen(&stage.frame, "pointerdown", {
        let (at, stage) = (Rc::clone(&at), Rc::clone(stage));
        move |event| {
            event.prevent_default();
            drop(stage.frame.set_pointer_capture(event.pointer_id()));
            at.set(Some((event.client_x(), event.client_y())));
        }
    })?;
    listen(&stage.frame, "pointermove", {
        let (at, stage) = (Rc::clone(&at), Rc::clone(stage));
        move |event| {
            let Some((x, y)) = at.get() else { return };
            let crop = placed(&stage, size);
            let in_picture =
                |moved: i32| f64::from(moved) * f64::from(crop.width_px) / f64::from(stage.frame.client_width());
            let room = [size.0.saturating_sub(crop.width_px), size.1.saturating_sub(crop.height_px())];
            let moved = [event.client_x() - x, event.client_y() - y];
            let [_, left, top] = &stage.sliders;
            let mut has_moved = false;
            for ((slider, room), moved) in [left, top].into_iter().zip(room).zip(moved) {
                let percent = in_picture(moved) * 100.0 / f64::from(room.max(1));
                // Less than a step waits for the next movement.
                if percent.abs() >= 1.0 {
                    slider.set_value_as_number((slider.value_as_number() - percent).round().clamp(0.0, 100.0));
                    has_moved = true;
                }
            }
            if has_moved {
                at.set(Some((event.client_x(), event.client_y())));
                draw(&stage, size);
            }
        }
    })?;
    for end in ["pointerup", "pointercancel"] {
        let at = Rc::clone(&at);
        listen(&stage.frame, end, move |_| at.set(None))?;
    }
    Some(())
}

fn placed(stage: &Stage, size: (u32, u32)) -> Crop {
    let [zoom, left, top] = &stage.sliders;
    Crop::placed(Placement::read(&zoom.value(), &left.value(), &top.value()), size.0, size.1)
}

/// Lays the picture so that the part is what the frame shows.
fn draw(stage: &Stage, size: (u32, u32)) {
    let crop = placed(stage, size);
    let style = HtmlElement::style(&stage.picture);
    for (property, sign, part, whole) in [
        ("width", "", size.0, crop.width_px),
        ("left", "-", crop.x_px, crop.width_px),
        ("top", "-", crop.y_px, crop.height_px()),
    ] {
        // A fraction of a fraction that the browser works out: to write a decimal number would cost the bundle 4 KB.
        let share = ["calc(", sign, "100% * ", &part.to_string(), " / ", &whole.max(1).to_string(), ")"].concat();
        drop(style.set_property(property, &share));
    }
}

fn listen(target: &EventTarget, event: &str, act: impl Fn(PointerEvent) + 'static) -> Option<()> {
    let act = Closure::<dyn Fn(PointerEvent)>::new(act);
    target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref()).ok()?;
    act.forget();
    Some(())
}
