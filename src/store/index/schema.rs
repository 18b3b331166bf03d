//! The index's tables, and the steps from each earlier schema to the next.

/// Each step brings an index from the schema of its position to the next; `PRAGMA user_version` holds
/// the number of steps taken. A step that was released is never changed.
pub(super) const MIGRATIONS: &[&str] = &[
    "
-- Times are milliseconds since 1970-01-01 UTC. Hashes are the first 64 bits of a SHA-256.
CREATE TABLE warc (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,  -- file name in the folder warc/
    committed INTEGER NOT NULL       -- bytes up to which its records are in this index
) STRICT;
CREATE TABLE text (
    ordinal    INTEGER PRIMARY KEY,
    hash       INTEGER NOT NULL,     -- first 64 bits of sha256, for look-ups
    sha256     BLOB NOT NULL,        -- of the file's bytes
    name       TEXT NOT NULL,        -- file name
    title      TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    words      INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    metadata   TEXT NOT NULL         -- JSON, of the capture that brought it
) STRICT;
CREATE INDEX text_hash ON text (hash);
CREATE TABLE url (
    id   INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,           -- first 64 bits of the SHA-256 of key
    key  TEXT NOT NULL,              -- the address without fragment and tracking parameters
    text INTEGER                     -- ordinal of the text last found there
) STRICT;
CREATE INDEX url_hash ON url (hash);
CREATE TABLE capture (
    id            INTEGER PRIMARY KEY,
    asked         INTEGER NOT NULL,  -- url.id of the address that was asked for
    url           INTEGER NOT NULL,  -- url.id of the address that answered
    address       TEXT,              -- the address that answered in full, where it is not its key
    at            INTEGER NOT NULL,
    kind          TEXT NOT NULL,     -- http, file
    status        INTEGER,
    outcome       TEXT NOT NULL,
    confidence    REAL NOT NULL,
    text          INTEGER,           -- ordinal of the text found, when it was stored
    new           INTEGER NOT NULL,  -- 1 when this capture brought the text
    previous      INTEGER,           -- ordinal of the text the address had before, when another
    payload       BLOB NOT NULL,     -- SHA-1 of the body as received
    etag          TEXT,
    last_modified TEXT,
    truncated     TEXT,
    source        TEXT,
    run           INTEGER,
    warc          INTEGER NOT NULL,  -- warc.id of the file with its records
    offset        INTEGER NOT NULL,  -- where the response, resource or revisit record starts
    length        INTEGER NOT NULL,  -- its length in the file
    entry_offset  INTEGER NOT NULL,  -- where the metadata record starts
    entry_length  INTEGER NOT NULL,
    record        TEXT NOT NULL      -- WARC-Record-ID of the response, resource or revisit
) STRICT;
CREATE INDEX capture_asked ON capture (asked, at);
CREATE INDEX capture_url ON capture (url, at) WHERE url <> asked;
CREATE INDEX capture_text ON capture (text) WHERE text IS NOT NULL;
CREATE INDEX capture_at ON capture (at);
CREATE TABLE run (
    id      INTEGER PRIMARY KEY,
    began   INTEGER NOT NULL,
    ended   INTEGER,
    what    TEXT NOT NULL
) STRICT;
CREATE TABLE failure (
    id     INTEGER PRIMARY KEY,
    url    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    source TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    run    INTEGER
) STRICT;
CREATE INDEX failure_run ON failure (run);
CREATE INDEX capture_run ON capture (run) WHERE run IS NOT NULL;
",
    "
ALTER TABLE capture ADD COLUMN class TEXT;  -- of the change from previous: typo, correction, …
-- Pairs of texts that are nearly the same; text is the later one.
CREATE TABLE near (
    text      INTEGER NOT NULL,
    other     INTEGER NOT NULL,
    class     TEXT NOT NULL,         -- same-body, copy, excerpt, update
    jaccard   REAL NOT NULL,         -- word-5 shingles in both, of those in either
    contained REAL NOT NULL,         -- of those in the shorter
    PRIMARY KEY (text, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX near_other ON near (other);
-- The lowest shingle hashes of each text, as words; rowid is the ordinal. FTS5 keeps them in sorted
-- runs that it merges, so that adding a text to many costs what it costs with few.
CREATE VIRTUAL TABLE sketch USING fts5 (
    value, content = '', detail = none, columnsize = 0, tokenize = 'ascii'
);
-- Titles and bodies; rowid is the ordinal. Scripts without spaces are kept character by character.
CREATE VIRTUAL TABLE search USING fts5 (
    title, body, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
",
    "
ALTER TABLE capture ADD COLUMN foreign_id TEXT;   -- its name where it came from; proves nothing
ALTER TABLE capture ADD COLUMN recleans INTEGER;  -- capture.id of the page that was cleaned again
ALTER TABLE capture ADD COLUMN near INTEGER;      -- ordinal of the near text for which it was not stored
CREATE INDEX capture_foreign ON capture (foreign_id) WHERE foreign_id IS NOT NULL;
CREATE INDEX capture_recleans ON capture (recleans) WHERE recleans IS NOT NULL;
-- Where long work goes on after an interruption; next is a capture.id.
CREATE TABLE progress (
    what    TEXT PRIMARY KEY,
    cleaner TEXT NOT NULL,
    next    INTEGER NOT NULL
) STRICT;
",
    "
ALTER TABLE capture ADD COLUMN profile TEXT;  -- version of the site's profile it was cleaned with
-- What the last pages seen of each site left for learning what it repeats; packed with Zstandard.
CREATE TABLE mark (
    id    INTEGER PRIMARY KEY,
    host  TEXT NOT NULL,
    url   TEXT NOT NULL,             -- the address without fragment and tracking parameters
    at    INTEGER NOT NULL,
    marks BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX mark_url ON mark (host, url);
-- Every version of each site's profile; the one with the largest id holds. Made anew from the
-- captures by `spoglio site --learn`.
CREATE TABLE profile (
    id      INTEGER PRIMARY KEY,
    host    TEXT NOT NULL,
    version TEXT NOT NULL,           -- digest of what it says
    learned INTEGER NOT NULL,
    pages   INTEGER NOT NULL,        -- from how many, copies counted once
    texts   INTEGER NOT NULL,        -- how many repeat
    through INTEGER NOT NULL,        -- mark.id up to which it was learned from
    body    BLOB NOT NULL            -- JSON, packed with Zstandard
) STRICT;
CREATE INDEX profile_host ON profile (host);
",
    "
-- The host of an address on the web, and its port where it names one.
ALTER TABLE url ADD COLUMN site TEXT GENERATED ALWAYS AS
    (CASE WHEN key GLOB 'http://*/*' OR key GLOB 'https://*/*' THEN
        substr(key, instr(key, '://') + 3, instr(substr(key, instr(key, '://') + 3), '/') - 1) END)
    VIRTUAL;
CREATE INDEX url_site ON url (site) WHERE site IS NOT NULL;
",
    "
-- Cleaners by their names: a digest of all that an answer depends on beside the page itself.
CREATE TABLE cleaner (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
-- The cleaner that last gave the answer which is recorded; none where that is not known.
ALTER TABLE capture ADD COLUMN cleaner INTEGER;
",
    "
-- Rows by keys that come in no order. New rows are in part 2; many at once go over to part 1, and from there
-- to part 0, so that a new row of a large archive does not change a page of its own in each of the three.
DROP INDEX text_hash;
DROP INDEX url_hash;
DROP INDEX url_site;
CREATE TABLE text_hash (
    part INTEGER NOT NULL,
    hash INTEGER NOT NULL,           -- text.hash
    text INTEGER NOT NULL,           -- text.ordinal
    PRIMARY KEY (part, hash, text)
) STRICT, WITHOUT ROWID;
CREATE TABLE url_hash (
    part INTEGER NOT NULL,
    hash INTEGER NOT NULL,           -- url.hash
    url  INTEGER NOT NULL,           -- url.id
    PRIMARY KEY (part, hash, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE url_site (
    part INTEGER NOT NULL,
    site TEXT NOT NULL,              -- url.site
    url  INTEGER NOT NULL,           -- url.id
    PRIMARY KEY (part, site, url)
) STRICT, WITHOUT ROWID;
INSERT INTO text_hash SELECT 0, hash, ordinal FROM text ORDER BY hash, ordinal;
INSERT INTO url_hash SELECT 0, hash, id FROM url ORDER BY hash, id;
INSERT INTO url_site SELECT 0, site, id FROM url WHERE site IS NOT NULL ORDER BY site, id;
-- The full-text tables merge parts eight at a time and not four: each row is written again less often.
INSERT INTO search (search, rank) VALUES ('automerge', 8);
INSERT INTO sketch (sketch, rank) VALUES ('automerge', 8);
",
    "
-- Titles and bodies in the form in which they are compared, see store/words/fold.rs: of what it leaves, words are
-- parted by characters of ASCII alone. Texts come into it again after this step.
DROP TABLE search;
CREATE VIRTUAL TABLE search USING fts5 (title, body, content = '', tokenize = 'ascii');
INSERT INTO search (search, rank) VALUES ('automerge', 8);
",
    "
-- Tibetan digits are digits, and words of Hangul are parted. Texts come into the search again where any of them has such
-- words, and nothing is done where none has.
CREATE VIRTUAL TABLE temp.searched USING fts5vocab (main, search, row);
INSERT INTO search (search) SELECT 'delete-all'
    WHERE EXISTS (SELECT 1 FROM temp.searched WHERE term >= '\u{f20}' AND term < '\u{f2a}')
       OR EXISTS (SELECT 1 FROM temp.searched WHERE term >= '\u{1100}' AND term < '\u{1200}')
       OR EXISTS (SELECT 1 FROM temp.searched WHERE term >= '\u{ac00}' AND term < '\u{d7a4}');
DROP TABLE temp.searched;
",
];
