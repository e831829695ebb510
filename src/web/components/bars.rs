//! Groups compared as bars, each cut into shares. A picture of a table that stands on the same page and says the same in
//! numbers: so those who hear the page are told where it is and spared the picture. Drawn by attributes alone, in SVG:
//! the security policy takes no inline style, and a printer paints the shapes where it leaves out backgrounds.

use leptos::prelude::*;

/// A bar is so many units long; shares are cut off to whole ones.
const LENGTH: u32 = 1_000;

/// One group.
#[derive(Clone, Debug, Default)]
pub struct Bar<'a> {
    /// Its name.
    pub label: &'a str,
    /// How many belong to each share, in the order of the legend.
    pub parts: Vec<u32>,
    /// What matters of it in words, beside its name; empty for nothing.
    pub note: &'a str,
}

/// A chart.
#[derive(Clone, Debug, Default)]
pub struct Bars<'a> {
    /// What it shows, and where the numbers are.
    pub caption: &'a str,
    /// The names of the shares, at most five: the first is what is done, the last what has not begun.
    pub legend: &'a [&'a str],
    /// The groups; the first may be all of them together.
    pub bars: Vec<Bar<'a>>,
}

/// Shows groups as bars; nothing where there is none.
#[must_use]
pub fn bars(chart: &Bars<'_>) -> Option<AnyView> {
    let last = chart.legend.len();
    let legend: Vec<_> = chart
        .legend
        .iter()
        .enumerate()
        .map(|(index, name)| {
            view! {
                <li>
                    <svg class="bars-key" viewBox="0 0 10 10" width="10" height="10">
                        <rect class=class(index, last) width="10" height="10"></rect>
                    </svg>
                    {(*name).to_owned()}
                </li>
            }
        })
        .collect();
    let rows: Vec<_> = chart.bars.iter().map(|bar| one(bar, last)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <figure class="bars">
                <figcaption>{chart.caption.to_owned()}</figcaption>
                <div aria-hidden="true">
                    <ul class="bars-legend">{legend}</ul>
                    <ol class="bars-list">{rows}</ol>
                </div>
            </figure>
        }
        .into_any()
    })
}

fn one(bar: &Bar<'_>, last: usize) -> AnyView {
    let total: u64 = bar.parts.iter().map(|part| u64::from(*part)).sum();
    let place = |count: u64| {
        let share = count.saturating_mul(u64::from(LENGTH)).checked_div(total).unwrap_or(0);
        u32::try_from(share).unwrap_or(LENGTH)
    };
    let mut before = 0;
    let shares: Vec<_> = bar
        .parts
        .iter()
        .enumerate()
        .filter_map(|(index, part)| {
            let (from, to) = (place(before), place(before + u64::from(*part)));
            before += u64::from(*part);
            let width = to - from;
            (width > 0).then(|| {
                view! {
                    <rect class=class(index, last) x=from.to_string() width=width.to_string() height="10"></rect>
                }
            })
        })
        .collect();
    view! {
        <li>
            <span class="bars-label">{bar.label.to_owned()}</span>
            <span class="bars-note">{bar.note.to_owned()}</span>
            <svg class="bars-bar" viewBox=format!("0 0 {LENGTH} 10") preserveAspectRatio="none">
                {shares}
            </svg>
        </li>
    }
    .into_any()
}

/// The last share of the legend is what has not begun, however many there are.
const fn class(index: usize, last: usize) -> &'static str {
    match index {
        _ if index + 1 == last => "bars-none",
        0 => "bars-done",
        1 => "bars-waits",
        2 => "bars-back",
        _ => "bars-begun",
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use scraper::{Html, Selector};

    use super::{Bar, Bars, bars};

    /// Class, place and width of every share of the chart with this one bar.
    fn shares(parts: &[u32]) -> Vec<(String, String, String)> {
        let chart = Bars {
            caption: "Theo đơn vị",
            legend: &["Đã duyệt", "Chờ duyệt", "Chưa đăng nhập"],
            bars: vec![Bar { label: "001 <Trường>", parts: parts.to_vec(), note: "1/3" }],
        };
        let html = Owner::new().with(|| bars(&chart).map(|view| view.to_html())).unwrap();
        assert!(html.contains("001 &lt;Trường&gt;") && !html.contains("style="), "{html}");
        let page = Html::parse_fragment(&html);
        let rects = Selector::parse(".bars-bar rect").unwrap();
        let attribute = |rect: scraper::ElementRef<'_>, name: &str| rect.attr(name).unwrap_or_default().to_owned();
        page.select(&rects)
            .map(|rect| (attribute(rect, "class"), attribute(rect, "x"), attribute(rect, "width")))
            .collect()
    }

    #[test]
    fn shares_follow_each_other_and_fill_the_bar() {
        let row = |class: &str, x: &str, width: &str| (class.to_owned(), x.to_owned(), width.to_owned());
        let thirds = [row("bars-done", "0", "333"), row("bars-waits", "333", "333"), row("bars-none", "666", "334")];
        assert_eq!(shares(&[1, 1, 1]), thirds);
        assert_eq!(shares(&[0, 0, 7]), [row("bars-none", "0", "1000")]);
        assert_eq!(shares(&[0, 0, 0]), []);
        assert_eq!(shares(&[u32::MAX, 0, u32::MAX]).len(), 2);
    }

    #[test]
    fn without_a_group_there_is_no_chart() {
        assert!(bars(&Bars::default()).is_none());
    }
}
