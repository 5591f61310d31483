//! One year's work in a real browser: a list comes in, a class is held, the numbers rise, a report goes
//! up, comes back and is accepted; and a worker looks at her record on a small phone.
//!
//! Needs Chromium and its driver (`chromium`, `chromium-driver`); nothing is sent beyond the loopback.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot open its world has failed")]

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use kernel::{Clock, Moment, Role};
use serde_json::{Value, json};
use server::wiring::{self, Place};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The longest that anything on a page may be awaited.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest that the whole story may take.
const WHOLE: Duration = Duration::from_secs(300);
const ALONE: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const LIST: &str = "crates/interop/tests/data/ds-cong-nhan-che-than-uyen.xlsx";
/// A section of the enterprise of which nobody has learned a skill in the demo's year.
const SECTION: &str = "Tổ thu mua";
const CLASS: &str = "Dùng điện thoại an toàn cho công nhân chè";
const NOTE: &str = "Ghi rõ việc của cấp ủy trong quý, nêu số văn bản.";

/// The demo's clock once the demo is over: it goes on from the demo's last day, so that the story does
/// not depend on the day on which it is told.
struct Onward(Instant);

impl Clock for Onward {
    fn now(&self) -> Moment {
        Moment(demo::now().0 + i64::try_from(self.0.elapsed().as_micros()).unwrap())
    }
}

/// The driver's process; it ends with the test, whatever happens.
struct Driver {
    process: Child,
    address: String,
    // ends when the process does
    _said: BufReader<std::process::ChildStdout>,
}

impl Driver {
    fn start() -> Driver {
        let started = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn();
        let mut process = started.unwrap_or_else(|e| {
            panic!(
                "chromedriver does not start ({e}): install the Debian packages chromium and chromium-driver"
            )
        });
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("started successfully on port ") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "chromedriver ended before it began");
        }
        let port: String = line.chars().filter(char::is_ascii_digit).collect();
        Driver { process, address: format!("http://127.0.0.1:{port}"), _said: said }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command of Chromium's driver that is not in the standard.
#[derive(Debug)]
struct Special(&'static str, Value);

impl WebDriverCompatibleCommand for Special {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

/// A browser of one user, with a profile of its own.
struct User {
    client: Client,
    site: String,
}

/// What must be closed, even when the story breaks off; a profile goes after its browser.
type Opened = Arc<Mutex<Vec<(Client, tempfile::TempDir)>>>;

impl User {
    /// Opens a browser; with `phone` a small one.
    async fn new(driver: &str, site: &str, opened: &Opened, phone: bool) -> User {
        let profile = tempfile::tempdir().unwrap();
        let mut args: Vec<String> = ALONE.iter().map(|a| (*a).to_owned()).collect();
        args.push("--window-size=1280,900".to_owned());
        args.push(format!("--user-data-dir={}", profile.path().display()));
        let mut options = json!({ "args": args });
        if phone {
            let screen =
                json!({ "width": 360, "height": 640, "pixelRatio": 2.0, "mobile": true, "touch": true });
            options["mobileEmulation"] = json!({ "deviceMetrics": screen });
        }
        let wanted = json!({
            "browserName": "chrome",
            "unhandledPromptBehavior": "accept",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(wanted) = wanted else { unreachable!() };
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(driver).await.unwrap();
        opened.lock().unwrap().push((client.clone(), profile));
        User { client, site: site.to_owned() }
    }

    async fn open(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.site)).await.unwrap();
    }

    async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// The first thing there, as soon as it is there.
    async fn find(&self, xpath: &str) -> Element {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await {
            Ok(found) => found,
            Err(e) => {
                let page = self.run("return document.body.innerText").await;
                let path = self.path().await;
                panic!("{path} has no {xpath}: {e}\n{}", page.as_str().unwrap_or_default());
            }
        }
    }

    async fn text(&self, xpath: &str) -> String {
        self.find(xpath).await.text().await.unwrap().trim().to_owned()
    }

    /// Waits until the page says something.
    async fn says(&self, words: &str) {
        self.find(&format!("//main[contains(normalize-space(.), {0})] | //body[.//*[@role='status' or @role='alert'][contains(normalize-space(.), {0})]]", quoted(words))).await;
    }

    async fn click(&self, xpath: &str) {
        self.find(xpath).await.click().await.unwrap();
    }

    /// Presses the button with these words.
    async fn press(&self, words: &str) {
        self.click(&format!("//main//button[contains(normalize-space(.), {})]", quoted(words))).await;
    }

    async fn follow(&self, words: &str) {
        self.click(&format!("//main//a[contains(normalize-space(.), {})]", quoted(words))).await;
    }

    /// Types into the field of this name.
    async fn write(&self, name: &str, words: &str) {
        let field = self.find(&format!("//main//*[@name='{name}']")).await;
        field.clear().await.unwrap();
        field.send_keys(words).await.unwrap();
    }

    /// Picks a day: how it is typed depends on the browser's country.
    async fn pick_day(&self, name: &str, day: &str) {
        self.find(&format!("//main//input[@name='{name}']")).await;
        let script = "const box = document.getElementsByName(arguments[0])[0]; box.value = arguments[1]; \
            box.dispatchEvent(new Event('input', { bubbles: true }));";
        self.client.execute(script, vec![json!(name), json!(day)]).await.unwrap();
    }

    async fn sign_in(&self, phone: &str) {
        self.open("/dang-nhap").await;
        self.write("login", phone).await;
        self.write("password", demo::PASSWORD).await;
        self.press("Đăng nhập").await;
        self.find("//header//details[@class='who']").await;
    }

    /// A number of the board: (met, all).
    async fn number(&self, code: &str) -> (i64, i64) {
        self.open("/chi-tieu").await;
        let text = self
            .text(&format!(
                "//main//a[contains(@href, '/chi-tieu/{code}/nguoi') and contains(@href, 'phia=dat')]"
            ))
            .await;
        let (met, all) = text.split_once('/').unwrap();
        (whole(met), whole(all))
    }

    /// What the browser itself found wrong.
    async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Special("se/log", json!({ "type": "browser" }))).await.unwrap();
        let all = log.as_array().unwrap();
        all.iter().filter(|l| l["level"] == "SEVERE").map(|l| l["message"].to_string()).collect()
    }
}

