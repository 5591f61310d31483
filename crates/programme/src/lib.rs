//! Plans, indicators, measures, reports: from facts ("việc đã ghi nhận") to the numbers of the plan.

pub mod indicator;
