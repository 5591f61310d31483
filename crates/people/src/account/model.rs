//! Rules of signing in: what the policy says, what a login, a PIN and a code look like, how waits grow.

use kernel::{Date, FieldFault, Moment};
use serde::Deserialize;

/// What `policy/accounts.toml` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRules {
    /// Where the numbers come from.
    pub source: String,
    /// Activation slips ("phiếu kích hoạt").
    pub slip: SlipRules,
    /// Codes for a new password.
    pub reset: ResetRules,
    /// Passwords.
    pub password: PasswordRules,
    /// PINs.
    pub pin: PinRules,
    /// Known devices.
    pub device: DeviceRules,
    /// Addresses of the internet.
    #[serde(rename = "source_address")]
    pub address: Level,
    /// One-time codes.
    pub codes: CodeRules,
    /// How long one stays signed in.
    pub session: SessionRules,
    /// Who needs a second proof.
    pub second_factor: SecondFactorRules,
    /// When it is asked again who sits there.
    pub fresh_proof: FreshProofRules,
}

/// How long a slip holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipRules {
    /// Days.
    pub days: i64,
}

/// How long a reset code holds, and when giving them is told upwards.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetRules {
    /// Hours.
    pub hours: i64,
    /// More than so many of one officer in a day.
    pub alarm_per_day: i64,
}

/// How the wait after wrong tries grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Wrong tries without a wait.
    pub free: i64,
    /// The first wait, in seconds.
    pub first: i64,
    /// The longest.
    pub longest: i64,
}

impl Waits {
    /// Seconds to wait after so many wrong tries in a row.
    pub fn after(self, wrong: i64) -> i64 {
        if wrong < self.free {
            return 0;
        }
        let doubled = u32::try_from(wrong - self.free).unwrap_or(u32::MAX).min(30);
        self.first.saturating_mul(1 << doubled).min(self.longest)
    }
}

/// Passwords.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordRules {
    /// The fewest characters.
    pub shortest: usize,
    free_tries: i64,
    first_wait_seconds: i64,
    longest_wait_seconds: i64,
}

/// PINs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinRules {
    /// How many digits.
    pub digits: usize,
    free_tries: i64,
    first_wait_seconds: i64,
    longest_wait_seconds: i64,
}

/// Known devices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceRules {
    /// After so many wrong tries in a row the device is a stranger again.
    pub tries: i64,
    free_tries: i64,
    first_wait_seconds: i64,
    longest_wait_seconds: i64,
}

impl PasswordRules {
    /// Waits of an account on a device that is not known.
    pub fn waits(&self) -> Waits {
        Waits { free: self.free_tries, first: self.first_wait_seconds, longest: self.longest_wait_seconds }
    }
}

impl PinRules {
    /// Waits of an account with a PIN on a device that is not known.
    pub fn waits(&self) -> Waits {
        Waits { free: self.free_tries, first: self.first_wait_seconds, longest: self.longest_wait_seconds }
    }
}

impl DeviceRules {
    /// Waits on a known device.
    pub fn waits(&self) -> Waits {
        Waits { free: self.free_tries, first: self.first_wait_seconds, longest: self.longest_wait_seconds }
    }
}

/// A level of wrong tries that sinks with time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// So many before there is a wait.
    pub free_tries: i64,
    /// So many are forgotten in an hour.
    pub sinks_per_hour: i64,
    /// Every right sign-in of the last day allows so many more.
    pub more_per_success: i64,
}

/// Wrong one-time codes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRules {
    /// So many from one address before there is a wait.
    pub free_tries: i64,
    /// So many are forgotten in an hour.
    pub sinks_per_hour: i64,
    /// When all addresses together have more than this in an hour …
    pub pressure_per_hour: i64,
    /// … each has only so many.
    pub pressure_tries: i64,
}

/// How long one stays signed in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionRules {
    /// Days on one's own device.
    pub days: i64,
    /// Idle minutes on a shared one.
    pub shared_idle_minutes: u32,
    /// Hours at most on a shared one.
    pub shared_hours: i64,
}

