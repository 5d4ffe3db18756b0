//! JSON with the place of every value (RFC 8259).
use std::borrow::Cow;

/// Feeds nest half a dozen deep; deeper is an attack.
const MAX_DEPTH: usize = 64;

/// A value and where it starts and ends.
#[derive(Debug, PartialEq)]
pub(super) struct Json<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: Value<'t>,
}

/// The kinds of value.
#[derive(Debug, PartialEq)]
pub(super) enum Value<'t> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'t, str>),
    List(Vec<Json<'t>>),
    Object(Vec<Member<'t>>),
}

/// A member of an object; `start` is where its name stands.
#[derive(Debug, PartialEq)]
pub(super) struct Member<'t> {
    pub(super) start: usize,
    pub(super) name: Cow<'t, str>,
    pub(super) json: Json<'t>,
}

/// What ended the reading.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) start: usize,
    pub(super) message: &'static str,
}

impl<'t> Json<'t> {
    /// A member by its name; the first of several.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.members()
            .iter()
            .find(|member| member.name == name)
            .map(|member| &member.json)
    }

    /// The members of an object, none of anything else.
    pub(super) fn members(&self) -> &[Member<'t>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(values) => Some(values),
            _ => None,
        }
    }
}

/// Reads a whole document.
pub(super) fn parse(text: &str) -> Result<Json<'_>, Fault> {
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
    };
    reader.space();
    let json = reader.value()?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fault("something follows the document"));
    }
    Ok(json)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn fault(&self, message: &'static str) -> Fault {
        Fault {
            start: self.at,
            message,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Result<Json<'t>, Fault> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(_) => return Err(self.fault("no value can begin like this")),
            None => return Err(self.fault("the document ends too early")),
        };
        Ok(Json {
            start,
            end: self.at,
            value,
        })
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Value<'t>, Fault>,
    ) -> Result<Value<'t>, Fault> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault("values are nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value<'t>, Fault> {
        let mut members = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault("a member's name in quotes must stand here"));
            }
            let name = self.string()?;
            self.space();
            if !self.take(b':') {
                return Err(self.fault("a colon must stand here"));
            }
            self.space();
            members.push(Member {
                start,
                name,
                json: self.value()?,
            });
            self.space();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or } must stand here"));
            }
        }
    }

    fn list(&mut self) -> Result<Value<'t>, Fault> {
        let mut values = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Value::List(values));
        }
        loop {
            self.space();
            values.push(self.value()?);
            self.space();
            if self.take(b']') {
                return Ok(Value::List(values));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or ] must stand here"));
            }
        }
    }

    fn word(&mut self, word: &str, value: Value<'t>) -> Result<Value<'t>, Fault> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.fault("no value can begin like this"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value<'t>, Fault> {
        let rest = &self.text[self.at..];
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_digit() || b"+-.eE".contains(b))
            .count();
        let written = &rest[..length];
        let digits = written.trim_start_matches('-');
        let leading =
            digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let number = written.parse().ok().filter(|_| {
            !leading && !digits.is_empty() && !digits.ends_with('.') && !digits.starts_with('.')
        });
        let number = number.ok_or_else(|| self.fault("this is no number of JSON"))?;
        self.at += length;
        Ok(Value::Number(number))
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        self.at += 1;
        let start = self.at;
        let mut owned: Option<String> = None;
        loop {
            let rest = &self.text[self.at..];
            let length = rest
                .find(['"', '\\', '\n', '\r', '\t', '\0'])
                .ok_or_else(|| self.fault("the string has no end"))?;
            if let Some(owned) = &mut owned {
                owned.push_str(&rest[..length]);
            }
            self.at += length;
            match rest.as_bytes()[length] {
                b'"' => {
                    let text = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(owned.map_or(Cow::Borrowed(text), Cow::Owned));
                }
                b'\\' => {
                    let before = &self.text[start..self.at];
                    let c = self.escape()?;
                    owned.get_or_insert_with(|| before.to_owned()).push(c);
                }
                _ => return Err(self.fault("control characters must be escaped in strings")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let code = self.text.as_bytes().get(self.at + 1).copied();
        let simple = match code {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("JSON has no such escape")),
        };
        self.at += 2;
        Ok(simple)
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or('\u{fffd}'));
        }
        if !self.text[self.at..].starts_with("\\u") {
            return Ok('\u{fffd}');
        }
        let second = self.unit()?;
        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff);
        Ok(char::from_u32(code).unwrap_or('\u{fffd}'))
    }

    /// Four hexadecimal digits after `\u`.
    fn unit(&mut self) -> Result<u32, Fault> {
        let digits = self
            .text
            .get(self.at + 2..self.at + 6)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.fault("four hexadecimal digits must follow \\u"))?;
        self.at += 6;
        Ok(unit)
    }
}
