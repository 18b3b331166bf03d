//! Options that several commands share, and how what was typed is read.

pub(super) mod address;
pub(super) mod archive;
pub(super) mod bounds;
pub(super) mod configured;
pub(super) mod host;
pub(super) mod listen;
pub(super) mod moment;
pub(super) mod near;
pub(super) mod page;
pub(super) mod profile;
