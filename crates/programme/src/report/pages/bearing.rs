//! What hangs on a unit that is reorganised: reports that it still owes, its programme of the year.

use crate::plan::store as plans;
use crate::report::store;
use ::store::View;
use kernel::{Date, OrganisationId, Result};
use people::organisation::reorganisation::model::Hanging;
use people::organisation::reorganisation::service::Bearing;
use ui::{Lang, t};

/// Tells a reorganisation of open reports and of yearly programmes.
pub struct OpenReports;

impl Bearing for OpenReports {
    fn what_hangs_on(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<Hanging>> {
        let open =
            store::obligations_of(v, unit)?.iter().filter(|o| o.state.is_none_or(|s| s.is_open())).count();
        let programmes = plans::of_unit(v, unit, on.year())?.iter().count();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(vec![
            Hanging {
                words: t!(Lang::Vi, "{n} báo cáo chưa nộp").to_owned(),
                count: count(open),
                then: t!(Lang::Vi, "vẫn do đơn vị cũ nộp; cấp trên có thể lập thay hoặc miễn").to_owned(),
            },
            Hanging {
                words: t!(Lang::Vi, "{n} chương trình hoạt động của năm nay").to_owned(),
                count: count(programmes),
                then: t!(Lang::Vi, "giữ nguyên ở đơn vị cũ; đơn vị tiếp nhận lập chương trình của mình")
                    .to_owned(),
            },
        ])
    }
}
