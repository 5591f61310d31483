//! Shares ("tỷ lệ") and thresholds. A share keeps its two numbers; it is never stored as a percent.

use serde::{Deserialize, Serialize};

/// So many of so many. Additive up the tree; never averaged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Share {
    /// How many meet the rule (people or units).
    pub numerator: i64,
    /// How many there are.
    pub denominator: i64,
}

impl Share {
    /// So many of so many.
    pub fn new(numerator: i64, denominator: i64) -> Share {
        Share { numerator, denominator }
    }
    /// Tenths of a percent, half up; `None` of nobody.
    pub fn permille(self) -> Option<i64> {
        (self.denominator > 0).then(|| (self.numerator * 2000 + self.denominator) / (2 * self.denominator))
    }
    /// `63,4 %`; an en dash of nobody.
    pub fn text(self) -> String {
        self.permille().map_or_else(|| "–".to_owned(), |p| format!("{},{} %", p / 10, p % 10))
    }
    /// 63.4 for machines; `None` of nobody.
    pub fn percent(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a per mille is small")]
        self.permille().map(|p| p as f64 / 10.0)
    }
    /// How many more must meet the rule before the threshold is reached.
    pub fn missing(self, threshold: Threshold) -> i64 {
        if threshold.is_met(self) {
            return 0;
        }
        let need = match threshold {
            Threshold::MoreThan(t) => self.denominator * t / 100 + 1,
            Threshold::AtLeast(t) | Threshold::All(t) => (self.denominator * t + 99) / 100,
        };
        (need.min(self.denominator) - self.numerator).max(0)
    }
}

impl std::ops::Add for Share {
    type Output = Share;
    fn add(self, o: Share) -> Share {
        Share::new(self.numerator + o.numerator, self.denominator + o.denominator)
    }
}
impl std::ops::AddAssign for Share {
    fn add_assign(&mut self, o: Share) {
        *self = *self + o;
    }
}
impl std::iter::Sum for Share {
    fn sum<I: Iterator<Item = Share>>(iter: I) -> Share {
        iter.fold(Share::default(), |a, b| a + b)
    }
}

/// What a target asks, in whole percent. The documents keep "trên" and "tối thiểu, ít nhất" apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// "trên 70%": strictly more
    MoreThan(i64),
    /// "tối thiểu / ít nhất 60%", and a bare "70%"
    AtLeast(i64),
    /// "100%": everybody
    All(i64),
}

impl Threshold {
    /// The whole percent.
    pub fn percent(self) -> i64 {
        match self {
            Threshold::MoreThan(t) | Threshold::AtLeast(t) | Threshold::All(t) => t,
        }
    }
    /// Exact comparison in integers; nobody at all meets nothing.
    pub fn is_met(self, share: Share) -> bool {
        let (n, d) = (share.numerator * 100, share.denominator);
        d > 0
            && match self {
                Threshold::MoreThan(t) => n > t * d,
                Threshold::AtLeast(t) | Threshold::All(t) => n >= t * d,
            }
    }
    /// `> 70 %`, `≥ 60 %`, `= 100 %`.
    pub fn text(self) -> String {
        match self {
            Threshold::MoreThan(t) => format!("> {t} %"),
            Threshold::AtLeast(t) => format!("≥ {t} %"),
            Threshold::All(t) => format!("= {t} %"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_is_not_at_least() {
        let seventy = Share::new(7, 10);
        assert!(!Threshold::MoreThan(70).is_met(seventy));
        assert!(Threshold::AtLeast(70).is_met(seventy));
        assert!(Threshold::MoreThan(70).is_met(Share::new(7001, 10_000)));
        assert!(!Threshold::All(100).is_met(Share::new(0, 0)));
    }

    #[test]
    fn rounding_is_half_up() {
        assert_eq!(Share::new(1, 3).text(), "33,3 %");
        assert_eq!(Share::new(2, 3).text(), "66,7 %");
        assert_eq!(Share::new(1, 2000).text(), "0,1 %");
        assert_eq!(Share::new(5, 5).text(), "100,0 %");
        assert_eq!(Share::new(0, 0).text(), "–");
    }

    #[test]
    fn the_gap_is_counted_in_people() {
        assert_eq!(Share::new(7, 10).missing(Threshold::MoreThan(70)), 1);
        assert_eq!(Share::new(5, 10).missing(Threshold::AtLeast(60)), 1);
        assert_eq!(Share::new(6, 10).missing(Threshold::AtLeast(60)), 0);
        assert_eq!(Share::new(0, 0).missing(Threshold::AtLeast(60)), 0);
        assert_eq!(Share::new(9, 10).missing(Threshold::All(100)), 1);
    }
}
