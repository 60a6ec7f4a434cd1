//! The protocol between buf and a plug-in.

use std::io::{self, Read, Write};

use prost::Message;

/// Reads one encoded request, hands it to `generate` and writes the encoded response.
pub fn run<R: Message>(generate: impl FnOnce(&[u8]) -> R) -> io::Result<()> {
    let mut request = Vec::new();
    io::stdin().read_to_end(&mut request)?;
    io::stdout().write_all(&generate(&request).encode_to_vec())
}
