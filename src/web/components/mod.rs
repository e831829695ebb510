//! The design system: views without state, rendered on the server.
//!
//! A component is a plain function from a small struct (with `Default`, so that calls stay short) to a view. Inputs
//! are uncontrolled. The identifier of an input is its name unless said otherwise, and the first radio or checkbox
//! of a group carries the name of the group, so that the error summary can point at every field. `/gallery` shows
//! them all; their styles are in `style/`, one file a component.
//!
//! ```ignore
//! text_input(TextInput { lang, name: "phone", label: lang.t("Số điện thoại", "Telephone number"),
//!     value: &form.phone, error: errors.of("phone"), kind: InputKind::Tel, ..TextInput::default() })
//! ```

pub mod back_link;
pub mod bars;
pub mod button;
pub mod choices;
pub mod details;
pub mod error_summary;
pub mod field;
pub mod figures;
pub mod file_input;
pub mod live;
pub mod notice;
pub mod pagination;
pub mod panel;
pub mod raw_text;
pub mod select;
pub mod steps;
pub mod summary_list;
pub mod table;
pub mod tag;
pub mod task_list;
pub mod text_input;
pub mod textarea;
pub mod timeline;
pub mod tone;
pub mod values;

pub use back_link::{back_link, breadcrumbs};
pub use bars::{Bar, Bars, bars};
pub use button::{Button, ButtonLook, button, button_link, buttons, submit};
pub use choices::{Checkbox, Choice, Choices, checkbox, checkboxes, radios};
pub use details::{details, inset};
pub use error_summary::error_summary;
pub use field::fieldset;
pub use figures::{Figure, figures};
pub use file_input::{FileInput, file_input};
pub use live::{Refresh, Telling, live_answer, live_part};
pub use notice::notice;
pub use pagination::{Pagination, pagination};
pub use panel::panel;
pub use select::{Select, select};
pub use steps::{Step, StepState, steps};
pub use summary_list::{SummaryRow, differing, summary_list};
pub use table::{Column, Table, table};
pub use tag::tag;
pub use task_list::{Task, TaskStatus, task_list};
pub use text_input::{InputKind, TextInput, Width, text_input};
pub use textarea::{Textarea, textarea};
pub use timeline::timeline;
pub use tone::Tone;
pub use values::{day_view, end_view, exact_instant_view, instant_view, money, text};
