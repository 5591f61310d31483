//! Nothing is kept without its purpose: the list of columns against the real database of each engine.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its database has failed")]

use privacy::rules::Rules;

fn rules() -> Rules {
    Rules::read([
        include_str!("../../../policy/privacy/inventory.toml"),
        include_str!("../../../policy/privacy/consents.toml"),
        include_str!("../../../policy/privacy/requests.toml"),
    ])
    .unwrap()
}

#[test]
fn every_column_of_every_table_has_its_purpose() {
    let rules = rules();
    for f in store::testing::both() {
        let schema = f.db.read(|v| Ok(store::subject::schema(v)?)).unwrap();
        let found = rules.gaps(&schema);
        assert!(
            found.is_empty(),
            "{}: write the purpose into policy/privacy/inventory.toml (or [impersonal]):\n  {}",
            f.engine,
            found.join("\n  ")
        );
    }
}
