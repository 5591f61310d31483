//! The screens of reports.
