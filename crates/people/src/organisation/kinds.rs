//! Which trees there are and which kinds of units may stand where: `policy/organisations.toml`, read once.
//!
//! The program asks what a kind *counts as*, never what a level is called.

use kernel::{Date, time};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The file as it was when this program was built.
pub const BUILT_IN: &str = include_str!("../../../../policy/organisations.toml");

/// What the units of a tree are to the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Unions, associations: people belong to them.
    Bodies,
    /// Where the others lie ("địa bàn").
    Places,
    /// Another cut of the same units ("ngành, nhóm").
    Groupings,
}

/// What a kind counts as.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    /// "công đoàn cơ sở": what indicators, reports and yearly programmes count.
    Base,
    /// Below a base unit ("tổ công đoàn").
    Group,
    /// Above the base units.
    Office,
    /// A place.
    Place,
    /// A sector or another grouping of units.
    Grouping,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreeRule {
    code: String,
    name: String,
    name_en: String,
    holds: Holds,
    #[serde(default)]
    main: bool,
    head: String,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRule {
    code: String,
    name: String,
    name_en: String,
    counts_as: CountsAs,
    #[serde(default)]
    top_of: Vec<String>,
    #[serde(default)]
    people: bool,
    #[serde(default)]
    workplace: bool,
    #[serde(default)]
    address: bool,
    until: Option<String>,
    #[serde(default)]
    under: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    says: String,
    tree: String,
    below: String,
    on: String,
    offered: Vec<String>,
}

/// The whole file.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    source: String,
    reading: String,
    tree: Vec<TreeRule>,
    kind: Vec<KindRule>,
    example: Vec<Example>,
}

static KNOWN: OnceLock<Kinds> = OnceLock::new();

fn known() -> &'static Kinds {
    // the built-in file is read by a test; were it unsound, there would be no tree at all
    KNOWN.get_or_init(|| {
        Kinds::read(BUILT_IN).unwrap_or(Kinds {
            source: String::new(),
            reading: String::new(),
            tree: Vec::new(),
            kind: Vec::new(),
            example: Vec::new(),
        })
    })
}

/// Takes these trees and kinds for this program. Once: a second, different file is refused.
pub fn install(kinds: Kinds) -> Result<(), String> {
    let now = KNOWN.get_or_init(|| kinds.clone());
    if *now == kinds { Ok(()) } else { Err("other trees and kinds are in use already".to_owned()) }
}

impl Kinds {
    /// Reads the file and refuses it as a whole when something in it does not hold together.
    pub fn read(text: &str) -> Result<Kinds, String> {
        let kinds: Kinds = toml::from_str(text).map_err(|e| e.to_string())?;
        match kinds.faults().first() {
            None => Ok(kinds),
            Some(fault) => Err(fault.clone()),
        }
    }

    /// How many trees, kinds and worked examples there are.
    pub fn size(&self) -> (usize, usize, usize) {
        (self.tree.len(), self.kind.len(), self.example.len())
    }