/// The digits of `1.234` and `184 người`.
fn whole(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

fn quoted(words: &str) -> String {
    assert!(!words.contains('"'), "{words}");
    format!("\"{words}\"")
}

/// Everything that one needs to know to tell the story.
struct Stage {
    driver: String,
    site: String,
    /// A certificate that is valid.
    certificate: i64,
    opened: Opened,
    logins: Vec<(String, Role, String)>,
}

impl Stage {
    async fn user(&self, role: Role, unit: &str, phone: bool) -> User {
        let login = self.logins.iter().find(|l| l.1 == role && l.2 == unit).unwrap();
        let user = User::new(&self.driver, &self.site, &self.opened, phone).await;
        user.sign_in(&login.0).await;
        user
    }
}

#[test]
fn a_year_of_work() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place { folder: folder.path().to_path_buf(), database_url: None, policy: None };
    let calendar = Arc::new(demo::Calendar::new());
    let house = wiring::open_at(&place, calendar.clone()).unwrap();
    let share = wiring::class_rules().unwrap().present_share;
    let loaded = demo::load(&house.db, &calendar, &house.policy, &house.secrets, share, true).unwrap();
    wiring::demo_certificates(&house, &loaded).unwrap();
    let valid = "select min(c.id) from learning_certificate c where not exists \
        (select 1 from learning_certificate_revocation r where r.certificate = c.id)";
    let certificate = house.db.read(|v| Ok(v.number(valid, &[])?)).unwrap();
    drop(house);
    let house = wiring::open_at(&place, Arc::new(Onward(Instant::now()))).unwrap();
    let app = Arc::new(wiring::app(&house, wiring::chance()).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await });
        let driver = Driver::start();
        let opened = Opened::default();
        let stage = Stage {
            driver: driver.address.clone(),
            site,
            certificate,
            opened: opened.clone(),
            logins: loaded.logins.into_iter().map(|(phone, role, _, unit)| (phone, role, unit)).collect(),
        };
        let told = tokio::spawn(tokio::time::timeout(WHOLE, story(stage))).await;
        let left = std::mem::take(&mut *opened.lock().unwrap());
        for (client, _profile) in left {
            let _ = client.close().await;
        }
        drop(driver);
        serving.abort();
        match told {
            Ok(in_time) => assert!(in_time.is_ok(), "the story was not told in {WHOLE:?}"),
            Err(broken) => std::panic::resume_unwind(broken.into_panic()),
        }
    });
    let wrong = house.db.verify().unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}

