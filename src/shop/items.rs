//! Sources that only list what was in orders: their rows are joined to the orders of other sources.

use super::entries::Entry;
use super::identical::identical;
use super::resolve::Resolver;
use super::rules::{RULES, Rule};
use crate::read::rows::CANCELLED;

impl Resolver<'_> {
    /// How many rows each rule set aside.
    pub(super) fn set_aside(&self) -> Vec<usize> {
        let mut counts = Vec::with_capacity(self.out.excluded.len());
        for rows in &self.out.excluded {
            counts.push(rows.len());
        }
        counts
    }

    /// Rows that say what was in an order share its fate: they are its lines, or set aside as it was since then. Those
    /// that were cancelled by themselves are set aside by themselves.
    pub(super) fn join_items(&mut self, group: &[u32], entry: usize, before: &[usize]) {
        let Some(&Entry { date, .. }) = self.entries.get(entry) else {
            let grown = before.iter().zip(&self.out.excluded).position(|(before, rows)| rows.len() > *before);
            let rule = grown.and_then(|at| RULES.get(at)).copied();
            return self.exclude(rule.unwrap_or(Rule::IncompleteOrder), group);
        };
        self.out.identical_rows += identical(self.rows, group);
        let from = self.out.used_rows.partition_point(|&(of, _)| (of as usize) < entry);
        let later = self.out.used_rows[from..].to_vec();
        self.out.used_rows.truncate(from);
        for &row in group {
            if self.rows.flags_of(row as usize) & CANCELLED != 0 {
                self.exclude(Rule::Status, &[row]);
                continue;
            }
            self.out.used += 1;
            self.dates.count(date);
            if self.keep_lines {
                self.out.used_rows.push((entry as u32, row));
            }
        }
        // Where there are items, what the order itself says of its contents is their sum.
        let has_items = self.out.used_rows.len() > from;
        for (of, row) in later {
            if !has_items || of as usize != entry {
                self.out.used_rows.push((of, row));
            }
        }
    }
}
