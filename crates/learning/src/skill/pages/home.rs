//! What the check says on the home pages.

use super::super::model::Questions;
use super::super::service;
use ::store::View;
use kernel::Result;
use ui::prelude::*;
use web::Call;
use web::home::Waits;

/// Asks workers who have no result that holds.
pub struct SkillHome;

impl Waits for SkillHome {
    fn own(&self, call: &Call, v: &View) -> Result<Vec<Markup>> {
        let lang = call.lang;
        let questions = call.state::<Questions>()?;
        let standing = service::standing(v, questions, call.actor()?.person)?;
        let holds = standing.newest.as_ref().is_some_and(|r| questions.ends(r.day) > call.today());
        // who has a result that holds, or must wait, is not asked again
        if standing.open.is_none() && (standing.wait_until.is_some() || holds) {
            return Ok(Vec::new());
        }
        let (words, act, href) = if standing.open.is_some() {
            (t!(lang, "Bạn đang làm dở bài kiểm tra kỹ năng số."), t!(lang, "Làm tiếp"), "/ky-nang-so/cau")
        } else {
            (
                t!(lang, "Mười câu hỏi và tám việc nhỏ trên màn hình, để biết nên học gì tiếp."),
                t!(lang, "Làm thử"),
                "/ky-nang-so",
            )
        };
        Ok(vec![card(
            t!(lang, "Kỹ năng số của bạn"),
            html! {
                p { (words) }
                (toolbar(html! { (link_button(Look::Quiet, act, href).icon("phone")) }))
            },
        )])
    }
}
