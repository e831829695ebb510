//! What a browser says of itself, in the few words that tell one's own devices apart: which browser on which system.
//!
//! Read simply from the `User-Agent`, which is a claim and proves nothing; no rule depends on it. Versions and models
//! are left out: they change with every update, and together they would follow a person.

use std::fmt;

use super::stored_words::stored_words;

/// No more of a `User-Agent` is looked at.
const MAX_USER_AGENT: usize = 512;

/// A browser, as far as people tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Browser {
    /// Cốc Cốc.
    CocCoc,
    /// Microsoft Edge.
    Edge,
    /// Samsung Internet.
    Samsung,
    /// Opera.
    Opera,
    /// Firefox.
    Firefox,
    /// Chrome, and what cannot be told from it.
    Chrome,
    /// Safari.
    Safari,
    /// Anything else.
    #[default]
    Other,
}

stored_words!(Browser {
    CocCoc => "coc_coc",
    Edge => "edge",
    Samsung => "samsung",
    Opera => "opera",
    Firefox => "firefox",
    Chrome => "chrome",
    Safari => "safari",
    Other => "other",
});

/// An operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum System {
    /// Windows.
    Windows,
    /// Android.
    Android,
    /// iPhone.
    Iphone,
    /// iPad, as far as it says so.
    Ipad,
    /// macOS.
    Mac,
    /// ChromeOS.
    ChromeOs,
    /// Linux.
    Linux,
    /// Anything else.
    #[default]
    Other,
}

stored_words!(System {
    Windows => "windows",
    Android => "android",
    Iphone => "iphone",
    Ipad => "ipad",
    Mac => "mac",
    ChromeOs => "chrome_os",
    Linux => "linux",
    Other => "other",
});

/// A browser on a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct DeviceKind {
    /// The browser.
    pub browser: Browser,
    /// The system.
    pub system: System,
}

impl Browser {
    /// Its name; `None` for one that is not known.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::CocCoc => Some("Cốc Cốc"),
            Self::Edge => Some("Edge"),
            Self::Samsung => Some("Samsung Internet"),
            Self::Opera => Some("Opera"),
            Self::Firefox => Some("Firefox"),
            Self::Chrome => Some("Chrome"),
            Self::Safari => Some("Safari"),
            Self::Other => None,
        }
    }
}

impl System {
    /// Its name; `None` for one that is not known.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Windows => Some("Windows"),
            Self::Android => Some("Android"),
            Self::Iphone => Some("iPhone"),
            Self::Ipad => Some("iPad"),
            Self::Mac => Some("Mac"),
            Self::ChromeOs => Some("Chromebook"),
            Self::Linux => Some("Linux"),
            Self::Other => None,
        }
    }
}

impl DeviceKind {
    /// What a `User-Agent` says. The order matters: most browsers also call themselves Chrome and Safari.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let end = user_agent.char_indices().nth(MAX_USER_AGENT).map_or(user_agent.len(), |(end, _)| end);
        let said = user_agent.get(..end).unwrap_or_default().to_ascii_lowercase();
        let first = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let browser = match () {
            () if first(&["coc_coc"]) => Browser::CocCoc,
            () if first(&["edg/", "edga/", "edgios/"]) => Browser::Edge,
            () if first(&["samsungbrowser"]) => Browser::Samsung,
            () if first(&["opr/", "opera"]) => Browser::Opera,
            () if first(&["firefox", "fxios"]) => Browser::Firefox,
            () if first(&["chrome", "crios", "chromium"]) => Browser::Chrome,
            () if first(&["safari"]) => Browser::Safari,
            () => Browser::Other,
        };
        let system = match () {
            () if first(&["windows"]) => System::Windows,
            () if first(&["android"]) => System::Android,
            () if first(&["iphone"]) => System::Iphone,
            () if first(&["ipad"]) => System::Ipad,
            () if first(&["macintosh", "mac os"]) => System::Mac,
            () if first(&["cros"]) => System::ChromeOs,
            () if first(&["linux"]) => System::Linux,
            () => System::Other,
        };
        Self { browser, system }
    }

    /// `Chrome trên Windows`, in Vietnamese or else in English.
    #[must_use]
    pub fn in_words(self, is_vietnamese: bool) -> String {
        let word = |vi: &'static str, en: &'static str| if is_vietnamese { vi } else { en };
        let browser = self.browser.name().unwrap_or(word("Trình duyệt khác", "Another browser"));
        let system = self.system.name().unwrap_or(word("hệ điều hành khác", "another system"));
        format!("{browser} {} {system}", word("trên", "on"))
    }
}

/// The number by which the portal knows a browser again: 128 random bits in a cookie, of which only the hash is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceSecret([u8; 16]);

impl DeviceSecret {
    /// A fresh one.
    #[must_use]
    pub const fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// Reads 32 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_hex)?;
        Some(Self(number.to_be_bytes()))
    }

    /// The bytes, to be hashed.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// 32 hexadecimal digits, for the cookie alone.
    #[must_use]
    pub fn expose(&self) -> String {
        super::text::hex(&self.0)
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::{DeviceKind, DeviceSecret};

    #[test]
    fn a_browser_is_named_by_what_tells_it_from_the_others() {
        let cases = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
                "Chrome trên Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/117.0 Chrome/111.0 Safari/537.36",
                "Cốc Cốc trên Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge trên Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-A546E) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
                "Samsung Internet trên Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari trên iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox trên Linux"),
            ("", "Trình duyệt khác trên hệ điều hành khác"),
            ("\u{202e}<script>", "Trình duyệt khác trên hệ điều hành khác"),
        ];
        for (user_agent, expected) in cases {
            assert_eq!(DeviceKind::of(user_agent).in_words(true), expected);
        }
        let endless = format!("{}chrome windows", "đ".repeat(100_000));
        assert_eq!(DeviceKind::of(&endless), DeviceKind::default());
    }

    #[test]
    fn a_secret_is_shown_to_the_cookie_alone() {
        let secret = DeviceSecret::new([0xa5; 16]);
        assert_eq!(DeviceSecret::parse(&secret.expose()), Some(secret));
        assert_eq!(format!("{secret:?}"), "DeviceSecret");
        for text in ["", "a5", &"g".repeat(32), &"a".repeat(33), &format!("+{}", "a".repeat(31))] {
            assert_eq!(DeviceSecret::parse(text), None, "{text}");
        }
    }
}
