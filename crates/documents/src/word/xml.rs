//! A last pass over the XML that docx-rs writes, which LibreOffice forgives but the standard (ECMA-376, part 1) does
//! not: properties in the order of the schema, table heads repeated, one set of page headers for all sections, and
//! no running paragraph numbers (they would make two copies of one paper differ).
//!
//! The input is machine-made and well formed; text stays escaped throughout, so nothing in it can become a tag.

/// Schema order of the children of each property element, where docx-rs departs from it.
const ORDER: [(&str, &[&str]); 4] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:framePr",
            "w:widowControl",
            "w:numPr",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    (
        "w:tcPr",
        &[
            "w:tcW",
            "w:gridSpan",
            "w:vMerge",
            "w:tcBorders",
            "w:shd",
            "w:tcMar",
            "w:textDirection",
            "w:vAlign",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblpPr",
            "w:tblW",
            "w:jc",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:strike",
            "w:color",
            "w:spacing",
            "w:sz",
            "w:szCs",
            "w:highlight",
            "w:u",
            "w:lang",
        ],
    ),
];

/// Mends one part of the package. `footed`: the paper has a line at the foot of its pages.
pub(super) fn mended(xml: &str, footed: bool) -> String {
    let mut rest = xml;
    let mut top = Vec::new();
    while let Some(node) = read(&mut rest) {
        top.push(node);
    }
    let mut out = String::with_capacity(xml.len());
    for mut node in top {
        node.mend(footed);
        node.write(&mut out);
    }
    out
}

enum Node<'a> {
    /// Text, declaration or comment, as it stands.
    Raw(&'a str),
    Element {
        name: &'a str,
        attributes: String,
        children: Vec<Node<'a>>,
    },
}

/// Reads one node and moves on; `None` at the end or before a closing tag (which it eats).
fn read<'a>(rest: &mut &'a str) -> Option<Node<'a>> {
    let xml: &'a str = rest;
    if xml.is_empty() {
        return None;
    }
    if !xml.starts_with('<') {
        let (text, after) = xml.split_at(xml.find('<').unwrap_or(xml.len()));
        *rest = after;
        return Some(Node::Raw(text));
    }
    let (tag, after) = xml.split_at(xml.find('>').map_or(xml.len(), |at| at + 1));
    *rest = after;
    if tag.starts_with("</") {
        return None;
    }
    if tag.starts_with("<?") || tag.starts_with("<!") {
        return Some(Node::Raw(tag));
    }
    let empty = tag.ends_with("/>");
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim_end();
    let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
    let mut children = Vec::new();
    while !empty && let Some(child) = read(rest) {
        children.push(child);
    }
    Some(Node::Element { name, attributes: attributes.to_owned(), children })
}

impl<'a> Node<'a> {
    fn element(name: &'a str, attributes: &str) -> Node<'a> {
        Node::Element { name, attributes: attributes.to_owned(), children: Vec::new() }
    }

    fn name(&self) -> &str {
        if let Node::Element { name, .. } = self { name } else { "" }
    }

    fn mend(&mut self, footed: bool) {
        let Node::Element { name, attributes, children } = self else { return };
        for child in children.iter_mut() {
            child.mend(footed);
        }
        match *name {
            "w:p" => attributes.clear(),
            "w:tr" => repeat_head(children),
            "w:sectPr" => *children = section(std::mem::take(children), footed),
            _ => {}
        }
        if *name == "w:pPr" && children.iter().any(|child| child.name() == "w:sectPr") {
            // The paragraph that ends a section must not need a page of its own.
            children.push(Node::element("w:pStyle", r#"w:val="Plain""#));
            children.push(Node::element(
                "w:spacing",
                r#"w:before="0" w:after="0" w:line="20" w:lineRule="exact""#,
            ));
        }
        if let Some((_, order)) = ORDER.iter().find(|(parent, _)| parent == name) {
            children.retain(|child| !matches!(child, Node::Element { name: "w:rPr", children, .. } if children.is_empty()));
            children.sort_by_key(|child| {
                order.iter().position(|known| *known == child.name()).unwrap_or(order.len())
            });
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Node::Raw(text) => out.push_str(text),
            Node::Element { name, attributes, children } => {
                out.push('<');
                out.push_str(name);
                if !attributes.is_empty() {
                    out.push(' ');
                    out.push_str(attributes);
                }
                if children.is_empty() {
                    out.push_str("/>");
                    return;
                }
                out.push('>');
                for child in children {
                    child.write(out);
                }
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }

    fn holds(&self, wanted: &str, depth: usize) -> bool {
        let Node::Element { name, children, .. } = self else { return false };
        *name == wanted || depth > 0 && children.iter().any(|child| child.holds(wanted, depth - 1))
    }
}

/// docx-rs cannot say "repeat this row on every page". Only heads of tables are shaded, so a shaded row is a head.
fn repeat_head(row: &mut [Node<'_>]) {
    let shaded = row.iter().any(|cell| cell.holds("w:shd", 2));
    for property in row {
        if let Node::Element { name: "w:trPr", children, .. } = property
            && shaded
        {
            children.push(Node::element("w:tblHeader", ""));
        }
    }
}

/// docx-rs keeps only one header of a section (and writes it at the wrong place). All sections of a paper have the
/// same ones: those of the last section, which are numbered from 1.
fn section(children: Vec<Node<'_>>, footed: bool) -> Vec<Node<'_>> {
    let reference = |kind: &'static str, which: &str, id: &str| {
        Node::element(kind, &format!(r#"w:type="{which}" r:id="{id}""#))
    };
    let mut ordered = vec![
        reference("w:headerReference", "default", "rIdHeader1"),
        reference("w:headerReference", "first", "rIdHeader2"),
    ];
    if footed {
        ordered.push(reference("w:footerReference", "default", "rIdFooter1"));
        ordered.push(reference("w:footerReference", "first", "rIdFooter2"));
    }
    let mut children: Vec<Option<Node<'_>>> = children.into_iter().map(Some).collect();
    for wanted in ["w:pgSz", "w:pgMar", "w:pgNumType", "w:cols", "w:titlePg"] {
        let found =
            children.iter_mut().find(|child| child.as_ref().is_some_and(|child| child.name() == wanted));
        ordered.extend(found.and_then(Option::take));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_stand_in_schema_order_and_text_is_left_alone() {
        let xml = r#"<?xml version="1.0"?><w:p w14:paraId="00000001"><w:pPr><w:rPr /><w:jc w:val="both" /><w:pStyle w:val="A" /></w:pPr><w:r><w:t xml:space="preserve"> a &lt;w:p&gt; b </w:t></w:r></w:p>"#;
        let wanted = r#"<?xml version="1.0"?><w:p><w:pPr><w:pStyle w:val="A"/><w:jc w:val="both"/></w:pPr><w:r><w:t xml:space="preserve"> a &lt;w:p&gt; b </w:t></w:r></w:p>"#;
        assert_eq!(mended(xml, false), wanted);
    }

    #[test]
    fn a_shaded_row_is_a_head_and_every_section_has_its_headers() {
        let row = "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:shd/></w:tcPr></w:tc></w:tr>";
        assert!(mended(row, false).contains("<w:cantSplit/><w:tblHeader/>"));
        let other = "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr/></w:tc></w:tr>";
        assert_eq!(mended(other, false), other);
        let section = mended("<w:sectPr><w:cols/><w:pgSz/><w:titlePg/></w:sectPr>", true);
        assert_eq!(section.matches("Reference").count(), 4);
        assert!(section.ends_with("<w:pgSz/><w:cols/><w:titlePg/></w:sectPr>"));
    }
}
