//! Plans, indicators, measures, reports: from facts ("việc đã ghi nhận") to the numbers of the plan.

pub mod indicator;
pub mod measure;

/// Every SQL text of this house, for the test that prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [measure::store::STATEMENTS].concat()
}
