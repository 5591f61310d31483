use crate::{Lang, asset_path, icon, numbers, parts, t};
use maud::{DOCTYPE, Markup, html};

/// Addresses the shell itself points at; `web` and `server` answer them.
pub mod address {
    /// `GET`, the search over people, units and documents.
    pub const SEARCH: &str = "/tim";
    /// `POST`, `lang` and `back`: the language switch.
    pub const LANGUAGE: &str = "/ngon-ngu";
    /// `GET`, the page to sign in.
    pub const SIGN_IN: &str = "/dang-nhap";
    /// `POST`, signs out.
    pub const SIGN_OUT: &str = "/dang-xuat";
    /// What is kept about whoever is signed in.
    pub const OWN_DATA: &str = "/du-lieu-cua-toi";
    /// The web app manifest.
    pub const MANIFEST: &str = "/manifest.webmanifest";
    /// `POST`, leaves a device that several people use.
    pub const LEAVE: &str = "/roi-may";
    /// `GET`, one's own account.
    pub const ACCOUNT: &str = "/tai-khoan";
}

/// Whom the page is for; it sets the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShellKind {
    /// Left rail, search on top; dense.
    Officer,
    /// Phone first: bottom bar of at most five, larger text and targets.
    Worker,
    /// Anyone: no menu, a link to sign in.
    Public,
}

/// Everything around the body of a page. Build with [`Shell::new`] and struct update:
/// `Shell { menu, crumbs, ..Shell::new(lang, kind, title) }`.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    /// Language of the page.
    pub lang: Lang,
    /// Whom it is for.
    pub kind: ShellKind,
    /// The page's one heading and the browser's title.
    pub title: String,
    /// One sentence under the heading.
    pub lead: Option<String>,
    /// Buttons and switchers beside the heading.
    pub actions: Option<Markup>,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The left rail; for workers the first five items are the bar at the bottom of the phone (under the top bar on
    /// wider screens).
    pub menu: Vec<MenuGroup>,
    /// The way here: (label, address); the last one is this page and needs no address.
    pub crumbs: Vec<(String, Option<String>)>,
    /// What just happened.
    pub flash: Option<Flash>,
    /// The mark of whoever is signed in, for the drawers of the phone's own memory.
    pub mark: Option<String>,
    /// Does the phone keep what is done on this page while there is no signal? Learners' pages always do.
    pub keeps_acts: bool,
    /// Does the page say nothing of who asks? Such a page is kept on phones for everybody.
    pub impersonal: bool,
    /// The session's form token.
    pub csrf: String,
    /// Path and query of this page, for the language switch to come back to.
    pub path: String,
    /// What the search box holds.
    pub query: String,
    /// The name of the site in the top bar.
    pub site: &'a str,
    /// Addresses of further scripts (a worker's offline code).
    pub scripts: &'a [&'a str],
    /// After so many seconds without a click the page gives way to the sign-in page (shared devices).
    pub idle: Option<u32>,
    /// Seconds after which a browser without scripts asks again (work on its way).
    pub refresh: Option<u32>,
    /// Search machines leave the page out.
    pub unlisted: bool,
}

/// The signed-in person as the top bar shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Full name.
    pub name: String,
    /// The role in words.
    pub role_label: String,
    /// The unit in words.
    pub unit_label: String,
}

/// A group of the left rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuGroup {
    /// Its heading; empty for none.
    pub label: String,
    /// Its links.
    pub items: Vec<MenuItem>,
}

/// One link of the left rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// The word.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// The icon's name, see [`icon`](crate::icon()).
    pub icon: &'static str,
    /// Whether this page is it.
    pub active: bool,
    /// How many things wait there; zero is not shown.
    pub count: Option<u32>,
}

/// The colour of a message; always with an icon and a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done, reached.
    Ok,
    /// Look here.
    Warn,
    /// Refused, missed, broken.
    Bad,
    /// Neither good nor bad.
    Plain,
}

/// The message after an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// Its colour.
    pub tone: Tone,
    /// What changed, or what went wrong and what to do.
    pub text: String,
    /// The way back, if there is one.
    pub undo: Option<Undo>,
}

/// A button that takes the act back by `POST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The button's word.
    pub label: String,
    /// Where it posts.
    pub action: String,
    /// Which act, sent as `token`.
    pub token: String,
}

