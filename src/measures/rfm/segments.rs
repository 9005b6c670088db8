//! The segment presets: which combination of scores or halves carries which name.

use serde::Serialize;

use crate::given::words;

/// A ready-made set of segments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Preset {
    /// The eight customer classes 八类客户: R, F and M each high or low.
    #[default]
    Octants,
    /// The common ten on the R × F scores.
    Grid,
    /// The eleven on the R score and the mean of F and M scores.
    Rfm11,
}

words!(Preset { "octants" => Octants, "grid" => Grid, "rfm11" => Rfm11 });

/// Index of a person who is in no segment.
pub const NO_SEGMENT: u8 = u8::MAX;

const OCTANTS: [&str; 8] = [
    "important-value",
    "important-keep",
    "important-develop",
    "important-retain",
    "general-value",
    "general-keep",
    "general-develop",
    "general-retain",
];

const GRID: [&str; 10] = [
    "hibernating",
    "at-risk",
    "cant-lose",
    "about-to-sleep",
    "needs-attention",
    "loyal",
    "promising",
    "new",
    "potential-loyalist",
    "champions",
];

const RFM11: [&str; 11] = [
    "new",
    "active",
    "champions",
    "promising",
    "loyal",
    "needs-attention",
    "almost-lost",
    "at-risk",
    "previously-loyal",
    "dormant",
    "prospects",
];

/// Index of the members without a purchase among the keys of [`Preset::Rfm11`].
pub const PROSPECTS: usize = 10;

impl Preset {
    /// The keys of the segments, in the order in which they are always listed.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Preset::Octants => &OCTANTS,
            Preset::Grid => &GRID,
            Preset::Rfm11 => &RFM11,
        }
    }

    /// The option's text.
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Octants => "octants",
            Preset::Grid => "grid",
            Preset::Rfm11 => "rfm11",
        }
    }
}

/// The octant, as an index into the keys, of three halves.
pub const fn octant(recency_high: bool, frequency_high: bool, monetary_high: bool) -> u8 {
    (!recency_high) as u8 | ((!frequency_high) as u8) << 1 | ((!monetary_high) as u8) << 2
}

/// The cell of the ten, as an index into the keys, of scores 1–5.
pub const fn grid_cell(recency: u8, frequency: u8) -> u8 {
    match (recency, frequency) {
        (..=2, ..=2) => 0,
        (..=2, 3 | 4) => 1,
        (..=2, _) => 2,
        (3, ..=2) => 3,
        (3, 3) => 4,
        (3 | 4, 4..) => 5,
        (4, ..=1) => 6,
        (_, ..=1) => 7,
        (_, 2 | 3) => 8,
        _ => 9,
    }
}

/// The cell of the eleven, as an index into the keys, of scores 1–5.
pub const fn rfm11_cell(recency: u8, frequency: u8, monetary: u8) -> u8 {
    // Twice the mean of the two scores, 2–10.
    let both = frequency + monetary;
    match (recency, both) {
        (5, ..4) => 0,
        (4 | 5, 4..8) => 1,
        (5, _) => 2,
        (3 | 4, ..4) => 3,
        (3, ..8) => 5,
        (3 | 4, _) => 4,
        (2, ..6) => 6,
        (_, ..6) => 9,
        (_, ..9) => 7,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octants_stand_in_the_order_of_their_table() {
        let table = [
            (true, true, true),
            (false, true, true),
            (true, false, true),
            (false, false, true),
            (true, true, false),
            (false, true, false),
            (true, false, false),
            (false, false, false),
        ];
        for (index, (recency, frequency, monetary)) in table.into_iter().enumerate() {
            assert_eq!(octant(recency, frequency, monetary) as usize, index);
        }
    }

    #[test]
    fn the_ten_cover_the_grid() {
        // Rows R1 to R5, columns F1 to F5.
        let drawn = [
            ["hibernating", "hibernating", "at-risk", "at-risk", "cant-lose"],
            ["hibernating", "hibernating", "at-risk", "at-risk", "cant-lose"],
            ["about-to-sleep", "about-to-sleep", "needs-attention", "loyal", "loyal"],
            ["promising", "potential-loyalist", "potential-loyalist", "loyal", "loyal"],
            ["new", "potential-loyalist", "potential-loyalist", "champions", "champions"],
        ];
        for (recency, row) in (1..).zip(drawn) {
            for (frequency, key) in (1..).zip(row) {
                assert_eq!(Preset::Grid.keys()[grid_cell(recency, frequency) as usize], key);
            }
        }
    }

    #[test]
    fn the_eleven_follow_their_intervals() {
        // Per R score: half-open intervals of FM = (F + M) / 2, as (end, key); the last end is closed.
        let intervals: [&[(f64, &str)]; 5] = [
            &[(3.0, "dormant"), (4.5, "at-risk"), (9.0, "previously-loyal")],
            &[(3.0, "almost-lost"), (4.5, "at-risk"), (9.0, "previously-loyal")],
            &[(2.0, "promising"), (4.0, "needs-attention"), (9.0, "loyal")],
            &[(2.0, "promising"), (4.0, "active"), (9.0, "loyal")],
            &[(2.0, "new"), (4.0, "active"), (9.0, "champions")],
        ];
        for (recency, row) in (1..).zip(intervals) {
            for frequency in 1..=5u8 {
                for monetary in 1..=5u8 {
                    let both = f64::from(frequency + monetary) / 2.0;
                    let key = row.iter().find(|(end, _)| both < *end).unwrap().1;
                    let cell = rfm11_cell(recency, frequency, monetary) as usize;
                    assert_eq!(Preset::Rfm11.keys()[cell], key, "R{recency} F{frequency} M{monetary}");
                }
            }
        }
        assert_eq!(Preset::Rfm11.keys()[PROSPECTS], "prospects");
    }
}
