//! Rows of numbers kept column by column, sixteen rows side by side, as a processor compares them.

use std::cell::RefCell;

/// Rows that stand side by side.
pub(in crate::strip) const LANES: usize = 16;

/// One column of sixteen rows.
pub(in crate::strip) type Lanes = [f32; LANES];

/// The rows of a page. Sixteen rows are a group: all of a group's columns follow each other, so that
/// a group is filled and read without leaving the fastest memory.
#[derive(Debug, Default)]
pub(in crate::strip) struct Columns {
    values: Vec<Lanes>,
    width: usize,
    len: usize,
}

thread_local! {
    /// Memory of columns that are gone, for those that come: a page takes some megabytes, and to ask
    /// the system for them again and again costs more than to fill them.
    static SPARE: RefCell<Vec<Vec<Lanes>>> = const { RefCell::new(Vec::new()) };
}

/// Pieces of memory that are kept.
const SPARES: usize = 6;
/// Longest piece that is kept: a megabyte, which the rows of a window take with the columns of both
/// looks. What every thread keeps counts.
const LONGEST: usize = 16_384;

impl Drop for Columns {
    fn drop(&mut self) {
        let values = std::mem::take(&mut self.values);
        if values.capacity() == 0 || values.capacity() > LONGEST {
            return;
        }
        // at a thread's end, and while another is dropped, it goes as memory goes
        let _ = SPARE.try_with(|spare| {
            if let Ok(mut spare) = spare.try_borrow_mut()
                && spare.len() < SPARES
            {
                spare.push(values);
            }
        });
    }
}

impl Columns {
    /// So many rows of so many columns, all zero.
    pub(super) fn new(len: usize, width: usize) -> Columns {
        let mut columns = Columns::to_fill(len, width);
        columns.values.fill([0.0; LANES]);
        columns
    }

    /// So many rows of so many columns, of which every one is yet to be filled.
    pub(in crate::strip) fn to_fill(len: usize, width: usize) -> Columns {
        let spare = SPARE.try_with(|spare| spare.try_borrow_mut().ok()?.pop()).ok().flatten();
        // what stood in the memory stays until it is written over, but for the rows to spare
        let mut values = spare.unwrap_or_default();
        values.resize(len.div_ceil(LANES) * width, [0.0; LANES]);
        if !len.is_multiple_of(LANES) {
            let last = values.len() - width;
            for lanes in &mut values[last..] {
                lanes[len % LANES..].fill(0.0);
            }
        }
        Columns { values, width, len }
    }

    /// How many rows there are.
    pub(in crate::strip) fn len(&self) -> usize {
        self.len
    }

    /// How many columns there are.
    pub(in crate::strip) fn width(&self) -> usize {
        self.width
    }

    /// The groups of rows, each by its columns. The last may have rows to spare, all zero.
    pub(in crate::strip) fn groups(&self) -> impl Iterator<Item = &[Lanes]> {
        self.values.chunks_exact(self.width.max(1))
    }

    /// The columns of the group in which a row stands, and the row's place among the sixteen.
    pub(super) fn group_of(&mut self, at: usize) -> (&mut [Lanes], usize) {
        let start = at / LANES * self.width;
        (&mut self.values[start..start + self.width], at % LANES)
    }

    /// The columns of the group in which a row stands.
    fn group(&self, at: usize) -> &[Lanes] {
        let start = at / LANES * self.width;
        &self.values[start..start + self.width]
    }

