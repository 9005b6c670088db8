//! What rows have in common.

use crate::date::Day;

/// What rows have in common, which is noted while they are at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Common {
    /// The first date; a missing one is before all others.
    pub first: Day,
    /// The last date.
    pub last: Day,
    /// Whether a date stands below a later one.
    pub falls: bool,
    /// Whether some row has no customer, or no amount above 0.
    pub lacks: bool,
}

impl Common {
    /// What is true of no rows.
    pub(super) const NONE: Common = Common { first: Day::MAX, last: Day::MIN, falls: false, lacks: false };

    /// The same of these rows and those behind them.
    pub(super) fn and(self, next: Common) -> Common {
        Common {
            first: self.first.min(next.first),
            last: self.last.max(next.last),
            falls: self.falls | next.falls | (next.first < self.last),
            lacks: self.lacks | next.lacks,
        }
    }

    /// In numbers, to send.
    pub(super) fn numbers(self) -> [u32; 4] {
        [self.first as u32, self.last as u32, self.falls.into(), self.lacks.into()]
    }

    /// From what [`Common::numbers`] gave.
    pub(super) fn from_numbers([first, last, falls, lacks]: [u32; 4]) -> Common {
        Common { first: first as Day, last: last as Day, falls: falls != 0, lacks: lacks != 0 }
    }
}
