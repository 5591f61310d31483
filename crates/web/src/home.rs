//! The home page, as the houses fill it: each says what waits for somebody, none knows the others.

use crate::Call;
use kernel::Result;
use maud::Markup;
use store::View;
use ui::Tone;

/// Something that waits for this actor.
pub struct Todo {
    /// What, in words.
    pub what: String,
    /// How much time is left, or how many.
    pub when: String,
    /// How urgent it is.
    pub tone: Tone,
    /// The verb on the link.
    pub act: String,
    /// Where it is done.
    pub href: String,
}

/// A house that knows what waits for somebody.
pub trait Waits: Send + Sync {
    /// What waits for an officer: lines of "Việc cần làm".
    fn todo(&self, call: &Call, v: &View) -> Result<Vec<Todo>> {
        let _ = (call, v);
        Ok(Vec::new())
    }
    /// What waits for the person themselves: cards of a worker's own home page.
    fn own(&self, call: &Call, v: &View) -> Result<Vec<Markup>> {
        let _ = (call, v);
        Ok(Vec::new())
    }
}

/// The houses that say so, in the order of the page. `server` plugs them in.
pub struct Homes(pub Vec<Box<dyn Waits>>);

impl Homes {
    /// What waits for this officer in every house.
    pub fn todo(call: &Call, v: &View) -> Result<Vec<Todo>> {
        let mut all = Vec::new();
        for house in call.app.state::<Homes>().into_iter().flat_map(|h| &h.0) {
            all.extend(house.todo(call, v)?);
        }
        Ok(all)
    }
    /// What every house shows a worker.
    pub fn own(call: &Call, v: &View) -> Result<Vec<Markup>> {
        let mut all = Vec::new();
        for house in call.app.state::<Homes>().into_iter().flat_map(|h| &h.0) {
            all.extend(house.own(call, v)?);
        }
        Ok(all)
    }
}
