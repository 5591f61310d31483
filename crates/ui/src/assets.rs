//! Files the browser fetches. Each address carries a hash of the content, so they may be cached for ever; brotli is
//! done once, at first use.

use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::LazyLock;

/// One file under `/tinh/`.
#[derive(Debug)]
pub struct Asset {
    /// The name in the source folder: `app.css`.
    pub name: &'static str,
    /// The address, content hash in the name: `/tinh/app.1a2b3c4d.css`.
    pub path: String,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The file in brotli, where that is smaller.
    pub br: Option<Vec<u8>>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        Asset::new("app.css", "text/css; charset=utf-8", include_bytes!("../assets/app.css")),
        Asset::new("slips.css", "text/css; charset=utf-8", include_bytes!("../assets/slips.css")),
        Asset::new("passkey.js", "text/javascript; charset=utf-8", include_bytes!("../assets/passkey.js")),
        Asset::new("upload.js", "text/javascript; charset=utf-8", include_bytes!("../assets/upload.js")),
        Asset::new("verify.js", "text/javascript; charset=utf-8", include_bytes!("../assets/verify.js")),
        Asset::new("app.js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
        Asset::new("favicon.svg", "image/svg+xml", include_bytes!("../assets/favicon.svg")),
        Asset::new("icon-192.png", "image/png", include_bytes!("../assets/icon-192.png")),
        Asset::new("icon-512.png", "image/png", include_bytes!("../assets/icon-512.png")),
    ]
});

/// All files, for the server to serve with `Cache-Control: public, max-age=31536000, immutable`.
pub fn assets() -> &'static [Asset] {
    &ASSETS
}

/// The address of a file by its plain name (`app.css`); an unknown name leads nowhere, visibly.
pub fn asset_path(name: &str) -> &'static str {
    assets()
        .iter()
        .find(|asset| asset.name == name)
        .map_or("/tinh/no-such-asset", |asset| asset.path.as_str())
}

impl Asset {
    /// A file with its address and its brotli form; other crates may serve theirs the same way.
    pub fn new(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let hash: String = Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let path = match name.rsplit_once('.') {
            Some((stem, ending)) => format!("/tinh/{stem}.{hash}.{ending}"),
            None => format!("/tinh/{name}.{hash}"),
        };
        let br = (!content_type.starts_with("image/png")).then(|| brotli(bytes)).flatten();
        Self { name, path, content_type, bytes, br }
    }
}

/// None when it does not help.
fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut packed, 16 * 1024, 11, 20);
        writer.write_all(bytes).ok()?;
        writer.flush().ok()?;
    }
    (packed.len() < bytes.len()).then_some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn br(name: &str) -> &'static [u8] {
        assets().iter().find(|asset| asset.name == name).and_then(|asset| asset.br.as_deref()).unwrap()
    }

    #[test]
    fn budgets_hold() {
        let (css, js) = (br("app.css").len(), br("app.js").len());
        assert!(css <= 12 * 1024, "the stylesheet is {css} bytes in brotli");
        assert!(js <= 6 * 1024, "the script is {js} bytes in brotli");
    }

    #[test]
    fn brotli_unpacks_to_the_file() {
        let css = assets().iter().find(|asset| asset.name == "app.css").unwrap();
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(css.br.as_deref().unwrap(), 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, css.bytes);
    }

    #[test]
    fn the_address_changes_with_the_content() {
        let (one, two) = (Asset::new("a.css", "text/css", b"one"), Asset::new("a.css", "text/css", b"two"));
        assert_ne!(one.path, two.path);
        assert!(one.path.starts_with("/tinh/a.") && one.path.ends_with(".css"), "{}", one.path);
        assert_eq!(asset_path("app.css"), assets()[0].path);
    }

    #[test]
    fn the_policy_against_inline_code_is_kept_by_our_own_files() {
        let css = std::str::from_utf8(assets()[0].bytes).unwrap();
        assert!(!css.contains("@import") && !css.contains("http:") && !css.contains("https:"));
        let js = std::str::from_utf8(assets()[1].bytes).unwrap();
        for forbidden in ["innerHTML", "eval(", "new Function", "document.write", ".style."] {
            assert!(!js.contains(forbidden), "{forbidden}");
        }
    }
}
