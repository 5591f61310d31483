//! Plugging the houses together.

use crate::key;
use kernel::paper::Press;
use kernel::{Clock, Failure, Result, SystemClock};
use people::account::{AccountRules, Chance};
use people::person::Secrets;
use privacy::erasure::ledger::Ledger;
use programme::indicator::policy::Policy;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Db;
use store::sockets::{Keeps, Reckoner, SheetSource};
use web::{App, Routes};

/// What the decisions say, as it was when this program was built; `--policy DIR` reads another folder.
#[derive(rust_embed::Embed)]
#[folder = "../../policy"]
struct PolicyFiles;

/// Where the data is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder of this installation: database file, key, media.
    pub folder: PathBuf,
    /// A PostgreSQL database instead of the file.
    pub database_url: Option<String>,
    /// Another `policy/`.
    pub policy: Option<PathBuf>,
}

/// The opened installation.
pub struct House {
    /// The database, with its reckoners.
    pub db: Db,
    /// What the decisions say.
    pub policy: Arc<Policy>,
    /// The key of this installation.
    pub secrets: Secrets,
    /// What the policy says of accounts.
    pub accounts: AccountRules,
    /// What the law says of personal data.
    pub privacy: Arc<privacy::rules::Rules>,
    /// Whose names went, for the day on which an older copy comes back.
    pub ledger: Ledger,
    /// Says that somebody works in the folder.
    _lock: Option<std::fs::File>,
    /// Where files become learning material.
    pub media: learning::Workshop,
    /// The folder of this installation.
    pub folder: PathBuf,
}

/// The name of the database file.
pub const DATABASE: &str = "aogiap.db";
/// The name of the key file.
pub const KEY: &str = "secret.key";
/// The name of the file with the key that signs certificates.
pub const CERTIFICATE_KEY: &str = "certificate.key";

impl Place {
    /// The database's URL or path.
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| self.folder.join(DATABASE).to_string_lossy().into_owned())
    }
    /// Is there an installation here already?
    pub fn exists(&self) -> bool {
        self.database_url.is_some() || self.folder.join(DATABASE).exists()
    }
}

/// Reads `policy/`: the built-in one, or a folder.
pub fn load_policy(folder: Option<&Path>) -> Result<Policy> {
    let files = match folder {
        None => PolicyFiles::iter()
            .filter_map(|f| {
                Some((f.to_string(), String::from_utf8(PolicyFiles::get(&f)?.data.into_owned()).ok()?))
            })
            .collect(),
        Some(folder) => read_folder(folder, folder).map_err(|e| {
            Failure::broken(format!("cannot read the policy folder {}: {e}", folder.display()))
        })?,
    };
    Policy::load(&files).map_err(|e| Failure::broken(format!("policy: {e}")))
}

fn read_folder(root: &Path, folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            out.extend(read_folder(root, &path)?);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            out.push((name, std::fs::read_to_string(&path)?));
        }
    }
    out.sort();
    Ok(out)
}

/// Randomness of the operating system.
pub fn chance() -> Chance {
    Chance(Box::new(|| {
        let mut bytes = [0; 32];
        // without randomness there are no safe sessions: better no service than a guessable one
        if getrandom::fill(&mut bytes).is_err() {
            std::process::abort();
        }
        bytes
    }))
}

/// Who keeps sums, in the order in which they must run.
pub fn reckoners(policy: &Arc<Policy>) -> Vec<Box<dyn Reckoner>> {
    vec![
        Box::new(people::roster::Roster),
        Box::new(programme::measure::Measures { policy: policy.clone() }),
        Box::new(programme::report::Seals),
    ]
}

/// Opens an installation with the machine's clock; it is made if it is not there.
pub fn open(place: &Place) -> Result<House> {
    open_at(place, Arc::new(SystemClock))
}

/// Opens an installation as it is: nothing is counted anew, so that a check sees what is there.
pub fn open_as_it_is(place: &Place) -> Result<House> {
    open_with(place, Arc::new(SystemClock), false)
}

/// Opens an installation in which nobody else works.
pub fn open_alone(place: &Place) -> Result<House> {
    open_with(place, Arc::new(SystemClock), true)
}

/// Opens an installation with a clock. Sums made by another policy are made again.
pub fn open_at(place: &Place, clock: Arc<dyn Clock>) -> Result<House> {
    let house = open_with(place, clock, false)?;
    // an empty installation has nothing to settle: its first transaction is somebody's own act
    if house.db.read(|v| Ok(store::chain::Head::read(v)?))?.txn > 0 {
        programme::measure::settle(&house.db, &house.policy)?;
        house.ledger.keep(&house.db)?;
    }
    Ok(house)
}