    /// What does not hold together, and which worked examples come out otherwise.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let trees: BTreeSet<&str> = self.tree.iter().map(|t| t.code.as_str()).collect();
        let kinds: BTreeSet<&str> = self.kind.iter().map(|k| k.code.as_str()).collect();
        let mut must = |holds: bool, words: String| {
            if !holds {
                faults.push(words);
            }
        };
        must(
            !self.source.trim().is_empty() && !self.reading.trim().is_empty(),
            "source, reading: empty".into(),
        );
        must(trees.len() == self.tree.len(), "tree: a code comes twice".into());
        must(kinds.len() == self.kind.len(), "kind: a code comes twice".into());
        must(self.tree.iter().filter(|t| t.main).count() == 1, "tree: exactly one is main".into());
        must(
            self.tree.iter().filter(|t| t.holds == Holds::Places).count() == 1,
            "tree: exactly one holds places".into(),
        );
        must(
            self.kind.iter().filter(|k| k.counts_as == CountsAs::Base).count() == 1,
            "kind: exactly one counts as base".into(),
        );
        for t in &self.tree {
            let head = self.kind.iter().find(|k| k.code == t.head);
            must(
                head.is_some_and(|k| k.top_of.contains(&t.code)),
                format!("tree {}: its head {:?} may not stand at its top", t.code, t.head),
            );
            must(
                !t.name.trim().is_empty() && !t.name_en.trim().is_empty(),
                format!("tree {}: no name", t.code),
            );
        }
        for k in &self.kind {
            must(
                !k.name.trim().is_empty() && !k.name_en.trim().is_empty(),
                format!("kind {}: no name", k.code),
            );
            must(!k.top_of.is_empty() || !k.under.is_empty(), format!("kind {}: may stand nowhere", k.code));
            for t in k.top_of.iter().chain(k.under.keys()) {
                must(trees.contains(t.as_str()), format!("kind {}: no tree {t:?}", k.code));
            }
            for (tree, above) in &k.under {
                for a in above {
                    let stands = self
                        .kind
                        .iter()
                        .any(|o| o.code == *a && (o.top_of.contains(tree) || o.under.contains_key(tree)));
                    must(stands, format!("kind {}: {a:?} does not stand in {tree}", k.code));
                }
            }
            must(
                k.until.as_ref().is_none_or(|u| time::parse_day(u).is_some()),
                format!("kind {}: until is no day", k.code),
            );
            must(
                k.counts_as != CountsAs::Base || (k.people && k.workplace),
                format!("kind {}: a base unit has people and is a place of work", k.code),
            );
        }
        for e in &self.example {
            let Some(on) = time::parse_day(&e.on) else {
                must(false, format!("example {:?}: on is no day", e.says));
                continue;
            };
            let offered: BTreeSet<&str> =
                self.offered(&e.tree, Some(&e.below), on).map(|k| k.code.as_str()).collect();
            let said: BTreeSet<&str> = e.offered.iter().map(String::as_str).collect();
            must(offered == said, format!("example {:?}: offered are {offered:?}", e.says));
        }
        faults
    }

    fn offered<'a>(
        &'a self,
        tree: &'a str,
        below: Option<&'a str>,
        on: Date,
    ) -> impl Iterator<Item = &'a KindRule> {
        self.kind.iter().filter(move |k| {
            let fits = match below {
                None => k.top_of.iter().any(|t| t == tree),
                Some(above) => k.under.get(tree).is_some_and(|all| all.iter().any(|a| a == above)),
            };
            let over = k.until.as_deref().and_then(time::parse_day).is_some_and(|until| on >= until);
            fits && !over
        })
    }
}

/// A kind of unit ("loại đơn vị").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(usize);

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Kind({})", self.code())
    }
}

impl Kind {
    /// Every kind, in the order of the file.
    pub fn all() -> impl Iterator<Item = Kind> {
        (0..known().kind.len()).map(Kind)
    }
    /// The kind with this code.
    pub fn find(code: &str) -> Option<Kind> {
        known().kind.iter().position(|k| k.code == code).map(Kind)
    }
    /// The kind that counts as base unit ("công đoàn cơ sở").
    pub fn base() -> Kind {
        Kind::all().find(|k| k.is_base()).unwrap_or(Kind(0))
    }
    /// The kinds that may be founded below a unit of that kind (none: at the top), in a tree, on a day.
    pub fn offered(tree: Tree, below: Option<Kind>, on: Date) -> Vec<Kind> {
        let above = below.map(Kind::code);
        known().offered(tree.code(), above, on).filter_map(|k| Kind::find(&k.code)).collect()
    }
    /// The kinds whose units begin their life below a unit of that kind. A unit of the bodies is founded among
    /// the bodies; in a grouping it is only placed.
    pub fn founded_below(tree: Tree, above: Kind, on: Date) -> Vec<Kind> {
        let mut all = Kind::offered(tree, Some(above), on);
        all.retain(|k| tree.holds() != Holds::Groupings || k.counts_as() == CountsAs::Grouping);
        all
    }
    /// May a unit of this kind be founded on that day?
    pub fn founded_on(self, on: Date) -> bool {
        self.rule().until.as_deref().and_then(time::parse_day).is_none_or(|until| on < until)
    }
    fn rule(self) -> &'static KindRule {
        // a Kind is made by `find` and `all` only
        &known().kind[self.0]
    }
    /// The stored code.
    pub fn code(self) -> &'static str {
        &self.rule().code
    }
    /// What it is called, in Vietnamese and in English.
    pub fn names(self) -> (&'static str, &'static str) {
        (&self.rule().name, &self.rule().name_en)
    }
    /// What it counts as.
    pub fn counts_as(self) -> CountsAs {
        self.rule().counts_as
    }
    /// "công đoàn cơ sở"
    pub fn is_base(self) -> bool {
        self.counts_as() == CountsAs::Base
    }
    /// Is this the kind of the body at the top of the tree in this installation?
    pub fn is_head_of(self, tree: Tree) -> bool {
        self == tree.head()
    }
    /// May people belong to such a unit?
    pub fn has_people(self) -> bool {
        self.rule().people
    }
    /// Does it stand in an enterprise, an agency or a public unit?
    pub fn is_workplace(self) -> bool {
        self.rule().workplace
    }
    /// May other units lie in it ("xã, phường")?
    pub fn is_address(self) -> bool {
        self.rule().address
    }
    /// May a unit of this kind stand in the tree?
    pub fn stands_in(self, tree: Tree) -> bool {
        let rule = self.rule();
        rule.under.contains_key(tree.code()) || rule.top_of.iter().any(|t| t == tree.code())
    }
    /// May it stand below a unit of that kind (none: at the top) in the tree?
    pub fn may_stand_under(self, tree: Tree, above: Option<Kind>) -> bool {
        match above {
            None => self.rule().top_of.iter().any(|t| t == tree.code()),
            Some(above) => {
                self.rule().under.get(tree.code()).is_some_and(|all| all.iter().any(|a| a == above.code()))
            }
        }
    }
}

