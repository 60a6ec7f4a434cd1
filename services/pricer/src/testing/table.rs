use std::path::Path;

/// The rows of a file in `testdata`, without comments and column names. Leaked: a test lives no longer than its process.
pub fn rows(name: &str) -> Vec<Vec<&'static str>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let text: &'static str = text.leak();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).map(|line| line.split(',').collect()).collect()
}

/// 32-bit words in hexadecimal, separated by blanks.
pub fn hex_words(text: &str) -> Vec<u32> {
    text.split(' ')
        .map(|word| u32::from_str_radix(word, 16).expect("hexadecimal"))
        .collect()
}

/// A number as C writes it with `%a`, such as `0x1.8p-1`.
pub fn hex_float(text: &str) -> f64 {
    let (mantissa, exponent) = text
        .strip_prefix("0x1.")
        .and_then(|rest| rest.split_once('p'))
        .expect("0x1.…p…");
    assert_eq!(mantissa.len(), 13);
    let exponent: i64 = exponent.parse().expect("an exponent");
    let fraction = u64::from_str_radix(mantissa, 16).expect("hexadecimal");
    let field = u64::try_from(exponent + 1023).expect("a normal number");
    f64::from_bits(field << 52 | fraction)
}