async fn story(stage: Stage) {
    let officer = stage.user(Role::UnionOfficer, "CD001", false).await;
    a_list_comes_in(&officer).await;
    a_class_is_held(&officer).await;
    let federation = stage.user(Role::FederationOfficer, "LDLD-LC", false).await;
    a_report_goes_up(&officer, &federation).await;
    a_certificate_without_a_network(&federation, &stage).await;
    let worker = stage.user(Role::Worker, "CD001", true).await;
    a_record_on_a_phone(&worker).await;
    let newcomer = a_slip_on_a_phone(&officer, &stage).await;
    in_english(&officer).await;
    let auditor = a_key_besides_the_password(&stage).await;
    for (who, user) in [
        ("newcomer", &newcomer),
        ("auditor", &auditor),
        ("officer", &officer),
        ("federation", &federation),
        ("worker", &worker),
    ] {
        let complaints = user.complaints().await;
        assert!(complaints.is_empty(), "the browser of the {who} complains: {complaints:#?}");
    }
}

/// A slip is printed, and somebody without e-mail signs in with it on a small phone.
async fn a_slip_on_a_phone(officer: &User, stage: &Stage) -> User {
    officer.open("/don-vi/CD001/phieu?q=giang+a+su").await;
    officer.click("//main//tr[.//a[contains(., 'Giàng A Sử')]]//input[@type='checkbox']").await;
    officer.press("In phiếu cho người đã chọn").await;
    let code = officer.text("//p[@class='code']/strong").await;
    let phone = User::new(&stage.driver, &stage.site, &stage.opened, true).await;
    phone.open(&format!("/kich-hoat?ma={code}")).await;
    phone.press("Tiếp tục").await;
    phone.says("G. A. S.").await;
    phone.write("password", "482915").await;
    phone.write("again", "482915").await;
    phone.press("Đúng là tôi").await;
    phone.find("//header//details[@class='who']").await;
    phone.says("Lần sau đăng nhập bằng").await;
    phone
}