impl<'a> Shell<'a> {
    /// A shell with nothing but its language, kind and title.
    pub fn new(lang: Lang, kind: ShellKind, title: impl Into<String>) -> Self {
        Self {
            lang,
            kind,
            title: title.into(),
            lead: None,
            actions: None,
            who: None,
            menu: Vec::new(),
            crumbs: Vec::new(),
            flash: None,
            mark: None,
            keeps_acts: false,
            impersonal: false,
            csrf: String::new(),
            path: "/".to_owned(),
            query: String::new(),
            site: t!(lang, "Áo Giáp"),
            scripts: &[],
            idle: None,
            refresh: None,
            unlisted: false,
        }
    }
}

/// The whole document around a body. The body begins its headings at `h2`.
pub fn page(shell: &Shell<'_>, body: Markup) -> Markup {
    let lang = shell.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            (head(shell))
            body class=(kind_class(shell.kind)) data-who=[who(shell)]
                data-busy=(t!(lang, "Đang gửi…")) data-chosen=(t!(lang, "Đã chọn")) data-none=(t!(lang, "Không dòng nào khớp")) {
                a.skip href="#noi-dung" { (t!(lang, "Tới nội dung chính")) }
                (top_bar(shell))
                @if has_phone(shell) { (phone(lang)) }
                @if shell.kind == ShellKind::Worker && !shell.menu.is_empty() { (bottom_bar(shell)) }
                div.frame {
                    @if !shell.menu.is_empty() && shell.kind != ShellKind::Worker { (rail(shell)) }
                    main #noi-dung tabindex="-1" {
                        (crumbs(shell))
                        @if let Some(flash) = &shell.flash { (flash_box(shell, flash)) }
                        div.headline {
                            div {
                                h1 { (shell.title) }
                                @if let Some(lead) = &shell.lead { p.lead { (lead) } }
                            }
                            @if let Some(actions) = &shell.actions { div.actions { (actions) } }
                        }
                        (body)
                    }
                }
                footer.foot { p { (shell.site) " · " (t!(lang, "Vì một xã hội học tập")) } }
            }
        }
    }
}

fn head(shell: &Shell<'_>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="theme-color" content="#0b3c75";
            title { (shell.title) " · " (shell.site) }
            @if shell.unlisted { meta name="robots" content="noindex, nofollow"; }
            @if let Some(seconds) = shell.refresh { noscript { meta http-equiv="refresh" content=(seconds); } }
            link rel="stylesheet" href=(asset_path("app.css"));
            link rel="icon" type="image/svg+xml" href=(asset_path("favicon.svg"));
            link rel="apple-touch-icon" href=(asset_path("icon-192.png"));
            @if let Some(seconds) = shell.idle { meta http-equiv="refresh" content={ (seconds) "; url=" (address::SIGN_IN) }; }
            @if has_phone(shell) { link rel="manifest" href=(address::MANIFEST); }
            script defer src=(asset_path(if has_phone(shell) { "hoc.js" } else { "app.js" })) {}
            @for script in shell.scripts { script defer src=(script) {} }
        }
    }
}

/// Pages for phones keep what was done until there is a signal.
fn has_phone(shell: &Shell<'_>) -> bool {
    shell.impersonal || shell.keeps_acts || shell.kind != ShellKind::Officer
}

/// Whose drawer of the phone's memory is open: somebody's, nobody's (signed out), or, on a page kept for everybody,
/// whoever's it was.
fn who<'a>(shell: &'a Shell<'_>) -> Option<&'a str> {
    (!shell.impersonal).then(|| shell.mark.as_deref().unwrap_or(""))
}

/// Where the phone says what it keeps, and the words with which it says so.
fn phone(lang: Lang) -> Markup {
    html! {
        div.phone-state role="status" data-outbox hidden { }
        template data-words {
            @for (code, words) in [
                ("offline", t!(lang, "Không có mạng")),
                ("kept", t!(lang, "Đã lưu trên máy")),
                ("waiting", t!(lang, "việc đã lưu trên máy, sẽ gửi khi có mạng")),
                ("sentAt", t!(lang, "Máy chủ đã nhận lúc")),
                ("help", t!(lang, "việc máy chủ chưa nhận, cần xem lại")),
                ("sign", t!(lang, "Hãy đăng nhập lại để gửi việc đã lưu")),
                ("full", t!(lang, "Máy hết chỗ nên chưa lưu được. Câu trả lời còn trên màn hình: hãy gửi ngay khi có mạng, hoặc xóa bớt khóa học đã tải.")),
                ("other", t!(lang, "của người khác dùng máy này")),
                ("used", t!(lang, "Bộ nhớ đang dùng")),
                ("of", t!(lang, "trên mức")),
            ] { span data-w=(code) { (words) } }
        }
    }
}

