//! Work on an archive that takes long where the archive is large, told to whoever shows it.

/// How far such work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparing {
    /// What is being done.
    pub what: Preparation,
    /// How much of it is done.
    pub done: u64,
    /// How much there is to be done.
    pub total: u64,
}

/// What is being done. Each of them goes on where it was broken off, or is begun again, and loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preparation {
    /// Texts are made findable by their words again, as this version looks for them; counted in texts.
    Words,
    /// Captures that the index does not have are brought into it from the WARC files; counted in bytes.
    Captures,
    /// Texts are held against their names; counted in texts.
    Names,
    /// WARC files are looked through for damage; counted in bytes.
    Damage,
    /// Texts that no record names are taken into the index; counted in texts.
    Strangers,
}

/// Whom it is told to.
pub(super) type Tell<'a> = &'a (dyn Fn(Preparing) + Sync);

/// How far one kind of work has come.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    tell: Tell<'a>,
    what: Preparation,
    total: u64,
}

impl<'a> Told<'a> {
    pub(super) fn new(tell: Tell<'a>, what: Preparation, total: u64) -> Told<'a> {
        Told { tell, what, total }
    }

    pub(super) fn done(&self, done: u64) {
        (self.tell)(Preparing { what: self.what, done, total: self.total });
    }
}
