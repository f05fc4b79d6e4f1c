//! From a text to an expression: what a cell's file or a reader writes, as a tree that knows where each part stood.
//!
//! ```text
//! line       = name "=" sum
//! sum        = addend { "+" addend }
//! addend     = matrix [ "·" ] "[" sum { "," sum } "]" | item
//! item       = "1" "-" product | product
//! product    = part { ("*" | "⊙") part }
//! part       = function "(" sum ")" | matrix operand | operand
//! operand    = name [ "'" ] | "(" sum ")"
//! ```
//! A name is letters (with an accent or not), digits and underscores: a letter first, at most `LONGEST` characters. A
//! function is σ, sigmoid, tanh or relu. A matrix is a name with an operand right behind it: `W_f x`, `U_n (r * h')`. What
//! ends in `_prev` is that of the step before, too. Which names there are is not asked here.
//!
//! Read as it is printed: an index in braces, `W_{hf}`; the time, `x_t`, `h_{t-1}` and `hₜ₋₁`; and a matrix applied to several
//! vectors below each other, `W_f·[h_{t-1}, x_t]`, which is one matrix for each: `U_f h' + W_f x`.

use std::iter::Peekable;
use std::str::Chars;

use strum::VariantNames;

use super::Squash;
use crate::error::{Code, Error, Part, Result};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Its line, from 1.
    pub line: usize,
    /// Where in the line it begins, in characters from 1.
    pub column: usize,
}

impl Expression {
    /// Calls `see` with each name in it and whether it is primed.
    pub fn names(&self, see: &mut impl FnMut(&str, bool)) {
        match &self.node {
            Node::Name { name, before } => see(name, *before),
            Node::Map(matrix, operand) => {
                see(matrix, false);
                operand.names(see);
            }
            Node::Complement(inner) | Node::Squash(_, inner) => inner.names(see),
            Node::Product(parts) | Node::Sum(parts) => {
                parts.iter().for_each(|part| part.names(see));
            }
        }
    }
}

/// What an [`Expression`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A field or a parameter.
    Name {
        /// The name without its prime.
        name: String,
        /// It is primed: the value of the step before is meant.
        before: bool,
    },
    /// One minus the part.
    Complement(Box<Expression>),
    /// A matrix, by name, applied to the part.
    Map(String, Box<Expression>),
    /// All parts multiplied, number by number; two at least.
    Product(Vec<Expression>),
    /// All parts added; two at least.
    Sum(Vec<Expression>),
    /// A function of the part.
    Squash(Squash, Box<Expression>),
}

/// A line: a name and what it is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The name before the =.
    pub name: String,
    /// What stands behind it.
    pub expression: Expression,
    /// Where the name begins, from 1.
    pub column: usize,
}

/// Any name, in a refusal's list of what may stand at a place.
const NAME: &str = "name";

/// Marks that are written over the letter before them, such as the tilde of a candidate.
const ACCENTS: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// What is added to a name of the step before.
const BEFORE: &str = "_prev";

/// What is added to a name of this time step.
const NOW: &str = "_t";

/// The most characters of a name. The names that are made of it, such as `z_h_1`, are a few characters longer.
const LONGEST: usize = 40;

/// The most brackets inside each other: each takes a share of the stack.
const DEPTH: usize = 16;

/// A text that is one expression.
///
/// # Errors
/// [`Code::EquationSyntax`], [`Code::EquationLongName`], [`Code::EquationFunction`] or [`Code::EquationMatrices`], with line and
/// column.
pub fn expression(text: &str) -> Result<Expression> {
    let mut parser = Parser::new(text, 1)?;
    let sum = parser.sum()?;
    parser.end()?;
    Ok(sum)
}