fn kind_class(kind: ShellKind) -> &'static str {
    match kind {
        ShellKind::Officer => "officer",
        ShellKind::Worker => "worker",
        ShellKind::Public => "public",
    }
}

fn top_bar(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        header.top {
            @if !shell.menu.is_empty() && shell.kind != ShellKind::Worker {
                a.menu-open href="#menu" { (icon("menu")) span { (t!(lang, "Trình đơn")) } }
            }
            a.brand href="/" {
                img src=(asset_path("favicon.svg")) alt="" width="28" height="28";
                span { (shell.site) }
            }
            @if shell.kind == ShellKind::Officer { (search_box(shell)) }
            @if let (ShellKind::Worker, Some(who)) = (shell.kind, &shell.who) { span.unit { (who.unit_label) } }
            div.top-end {
                (language_switch(shell))
                @if shell.who.is_some() && shell.idle.is_some() {
                    form.leave action=(address::LEAVE) method="post" {
                        (parts::csrf_field(&shell.csrf))
                        button type="submit" { (icon("log-out")) span { (t!(lang, "Rời máy")) } }
                    }
                }
                @match &shell.who {
                    Some(who) => (who_menu(shell, who)),
                    None => a.sign-in href=(address::SIGN_IN) { (icon("log-in")) span { (t!(lang, "Đăng nhập")) } },
                }
            }
        }
    }
}

fn search_box(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        form.search role="search" action=(address::SEARCH) method="get" {
            label.unseen for="tim-chung" { (t!(lang, "Tìm người, đơn vị, văn bản")) }
            input #tim-chung type="search" name="q" value=(shell.query) autocomplete="off" maxlength="100"
                placeholder=(t!(lang, "Tìm người, đơn vị, văn bản")) data-slash;
            button type="submit" { (icon("search")) span.unseen { (t!(lang, "Tìm")) } }
        }
    }
}

fn language_switch(shell: &Shell<'_>) -> Markup {
    let other = shell.lang.other();
    let (short, long) = match other {
        Lang::Vi => ("VI", t!(Lang::Vi, "Tiếng Việt")),
        Lang::En => ("EN", "English"),
    };
    html! {
        form.language action=(address::LANGUAGE) method="post" {
            (parts::csrf_field(&shell.csrf))
            input type="hidden" name="back" value=(shell.path);
            button type="submit" name="lang" value=(other.code()) lang=(other.code()) title=(long) {
                span aria-hidden="true" { (short) } span.unseen { (long) }
            }
        }
    }
}

fn who_menu(shell: &Shell<'_>, who: &Who) -> Markup {
    let lang = shell.lang;
    html! {
        details.who {
            summary { (icon("user")) span.who-name { (who.name) } span.unseen { (t!(lang, "Tài khoản")) } }
            div.who-card {
                p { strong { (who.name) } br; (who.role_label) br; (who.unit_label) }
                p { a href=(address::ACCOUNT) { (icon("settings")) (t!(lang, "Tài khoản của tôi")) } }
                @if shell.idle.is_none() {
                    form action=(address::SIGN_OUT) method="post" {
                        (parts::csrf_field(&shell.csrf))
                        (parts::quiet(t!(lang, "Đăng xuất")).icon("log-out"))
                    }
                }
            }
        }
    }
}

fn rail(shell: &Shell<'_>) -> Markup {
    let lang = shell.lang;
    html! {
        nav.rail #menu aria-label=(t!(lang, "Trình đơn chính")) {
            a.menu-close href="#noi-dung" { (icon("x")) span { (t!(lang, "Đóng trình đơn")) } }
            @for group in &shell.menu {
                @if !group.label.is_empty() { p.rail-label { (group.label) } }
                ul { @for item in &group.items { li { (menu_link(lang, item)) } } }
            }
        }
        a.rail-shade href="#noi-dung" tabindex="-1" aria-hidden="true" {}
    }
}

fn bottom_bar(shell: &Shell<'_>) -> Markup {
    html! {
        // Before the content, so that the keyboard meets it there; phones show it at the bottom.
        nav.bottom aria-label=(t!(shell.lang, "Trình đơn nhanh")) {
            @for item in shell.menu.iter().flat_map(|group| &group.items).take(5) { (menu_link(shell.lang, item)) }
        }
    }
}

fn menu_link(lang: Lang, item: &MenuItem) -> Markup {
    let waiting = item.count.filter(|count| *count > 0);
    html! {
        a href=(item.href) aria-current=[item.active.then_some("page")] {
            (icon(item.icon)) span { (item.label) }
            @if let Some(waiting) = waiting {
                span.count { (numbers::count(lang, waiting.into())) span.unseen { " " (t!(lang, "việc chờ")) } }
            }
        }
    }
}

