//! As much JSON as the header of a tensor file needs: objects, texts and whole numbers, read from the left and written.
//!
//! The grammar of a header is fixed, so nothing here is skipped, and nothing calls itself: how deep a file nests its
//! brackets does not matter.

use std::borrow::Cow;

use crate::error::{Code, Error, Result};

/// JSON that is being read.
#[derive(Debug)]
pub struct Json<'a> {
    /// The file up to the end of its header.
    bytes: &'a [u8],
    /// The next byte.
    at: usize,
}

impl<'a> Json<'a> {
    /// What stands at `at` and after it.
    pub fn new(bytes: &'a [u8], at: usize) -> Json<'a> {
        Json { bytes, at }
    }

    /// An object: `entry` is called with each key, and reads its value.
    pub fn object(
        &mut self,
        mut entry: impl FnMut(&mut Self, Cow<'a, str>) -> Result<()>,
    ) -> Result<()> {
        self.begin(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            if self.next() != Some(b'"') {
                return self.fail();
            }
            let key = self.text()?;
            self.expect(b':')?;
            entry(self, key)?;
            if !self.take(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// A list of whole numbers.
    pub fn list(&mut self) -> Result<Vec<usize>> {
        self.begin(b'[')?;
        let mut all = Vec::new();
        if self.take(b']') {
            return Ok(all);
        }
        loop {
            all.push(self.whole()?);
            if !self.take(b',') {
                self.expect(b']')?;
                return Ok(all);
            }
        }
    }

    /// A text; one without escapes is not copied.
    pub fn text(&mut self) -> Result<Cow<'a, str>> {
        self.begin(b'"')?;
        let mut own = String::new();
        let mut from = self.at;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let rest = self.since(from)?;
                    self.at += 1;
                    if own.is_empty() {
                        return Ok(Cow::Borrowed(rest));
                    }
                    own.push_str(rest);
                    return Ok(Cow::Owned(own));
                }
                Some(b'\\') => {
                    own.push_str(self.since(from)?);
                    self.at += 1;
                    own.push(self.escape()?);
                    from = self.at;
                }
                Some(b' '..) => self.at += 1,
                _ => return self.fail(),
            }
        }
    }

    /// After the last value nothing may come but blanks.
    pub fn end(mut self) -> Result<()> {
        match self.next() {
            None => Ok(()),
            Some(_) => self.fail(),
        }
    }

    /// A number without sign, point and exponent.
    fn whole(&mut self) -> Result<usize> {
        self.next();
        let from = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        let digits = self.since(from)?;
        let more = self.bytes.get(self.at);
        if digits.is_empty() {
            return self.other_value();
        }
        if digits.len() > 1 && digits.starts_with('0') {
            self.at = from + 1;
            return self.fail();
        }
        match digits.parse() {
            Ok(n) if !matches!(more, Some(b'.' | b'e' | b'E')) => Ok(n),
            // Too large, or not whole.
            _ => Err(Error::new(Code::FileHeader, "file", digits)),
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Result<char> {
        let escaped = match self.bytes.get(self.at) {
            Some(&own @ (b'"' | b'\\' | b'/')) => own.into(),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            _ => return self.fail(),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// `uXXXX`, or two of them that are one character. Half a pair is none.
    fn code_point(&mut self) -> Result<char> {
        let from = self.at;
        let mut point = self.unit()?;
        if (0xD800..0xDC00).contains(&point) && self.bytes.get(self.at) == Some(&b'\\') {
            self.at += 1;
            let low = self.unit()?;
            if (0xDC00..0xE000).contains(&low) {
                point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            }
        }
        char::from_u32(point).map_or_else(
            || {
                self.at = from;
                self.fail()
            },
            Ok,
        )
    }

    fn unit(&mut self) -> Result<u32> {
        if self.bytes.get(self.at) != Some(&b'u') {
            return self.fail();
        }
        let mut unit = 0;
        for _ in 0..4 {
            self.at += 1;
            let digit = self.bytes.get(self.at).map(|&b| char::from(b).to_digit(16));
            let Some(Some(digit)) = digit else {
                return self.fail();
            };
            unit = 16 * unit + digit;
        }
        self.at += 1;
        Ok(unit)
    }

    /// What was read since `from`, which must be UTF-8.
    fn since(&mut self, from: usize) -> Result<&'a str> {
        std::str::from_utf8(&self.bytes[from..self.at]).or_else(|error| {
            self.at = from + error.valid_up_to();
            self.fail()
        })
    }

    /// The next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Goes on if this is the next byte.
    fn take(&mut self, byte: u8) -> bool {
        let is = self.next() == Some(byte);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) {
            return Ok(());
        }
        self.fail()
    }

    /// The start of a value of a kind.
    fn begin(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) {
            return Ok(());
        }
        self.other_value()
    }

    /// Here is a value of a kind that describes no tensor, or none at all.
    fn other_value<T>(&mut self) -> Result<T> {
        match self.next() {
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                Err(Error::new(Code::FileHeader, "file", self.here()))
            }
            _ => self.fail(),
        }
    }

    /// Here is something that is not JSON.
    fn fail<T>(&self) -> Result<T> {
        Err(Error::new(Code::FileJson, "file", self.here()).with("place", self.at))
    }

    /// The next character, as an error shows it.
    fn here(&self) -> String {
        // The longest takes 4 bytes.
        let next = self.bytes[self.at..].iter().take(4).copied();
        let next = String::from_utf8_lossy(&next.collect::<Vec<u8>>())
            .chars()
            .next();
        next.map_or_else(|| "nothing".to_owned(), String::from)
    }
}

/// Appends a text with its quotes.
pub fn write_text(to: &mut String, text: &str) {
    to.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => to.extend(['\\', c]),
            '\u{8}' => to.push_str("\\b"),
            '\u{c}' => to.push_str("\\f"),
            '\n' => to.push_str("\\n"),
            '\r' => to.push_str("\\r"),
            '\t' => to.push_str("\\t"),
            c if c < ' ' => {
                let digit = |n| char::from_digit(n, 16).expect("below 16");
                let c = u32::from(c);
                to.push_str("\\u00");
                to.extend([digit(c >> 4), digit(c & 15)]);
            }
            c => to.push(c),
        }
    }
    to.push('"');
}

/// Appends a list of whole numbers.
pub fn write_list(to: &mut String, numbers: &[usize]) {
    to.push('[');
    for (k, n) in numbers.iter().enumerate() {
        if k > 0 {
            to.push(',');
        }
        to.push_str(&n.to_string());
    }
    to.push(']');
}
