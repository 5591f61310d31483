//! Posts, as the policy names them. Pure.

use kernel::name;

/// A post ("chức danh").
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// A unit has one holder at a time.
    pub one: bool,
}

/// `policy/people/posts.toml`.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posts {
    /// The paper.
    pub source: String,
    #[serde(rename = "post")]
    all: Vec<Post>,
}

impl Posts {
    /// Reads the file; refused when a code stands there twice or a name is empty.
    pub fn read(text: &str) -> Result<Posts, String> {
        let posts: Posts = toml::from_str(text).map_err(|e| e.to_string())?;
        for (at, post) in posts.all.iter().enumerate() {
            if post.code.is_empty() || post.name.is_empty() || post.name_en.is_empty() {
                return Err(format!("post {}: code and names must be filled", at + 1));
            }
            if posts.all.iter().skip(at + 1).any(|p| p.code == post.code) {
                return Err(format!("post {}: the code stands there twice", post.code));
            }
        }
        Ok(posts)
    }
    /// All, in the order of lists.
    pub fn all(&self) -> &[Post] {
        &self.all
    }
    /// The post with this code.
    pub fn find(&self, code: &str) -> Option<&Post> {
        self.all.iter().find(|p| p.code == code)
    }
    /// The post that a term written in words means.
    pub fn named(&self, words: &str) -> Option<&Post> {
        let fold = name::fold(words);
        self.all.iter().find(|p| name::fold(&p.name) == fold)
    }
    /// Where a post stands on lists.
    pub fn place(&self, code: &str) -> usize {
        self.all.iter().position(|p| p.code == code).unwrap_or(self.all.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_posts_of_the_policy_are_sound_and_found_by_their_words() {
        let posts = Posts::read(include_str!("../../../../policy/people/posts.toml")).unwrap();
        assert!(posts.find("chair").unwrap().one && !posts.find("vice_chair").unwrap().one);
        assert_eq!(posts.named("phó chủ tịch").unwrap().code, "vice_chair");
        let twice = "source = \"x\"\n[[post]]\ncode=\"a\"\nname=\"A\"\nname_en=\"A\"\none=true\n".to_owned()
            + "[[post]]\ncode=\"a\"\nname=\"B\"\nname_en=\"B\"\none=true\n";
        assert!(Posts::read(&twice).unwrap_err().contains("twice"));
    }
}
