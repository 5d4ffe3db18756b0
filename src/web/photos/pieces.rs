//! Sends pieces of a file one small chunk after another: a slow reader holds a chunk and not the photo.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use tokio::runtime::Handle;

use crate::media::range::ByteRange;

/// How much is read at once, in bytes.
const CHUNK: u64 = 32 * 1024;

/// A piece of a reply.
#[derive(Debug)]
pub(super) enum Piece {
    /// What parts the ranges.
    Text(String),
    /// A range of the file.
    File(ByteRange),
}

impl Piece {
    /// Its length in bytes.
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::File(range) => range.length,
        }
    }
}

/// The pieces as a stream of chunks. The next chunk is read, off the runtime, when the one before is on its way. A file
/// that is shorter than it was breaks the reply off, so that nobody takes a torn photo for a whole one.
pub(super) fn stream(file: File, pieces: Vec<Piece>) -> impl Stream<Item = io::Result<Bytes>> {
    let reading = Reading {
        file: Arc::new(file),
        pieces: pieces.into(),
        // The reply is sent on a thread that answers polls; the disk is waited for elsewhere.
        runtime: Handle::current(),
    };
    stream::try_unfold(reading, |mut reading| async move {
        let chunk = reading.next().await?;
        Ok(chunk.map(|chunk| (chunk, reading)))
    })
}

struct Reading {
    file: Arc<File>,
    pieces: VecDeque<Piece>,
    runtime: Handle,
}

impl Reading {
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        while let Some(piece) = self.pieces.pop_front() {
            match piece {
                Piece::Text(text) => return Ok(Some(text.into())),
                Piece::File(ByteRange { length: 0, .. }) => {}
                Piece::File(ByteRange { start, length }) => {
                    let now = length.min(CHUNK);
                    self.pieces.push_front(Piece::File(ByteRange {
                        start: start + now,
                        length: length - now,
                    }));
                    return self.read(start, now).await.map(Some);
                }
            }
        }
        Ok(None)
    }

    async fn read(&self, start: u64, length: u64) -> io::Result<Bytes> {
        let file = Arc::clone(&self.file);
        let length = usize::try_from(length).map_err(io::Error::other)?;
        let read = self.runtime.spawn_blocking(move || {
            let mut chunk = vec![0; length];
            file.read_exact_at(&mut chunk, start)?;
            Ok(Bytes::from(chunk))
        });
        read.await.map_err(io::Error::other)?
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use futures_util::StreamExt;

    use super::{ByteRange, CHUNK, Piece, stream};

    fn file_of(bytes: &[u8]) -> std::fs::File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn range(start: u64, length: u64) -> Piece {
        Piece::File(ByteRange { start, length })
    }

    #[tokio::test]
    async fn pieces_come_in_order_and_in_small_chunks() {
        let bytes: Vec<u8> = (0..CHUNK * 3 + 7).map(|n| (n % 251) as u8).collect();
        let pieces = vec![
            Piece::Text("head".to_owned()),
            range(0, CHUNK * 2 + 1),
            range(5, 0),
            Piece::Text("middle".to_owned()),
            range(CHUNK * 3, 7),
        ];
        let chunks: Vec<_> = stream(file_of(&bytes), pieces)
            .map(|chunk| chunk.unwrap())
            .collect()
            .await;
        assert!(chunks.iter().all(|chunk| chunk.len() as u64 <= CHUNK));
        let whole = usize::try_from(CHUNK).unwrap();
        let expected = [
            b"head",
            &bytes[..whole * 2 + 1],
            b"middle",
            &bytes[whole * 3..],
        ]
        .concat();
        assert_eq!(chunks.concat(), expected);
    }

    #[tokio::test]
    async fn a_file_that_is_shorter_than_it_was_breaks_off() {
        let chunks: Vec<_> = stream(file_of(b"abc"), vec![range(0, 4)]).collect().await;
        assert!(matches!(chunks.as_slice(), [Err(_)]));
    }
}