/// Who needs a second proof.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorRules {
    /// Codes of roles.
    pub required: Vec<String>,
}

/// When it is asked again who sits there ("xác nhận lại").
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreshProofRules {
    /// So many minutes a proof is fresh.
    pub minutes: i64,
    /// A list of more people than this is taken out with a fresh proof only.
    pub list_over: usize,
}

impl AccountRules {
    /// The rules that this program was built with.
    pub fn built_in() -> Result<AccountRules, String> {
        AccountRules::read(include_str!("../../../../policy/accounts.toml"))
    }

    /// Reads the policy file.
    pub fn read(text: &str) -> Result<AccountRules, String> {
        let rules: AccountRules = toml::from_str(text).map_err(|e| e.to_string())?;
        for role in &rules.second_factor.required {
            if kernel::Role::find(role).is_none() {
                return Err(format!("second_factor.required: there is no role “{role}”"));
            }
        }
        let sensible = rules.slip.days > 0
            && rules.reset.hours > 0
            && (4..=12).contains(&rules.pin.digits)
            && rules.password.shortest >= 8
            && rules.session.days > 0
            && rules.session.shared_hours > 0
            && rules.session.shared_idle_minutes > 0
            && rules.fresh_proof.minutes > 0
            && rules.address.sinks_per_hour > 0
            && rules.codes.sinks_per_hour > 0;
        if sensible { Ok(rules) } else { Err("a number is too small".to_owned()) }
    }
}

/// A level as it was, sunk to now, in thousandths.
pub fn sunk(level: i64, at: Moment, now: Moment, per_hour: i64) -> i64 {
    let hours = i128::from((now.0 - at.0).max(0)) * i128::from(per_hour) * 1000 / 3_600_000_000;
    (level - i64::try_from(hours).unwrap_or(i64::MAX)).max(0)
}

/// Seconds until a level (in thousandths) has room for one more below `free`.
pub fn until_room(level: i64, free: i64, per_hour: i64) -> i64 {
    let over = level - free.saturating_mul(1000) + 1000;
    if over <= 0 { 0 } else { (over * 3600 / (per_hour * 1000)).max(1) }
}

/// A login as it is kept: the digits of a phone number, or a login code in capitals (`CD001-17`).
pub fn tidy_login(typed: &str) -> String {
    let folded = kernel::name::fold(typed);
    if folded.chars().any(|c| c.is_ascii_alphabetic()) {
        return folded
            .to_ascii_uppercase()
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(60)
            .collect();
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(20).collect();
    // +84 912… is 0912…
    match digits.strip_prefix("84") {
        Some(rest) if digits.len() == 11 => format!("0{rest}"),
        _ => digits,
    }
}

/// What a login code is made of when there is no phone: the unit's code and the staff number.
pub fn login_code(unit: &str, staff: &str) -> String {
    tidy_login(&format!("{unit}-{staff}"))
}

/// Letters and digits that nobody mistakes for others when reading paper: no 0 O 1 I L 5 S 2 Z 8 B U V.
const CLEAR: &[u8; 23] = b"34679ACDEFGHJKMNPQRTWXY";
/// The letters of a slip's code.
const SLIP_LETTERS: usize = 8;

/// A new code for a slip, `7KMA-94XT`: 23⁸ ≈ 7.8 × 10¹⁰.
pub fn slip_code(chance: &[u8; 32]) -> String {
    let mut out = String::with_capacity(SLIP_LETTERS + 1);
    // bytes of 253 and more are left out, so that all letters come equally often
    let fair = chance.iter().map(|b| usize::from(*b)).filter(|b| *b < CLEAR.len() * 11);
    let letters: Vec<char> = fair.map(|b| char::from(CLEAR[b % CLEAR.len()])).take(SLIP_LETTERS).collect();
    for (at, letter) in letters.iter().enumerate() {
        if at == SLIP_LETTERS / 2 {
            out.push('-');
        }
        out.push(*letter);
    }
    out
}

/// A slip's code as it was typed: any case, with or without gaps.
pub fn tidy_code(typed: &str) -> String {
    typed.to_ascii_uppercase().chars().filter(char::is_ascii_alphanumeric).take(20).collect()
}

/// A code of eight digits, for a new password.
pub fn reset_code(chance: &[u8; 32]) -> String {
    let mut number = [0; 8];
    number.copy_from_slice(&chance[..8]);
    format!("{:08}", u64::from_le_bytes(number) % 100_000_000)
}

/// The shortest password.
pub const SHORTEST_PASSWORD: usize = 8;
/// Passwords that everybody tries first.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "matkhau1",
    "matkhau123",
    "congdoan",
    "congdoan123",
    "laichau123",
    "abcd1234",
    "qwerty123",
    "11111111",
    "00000000",
];