/// A phone that opened the page of verification once verifies without a network; one changed sign is seen.
async fn a_certificate_without_a_network(federation: &User, stage: &Stage) {
    federation.open(&format!("/chung-nhan/{}", stage.certificate)).await;
    let link = federation.find("//main//a[contains(@href, '/xac-minh#')]").await;
    let link = link.attr("href").await.unwrap().unwrap();
    let payload = link.split('#').nth(1).unwrap().to_owned();
    let phone = User::new(&stage.driver, &stage.site, &stage.opened, true).await;
    phone.open(&format!("/xac-minh#{payload}")).await;
    phone.says("Giấy chứng nhận thật").await;
    phone.says("Chưa bị thu hồi").await;
    let away = json!({ "cmd": "Network.emulateNetworkConditions",
        "params": { "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 } });
    phone
        .client
        .issue_cmd(Special("goog/cdp/execute", json!({ "cmd": "Network.enable", "params": {} })))
        .await
        .unwrap();
    phone.client.issue_cmd(Special("goog/cdp/execute", away)).await.unwrap();
    let state = "//*[@data-verify and @data-state='{}']";
    let turn = async |payload: &str, wanted: &str| {
        phone.client.execute("location.hash = arguments[0]", vec![json!(payload)]).await.unwrap();
        phone.find(&state.replace("{}", wanted)).await;
    };
    for at in [20, payload.len() / 2, payload.len() - 3] {
        let other = if payload.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &payload[..at], &payload[at + 1..]);
        turn(&changed, "false").await;
        phone.says("Không phải giấy chứng nhận thật").await;
        turn(&payload, "genuine").await;
    }
    phone.says("Không có mạng").await;
}

/// A key of the device, made by Chromium's virtual authenticator, as the second step.
async fn a_key_besides_the_password(stage: &Stage) -> User {
    // keys are bound to a name; an address of numbers has none
    let site = stage.site.replace("127.0.0.1", "localhost");
    let user = User::new(&stage.driver, &site, &stage.opened, false).await;
    let device = json!({ "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
        "hasUserVerification": true, "isUserConsenting": true, "isUserVerified": true });
    user.client.issue_cmd(Special("webauthn/authenticator", device)).await.unwrap();
    let (phone, ..) = stage.logins.iter().find(|l| l.1 == Role::Auditor).unwrap();
    user.sign_in(phone).await;
    user.open("/tai-khoan/bao-ve").await;
    user.press("Thêm khóa của máy này").await;
    user.says("Đã thêm khóa thiết bị").await;
    user.client.delete_all_cookies().await.unwrap();
    user.open("/dang-nhap").await;
    user.write("login", phone).await;
    user.write("password", demo::PASSWORD).await;
    user.press("Đăng nhập").await;
    user.says("Bước xác nhận thứ hai").await;
    user.open("/nhat-ky").await;
    assert_eq!(user.path().await, "/dang-nhap", "the password alone opens nothing");
    user.open("/dang-nhap/buoc-hai").await;
    user.press("Dùng khóa thiết bị").await;
    user.find("//header//details[@class='who']").await;
    user
}

/// A list of 184 workers, as it lies in the enterprise's office.
async fn a_list_comes_in(officer: &User) {
    let before = officer.number("KH31-2").await;
    officer.open("/nhap-lieu").await;
    let list =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(LIST).canonicalize().unwrap();
    officer.find("//main//input[@name='file']").await.send_keys(list.to_str().unwrap()).await.unwrap();
    officer.press("Xem trước kết quả").await;
    officer.says("Kiểm tra danh sách").await;
    let fresh = officer
        .text("//main//a[.//*[@class='stat-label' and normalize-space(.)='Mới']]//*[@class='stat-value']")
        .await;
    assert_eq!(whole(&fresh), 184, "the people to be taken in");
    officer.press("Nhập 184 người").await;
    officer.says("Đã nhập: 184 mới").await;
    let after = officer.number("KH31-2").await;
    assert_eq!(before.1 + 184, after.1, "everybody of the list counts");
    assert_eq!(after.1, 192);
    assert_eq!(before.0, after.0, "a list is no learning");
}

/// A class on digital skill for one section of the enterprise; one of them stays away.
async fn a_class_is_held(officer: &User) {
    let before = officer.number("KH31-4").await;
    officer.open("/lop").await;
    officer.follow("Mở lớp").await;
    officer.write("title", CLASS).await;
    officer.click("//main//summary[contains(., 'Kỹ năng số')]").await;
    officer.click("//main//input[@name='topics' and @value='digital_skill.safety']").await;
    officer.pick_day("day-1", &demo::now().day().to_string()).await;
    officer.write("hours-1", "3,5").await;
    officer.write("place", "Nhà ăn ca").await;
    officer.press("Mở lớp").await;
    officer.says("Đã mở lớp").await;
    let class = officer.path().await.trim_end_matches("/hoc-vien").to_owned();

    let option = format!("//main//select[@name='bo-phan']/option[@value='{SECTION}']");
    let label = officer.text(&option).await;
    let people = whole(label.rsplit('(').next().unwrap());
    assert!(people > 2, "{label}");
    officer.find("//main//select[@name='bo-phan']").await.select_by_value(SECTION).await.unwrap();
    officer.press("Tìm").await;
    officer.press(&format!("Ghi cả {people} người đang lọc")).await;
    officer.says(&format!("Đã ghi {people} người vào lớp.")).await;

    officer.open(&format!("{class}/diem-danh")).await;
    let groups = "//main//div[@role='radiogroup']";
    let first = officer.find(&format!("({groups})[1]")).await.attr("aria-label").await.unwrap().unwrap();
    officer.click(&format!("({groups})[2]//label[contains(., 'Vắng')]")).await;
    officer.press("Lưu điểm danh").await;
    let present = people - 1;
    officer.says(&format!("{present} có mặt, 0 có phép, 1 vắng.")).await;
    assert_eq!(officer.number("KH31-4").await, before, "nothing counts before the class is closed");
    officer.open(&format!("{class}/ket-thuc")).await;
    officer.press("Kết thúc lớp và ghi kết quả").await;
    officer.says(&format!("Đã kết thúc lớp: {present} người có mặt")).await;

    // the number rises, and shows its people
    let after = officer.number("KH31-4").await;
    assert_eq!(after, (before.0 + present, before.1), "those present count, and nobody else");
    officer
        .click("//main//a[contains(@href, '/chi-tieu/KH31-4/nguoi') and contains(@href, 'phia=dat')]")
        .await;
    let tab = "//main//nav[@class='tabs']/a[@aria-current='page']/*[@class='count']";
    assert_eq!(whole(&officer.text(tab).await), after.0, "as many people as the number says");
    officer.write("tim", &first).await;
    officer.click("//main//form[@class='filters']//button").await;
    officer.click(&format!("//main//table//a[normalize-space(.)={}]", quoted(&first))).await;
    officer.says("Người này được tính vào tử số").await;
    let evidence = "(//main//h2[normalize-space(.)='Việc được tính']/following::table)[1]";
    officer.click(&format!("{evidence}//tr[contains(., 'An toàn trên mạng')]//a[@href='{class}']")).await;
    officer.find(&format!("//main//h1[contains(., {})]", quoted(CLASS))).await;
}

/// The report of the third quarter: sent, returned with a note, mended, accepted.
async fn a_report_goes_up(officer: &User, federation: &User) {
    officer.open("/bao-cao").await;
    let row = "//main//tr[contains(., 'quý III')]";
    officer.click(&format!("{row}//a[contains(., 'Viết tiếp')]")).await;
    officer.find("//main//textarea[@required]").await;
    let parts = officer.client.find_all(Locator::Css("main textarea[required]")).await.unwrap();
    for part in &parts {
        part.clear().await.unwrap();
        part.send_keys("Đã phổ biến kế hoạch tới các tổ sản xuất.").await.unwrap();
    }
    let report = officer.path().await.trim_end_matches("/sua").to_owned();
    officer.press("Lưu và nộp báo cáo").await;
    officer.says("Đã nộp báo cáo.").await;

    federation.open("/bao-cao").await;
    federation.open(&report).await;
    federation.click("//main//summary[contains(., 'Trả lại để sửa')]").await;
    federation.write("note", NOTE).await;
    federation.press("Trả lại đơn vị").await;
    federation.says("Đã trả lại báo cáo").await;

    officer.open(&report).await;
    officer.follow("Viết báo cáo").await;
    officer.says(NOTE).await;
    let part = officer.find("//main//textarea[@required]").await;
    part.send_keys(" Theo Công văn số 12/CV-CĐCS ngày 02/9/2026.").await.unwrap();
    officer.press("Lưu và nộp báo cáo").await;
    officer.says("Đã nộp báo cáo.").await;

    federation.open(&report).await;
    federation.says("Theo Công văn số 12/CV-CĐCS").await;
    federation.press("Duyệt báo cáo").await;
    federation.says("Đã duyệt báo cáo, vào số").await;
}

async fn in_english(officer: &User) {
    officer.open("/").await;
    officer.click("//header//form[@class='language']//button[@value='en']").await;
    officer.find("/html[@lang='en']").await;
    let menu = officer.text("//nav[@id='menu']").await;
    for word in ["Indicators", "Classes", "Reports", "Learning record"] {
        assert!(menu.contains(word), "the menu in English has no {word}: {menu}");
    }
    assert!(!menu.contains("Chỉ tiêu"), "{menu}");
}

/// The worker's own record on a phone of 360 points, on her first visit.
async fn a_record_on_a_phone(worker: &User) {
    worker.client.goto("about:blank").await.unwrap();
    let forget = json!({ "cmd": "Network.clearBrowserCache", "params": {} });
    worker.client.issue_cmd(Special("goog/cdp/execute", forget)).await.unwrap();
    worker.open("/so-hoc-tap").await;
    worker.find("//main//h1").await;
    let size = worker.run("return [innerWidth, document.documentElement.scrollWidth]").await;
    assert_eq!(size, json!([360, 360]), "the page fits the phone");
    let sent = worker
        .run(
            "return ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind)) \
                .map((e) => [e.name, e.transferSize])",
        )
        .await;
    let sent: Vec<(String, u64)> = serde_json::from_value(sent).unwrap();
    let bytes: u64 = sent.iter().map(|(_, n)| n).sum();
    // the icon may stand there twice and come once
    let fetched = |end: &str| sent.iter().any(|(name, n)| name.ends_with(end) && *n > 0);
    assert!(fetched(".css") && fetched(".js"), "the cache was not empty: {sent:?}");
    assert!(sent.len() <= 6, "too many requests on the first visit: {sent:?}");
    assert!(bytes <= 100_000, "too much on the first visit: {bytes} bytes, {sent:?}");
}