    /// One row, as a list.
    pub(in crate::strip) fn row(&self, at: usize) -> impl Iterator<Item = f32> + '_ {
        self.group(at).iter().map(move |lanes| lanes[at % LANES])
    }

    /// Sets columns from `at` on to the same numbers in all rows.
    pub(super) fn fill(&mut self, at: usize, numbers: &[f32]) {
        for group in self.values.chunks_exact_mut(self.width.max(1)) {
            for (lanes, number) in group.iter_mut().skip(at).zip(numbers) {
                *lanes = [*number; LANES];
            }
        }
    }

    /// The smallest and the largest number of each column.
    pub(in crate::strip) fn spans(&self) -> Vec<(f32, f32)> {
        // compiled twice, once for processors that compare eight numbers at a time
        pulp::Arch::new().dispatch(Spanning(self))
    }

    #[inline(always)]
    fn spans_of_groups(&self) -> Vec<(f32, f32)> {
        let mut groups = self.groups();
        let Some(first) = groups.next() else { return vec![(0.0, 0.0); self.width] };
        let mut spans: Vec<(Lanes, Lanes)> = first.iter().map(|lanes| (*lanes, *lanes)).collect();
        for group in groups {
            for ((low, high), lanes) in spans.iter_mut().zip(group) {
                let (mut lowest, mut highest) = (*low, *high);
                for lane in 0..LANES {
                    lowest[lane] = least(lanes[lane], lowest[lane]);
                    highest[lane] = most(lanes[lane], highest[lane]);
                }
                (*low, *high) = (lowest, highest);
            }
        }
        let of = |(low, high): &(Lanes, Lanes)| {
            (low.iter().copied().fold(low[0], least), high.iter().copied().fold(high[0], most))
        };
        spans.iter().map(of).collect()
    }
}

/// Columns that are copied at once.
const AT_ONCE: usize = 64;

/// Rows that are kept of one look for the next, as many in each window but the last.
#[derive(Debug)]
pub(in crate::strip) struct Kept {
    windows: Vec<Columns>,
    size: usize,
}

impl Kept {
    /// None yet, for windows of so many rows: a multiple of the rows of a group.
    pub(in crate::strip) fn of_windows(size: usize) -> Kept {
        Kept { windows: Vec::new(), size }
    }

    /// Keeps the next window.
    pub(in crate::strip) fn push(&mut self, rows: Columns) {
        self.windows.push(rows);
    }

    /// Copies kept rows, by their places, to as many rows as there are, as far as both have columns.
    /// False, and nothing done, where none are kept.
    pub(in crate::strip) fn copy(&self, places: &[u32], to: &mut Columns) -> bool {
        let mut width = to.width;
        for place in places {
            let Some(window) = self.windows.get(*place as usize / self.size) else { return false };
            width = width.min(window.width);
        }
        // some columns at a time, so that what neighbours share of them is still near
        for from in (0..width).step_by(AT_ONCE) {
            let columns = from..width.min(from + AT_ONCE);
            for (row, place) in places.iter().map(|place| *place as usize).enumerate() {
                let source = self.windows[place / self.size].group(place % self.size);
                let (target, lane) = to.group_of(row);
                let pairs = target[columns.clone()].iter_mut().zip(&source[columns.clone()]);
                pairs.for_each(|(to, from)| to[lane] = from[place % LANES]);
            }
        }
        !self.windows.is_empty()
    }
}

/// The spans, to be compiled for more than one kind of processor.
struct Spanning<'a>(&'a Columns);

impl pulp::NullaryFnOnce for Spanning<'_> {
    type Output = Vec<(f32, f32)>;

    // inlined to be compiled for the processor it is called on
    #[inline(always)]
    fn call(self) -> Self::Output {
        self.0.spans_of_groups()
    }
}

// Written out, for these are one instruction each, and those of the library, which know of numbers
// that are none, are not.
#[inline]
fn least(one: f32, other: f32) -> f32 {
    if one < other { one } else { other }
}

#[inline]
fn most(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_again_and_spans_hold_them() {
        let mut columns = Columns::new(20, 2);
        for at in 0..20 {
            let (group, lane) = columns.group_of(at);
            group[0][lane] = at as f32;
            group[1][lane] = 5.0;
        }
        assert_eq!(columns.row(17).collect::<Vec<_>>(), [17.0, 5.0]);
        assert_eq!(columns.groups().count(), 2);
        assert_eq!(columns.spans()[0], (0.0, 19.0));
        columns.fill(1, &[7.0]);
        assert_eq!(columns.spans(), [(0.0, 19.0), (7.0, 7.0)]);
    }
}
