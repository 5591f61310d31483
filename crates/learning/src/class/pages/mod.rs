//! Pages of classes.
/// Routes.
pub fn routes() -> web::Routes {
    Vec::new()
}