fn open_with(place: &Place, clock: Arc<dyn Clock>, alone: bool) -> Result<House> {
    std::fs::create_dir_all(&place.folder)
        .map_err(|e| Failure::broken(format!("cannot make the folder {}: {e}", place.folder.display())))?;
    let policy = Arc::new(load_policy(place.policy.as_deref())?);
    people::organisation::kinds::install(load_kinds(place.policy.as_deref())?).map_err(Failure::broken)?;
    let privacy = Arc::new(privacy_rules(place.policy.as_deref())?);
    let lock = key::lock(&place.folder, alone)?;
    let secrets = key::of_folder(&place.folder, &chance())?;
    if place.database_url.is_none() && !place.exists() {
        // the file is made here so that nobody else can read it from its first byte on
        store::backup::for_owner_only(&place.folder.join(DATABASE))
            .map_err(|e| Failure::broken(format!("{DATABASE}: {e}")))?;
    }
    let db = Db::open(&place.url(), clock)?;
    let secrets = key::settled(&db, &place.folder, secrets)?;
    db.plug(reckoners(&policy));
    let ledger = Ledger::of(&place.folder);
    let accounts = account_rules(place.policy.as_deref())?;
    let media = workshop(place, &MediaPlace::default())?;
    Ok(House {
        db,
        policy,
        secrets,
        privacy,
        accounts,
        media,
        ledger,
        _lock: lock,
        folder: place.folder.clone(),
    })
}

/// Every route there is.
pub fn routes() -> Routes {
    [
        web::own_routes(),
        crate::health::routes(),
        people::routes(),
        learning::routes(),
        programme::routes(),
        interop::routes(),
        privacy::routes(),
    ]
    .concat()
}

/// Every kind of list that can be brought in.
pub fn sheets(secrets: &Secrets) -> Result<Vec<Box<dyn SheetSource>>> {
    let posts = of_people("people/posts.toml", people::officer::Posts::read)?;
    let mut all = people::lists::sheets(secrets, &posts);
    all.extend(learning::sheets());
    Ok(all)
}

/// What hangs on units that are reorganised.
pub fn bearings() -> people::organisation::reorganisation::service::Bearings {
    people::organisation::reorganisation::service::Bearings(vec![
        Box::new(learning::class::pages::bearing::OpenClasses),
        Box::new(programme::report::pages::bearing::OpenReports),
    ])
}

/// Makes files of papers.
pub fn press() -> Press {
    Press(Box::new(|paper, format| documents::render(paper, format).map_err(|e| e.to_string())))
}

/// Every SQL text there is, by house and name: the test prepares each on both engines.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        store::fact::STATEMENTS.to_vec(),
        store::alias::STATEMENTS.to_vec(),
        store::chain::STATEMENTS.to_vec(),
        store::erasure::STATEMENTS.to_vec(),
        store::noted::STATEMENTS.to_vec(),
        store::trail::STATEMENTS.to_vec(),
        people::statements(),
        learning::statements(),
        programme::statements(),
        interop::statements(),
        privacy::statements(),
    ]
    .concat()
}

/// The English of every house.
pub fn catalogs() -> Vec<(&'static str, &'static str)> {
    vec![
        ("ui", ui::words::EN),
        ("web", web::ENGLISH),
        ("people", people::ENGLISH),
        ("learning", learning::ENGLISH),
        ("programme", programme::ENGLISH),
        ("interop", interop::ENGLISH),
        ("privacy", privacy::ENGLISH),
    ]
}

/// What a class may teach: the taught areas as a whole, and their topics.
fn topics(policy: &Policy) -> learning::Topics {
    let mut out = Vec::new();
    for area in policy.areas().iter().filter(|a| a.taught) {
        let choice = |code: &str, name: &str, name_en: &str| learning::TopicChoice {
            code: code.to_owned(),
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            area: area.code.clone(),
            area_name: area.name.clone(),
        };
        out.push(choice(&area.code, &area.name, &area.name_en));
        out.extend(
            policy
                .topics()
                .iter()
                .filter(|t| t.area == area.code)
                .map(|t| choice(&t.code, &t.name, &t.name_en)),
        );
    }
    learning::Topics(out)
}