/// Refuses a weak password, in words.
pub fn check_password(password: &str, login: &str) -> std::result::Result<(), FieldFault> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(FieldFault::new("password", format!("Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự.")));
    }
    if COMMON.contains(&password.to_lowercase().as_str()) || password == login {
        return Err(FieldFault::new("password", "Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."));
    }
    Ok(())
}

/// Refuses a PIN that is tried first: runs, repetitions, days of birth, the phone's end.
pub fn check_pin(pin: &str, digits: usize, birth: &Birth, login: &str) -> Result<(), FieldFault> {
    if pin.len() != digits || !pin.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldFault::new("pin", format!("Mã PIN gồm đúng {digits} chữ số.")));
    }
    let weak = || {
        FieldFault::new(
            "pin",
            "Mã PIN này dễ đoán. Đừng dùng dãy số liền nhau, số lặp lại, ngày sinh hay số điện thoại.",
        )
    };
    let n: Vec<i16> = pin.bytes().map(|b| i16::from(b - b'0')).collect();
    let steps: Vec<i16> = n.windows(2).map(|w| w[1] - w[0]).collect();
    let is_run = steps.iter().all(|s| *s == 1) || steps.iter().all(|s| *s == -1);
    let is_repeated = (1..=digits / 2)
        .any(|len| digits.is_multiple_of(len) && (len..digits).all(|at| n[at] == n[at - len]));
    let kinds: std::collections::BTreeSet<&i16> = n.iter().collect();
    let pairs = digits.is_multiple_of(2) && n.chunks(2).all(|c| c[0] == c[1]);
    let halves = digits.is_multiple_of(2) && n.iter().eq(n.iter().rev()) && kinds.len() <= 2;
    let of_birth = birth
        .forms()
        .iter()
        .any(|form| pin.contains(form.as_str()) || (form.len() >= 6 && form.contains(pin)));
    let of_login = login.ends_with(pin) || login.starts_with(pin);
    if is_run || is_repeated || pairs || halves || kinds.len() <= 2 || of_birth || of_login {
        return Err(weak());
    }
    // what the keypad's columns, and lists of PINs in use, show first
    const FIRST: [&str; 14] = [
        "147258", "258369", "147369", "159753", "123654", "123321", "456123", "789456", "112358", "246810",
        "135790", "010203", "520131", "131420",
    ];
    if FIRST.contains(&pin) { Err(weak()) } else { Ok(()) }
}

/// What somebody chose to sign in with: a PIN where one is allowed, else a password. True for a PIN.
pub fn check_chosen(
    typed: &str,
    rules: &AccountRules,
    pin_allowed: bool,
    birth: &Birth,
    login: &str,
) -> Result<bool, FieldFault> {
    let digits_only = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit());
    if pin_allowed && digits_only && typed.len() <= rules.pin.digits {
        check_pin(typed, rules.pin.digits, birth, login)?;
        return Ok(true);
    }
    check_password(typed, login)?;
    Ok(false)
}

/// A birth, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Birth {
    /// The day.
    pub day: Option<Date>,
    /// The year.
    pub year: Option<i16>,
}

impl Birth {
    /// How a birth is written in digits.
    fn forms(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(year) = self.day.map(|d| d.year()).or(self.year) {
            out.push(year.to_string());
        }
        if let Some(d) = self.day {
            let (day, month, year) = (d.day(), d.month(), d.year());
            let short = year.rem_euclid(100);
            out.extend([
                format!("{day:02}{month:02}{short:02}"),
                format!("{month:02}{day:02}{short:02}"),
                format!("{short:02}{month:02}{day:02}"),
                format!("{day:02}{month:02}{year}"),
                format!("{year}{month:02}{day:02}"),
            ]);
        }
        out
    }
}

