//! What hangs on a unit that is reorganised: its open classes.

use crate::class::store;
use ::store::View;
use kernel::{Date, OrganisationId, Result};
use people::organisation::reorganisation::model::Hanging;
use people::organisation::reorganisation::service::Bearing;
use ui::{Lang, t};

/// Tells a reorganisation of open classes.
pub struct OpenClasses;

impl Bearing for OpenClasses {
    fn what_hangs_on(&self, v: &View, unit: OrganisationId, _: Date) -> Result<Vec<Hanging>> {
        Ok(vec![Hanging {
            words: t!(Lang::Vi, "{n} lớp đang mở").to_owned(),
            count: store::open_classes(v, unit)?,
            then: t!(
                Lang::Vi,
                "vẫn thuộc đơn vị cũ; cán bộ đơn vị cũ hoặc cấp trên điểm danh và kết thúc như thường"
            )
            .to_owned(),
        }])
    }
}
