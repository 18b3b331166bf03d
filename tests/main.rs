//! One integration binary; each module is a promise made to users.

mod fixtures {
    //! Stored pages and their expected texts.
}
