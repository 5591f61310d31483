//! Pages of the learning record.
/// Routes.
pub fn routes() -> web::Routes {
    Vec::new()
}
