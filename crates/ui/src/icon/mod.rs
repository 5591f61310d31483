//! A small set of inline icons (lucide, ISC licence: `LICENSE-lucide.txt`). Always beside a word, so hidden from
//! screen readers.

mod shapes;

use maud::{Markup, PreEscaped, html};

/// The icon of that name; an unknown name draws a plain circle rather than nothing, so that the gap is seen.
pub fn icon(name: &str) -> Markup {
    let inner = shape(name).or_else(|| shape("circle")).unwrap_or_default();
    html! {
        svg.icon viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(inner)) }
    }
}

/// Every name [`icon`] knows, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    shapes::SHAPES.iter().map(|(name, _)| *name)
}

fn shape(name: &str) -> Option<&'static str> {
    let at = shapes::SHAPES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    shapes::SHAPES.get(at).map(|(_, inner)| *inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_can_be_found_and_strange_names_draw_a_circle() {
        for name in names() {
            assert!(shape(name).is_some_and(|inner| inner.starts_with('<')), "{name}");
        }
        assert_eq!(icon("no-such").into_string(), icon("circle").into_string());
        assert_ne!(icon("users").into_string(), icon("circle").into_string());
    }
}
