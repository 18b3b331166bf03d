//! Texts as a Parquet file: one row a text, in row groups that are written as they fill.

use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    FileMetaData, ParquetMetaData, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::text::Text;

/// Columns without a value hold null; times are milliseconds since 1970-01-01 UTC.
const SCHEMA: &str = "message text {
    required int64 ordinal;
    required binary name (STRING);
    required binary sha256 (STRING);
    required int64 first_seen (TIMESTAMP(MILLIS, true));
    optional binary url (STRING);
    optional binary published (STRING);
    optional binary lang (STRING);
    required binary title (STRING);
    required binary text (STRING);
    required binary metadata (JSON);
}";

/// Bytes of text that are held until they are written as a row group.
const GROUP: usize = 32 << 20;

/// Writes texts into a Parquet file.
pub(super) struct Columns {
    file: SerializedFileWriter<File>,
    waiting: Vec<Text>,
    held: usize,
}

impl Columns {
    pub(super) fn new(out: File) -> io::Result<Columns> {
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("spoglio {}", env!("CARGO_PKG_VERSION")))
            // What is known of pages would be known of those alone that one process wrote.
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        Ok(Columns { file, waiting: Vec::new(), held: 0 })
    }

    /// Goes on with a file at `path` that was written up to the groups that `footer` tells of.
    pub(super) fn go_on(mut out: File, path: &Path, footer: &[u8]) -> io::Result<Columns> {
        out.write_all(footer)?;
        out.rewind()?;
        // With a place of its own in the file.
        let groups = SerializedFileReader::new(File::open(path)?).map_err(failed)?;
        let there = File::open(path)?;
        let mut columns = Columns::new(out)?;
        // The library has no way to go on but to write them again: the same bytes at the same places, so that one
        // that is interrupted here loses nothing.
        for group in groups.metadata().row_groups() {
            let mut again = columns.file.next_row_group().map_err(failed)?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size().unsigned_abs(),
                    rows_written: group.num_rows().unsigned_abs(),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                again.append_column(&there, close).map_err(failed)?;
            }
            again.close().map_err(failed)?;
        }
        Ok(columns)
    }

    /// Takes a text; says whether all that was taken is written.
    pub(super) fn push(&mut self, text: Text) -> io::Result<bool> {
        self.held += text.body.len() + 512;
        self.waiting.push(text);
        if self.held < GROUP {
            return Ok(false);
        }
        self.write_group().map(|()| true)
    }

    /// Brings what is written to the disk; gives its length in bytes, and what would stand behind it, were the file to
    /// end so.
    pub(super) fn reached(&mut self) -> io::Result<(u64, Vec<u8>)> {
        self.file.flush()?;
        self.file.inner().sync_data()?;
        let groups = self.file.flushed_row_groups().to_vec();
        let about = FileMetaData::new(
            self.file.properties().writer_version().as_num(),
            groups.iter().map(RowGroupMetaData::num_rows).sum(),
            Some(self.file.properties().created_by().to_owned()),
            None,
            Arc::new(self.file.schema_descr().clone()),
            None,
        );
        let mut footer = Vec::new();
        let whole = ParquetMetaData::new(about, groups);
        ParquetMetaDataWriter::new(&mut footer, &whole).finish().map_err(failed)?;
        Ok((self.file.bytes_written() as u64, footer))
    }

    /// Writes what waits and the file's end; gives back what was written to.
    pub(super) fn finish(mut self) -> io::Result<File> {
        self.write_group()?;
        let mut file = self.file.into_inner().map_err(failed)?;
        let end = file.stream_position()?;
        file.set_len(end)?;
        Ok(file)
    }

    /// Writes what waits.
    pub(super) fn write_group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        self.held = 0;
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        let mut column = 0;
        while let Some(mut writer) = group.next_column().map_err(failed)? {
            match column {
                0 | 3 => {
                    let value = |row: &Text| match column {
                        0 => i64::try_from(row.known.ordinal).unwrap_or(i64::MAX),
                        _ => row.known.first_seen.timestamp_millis(),
                    };
                    let values: Vec<i64> = rows.iter().map(value).collect();
                    writer.typed::<Int64Type>().write_batch(&values, None, None).map_err(failed)?;
                }
                4..=6 => {
                    let values: Vec<Option<&str>> =
                        rows.iter().map(|row| optional(row, column)).collect();
                    let levels: Vec<i16> =
                        values.iter().map(|value| i16::from(value.is_some())).collect();
                    let values: Vec<ByteArray> =
                        values.into_iter().flatten().map(ByteArray::from).collect();
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&levels), None)
                        .map_err(failed)?;
                }
                _ => {
                    let values: Vec<ByteArray> =
                        rows.iter().map(|row| required(row, column)).collect();
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(&values, None, None)
                        .map_err(failed)?;
                }
            }
            writer.close().map_err(failed)?;
            column += 1;
        }
        group.close().map(drop).map_err(failed)
    }
}

