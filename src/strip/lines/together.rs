//! What is kept or left out as one: the rows of a table of figures share what is thought of them. Tables of
//! words are menus and page frames as often.

use super::facts::page::Page;
use super::ruling::Ruling;
use crate::page::Shape;
use crate::strip::label::lists::share_the_mean;

/// Rows of the longest table that is taken as one.
const LONGEST: usize = 200;

/// Gives the rows of each table of figures the mean of their probabilities, by words: a table of which the head is
/// missing is worse than none.
pub(super) fn as_one(page: &Page<'_>, rulings: &[Option<Ruling>], p: &mut [f32]) {
    let is_row = |at: usize| matches!(page.blocks.rows[at].shape, Shape::TableRow { .. });
    let mut from = 0;
    while from < p.len() {
        let joins = |at: &usize| is_row(*at) && (*at == from || page.units[*at].gap == 0);
        let rows = (from..p.len()).take_while(joins).count();
        let figures = (from..from + rows).filter(|at| page.stats[*at].digits > 0).count();
        if (2..=LONGEST).contains(&rows) && figures * 2 >= rows {
            let open = (from..from + rows).filter(|at| rulings[*at].is_none());
            share_the_mean(p, open, |at| page.stats[at].words);
        }
        from += rows.max(1);
    }
    lists(page, rulings, p);
}

/// Gives the items of each list that stand together, and are more than menus' words, the mean of theirs.
fn lists(page: &Page<'_>, rulings: &[Option<Ruling>], p: &mut [f32]) {
    /// Items of the longest such list, and the least words of one.
    const ITEMS: usize = 20;
    const WORDS: f32 = 3.0;
    let is_item = |at: usize| {
        matches!(page.blocks.rows[at].shape, Shape::ListItem { .. })
            && page.units[at].links == 0
            && page.stats[at].words >= WORDS
            && rulings[at].is_none()
    };
    let mut from = 0;
    while from < p.len() {
        let joins = |at: &usize| is_item(*at) && (*at == from || page.units[*at].gap == 0);
        let items = (from..p.len()).take_while(joins).count();
        if (2..=ITEMS).contains(&items) {
            share_the_mean(p, from..from + items, |at| page.stats[at].words);
        }
        from += items.max(1);
    }
}
