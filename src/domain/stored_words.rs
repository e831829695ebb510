//! One way to give an enum the words under which the database, addresses and JSON know it.

/// Gives a fieldless enum `ALL`, `as_str`, `parse`, and serde by the same words, so that the word in a
/// column, in an address and inside a JSON document is one.
macro_rules! stored_words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word under which the value is stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The value stored under `word`.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&word).ok_or_else(|| serde::de::Error::unknown_variant(&word, &[$($word),+]))
            }
        }
    };
}

/// Declares a fieldless enum of which each value says what it is, once for whoever reads the code and once for whoever
/// reads a generated document: `described_words!(/// What the enum is. pub enum Name { Value => "word": "What it is.", })`.
macro_rules! described_words {
    ($(#[$attribute:meta])* pub enum $name:ident { $($variant:ident => $word:literal: $description:literal),+ $(,)? }) => {
        $(#[$attribute])*
        pub enum $name {
            $(#[doc = $description] $variant),+
        }

        $crate::domain::stored_words::stored_words!($name { $($variant => $word),+ });

        impl $name {
            /// What the value is, in a sentence.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$variant => $description),+
                }
            }
        }
    };
}

pub(crate) use described_words;
pub(crate) use stored_words;
