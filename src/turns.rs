//! Long walks, some thousand steps at a time.
//!
//! Browsers compile wasm plainly when it is loaded, and well what turns out to be used much. A loop that runs is not
//! changed for the better one: it goes on as it was begun. So where a function is called once and walks along millions
//! of rows, all of them are walked plainly, which takes twice as long. In turns, only the first few are.

use core::ops::Range;

/// How many steps are taken in one turn.
const STEPS: usize = 1 << 12;

/// Calls `each` with one range after the other, until all of so many steps are taken.
#[inline(always)]
pub fn turns<F: FnMut(Range<usize>)>(steps: usize, each: &mut F) {
    take(steps, each);
}

/// What is done in a turn. The language's own trait of such things would have a second function compiled for each.
trait Turn {
    fn take(&mut self, steps: Range<usize>);
}

impl<F: FnMut(Range<usize>)> Turn for F {
    fn take(&mut self, steps: Range<usize>) {
        self(steps);
    }
}

#[inline(never)]
fn take(steps: usize, turn: &mut dyn Turn) {
    let mut start = 0;
    while start < steps {
        let end = steps.min(start + STEPS);
        turn.take(start..end);
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_in_one_turn() {
        for steps in [0, 1, STEPS - 1, STEPS, STEPS + 1, 3 * STEPS + 7] {
            let mut taken = 0;
            turns(steps, &mut |turn| {
                assert_eq!(turn.start, taken);
                assert!(!turn.is_empty() && turn.len() <= STEPS);
                taken = turn.end;
            });
            assert_eq!(taken, steps);
        }
    }
}