/// The first letters of a name: `L. T. M.`; enough for its owner, nothing for others.
pub fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|w| w.chars().next());
    letters.map(|c| format!("{}.", c.to_uppercase())).collect::<Vec<_>>().join(" ")
}

/// The two letters of an avatar: of the middle and the given name, or of the given name.
pub fn avatar(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.len().saturating_sub(2);
    words[last..].iter().filter_map(|w| w.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> AccountRules {
        AccountRules::read(include_str!("../../../../policy/accounts.toml")).unwrap()
    }

    #[test]
    fn the_policy_reads_and_refuses_what_it_does_not_know() {
        assert_eq!(rules().pin.digits, 6);
        let text = include_str!("../../../../policy/accounts.toml");
        assert!(AccountRules::read(&text.replace("required = []", "required = [\"king\"]")).is_err());
        assert!(AccountRules::read(&text.replace("shortest = 8", "shortest = 4")).is_err());
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let w = rules().pin.waits();
        assert_eq!([0, 4, 5, 6, 7].map(|n| w.after(n)), [0, 0, 30, 60, 120]);
        assert_eq!(w.after(1_000_000), 86_400);
        // on one day an attacker has fewer than twenty tries at one PIN, afterwards one a day
        let (mut spent, mut tries) = (0, 0);
        while spent < 86_400 {
            tries += 1;
            spent += w.after(tries);
        }
        assert!(tries < 20, "{tries}");
    }

    #[test]
    fn levels_sink() {
        let at = Moment(0);
        let hour = Moment(3_600_000_000);
        assert_eq!(sunk(30_000, at, hour, 20), 10_000);
        assert_eq!(sunk(3_000, at, hour, 20), 0);
        assert_eq!(until_room(99_000, 100, 20), 0);
        assert_eq!(until_room(100_000, 100, 20), 180, "one in three minutes");
    }

    #[test]
    fn logins_are_phones_or_codes() {
        for (typed, kept) in [
            ("0912 345 178", "0912345178"),
            ("+84 912 345 178", "0912345178"),
            (" cd001-17 ", "CD001-17"),
            ("CĐ 001-17", "CD001-17"),
            ("'; drop", "DROP"),
        ] {
            assert_eq!(tidy_login(typed), kept);
        }
    }

    #[test]
    fn pins_that_everybody_tries_are_refused() {
        let birth = Birth { day: Some(Date::constant(1990, 2, 3)), year: Some(1990) };
        let login = "0912345178";
        for weak in [
            "123456", "654321", "111111", "121212", "123123", "112233", "199012", "030290", "900203",
            "020390", "345178", "091234", "12345", "1234567", "12345a", "001122", "122221", "147258",
        ] {
            assert!(check_pin(weak, 6, &birth, login).is_err(), "{weak}");
        }
        for good in ["482915", "703826", "918273"] {
            assert!(check_pin(good, 6, &birth, login).is_ok(), "{good}");
        }
    }

    #[test]
    fn codes_are_clear_and_come_back_as_typed() {
        let mut bytes = [0; 32];
        for (at, b) in bytes.iter_mut().enumerate() {
            *b = u8::try_from(at * 7 % 256).unwrap();
        }
        let code = slip_code(&bytes);
        assert_eq!(code.len(), 9);
        assert_eq!(tidy_code(&code.to_lowercase().replace('-', " ")), code.replace('-', ""));
        assert!(!code.contains(['0', 'O', '1', 'I', 'L', '5', 'S']));
        assert_eq!(reset_code(&bytes).len(), 8);
    }

    #[test]
    fn a_name_is_shown_by_its_letters() {
        assert_eq!(initials("Lò Thị Mai"), "L. T. M.");
        assert_eq!(avatar("Lò Thị Mai"), "TM");
        assert_eq!(avatar("Đào"), "Đ");
    }
}