/// A tree ("hệ thống"). A unit may stand in several.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tree(usize);

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Tree({})", self.code())
    }
}

impl Tree {
    /// Every tree, in the order of the file.
    pub fn all() -> impl Iterator<Item = Tree> {
        (0..known().tree.len()).map(Tree)
    }
    /// The tree with this code.
    pub fn find(code: &str) -> Option<Tree> {
        known().tree.iter().position(|t| t.code == code).map(Tree)
    }
    /// The tree that reports and figures go up.
    pub fn main() -> Tree {
        Tree(known().tree.iter().position(|t| t.main).unwrap_or(0))
    }
    /// The tree of places that others lie in.
    pub fn places() -> Tree {
        Tree(known().tree.iter().position(|t| t.holds == Holds::Places).unwrap_or(0))
    }
    /// The trees of bodies that people belong to.
    pub fn bodies() -> impl Iterator<Item = Tree> {
        Tree::all().filter(|t| t.holds() == Holds::Bodies)
    }
    fn rule(self) -> &'static TreeRule {
        // a Tree is made by `find` and `all` only
        &known().tree[self.0]
    }
    /// The stored code.
    pub fn code(self) -> &'static str {
        &self.rule().code
    }
    /// What it is called, in Vietnamese and in English.
    pub fn names(self) -> (&'static str, &'static str) {
        (&self.rule().name, &self.rule().name_en)
    }
    /// What its units are to the others.
    pub fn holds(self) -> Holds {
        self.rule().holds
    }
    /// The kind of the body at its top in this installation.
    pub fn head(self) -> Kind {
        Kind::find(&self.rule().head).unwrap_or(Kind(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_holds_together() {
        let kinds = Kinds::read(BUILT_IN).unwrap();
        assert_eq!(kinds.faults(), Vec::<String>::new());
        assert!(kinds.example.len() >= 6);
    }

    #[test]
    fn an_unsound_file_is_refused_with_its_reason() {
        for (from, to, why) in [
            ("main = true", "", "exactly one is main"),
            ("holds = \"places\"", "holds = \"groupings\"", "exactly one holds places"),
            ("counts_as = \"base\"", "counts_as = \"office\"", "exactly one counts as base"),
            ("sector = [\"sector_group\"]", "sectors = [\"sector_group\"]", "no tree \"sectors\""),
            (
                "union = [\"general_confederation\"]",
                "union = [\"commune\"]",
                "\"commune\" does not stand in union",
            ),
            ("until = \"2025-07-01\"", "until = \"never\"", "until is no day"),
            ("until = \"2025-07-01\"", "", "example"),
            ("head = \"province\"", "head = \"commune\"", "may not stand at its top"),
            ("workplace = true", "working = true", "unknown field"),
        ] {
            assert!(BUILT_IN.contains(from), "{from}");
            let fault = Kinds::read(&BUILT_IN.replace(from, to)).unwrap_err();
            assert!(fault.contains(why), "{from} -> {to}: {fault}");
        }
    }

    #[test]
    fn nothing_is_offered_above_the_head_or_beside_its_place() {
        let on = Date::constant(2026, 1, 1);
        let kind = |code| Kind::find(code).unwrap();
        let offered = Kind::offered(Tree::main(), Some(kind("provincial_federation")), on);
        assert_eq!(offered, [kind("upper_union"), kind("grassroots_union")]);
        assert!(!kind("grassroots_union").may_stand_under(Tree::places(), Some(kind("province"))));
        assert!(kind("grassroots_union").is_base() && !kind("union_group").is_base());
    }
}