/// The lines of a text; empty ones are passed over.
///
/// # Errors
/// As [`expression`], of the first that is wrong.
pub fn lines(text: &str) -> Result<Vec<Line>> {
    let numbered = text.lines().enumerate();
    let written = numbered.filter(|(_, text)| !text.trim().is_empty());
    let mut all: Vec<_> = written.map(|(k, text)| Parser::new(text, k + 1)).collect();
    let names = all
        .iter()
        .flatten()
        .filter_map(|parser| match parser.next() {
            Token::Name(name) => Some(name.strip_suffix(NOW).unwrap_or(name).to_owned()),
            _ => None,
        });
    let made: Vec<String> = names.chain(["x".to_owned()]).collect();
    // x_t is x, and h_t what a line makes as h or as h_t; the W_t of a gate t is another name.
    for (token, _) in all
        .iter_mut()
        .flatten()
        .flat_map(|parser| &mut parser.tokens)
    {
        if let Token::Name(name) = token
            && let Some(stem) = name.strip_suffix(NOW)
            && made.iter().any(|made| made == stem)
        {
            *name = stem.to_owned();
        }
    }
    all.into_iter().map(|parser| line(parser?)).collect()
}

fn line(mut parser: Parser) -> Result<Line> {
    let (token, column) = parser.take();
    let name = match token {
        Token::Name(name) if function(&name).is_none() && stem(&name).is_none() => name,
        other => return Err(parser.refuse(&other, column, &[NAME])),
    };
    parser.expect(Token::Equals, "=")?;
    let expression = parser.sum()?;
    parser.end()?;
    Ok(Line {
        name,
        expression,
        column,
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    One,
    Plus,
    Minus,
    Times,
    Open,
    Close,
    Prime,
    Equals,
    End,
    Other(char),
}

impl Token {
    fn text(&self) -> String {
        match self {
            Token::Name(name) => name.clone(),
            Token::One => "1".to_owned(),
            Token::Plus => "+".to_owned(),
            Token::Minus => "-".to_owned(),
            Token::Times => "*".to_owned(),
            Token::Open => "(".to_owned(),
            Token::Close => ")".to_owned(),
            Token::Prime => "'".to_owned(),
            Token::Equals => "=".to_owned(),
            Token::End => "⏎".to_owned(),
            Token::Other(char) => char.to_string(),
        }
    }
}

/// The function of this name.
fn function(name: &str) -> Option<Squash> {
    name.parse().ok()
}

/// Whether a name before a bracket is a matrix: a capital letter, perhaps with an index. Any other word is taken for a function.
fn is_matrix(name: &str) -> bool {
    let mut letters = name.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    capital && letters.next().is_none_or(|second| !second.is_alphabetic())
}

/// The name of the state that a name ending in `_prev` means.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(BEFORE).filter(|stem| !stem.is_empty())
}

struct Parser {
    /// The tokens that are left with their columns, in reverse: the next one is the last, the end of the line the first.
    tokens: Vec<(Token, usize)>,
    line: usize,
    depth: usize,
}

impl Parser {
    fn new(text: &str, line: usize) -> Result<Parser> {
        let mut tokens = Vec::new();
        let mut column = 1;
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            let at = column;
            column += 1;
            let token = match char {
                space if space.is_whitespace() => continue,
                '+' => Token::Plus,
                '-' | '−' => Token::Minus,
                '*' | '⊙' | '∘' | '·' => Token::Times,
                '(' => Token::Open,
                ')' => Token::Close,
                '\'' | '′' | '’' => Token::Prime,
                '=' => Token::Equals,
                char if char.is_ascii_digit() => {
                    let mut number = char.to_string();
                    while let Some(next) = chars.next_if(|next| {
                        next.is_alphabetic() || next.is_ascii_digit() || *next == '.'
                    }) {
                        number.push(next);
                        column += 1;
                    }
                    if number != "1" {
                        let error = Error::new(Code::EquationNumber, "equations", &number);
                        return Err(place(error, line, at));
                    }
                    Token::One
                }
                char if char.is_alphabetic() => {
                    let (name, length) = name(char, &mut chars);
                    column += length - 1;
                    if stem(&name).unwrap_or(&name).chars().count() > LONGEST {
                        let error = Error::new(Code::EquationLongName, "equations", &name);
                        return Err(place(error, line, at).with("longest", LONGEST));
                    } else {
                        Token::Name(name)
                    }
                }
                other => Token::Other(other),
            };
            match &mut tokens[..] {
                // h_t-1
                [.., (Token::Name(name), _), (Token::Minus, _)]
                    if token == Token::One && name.ends_with(NOW) =>
                {
                    name.truncate(name.len() - NOW.len());
                    name.push_str(BEFORE);
                    tokens.pop();
                }
                _ => tokens.push((token, at)),
            }
        }
        tokens.push((Token::End, column));
        tokens.reverse();
        Ok(Parser {
            tokens,
            line,
            depth: 0,
        })
    }

    fn next(&self) -> &Token {
        &self.tokens[self.tokens.len() - 1].0
    }

    fn column(&self) -> usize {
        self.tokens[self.tokens.len() - 1].1
    }

    /// Removes the next token and gives it with its column. The end of the line is given as often as it is asked for.
    fn take(&mut self) -> (Token, usize) {
        match self.tokens.len() {
            1 => self.tokens[0].clone(),
            _ => self.tokens.pop().expect("more than the end"),
        }
    }

    /// Passes over the next token, if it is this one.
    fn skip(&mut self, token: &Token) -> bool {
        let there = self.next() == token;
        if there {
            self.take();
        }
        there
    }

    fn expect(&mut self, token: Token, name: &str) -> Result<()> {
        let (found, column) = self.take();
        if found == token {
            return Ok(());
        }
        Err(self.refuse(&found, column, &[name]))
    }

    fn end(&mut self) -> Result<()> {
        let (found, column) = self.take();
        if found == Token::End {
            return Ok(());
        }
        Err(self.refuse(&found, column, &["+", "*"]))
    }

    fn refuse(&self, found: &Token, column: usize, wanted: &[&str]) -> Error {
        let wanted: Vec<String> = wanted.iter().map(|&name| name.to_owned()).collect();
        let error = Error::new(Code::EquationSyntax, "equations", found.text());
        place(error, self.line, column).with("wanted", Part::Names(wanted))
    }

    fn at(&self, column: usize, node: Node) -> Expression {
        Expression {
            node,
            line: self.line,
            column,
        }
    }

    fn sum(&mut self) -> Result<Expression> {
        let column = self.column();
        let mut terms = self.addend()?;
        while self.skip(&Token::Plus) {
            terms.extend(self.addend()?);
        }
        Ok(match terms.len() {
            1 => terms.remove(0),
            _ => self.at(column, Node::Sum(terms)),
        })
    }

    /// One item, or what a matrix makes of the vectors in square brackets: W of x, U and V of the others.
    fn addend(&mut self) -> Result<Vec<Expression>> {
        let opens = match &self.tokens[..] {
            [.., (Token::Other('['), _), (Token::Name(name), _)] if name.starts_with('W') => 1,
            [
                ..,
                (Token::Other('['), _),
                (Token::Times, _),
                (Token::Name(name), _),
            ] if name.starts_with('W') => 2,
            _ => return Ok(vec![self.item()?]),
        };
        let (matrix, column) = self.take();
        let index = matrix.text().split_off(1);
        for _ in 0..opens {
            self.take();
        }
        let mut letters = ["U", "V"].into_iter();
        let mut all = Vec::new();
        loop {
            let operand = self.sum()?;
            let input = matches!(&operand.node, Node::Name { name, before: false } if name == "x");
            let letter = if input { Some("W") } else { letters.next() };
            let (token, at) = self.take();
            let Some(letter) = letter else {
                return Err(self.refuse(&token, at, &["]"]));
            };
            let node = Node::Map(format!("{letter}{index}"), Box::new(operand));
            all.push(self.at(column, node));
            match token {
                Token::Other(']') => return Ok(all),
                Token::Other(',' | ';') => {}
                other => return Err(self.refuse(&other, at, &[",", "]"])),
            }
        }
    }

    fn item(&mut self) -> Result<Expression> {
        let column = self.column();
        if !self.skip(&Token::One) {
            return self.product();
        }
        self.expect(Token::Minus, "-")?;
        let inner = Box::new(self.product()?);
        Ok(self.at(column, Node::Complement(inner)))
    }

    fn product(&mut self) -> Result<Expression> {
        let column = self.column();
        let mut factors = vec![self.part()?];
        while self.skip(&Token::Times) {
            factors.push(self.part()?);
        }
        Ok(match factors.len() {
            1 => factors.remove(0),
            _ => self.at(column, Node::Product(factors)),
        })
    }

    fn part(&mut self) -> Result<Expression> {
        let (column, next) = (self.column(), self.next().clone());
        let Token::Name(matrix) = next else {
            return self.operand();
        };
        if let Some(squash) = function(&matrix) {
            self.take();
            if *self.next() != Token::Open {
                let (found, column) = self.take();
                return Err(self.refuse(&found, column, &["("]));
            }
            let inner = Box::new(self.operand()?);
            return Ok(self.at(column, Node::Squash(squash, inner)));
        }
        let first = self.operand()?;
        let Node::Name { before: false, .. } = first.node else {
            return Ok(first);
        };
        match self.next() {
            Token::Open if !is_matrix(&matrix) => {
                let error = Error::new(Code::EquationFunction, "equations", matrix);
                Err(place(error, self.line, column).with("names", Squash::VARIANTS))
            }
            Token::Open | Token::Name(_) => {
                let at = self.column();
                if let Token::Name(second) = self.next()
                    && function(second).is_some()
                {
                    // W tanh(c): a matrix may be applied to a function of something.
                    let operand = Box::new(self.part()?);
                    return Ok(self.at(column, Node::Map(matrix, operand)));
                }
                let operand = self.operand()?;
                // W U h: U is written like a matrix and something follows that it is applied to, so W U is a product of two.
                if let Node::Name {
                    name,
                    before: false,
                } = &operand.node
                    && let Token::Name(_) | Token::Open = self.next()
                    && name.starts_with(char::is_uppercase)
                {
                    let both = format!("{matrix} {name}");
                    let error = Error::new(Code::EquationMatrices, "equations", both);
                    return Err(place(error, self.line, at));
                }
                Ok(self.at(column, Node::Map(matrix, Box::new(operand))))
            }
            _ => Ok(first),
        }
    }

    fn operand(&mut self) -> Result<Expression> {
        let (token, column) = self.take();
        match token {
            Token::Open if self.depth < DEPTH => {
                self.depth += 1;
                let inner = self.sum()?;
                self.depth -= 1;
                self.expect(Token::Close, ")")?;
                Ok(inner)
            }
            Token::Name(whole) if function(&whole).is_none() => {
                let (name, before) = match stem(&whole) {
                    Some(stem) => (stem.to_owned(), true),
                    None => (whole, self.skip(&Token::Prime)),
                };
                Ok(self.at(column, Node::Name { name, before }))
            }
            other => Err(self.refuse(&other, column, &[NAME, "(", "1 -", "σ", "tanh", "relu"])),
        }
    }
}

