//! Values and rows, the same on both engines.

use kernel::{Date, Failure};
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};

/// A value that goes into or comes out of a statement. Whole numbers are 64 bit, days are ISO text,
/// moments are microseconds, yes and no are 1 and 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Val {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<i64> for Val {
    fn from(v: i64) -> Val {
        Val::Int(v)
    }
}
impl From<bool> for Val {
    fn from(v: bool) -> Val {
        Val::Int(i64::from(v))
    }
}
impl From<&str> for Val {
    fn from(v: &str) -> Val {
        Val::Text(v.to_owned())
    }
}
impl From<&String> for Val {
    fn from(v: &String) -> Val {
        Val::Text(v.clone())
    }
}
impl From<String> for Val {
    fn from(v: String) -> Val {
        Val::Text(v)
    }
}
impl From<Vec<u8>> for Val {
    fn from(v: Vec<u8>) -> Val {
        Val::Bytes(v)
    }
}
impl From<Date> for Val {
    fn from(v: Date) -> Val {
        Val::Text(v.to_string())
    }
}
impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(v: Option<T>) -> Val {
        v.map_or(Val::Null, Into::into)
    }
}
macro_rules! from_ids {
    ($($t:ident),*) => {$(impl From<kernel::$t> for Val { fn from(v: kernel::$t) -> Val { Val::Int(v.0) } })*};
}
from_ids!(
    PersonId,
    OrganisationId,
    AccountId,
    FactId,
    ClassId,
    ReportId,
    CourseId,
    VersionId,
    LessonId,
    MediaId,
    Moment
);

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::Int(i) => ValueRef::Integer(*i),
            Val::Text(s) => ValueRef::Text(s.as_bytes()),
            Val::Bytes(b) => ValueRef::Blob(b),
        }))
    }
}

impl ToSql for Val {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Val::Null => Ok(IsNull::Yes),
            Val::Int(i) if *ty == Type::INT4 => i32::try_from(*i)?.to_sql(ty, out),
            Val::Int(i) => i.to_sql(ty, out),
            Val::Text(s) => s.to_sql(ty, out),
            Val::Bytes(b) => b.to_sql(ty, out),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

/// What went wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("sqlite: {0} in {1}")]
    Lite(rusqlite::Error, String),
    /// PostgreSQL said no.
    #[error("postgres: {text} in {1}", text = pg_text(.0))]
    Pg(postgres::Error, String),
    /// We say no.
    #[error("{0}")]
    Own(String),
}

fn pg_text(e: &postgres::Error) -> String {
    e.as_db_error().map_or_else(|| e.to_string(), |d| format!("{} ({})", d.message(), d.code().code()))
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Failure {
        Failure::Broken(Box::new(e))
    }
}

impl StoreError {
    /// May the same work succeed when it is tried again?
    pub fn is_passing(&self) -> bool {
        match self {
            StoreError::Lite(e, _) => {
                matches!(e.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy))
            }
            StoreError::Pg(e, _) => matches!(e.code().map(|c| c.code()), Some("40001" | "40P01")),
            StoreError::Own(_) => false,
        }
    }
}

/// One row of an answer; columns are counted from 0.
pub enum Row<'a> {
    /// From SQLite.
    Lite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Pg(&'a postgres::Row),
}

impl Row<'_> {
    /// A whole number.
    pub fn int(&self, i: usize) -> Result<i64, StoreError> {
        self.opt_int(i)?.ok_or_else(|| StoreError::Own(format!("column {i} is null")))
    }
    /// A whole number or nothing.
    pub fn opt_int(&self, i: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Row::Lite(r) => r.get(i).map_err(lite_column),
            Row::Pg(r) => r.try_get(i).map_err(pg_column),
        }
    }
    /// A text.
    pub fn text(&self, i: usize) -> Result<String, StoreError> {
        self.opt_text(i)?.ok_or_else(|| StoreError::Own(format!("column {i} is null")))
    }
    /// A text or nothing.
    pub fn opt_text(&self, i: usize) -> Result<Option<String>, StoreError> {
        match self {
            Row::Lite(r) => r.get(i).map_err(lite_column),
            Row::Pg(r) => r.try_get(i).map_err(pg_column),
        }
    }
    /// Bytes or nothing.
    pub fn opt_bytes(&self, i: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Row::Lite(r) => r.get(i).map_err(lite_column),
            Row::Pg(r) => r.try_get(i).map_err(pg_column),
        }
    }
    /// Yes or no, kept as 1 or 0.
    pub fn flag(&self, i: usize) -> Result<bool, StoreError> {
        Ok(self.int(i)? != 0)
    }
    /// A day.
    pub fn day(&self, i: usize) -> Result<Date, StoreError> {
        let text = self.text(i)?;
        kernel::time::parse_day(&text).ok_or_else(|| StoreError::Own(format!("not a day: {text:?}")))
    }
    /// A day or nothing.
    pub fn opt_day(&self, i: usize) -> Result<Option<Date>, StoreError> {
        match self.opt_text(i)? {
            None => Ok(None),
            Some(text) => kernel::time::parse_day(&text)
                .map(Some)
                .ok_or_else(|| StoreError::Own(format!("not a day: {text:?}"))),
        }
    }
    /// All columns by name, whatever they are.
    pub fn named(&self) -> Result<Vec<(String, Val)>, StoreError> {
        match self {
            Row::Lite(r) => {
                let names = r.as_ref().column_names();
                let mut out = Vec::with_capacity(names.len());
                for (i, n) in names.into_iter().enumerate() {
                    out.push((
                        n.to_owned(),
                        match r.get_ref(i).map_err(lite_column)? {
                            ValueRef::Null => Val::Null,
                            ValueRef::Integer(v) => Val::Int(v),
                            ValueRef::Text(t) => Val::Text(
                                String::from_utf8(t.to_vec())
                                    .map_err(|_| StoreError::Own(format!("column {n} is no UTF-8")))?,
                            ),
                            ValueRef::Blob(b) => Val::Bytes(b.to_vec()),
                            ValueRef::Real(f) => Val::Text(format!("{f}")),
                        },
                    ));
                }
                Ok(out)
            }
            Row::Pg(r) => r
                .columns()
                .iter()
                .enumerate()
                .map(|(i, c)| {
                    let v = match *c.type_() {
                        Type::INT8 => r.try_get::<_, Option<i64>>(i).map(Val::from),
                        Type::INT4 => r.try_get::<_, Option<i32>>(i).map(|v| Val::from(v.map(i64::from))),
                        Type::BYTEA => r.try_get::<_, Option<Vec<u8>>>(i).map(Val::from),
                        _ => r.try_get::<_, Option<String>>(i).map(Val::from),
                    };
                    Ok((c.name().to_owned(), v.map_err(pg_column)?))
                })
                .collect(),
        }
    }
}

fn lite_column(e: rusqlite::Error) -> StoreError {
    StoreError::Lite(e, "reading a column".to_owned())
}
fn pg_column(e: postgres::Error) -> StoreError {
    StoreError::Pg(e, "reading a column".to_owned())
}