fn crumbs(shell: &Shell<'_>) -> Markup {
    html! {
        @if !shell.crumbs.is_empty() {
            nav.crumbs aria-label=(t!(shell.lang, "Đường dẫn")) {
                ol {
                    @for (label, href) in &shell.crumbs {
                        li {
                            @match href {
                                Some(href) => a href=(href) { (label) },
                                None => span aria-current="page" { (label) },
                            }
                        }
                    }
                }
            }
        }
    }
}

fn flash_box(shell: &Shell<'_>, flash: &Flash) -> Markup {
    let role = if flash.tone == Tone::Bad { "alert" } else { "status" };
    html! {
        div class={ "notice flash " (parts::tone_class(flash.tone)) } role=(role) {
            (icon(parts::tone_icon(flash.tone)))
            p { span.unseen { (parts::tone_word(shell.lang, flash.tone)) ": " } (flash.text) }
            @if let Some(undo) = &flash.undo {
                form action=(undo.action) method="post" {
                    (parts::csrf_field(&shell.csrf))
                    input type="hidden" name="token" value=(undo.token);
                    (parts::quiet(undo.label.as_str()).icon("undo-2"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(kind: ShellKind) -> Shell<'static> {
        Shell {
            who: Some(Who {
                name: "Nguyễn <b>An</b>".into(),
                role_label: "Chủ tịch".into(),
                unit_label: "CĐCS".into(),
            }),
            menu: vec![MenuGroup {
                label: "Chính".into(),
                items: vec![MenuItem {
                    label: "Tổng quan".into(),
                    href: "/".into(),
                    icon: "house",
                    active: true,
                    count: Some(3),
                }],
            }],
            crumbs: vec![("Tỉnh".into(), Some("/".into())), ("Đây".into(), None)],
            csrf: "tok\"en".into(),
            path: "/a?b=1&c=2".into(),
            ..Shell::new(Lang::Vi, kind, "Báo cáo <quý>")
        }
    }

    #[test]
    fn a_page_has_one_heading_a_title_and_its_language() {
        for kind in [ShellKind::Officer, ShellKind::Worker, ShellKind::Public] {
            let text = page(&sample(kind), html! { p { "x" } }).into_string();
            assert_eq!(text.matches("<h1").count(), 1);
            assert_eq!(text.matches("<main").count(), 1);
            assert!(text.starts_with("<!DOCTYPE html><html lang=\"vi\">"));
            assert!(text.contains("<title>Báo cáo &lt;quý&gt; · Áo Giáp</title>"));
            assert!(text.contains("href=\"#noi-dung\"") && text.contains("id=\"noi-dung\""));
        }
        let english = Shell { lang: Lang::En, ..sample(ShellKind::Officer) };
        assert!(page(&english, html! {}).into_string().contains("<html lang=\"en\">"));
    }

    #[test]
    fn everything_from_outside_is_escaped() {
        let text = page(&sample(ShellKind::Officer), html! {}).into_string();
        assert!(!text.contains("<b>An") && text.contains("Nguyễn &lt;b&gt;An&lt;/b&gt;"));
        assert!(text.contains("value=\"tok&quot;en\""));
        assert!(text.contains("value=\"/a?b=1&amp;c=2\""));
    }

    #[test]
    fn nothing_is_inline_and_every_post_carries_the_token() {
        let flash = Some(Flash {
            tone: Tone::Ok,
            text: "Đã xóa".into(),
            undo: Some(Undo { label: "Hoàn tác".into(), action: "/hoan-tac".into(), token: "9".into() }),
        });
        let text = page(&Shell { flash, ..sample(ShellKind::Officer) }, html! {}).into_string();
        assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick="));
        assert_eq!(text.matches("<script").count(), text.matches("<script defer src=\"/tinh/").count());
        assert_eq!(text.matches("method=\"post\"").count(), text.matches("name=\"csrf\"").count());
        assert!(text.contains("action=\"/hoan-tac\""));
    }

    #[test]
    fn the_active_link_and_its_waiting_count_are_announced() {
        let text = page(&sample(ShellKind::Worker), html! {}).into_string();
        assert!(text.contains("aria-current=\"page\""));
        assert!(text.contains("class=\"bottom\""));
        assert!(text.contains("3<span class=\"unseen\"> việc chờ"));
        assert!(!page(&sample(ShellKind::Officer), html! {}).into_string().contains("class=\"bottom\""));
    }
}
