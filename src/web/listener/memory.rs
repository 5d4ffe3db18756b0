//! Large bodies in memory that the kernel can send without copying.
//!
//! From about 32 KiB on, `sendfile` from a memory file costs less than handing
//! the bytes over; below, the second system call costs more than the copy.
//! Only Linux has both; elsewhere, and where the kernel refuses, bytes stay bytes.
use std::io;

use bytes::Bytes;
use tokio::net::TcpStream;

/// Smaller bodies are copied.
#[cfg(target_os = "linux")]
const LARGE: usize = 32 * 1024;

/// The bytes of a body.
#[derive(Debug)]
pub(super) enum Memory {
    /// As bytes.
    Bytes(Bytes),
    /// As a file without a name, and how long it is.
    #[cfg(target_os = "linux")]
    File(std::fs::File, usize),
}

impl Memory {
    pub(super) fn new(bytes: Bytes) -> Self {
        #[cfg(target_os = "linux")]
        if bytes.len() >= LARGE
            && let Ok(file) = file_of(&bytes)
        {
            return Self::File(file, bytes.len());
        }
        Self::Bytes(bytes)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            #[cfg(target_os = "linux")]
            Self::File(_, length) => *length,
        }
    }

    /// The bytes themselves, for who cannot send files.
    pub(super) fn bytes(&self) -> io::Result<Bytes> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            #[cfg(target_os = "linux")]
            Self::File(file, length) => {
                let mut bytes = vec![0; *length];
                std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, 0)?;
                Ok(bytes.into())
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn file_of(bytes: &[u8]) -> io::Result<std::fs::File> {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let mut file = std::fs::File::from(memfd_create("edition", flags)?);
    io::Write::write_all(&mut file, bytes)?;
    // What is on its way in sockets are these very pages: nobody may change them.
    fcntl_add_seals(
        &file,
        SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL,
    )?;
    Ok(file)
}

/// Sends the start of a response; more follows at once.
#[cfg(target_os = "linux")]
pub(super) fn send_start(tcp: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    let more = rustix::net::SendFlags::MORE | rustix::net::SendFlags::NOSIGNAL;
    tcp.try_io(tokio::io::Interest::WRITABLE, || {
        Ok(rustix::net::send(tcp, bytes, more)?)
    })
}

/// Sends `length` bytes of a file from `start` on, or fewer.
#[cfg(target_os = "linux")]
pub(super) fn send_file(
    tcp: &TcpStream,
    file: &std::fs::File,
    start: usize,
    length: usize,
) -> io::Result<usize> {
    let mut offset = start as u64;
    tcp.try_io(tokio::io::Interest::WRITABLE, || {
        Ok(rustix::fs::sendfile(tcp, file, Some(&mut offset), length)?)
    })
}

#[cfg(test)]
mod tests {
    use super::Memory;
    use bytes::Bytes;

    #[test]
    fn bodies_of_every_size_read_back() {
        for size in [0, 1, 32 * 1024 - 1, 32 * 1024, 100_000] {
            let bytes: Bytes = (0..=u8::MAX).cycle().take(size).collect::<Vec<_>>().into();
            let memory = Memory::new(bytes.clone());
            assert_eq!(memory.len(), size);
            assert_eq!(memory.bytes().unwrap(), bytes);
            #[cfg(target_os = "linux")]
            assert_eq!(matches!(memory, Memory::File(..)), size >= 32 * 1024);
        }
    }
}
