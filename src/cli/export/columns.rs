//! Texts as a Parquet file: one row a text, in row groups that are written as they fill.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
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
pub(super) struct Columns<W: Write + Send> {
    file: SerializedFileWriter<W>,
    waiting: Vec<Text>,
    held: usize,
}

impl<W: Write + Send> Columns<W> {
    pub(super) fn new(out: W) -> io::Result<Columns<W>> {
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("spoglio {}", env!("CARGO_PKG_VERSION")))
            .build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        Ok(Columns { file, waiting: Vec::new(), held: 0 })
    }

    pub(super) fn push(&mut self, text: Text) -> io::Result<()> {
        self.held += text.body.len() + 512;
        self.waiting.push(text);
        if self.held >= GROUP { self.write_group() } else { Ok(()) }
    }

    /// Writes what waits and the file's end; gives back what was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.write_group()?;
        self.file.into_inner().map_err(failed)
    }

    fn write_group(&mut self) -> io::Result<()> {
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
