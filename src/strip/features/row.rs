//! Where the numbers of a row go, and the names of its columns.

use super::columns::{Columns, LANES, Lanes};

/// Where a row's numbers go.
pub(in crate::strip) trait Sink {
    /// The next number of the row.
    fn put(&mut self, name: &str, value: f32);

    /// The next number, of a family of numbers named alike.
    fn put_in(&mut self, family: &str, name: &str, value: f32);

    /// The next numbers in one go; `name` gives each one's family and name.
    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        name: impl Fn(usize) -> (&'n str, &'n str),
    );
}

/// One row among the sixteen of its group, filled column by column.
pub(in crate::strip) struct Row<'a> {
    pub(super) columns: std::slice::IterMut<'a, Lanes>,
    lane: usize,
}

impl<'a> Row<'a> {
    /// A row, from its first column on.
    pub(in crate::strip) fn of(columns: &'a mut Columns, row: usize) -> Row<'a> {
        Row::from(columns, row, 0)
    }

    /// A row, from some column on.
    pub(in crate::strip) fn from(columns: &'a mut Columns, row: usize, first: usize) -> Row<'a> {
        let (group, lane) = columns.group_of(row);
        let first = first.min(group.len());
        Row { columns: group[first..].iter_mut(), lane }
    }

    /// Whether all of its columns have been put.
    pub(in crate::strip) fn is_full(&self) -> bool {
        self.columns.len() == 0
    }
}

impl Sink for Row<'_> {
    #[inline]
    fn put(&mut self, _: &str, value: f32) {
        if let Some(lanes) = self.columns.next() {
            lanes[self.lane % LANES] = value;
        }
    }

    #[inline]
    fn put_in(&mut self, _: &str, _: &str, value: f32) {
        self.put("", value);
    }

    #[inline]
    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        _: impl Fn(usize) -> (&'n str, &'n str),
    ) {
        let columns = std::mem::take(&mut self.columns).into_slice();
        // how many is known to the compiler, which leaves no loop of it
        let Some((next, rest)) = columns.split_first_chunk_mut::<N>() else { return };
        let lane = self.lane % LANES;
        for (lanes, value) in next.iter_mut().zip(values) {
            lanes[lane] = *value;
        }
        self.columns = rest.iter_mut();
    }
}

/// Keeps the numbers.
#[derive(Debug, Default)]
pub(in crate::strip) struct NumberList(pub(in crate::strip) Vec<f32>);

impl Sink for NumberList {
    fn put(&mut self, _: &str, value: f32) {
        self.0.push(value);
    }

    fn put_in(&mut self, _: &str, _: &str, value: f32) {
        self.0.push(value);
    }

    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        _: impl Fn(usize) -> (&'n str, &'n str),
    ) {
        self.0.extend_from_slice(values);
    }
}

/// Keeps the names and forgets the numbers.
#[derive(Debug, Default)]
pub(in crate::strip) struct NameList(pub(in crate::strip) Vec<String>);

impl Sink for NameList {
    fn put(&mut self, name: &str, _: f32) {
        self.0.push(name.to_owned());
    }

    fn put_in(&mut self, family: &str, name: &str, _: f32) {
        self.0.push(format!("{family}.{name}"));
    }

    fn put_all<'n, const N: usize>(
        &mut self,
        values: &[f32; N],
        name: impl Fn(usize) -> (&'n str, &'n str),
    ) {
        self.0.extend((0..values.len()).map(name).map(|(family, name)| format!("{family}.{name}")));
    }
}
