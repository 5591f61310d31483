use crate::{Lang, icon, numbers, t};
use maud::{Markup, html};

/// Newer and older, where counting all pages would be dear. `shown` says what is on this page.
pub fn pager_keyset(lang: Lang, previous: Option<&str>, next: Option<&str>, shown: &str) -> Markup {
    html! {
        @if previous.is_some() || next.is_some() || !shown.is_empty() {
            nav.pager aria-label=(t!(lang, "Chuyển trang")) {
                (step(previous, "chevron-left", t!(lang, "Trước"), "prev"))
                span.pager-shown { (shown) }
                (step(next, "chevron-right", t!(lang, "Sau"), "next"))
            }
        }
    }
}

/// Numbered pages, from 1, with the number of rows in all. `href` gives the address of a page.
pub fn pager_pages(lang: Lang, page: u32, pages: u32, rows: i64, href: impl Fn(u32) -> String) -> Markup {
    let previous = (page > 1).then(|| href(page - 1));
    let next = (page < pages).then(|| href(page + 1));
    html! {
        nav.pager aria-label=(t!(lang, "Chuyển trang")) {
            (step(previous.as_deref(), "chevron-left", t!(lang, "Trước"), "prev"))
            @if pages > 1 {
                ol.pages {
                    @for number in near(page, pages) {
                        li {
                            @match number {
                                Some(number) if number == page => span aria-current="page" { (number) },
                                Some(number) => a href=(href(number)) aria-label=(t!(lang, "Trang {n}", n = number)) { (number) },
                                None => span.gap { "…" },
                            }
                        }
                    }
                }
            }
            (step(next.as_deref(), "chevron-right", t!(lang, "Sau"), "next"))
            span.pager-shown { (t!(lang, "Tất cả {n} dòng", n = numbers::count(lang, rows))) }
        }
    }
}

/// The first, the last, and those around this one; none is a gap.
fn near(page: u32, pages: u32) -> Vec<Option<u32>> {
    let mut shown: Vec<Option<u32>> = Vec::new();
    let mut last = 0;
    for number in 1..=pages {
        if number == 1 || number == pages || number.abs_diff(page) <= 1 {
            match number - last {
                0 | 1 => {}
                2 => shown.push(Some(number - 1)),
                _ => shown.push(None),
            }
            shown.push(Some(number));
            last = number;
        }
    }
    shown
}

fn step(href: Option<&str>, icon_name: &str, word: &str, rel: &str) -> Markup {
    html! {
        @match href {
            Some(href) => a class={ "btn " (rel) } href=(href) rel=(rel) { (icon(icon_name)) span { (word) } },
            None => span class={ "btn off " (rel) } aria-hidden="true" { (icon(icon_name)) span { (word) } },
        }
    }
}

/// One tab: a link to the same page seen otherwise.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its word.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// How many things are in it.
    pub count: Option<i64>,
    /// Whether it is the one shown.
    pub active: bool,
}

/// Tabs; links, so that each has its own address.
pub fn tabs(lang: Lang, label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.active.then_some("page")] {
                    (tab.label)
                    @if let Some(count) = tab.count { " " span.count { (numbers::count(lang, count)) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn the_pager_leaves_out_the_middle_and_never_a_single_page() {
        let row = |page, pages| {
            near(page, pages)
                .iter()
                .map(|n| n.map_or("…".into(), |n| n.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(row(1, 1), "1");
        assert_eq!(row(1, 3), "1 2 3");
        assert_eq!(row(4, 20), "1 2 3 4 5 … 20");
        assert_eq!(row(10, 20), "1 … 9 10 11 … 20");
        assert_eq!(row(20, 20), "1 … 19 20");
    }
}