fn optional(row: &Text, column: usize) -> Option<&str> {
    let value = match column {
        4 => row.url.as_deref().unwrap_or(""),
        5 => row.metadata("published"),
        _ => row.metadata("lang"),
    };
    (!value.is_empty()).then_some(value)
}

fn required(row: &Text, column: usize) -> ByteArray {
    match column {
        1 => ByteArray::from(row.known.name.as_str()),
        2 => ByteArray::from(row.known.sha256.as_str()),
        7 => ByteArray::from(row.known.title.as_str()),
        8 => ByteArray::from(row.body.as_str()),
        _ => ByteArray::from(row.known.metadata.to_string().into_bytes()),
    }
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use parquet::record::RowAccessor as _;

    use super::*;
    use crate::store::StoredText;

    fn text(ordinal: u64) -> Text {
        let known = StoredText {
            ordinal,
            name: format!("{ordinal:03}_0000000000000000.txt"),
            sha256: format!("{ordinal:064}"),
            title: "A title".to_owned(),
            bytes: 20,
            words: 4,
            first_seen: chrono::DateTime::UNIX_EPOCH,
            metadata: serde_json::json!({ "lang": { "value": "it" } }),
        };
        let url = ordinal.is_multiple_of(2).then(|| format!("https://a.test/{ordinal}"));
        Text { known, url, body: format!("The text number {ordinal}.\n\n").repeat(300) }
    }

    #[test]
    fn a_file_is_gone_on_with_as_if_nothing_had_been() {
        let folder = tempfile::tempdir().unwrap();
        let (whole, path) = (folder.path().join("whole"), folder.path().join("again"));
        let create = |path: &Path| {
            let options =
                File::options().read(true).write(true).create(true).truncate(true).clone();
            options.open(path).unwrap()
        };
        let mut one = Columns::new(create(&whole)).unwrap();
        let mut other = Columns::new(create(&path)).unwrap();
        for ordinal in 0..70 {
            one.push(text(ordinal)).unwrap();
            other.push(text(ordinal)).unwrap();
            if ordinal % 10 == 9 {
                one.write_group().unwrap();
                other.write_group().unwrap();
            }
            if ordinal % 20 == 9 {
                // What was not written is lost, and half of something may stand behind it.
                let (bytes, footer) = other.reached().unwrap();
                std::mem::forget(other);
                let mut file = File::options().read(true).write(true).open(&path).unwrap();
                file.seek(io::SeekFrom::End(0)).unwrap();
                file.write_all(b"half a group").unwrap();
                file.set_len(bytes).unwrap();
                file.seek(io::SeekFrom::End(0)).unwrap();
                other = Columns::go_on(file, &path, &footer).unwrap();
            }
        }
        one.write_group().unwrap();
        let data = usize::try_from(one.reached().unwrap().0).unwrap();
        one.finish().unwrap();
        other.finish().unwrap();
        assert!(std::fs::read(&whole).unwrap()[..data] == std::fs::read(&path).unwrap()[..data]);
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 7);
        for (ordinal, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let (row, text) = (row.unwrap(), text(ordinal as u64));
            assert_eq!(row.get_long(0).unwrap(), ordinal as i64);
            assert_eq!(row.get_string(4).ok(), text.url.as_ref());
            assert_eq!(*row.get_string(8).unwrap(), text.body);
        }
    }
}