/// A name that begins with this character, and how many characters it takes; an index in braces is part of it.
fn name(first: char, chars: &mut Peekable<Chars<'_>>) -> (String, usize) {
    let is_part = |char: char| {
        char.is_alphabetic() || char.is_ascii_digit() || char == '_' || ACCENTS.contains(&char)
    };
    let mut name = first.to_string();
    let mut length = 1;
    loop {
        if let Some(next) = chars.next_if(|&next| is_part(next)) {
            name.push(next);
            length += 1;
            continue;
        }
        let rest: String = chars.clone().take(LONGEST).collect();
        let braced = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let taken = match braced.map(|(index, _)| {
            (
                index,
                index
                    .chars()
                    .filter(|&char| char != ' ')
                    .collect::<String>(),
            )
        }) {
            Some((braced, index)) if name.ends_with('_') => {
                if matches!(&*index, "t-1" | "t−1") {
                    name.pop();
                    name.push_str(BEFORE);
                } else if index.chars().all(is_part) {
                    name.push_str(&index);
                } else {
                    return (name, length);
                }
                braced.chars().count() + 2
            }
            _ if name.ends_with('ₜ') && name != "ₜ" => {
                name.pop();
                let before = rest.starts_with("₋₁");
                name.push_str(if before { BEFORE } else { NOW });
                if before { 2 } else { 0 }
            }
            _ => return (name, length),
        };
        for _ in 0..taken {
            chars.next();
        }
        length += taken;
    }
}

/// Adds to an error where it was found.
pub(crate) fn place(error: Error, line: usize, column: usize) -> Error {
    error.with("line", line).with("column", column)
}