/// What the policy says of accounts: the built-in file, or that of a folder if it has one.
pub fn account_rules(folder: Option<&Path>) -> Result<AccountRules> {
    const FILE: &str = "accounts.toml";
    let wrong = |e: String| Failure::broken(format!("policy/{FILE}: {e}"));
    match folder.map(|f| f.join(FILE)).filter(|f| f.exists()) {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
            AccountRules::read(&text).map_err(wrong)
        }
        None => AccountRules::built_in().map_err(wrong),
    }
}

/// The file of another sign-in service, in the folder of the installation.
pub const OIDC: &str = "oidc.toml";

/// The other sign-in service: of the file named, else of the folder's if there is one.
pub fn outside(folder: &Path, file: Option<&Path>) -> Result<Option<people::account::outside::Provider>> {
    let own = folder.join(OIDC);
    let Some(file) = file.or_else(|| own.exists().then_some(own.as_path())) else { return Ok(None) };
    let wrong = |e: String| Failure::broken(format!("{}: {e}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
    let settings = people::account::outside::Settings::read(&text).map_err(wrong)?;
    Ok(Some(people::account::outside::Provider::new(settings)))
}

/// The folder of pictures, sound, video and documents, and the program that makes them small.
#[derive(Clone, Debug, Default)]
pub struct MediaPlace {
    /// Another folder than `media/` of the installation.
    pub folder: Option<PathBuf>,
    /// The program ffmpeg: a path, or a name to be found; nothing means that none is used.
    pub ffmpeg: Option<PathBuf>,
}

/// The folder of media, inside that of the installation.
pub const MEDIA: &str = "media";

/// Where files become learning material.
pub fn workshop(place: &Place, media: &MediaPlace) -> Result<learning::Workshop> {
    let folder = media.folder.clone().unwrap_or_else(|| place.folder.join(MEDIA));
    let blobs = store::blob::LocalBlobs::open(&folder)
        .map_err(|e| Failure::broken(format!("the folder of media {}: {e}", folder.display())))?;
    Ok(learning::Workshop {
        blobs: Arc::new(blobs),
        folder,
        ffmpeg: media.ffmpeg.as_deref().and_then(program),
        rules: Arc::new(media_rules(place.policy.as_deref())?),
    })
}

/// A program by its path, or by its name in the places where programs lie; with ffprobe beside it, which comes with it.
fn program(name: &Path) -> Option<PathBuf> {
    let is_there = |p: &PathBuf| p.is_file() && p.with_file_name("ffprobe").is_file();
    if name.components().count() > 1 {
        return Some(name.to_path_buf()).filter(is_there);
    }
    let places = std::env::var_os("PATH")?;
    std::env::split_paths(&places).map(|p| p.join(name)).find(is_there)
}

/// What the policy says of learning material: of the folder when it has the file, else the built-in one.
fn media_rules(folder: Option<&Path>) -> Result<learning::MediaRules> {
    const FILE: &str = "learning/media.toml";
    let own = folder.and_then(|f| std::fs::read_to_string(f.join(FILE)).ok());
    let built_in = || PolicyFiles::get(FILE).and_then(|f| String::from_utf8(f.data.into_owned()).ok());
    learning::MediaRules::read(&own.or_else(built_in).unwrap_or_default())
        .map_err(|e| Failure::broken(format!("policy/{FILE}: {e}")))
}

/// What the policy says of classes.
pub fn class_rules() -> Result<learning::ClassRules> {
    let text = PolicyFiles::get("learning/classes.toml").map(|f| f.data.into_owned()).unwrap_or_default();
    let text = String::from_utf8(text).map_err(|e| Failure::broken(e.to_string()))?;
    learning::ClassRules::read(&text)
        .map_err(|e| Failure::broken(format!("policy/learning/classes.toml: {e}")))
}

/// What the policy says of learning: the record, certificates.
fn of_learning<T>(file: &str, read: impl Fn(&str) -> std::result::Result<T, String>) -> Result<T> {
    of_people(file, read)
}

/// What the policy says of certificates.
pub fn certificate_rules() -> Result<learning::CertificateRules> {
    of_learning("learning/certificates.toml", learning::CertificateRules::read)
}

/// Signs certificates with the key of this folder, made when the first one is issued.
pub fn certificate_signer(folder: &Path) -> learning::Signer {
    let folder = folder.to_path_buf();
    learning::Signer::new(Box::new(move || key::of_certificates(&folder, &chance())))
}

/// What the policy says of the learning record.
pub fn record_rules() -> Result<learning::RecordRules> {
    of_learning("learning/record.toml", learning::RecordRules::read)
}

/// Gives the demo its certificates, signed with this installation's key.
pub fn demo_certificates(house: &House, loaded: &demo::Loaded) -> Result<usize> {
    let signer = certificate_signer(&house.folder);
    demo::certificates(&house.db, loaded, &certificate_rules()?, &signer, &record_rules()?)
}

/// Makes PDFs of certificates.
pub fn certificate_press() -> kernel::certificate::CertificatePress {
    kernel::certificate::CertificatePress(Box::new(|sheets| {
        documents::certificates(sheets).map_err(|e| match e {
            documents::Failed::PdfLeftOut => kernel::certificate::LEFT_OUT.to_owned(),
            other => other.to_string(),
        })
    }))
}

/// Which trees and kinds of units there are: the built-in file, or that of the policy folder.
pub fn load_kinds(folder: Option<&Path>) -> Result<people::organisation::kinds::Kinds> {
    const FILE: &str = "organisations.toml";
    let text = match folder {
        None => people::organisation::kinds::BUILT_IN.to_owned(),
        Some(folder) => std::fs::read_to_string(folder.join(FILE))
            .map_err(|e| Failure::broken(format!("{}: {e}", folder.join(FILE).display())))?,
    };
    people::organisation::kinds::Kinds::read(&text)
        .map_err(|e| Failure::broken(format!("policy/{FILE}: {e}")))
}

/// What the policy says of people: posts of officers, lines of competence.
fn of_people<T>(file: &str, read: impl Fn(&str) -> std::result::Result<T, String>) -> Result<T> {
    let text = PolicyFiles::get(file).map(|f| f.data.into_owned()).unwrap_or_default();
    let text = String::from_utf8(text).map_err(|e| Failure::broken(e.to_string()))?;
    read(&text).map_err(|e| Failure::broken(format!("policy/{file}: {e}")))
}

/// What `policy/privacy/` says: of the folder when it has such files, else the built-in ones.
pub fn privacy_rules(folder: Option<&Path>) -> Result<privacy::rules::Rules> {
    let mut texts = Vec::new();
    for file in privacy::rules::Rules::FILES {
        let own = folder.and_then(|f| std::fs::read_to_string(f.join(file)).ok());
        let built_in = || PolicyFiles::get(file).and_then(|f| String::from_utf8(f.data.into_owned()).ok());
        texts.push(own.or_else(built_in).unwrap_or_default());
    }
    let [a, b, c] = texts.as_slice() else { return Err(Failure::broken("policy/privacy")) };
    privacy::rules::Rules::read([a, b, c]).map_err(Failure::broken)
}

/// Who keeps things about people, and says them in words.
pub fn keepers() -> Vec<Box<dyn Keeps>> {
    vec![Box::new(people::kept::pages::Words), Box::new(interop::import::forgetting::Leftovers)]
}

/// The program of an opened installation.
pub fn app(house: &House, chance: Chance) -> Result<App> {
    let words = ui::words::Words::new(&catalogs())
        .map_err(|e| Failure::broken(format!("the English catalog: {e}")))?;
    ui::words::install(words);
    let record = record_rules()?;
    let p = house.policy.clone();
    let name_of_topic = move |lang: ui::Lang, code: &str| {
        p.topic_name(code).map(|(vi, en)| if lang == ui::Lang::Vi { vi.to_owned() } else { en.to_owned() })
    };
    Ok(App::new(house.db.clone(), Box::new(people::account::Door), routes())
        .with(chance)
        .with(house.secrets.clone())
        .with(house.policy.clone())
        .with(house.accounts.clone())
        .with(topics(&house.policy))
        .with(class_rules()?)
        .with(house.media.clone())
        .with(learning::record::Door::new(&record))
        .with(record)
        .with(certificate_rules()?)
        .with(certificate_signer(&house.folder))
        .with(certificate_press())
        .with(kernel::certificate::Place(house.policy.federation().place.clone()))
        .with(of_people("people/posts.toml", people::officer::Posts::read)?)
        .with(of_people("people/competence.toml", people::profile::Competence::read)?)
        .with(people::person::TopicNames(Box::new(name_of_topic)))
        .with(press())
        .with(house.privacy.clone())
        .with(house.ledger.clone())
        .with(privacy::kept::Houses(keepers()))
        .with(interop::Jobs::new(std::time::Duration::from_millis(1500)))
        .with(bearings())
        .with(interop::Sources::new(sheets(&house.secrets)?)))
}
