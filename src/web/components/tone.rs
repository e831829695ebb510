//! The meaning that a colour stands for. Never told by the colour alone.

/// What a notice or tag is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do and nothing to know at once.
    #[default]
    Neutral,
    /// Good to know, or under way.
    Info,
    /// Done, accepted.
    Success,
    /// Needs action or care.
    Warning,
    /// Refused, failed.
    Danger,
}

impl Tone {
    /// The word in class names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}
