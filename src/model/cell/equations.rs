//! A cell of one's own, read: from lines as a course would write them to parameters, fields and their formulas.
//!
//! ```text
//! f = σ(W_f x + U_f h' + b_f)
//! g = tanh(W_g x + U_g h' + b_g)
//! c = f * c' + (1 - f) * g
//! h = tanh(c)
//! ```
//! A name is x, a field that a line makes, or else a parameter. The kind of a parameter follows from where it stands: a matrix
//! stands before what it is applied to, a bias alone in a sum, a peephole in a product. A primed name is a state, which starts
//! at zero. A squash or a sum within a line becomes a field of its own, with a name made from that of the line or of what is
//! squashed: `z_f`, `h_1`, `tanh_c`.

use serde::Serialize;

use crate::error::{Code, Error, Part, Result};
use crate::model::formula::parse::{self, Expression, Line, Node, place};
use crate::model::formula::{Factor, Formula, Squash};
use crate::model::layout::Kind;

/// The most lines.
const LINES: usize = 32;

/// The most characters.
pub const LONGEST: usize = 4000;

/// A cell of the literature, as a text to begin with.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Preset {
    /// Its name; a page has words for it.
    pub name: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Its equations.
    pub equations: &'static str,
}

/// Cells of the literature.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "lstm",
        source: "Gers, Schmidhuber & Cummins, \"Learning to Forget\", Neural Computation 12(10), 2000",
        equations: "i = σ(W_i x + U_i h' + b_i)
f = σ(W_f x + U_f h' + b_f)
g = tanh(W_g x + U_g h' + b_g)
o = σ(W_o x + U_o h' + b_o)
c = f * c' + i * g
h = o * tanh(c)",
    },
    Preset {
        // In the paper a scaled sigmoid squashes g to -2..2 and the state to -1..1; tanh is usual today.
        name: "lstm-1997",
        source: "Hochreiter & Schmidhuber, \"Long Short-Term Memory\", Neural Computation 9(8), 1997",
        equations: "i = σ(W_i x + U_i h' + b_i)
g = tanh(W_g x + U_g h' + b_g)
o = σ(W_o x + U_o h' + b_o)
c = c' + i * g
h = o * tanh(c)",
    },
    Preset {
        name: "mgu",
        source: "Zhou, Wu, Zhang & Zhou, \"Minimal Gated Unit for Recurrent Neural Networks\", International Journal of Automation and Computing 13(3), 2016, equations 6",
        equations: "f = σ(W_f x + U_f h' + b_f)
n = tanh(W_n x + U_n (f * h') + b_n)
h = (1 - f) * h' + f * n",
    },
    Preset {
        // Neither gate nor candidate reads the old state, so all steps of a sequence can be trained in parallel.
        name: "mingru",
        source: "Feng, Tung, Ahmed, Bengio & Hajimirsadeghi, \"Were RNNs All We Needed?\", 2024, section 3.1",
        equations: "z = σ(W_z x + b_z)
n = W_n x + b_n
h = (1 - z) * h' + z * n",
    },
    Preset {
        name: "janet",
        source: "van der Westhuizen & Lasenby, \"The unreasonable effectiveness of the forget gate\", 2018, with its β = 0",
        equations: "f = σ(W_f x + U_f h' + b_f)
g = tanh(W_g x + U_g h' + b_g)
c = f * c' + (1 - f) * g
h = c",
    },
    Preset {
        // a, the share of itself that the context keeps, is a constant in the paper and learnt here.
        name: "elman-context",
        source: "Pham & Liu, \"Dynamic system modelling using partially recurrent neural networks\", Journal of Systems Engineering 2, 1992",
        equations: "s = h' + a * s'
h = tanh(W_h x + U_h s + b_h)",
    },
];

/// Names that no line and no parameter may have: those of the input and of the read-out, and `d`, because the parts of a line
/// d would have the names of gradients (`d_1`).
const RESERVED: [&str; 5] = ["x", "y", "W_y", "b_y", "d"];

/// How many numbers there are along one side of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As many as come in.
    Inputs,
    /// As many as the cell has units.
    Hidden,
    /// One.
    One,
}

/// A parameter that the lines name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, as written.
    pub name: String,
    /// What it is, by where it stands.
    pub kind: Kind,
    /// How many rows it has.
    pub rows: Size,
    /// How many columns it has: one, unless it is a matrix.
    pub cols: Size,
}

/// A field that a line, or a part of one, makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// That of its line, or for a part of a line one made from it.
    pub name: String,
    /// What kind of number it holds, by its formula.
    pub kind: Kind,
    /// How many units it has.
    pub size: Size,
    /// What it is computed by.
    pub formula: Formula,
}

/// What a text of equations says, in an order in which it can be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equations {
    /// All of one kind, then all of the next, each in the order of the text. Matrices that are applied to the same field are
    /// neighbours in memory so.
    pub params: Vec<Param>,
    /// Each after those that it is computed from in the same step.
    pub fields: Vec<Made>,
}

impl Equations {
    /// Reads a text.
    ///
    /// ```
    /// use lstm_conveyor::cell::equations::Equations;
    ///
    /// let read = Equations::read("f = σ(W_f x + b_f)\nh = f * h' + (1 - f) * tanh(W x)")?;
    /// let texts = read.fields.iter().map(|made| (&*made.name, made.formula.text(|name| name == "W")));
    /// let texts: Vec<_> = texts.collect();
    /// assert_eq!(texts[2], ("z_h_1", "W x".to_owned()));
    /// assert_eq!(texts[4], ("h", "f * h' + (1 - f) * h_1".to_owned()));
    /// let params: Vec<_> = read.params.iter().map(|param| &*param.name).collect();
    /// assert_eq!(params, ["W_f", "W", "b_f"]);
    ///
    /// let error = Equations::read("h = tanh(W x + U h)").unwrap_err();
    /// assert_eq!(error.to_string(), "line 1, column 18: h is used before it is made");
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong, with line, column and what was met: [`Code::EquationSyntax`] and its kin.
    pub fn read(text: &str) -> Result<Equations> {
        let lines = parse::lines(text)?;
        if let Some(line) = lines.get(LINES) {
            let error = Error::new(Code::EquationLines, "equations", lines.len());
            return Err(place(error, line.expression.line, 1).with("longest", LINES));
        }
        let mut reading = Reading::new(&lines)?;
        for line in &lines {
            reading.line(line)?;
        }
        reading.finish()
    }
}

/// A factor, and where it stands.
struct Met {
    factor: Factor,
    line: usize,
    column: usize,
}

/// The factors of a product. If it is `mapped` there are two: a matrix, and the field that it is applied to.
struct Term {
    mapped: bool,
    factors: Vec<Met>,
}

/// What is known after the lines that were read so far.
struct Reading<'a> {
    lines: &'a [Line],
    /// Names that a part of a line cannot be given: all that the text uses, and those of parts so far.
    taken: Vec<String>,
    /// Names that the text uses with a prime, and h.
    states: Vec<String>,
    fields: Vec<Made>,
    params: Vec<Param>,
    /// Squashes of a named field within lines: the function, its argument, and the field that it became. tanh(c) is one
    /// field, however often it is written.
    squashed: Vec<(Squash, String, String)>,
    sizes: SameSizes,
}

impl<'a> Reading<'a> {
    fn new(lines: &'a [Line]) -> Result<Reading<'a>> {
        let mut reading = Reading {
            lines,
            taken: RESERVED.map(str::to_owned).to_vec(),
            states: vec!["h".to_owned()],
            fields: Vec::new(),
            params: Vec::new(),
            squashed: Vec::new(),
            sizes: SameSizes::default(),
        };
        for (k, line) in lines.iter().enumerate() {
            let at = line.expression.line;
            reserved(&line.name, at, line.column)?;
            if lines[..k].iter().any(|before| before.name == line.name) {
                let error = Error::new(Code::EquationTwice, "equations", &line.name);
                return Err(place(error, at, line.column));
            }
            reading.taken.push(line.name.clone());
            line.expression.names(&mut |name, before| {
                reading.taken.push(name.to_owned());
                if before {
                    reading.states.push(name.to_owned());
                }
            });
        }
        Ok(reading)
    }

    /// Makes the field of a line, and before it those of its parts.
    fn line(&mut self, line: &Line) -> Result<()> {
        let name = &line.name;
        match &line.expression.node {
            // f = σ(sum): the sum becomes z_f, the pre-activation.
            Node::Squash(squash, inner) => {
                let inner = self.operand(inner, Some(format!("z_{name}")), name)?;
                self.make(name.clone(), Some(*squash), vec![alone(inner)])
            }
            _ => {
                let terms = self.sum(&line.expression, name)?;
                self.make(name.clone(), None, terms)
            }
        }
    }

    /// What is added, as products of names.
    fn sum(&mut self, expression: &Expression, line: &str) -> Result<Vec<Term>> {
        Ok(match &expression.node {
            Node::Sum(parts) => {
                let mut terms = Vec::new();
                for part in parts {
                    terms.extend(self.sum(part, line)?);
                }
                terms
            }
            Node::Product(_) => {
                let mut factors = Vec::new();
                self.product(expression, line, &mut factors)?;
                let mapped = false;
                vec![Term { mapped, factors }]
            }
            Node::Map(matrix, operand) => {
                let matrix = self.matrix(matrix, expression, operand)?;
                // A matrix is applied to x or a field. A name that no line makes would be a parameter: it is mistyped.
                if let Node::Name { name, before } = &operand.node
                    && self.is_param(&self.name(name, *before, operand)?)
                {
                    let error = Error::new(Code::EquationUnmade, "equations", name);
                    return Err(place(error, operand.line, operand.column));
                }
                let operand = self.operand(operand, None, line)?;
                vec![Term {
                    mapped: true,
                    factors: vec![matrix, operand],
                }]
            }
            _ => vec![alone(self.factor(expression, line)?)],
        })
    }

    fn product(&mut self, part: &Expression, line: &str, factors: &mut Vec<Met>) -> Result<()> {
        if let Node::Product(parts) = &part.node {
            return (parts.iter()).try_for_each(|part| self.product(part, line, factors));
        }
        let mut next = self.factor(part, line)?;
        // A product has one parameter at most, so that its gradient depends on fields alone: a second one is copied to a field.
        if self.is_param(&next) && factors.iter().any(|factor| self.is_param(factor)) {
            let (line_number, column) = (next.line, next.column);
            let name = self.fresh(line);
            self.make(name.clone(), None, vec![alone(next)])?;
            next = made(name, line_number, column);
        }
        factors.push(next);
        Ok(())
    }

    /// A factor of a product: a name or one minus a name as it is, all else as a field that is made for it.
    fn factor(&mut self, expression: &Expression, line: &str) -> Result<Met> {
        match &expression.node {
            Node::Name { name, before } => self.name(name, *before, expression),
            Node::Complement(inner) => {
                let mut inner = match &inner.node {
                    Node::Name { name, before } => self.name(name, *before, inner)?,
                    _ => self.operand(inner, None, line)?,
                };
                inner.factor.complement = true;
                Ok(inner)
            }
            _ => self.operand(expression, None, line),
        }
    }

    /// The field that an expression names, or else one that is made for it; `sum` is the name of one made for a sum or a product.
    fn operand(&mut self, expression: &Expression, sum: Option<String>, line: &str) -> Result<Met> {
        let (at, column) = (expression.line, expression.column);
        match &expression.node {
            Node::Name { name, before } if name == "x" || self.is_line(name) => {
                self.name(name, *before, expression)
            }
            Node::Squash(squash, inner) => {
                let plain = match &inner.node {
                    Node::Name { name, before } if !before && self.is_made(name) => Some(name),
                    _ => None,
                };
                let mut known = self.squashed.iter();
                if let Some(plain) = plain
                    && let Some((.., name)) = known.find(|k| (k.0, &k.1) == (*squash, plain))
                {
                    return Ok(made(name.clone(), at, column));
                }
                let name = match plain {
                    Some(inner) => self.reserve(format!("{}_{inner}", squash.as_ref())),
                    None => self.fresh(line),
                };
                if let Some(plain) = plain {
                    let known = (*squash, plain.clone(), name.clone());
                    self.squashed.push(known);
                }
                let inner = self.operand(inner, Some(format!("z_{name}")), line)?;
                self.make(name.clone(), Some(*squash), vec![alone(inner)])?;
                Ok(made(name, at, column))
            }
            _ => {
                let name = match sum {
                    Some(name) => self.reserve(name),
                    None => self.fresh(line),
                };
                let terms = self.sum(expression, line)?;
                self.make(name.clone(), None, terms)?;
                Ok(made(name, at, column))
            }
        }
    }

    /// A factor of this name.
    ///
    /// # Errors
    /// If nothing has made it yet, if it is a state that no line makes, or if the name is reserved.
    fn name(&self, name: &str, before: bool, at: &Expression) -> Result<Met> {
        let (line, column) = (at.line, at.column);
        let refuse = |code, value| {
            let error = Error::new(code, "equations", value);
            Err(place(error, line, column))
        };
        if before && !self.is_line(name) {
            return refuse(Code::EquationState, format!("{name}'"));
        }
        if !before && self.is_line(name) && !self.is_made(name) {
            return refuse(Code::EquationUnmade, name.to_owned());
        }
        if name != "x" {
            reserved(name, line, column)?;
        }
        let mut met = made(name.to_owned(), line, column);
        met.factor.before = before;
        Ok(met)
    }

    /// The matrix of this name before its operand.
    fn matrix(&self, name: &str, at: &Expression, operand: &Expression) -> Result<Met> {
        // f x: a field is no matrix, so a sign is missing between the two.
        if name == "x" || self.is_line(name) {
            let error = Error::new(Code::EquationSyntax, "equations", name);
            let error = place(error, operand.line, operand.column);
            let wanted = ["+", "*"].map(str::to_owned);
            return Err(error.with("wanted", Part::Names(wanted.into())));
        }
        self.name(name, false, at)
    }

    fn is_line(&self, name: &str) -> bool {
        self.lines.iter().any(|line| line.name == name)
    }

    fn is_made(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    fn is_param(&self, met: &Met) -> bool {
        let name = &*met.factor.name;
        name != "x" && !self.is_line(name) && !self.is_made(name)
    }

    /// The next free name for a part of a line: `h_1`, `h_2` and so on.
    fn fresh(&mut self, line: &str) -> String {
        let mut names = (1..).map(|k| format!("{line}_{k}"));
        let free = names.find(|name| !self.taken.contains(name));
        let free = free.expect("there is always one more number");
        self.taken.push(free.clone());
        free
    }

    /// This name if it is free, or else the next free one after it.
    fn reserve(&mut self, name: String) -> String {
        if self.taken.contains(&name) {
            return self.fresh(&name);
        }
        self.taken.push(name.clone());
        name
    }

    /// Makes a field of these terms. Its parameters are added to those that are known.
    ///
    /// # Errors
    /// [`Code::EquationSizes`] if the terms have other sizes than each other or than the field has elsewhere.
    fn make(&mut self, name: String, squash: Option<Squash>, terms: Vec<Term>) -> Result<()> {
        let size = self.sizes.of(&name);
        for Term { mapped, factors } in &terms {
            for (k, met) in factors.iter().enumerate() {
                let matrix = *mapped && k == 0;
                if self.is_param(met) {
                    let kind = match factors.last() {
                        Some(last) if matrix && last.factor.before => Kind::RecurrentWeight,
                        _ if matrix => Kind::Weight,
                        _ if factors.len() > 1 || met.factor.complement => Kind::Peephole,
                        _ => Kind::Bias,
                    };
                    self.param(met, kind)?;
                }
                let own = &met.factor.name;
                let agree = if matrix {
                    let [rows, cols] = self.sizes.of_matrix(own);
                    let operand = self.sizes.of(&factors[1].factor.name);
                    self.sizes.same(rows, size) && self.sizes.same(cols, operand)
                } else {
                    let own = self.sizes.of(own);
                    *mapped || self.sizes.same(own, size)
                };
                if !agree {
                    return Err(misfit(met));
                }
            }
        }
        let factors = |term: Term| term.factors.into_iter().map(|met| met.factor).collect();
        let terms = terms.into_iter().map(factors).collect();
        let formula = Formula { squash, terms };
        let kind = self.kind(&name, &formula);
        self.fields.push(Made {
            name,
            kind,
            size: Size::Hidden, // It is known when all lines are read: see `finish`.
            formula,
        });
        Ok(())
    }

    /// Adds a parameter, or checks that one that is known stands where it may: a matrix is a matrix everywhere.
    fn param(&mut self, met: &Met, kind: Kind) -> Result<()> {
        let matrix = |kind| matches!(kind, Kind::Weight | Kind::RecurrentWeight);
        let mut params = self.params.iter_mut();
        match params.find(|param| param.name == met.factor.name) {
            None => self.params.push(Param {
                name: met.factor.name.clone(),
                kind,
                rows: Size::Hidden,
                cols: Size::One,
            }),
            Some(known) if matrix(known.kind) != matrix(kind) => return Err(misfit(met)),
            // A parameter that is added here and multiplied there starts at random, as a peephole does, not at 0 as a bias.
            Some(known) if kind != Kind::Bias => known.kind = kind,
            Some(_) => {}
        }
        Ok(())
    }

    /// What kind of number a field holds, by its formula.
    fn kind(&self, name: &str, formula: &Formula) -> Kind {
        let of_state = |name: &str| {
            let mut fields = self.fields.iter();
            fields.any(|field| field.name == name && field.kind == Kind::State)
        };
        let learnt = |name: &str| self.params.iter().any(|param| param.name == name);
        let mut factors = formula.factors();
        match formula.squash {
            _ if self.states.iter().any(|state| state == name) => Kind::State,
            Some(Squash::Sigmoid) => Kind::Gate,
            Some(_) if factors.any(|factor| of_state(&factor.name)) => Kind::Squashed,
            Some(_) => Kind::Candidate,
            None if factors.any(|factor| learnt(&factor.name)) => Kind::PreActivation,
            None => Kind::Squashed,
        }
    }

    fn finish(mut self) -> Result<Equations> {
        if !self.is_made("h") {
            let after = (self.lines.last()).map_or(1, |line| line.expression.line + 1);
            let error = Error::new(Code::EquationOutput, "equations", "⏎");
            return Err(place(error, after, 1));
        }
        for field in &mut self.fields {
            let size = self.sizes.of(&field.name);
            field.size = self.sizes.known(size);
        }
        for param in &mut self.params {
            if matches!(param.kind, Kind::Weight | Kind::RecurrentWeight) {
                let sizes = self.sizes.of_matrix(&param.name);
                [param.rows, param.cols] = sizes.map(|size| self.sizes.known(size));
            } else {
                let size = self.sizes.of(&param.name);
                param.rows = self.sizes.known(size);
            }
        }
        let kinds = [
            Kind::Weight,
            Kind::RecurrentWeight,
            Kind::Bias,
            Kind::Peephole,
        ];
        let of_kind = |kind| self.params.iter().filter(move |param| param.kind == kind);
        Ok(Equations {
            params: kinds.into_iter().flat_map(of_kind).cloned().collect(),
            fields: self.fields,
        })
    }
}

fn alone(factor: Met) -> Term {
    Term {
        mapped: false,
        factors: vec![factor],
    }
}

fn made(name: String, line: usize, column: usize) -> Met {
    let factor = Factor {
        name,
        before: false,
        complement: false,
    };
    Met {
        factor,
        line,
        column,
    }
}

fn misfit(met: &Met) -> Error {
    let error = Error::new(Code::EquationSizes, "equations", &met.factor.name);
    place(error, met.line, met.column)
}

/// Refuses a name that has its meaning already; a gradient's begins with `d_`.
fn reserved(name: &str, line: usize, column: usize) -> Result<()> {
    if !RESERVED.contains(&name) && !name.starts_with("d_") {
        return Ok(());
    }
    let names = RESERVED.iter().copied().chain(["d_…"]);
    let names = Part::Names(names.map(str::to_owned).collect());
    let error = Error::new(Code::EquationName, "equations", name);
    Err(place(error, line, column).with("names", names))
}

/// Sets of names that have the same size, as trees: each name points to another of its set, the root of a tree to itself.
struct SameSizes {
    names: Vec<String>,
    /// For each name the place of the one that it points to.
    same: Vec<usize>,
}

impl Default for SameSizes {
    fn default() -> SameSizes {
        SameSizes {
            // The output is as wide as the cell.
            names: vec!["x".to_owned(), "h".to_owned()],
            same: vec![SameSizes::INPUTS, SameSizes::HIDDEN],
        }
    }
}

impl SameSizes {
    const INPUTS: usize = 0;
    const HIDDEN: usize = 1;

    /// The place of a name.
    fn of(&mut self, name: &str) -> usize {
        let known = self.names.iter().position(|own| own == name);
        known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.same.push(self.same.len());
            self.same.len() - 1
        })
    }

    /// The places of a matrix's rows and columns, under names that cannot stand in a text.
    fn of_matrix(&mut self, name: &str) -> [usize; 2] {
        [" rows", " columns"].map(|side| self.of(&(name.to_owned() + side)))
    }

    /// The name that stands for all of the set.
    fn root(&self, mut at: usize) -> usize {
        while self.same[at] != at {
            at = self.same[at];
        }
        at
    }

    /// Joins the sets of two names. False if one has the size of the input and the other that of the cell.
    fn same(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        // The one that comes first is the root: inputs and hidden, whose sizes are known, come before all others.
        let (low, high) = (a.min(b), a.max(b));
        if low != high && high == SameSizes::HIDDEN {
            return false;
        }
        self.same[high] = low;
        true
    }

    /// The size of a set. Where nothing ties it to the input it is that of the cell.
    fn known(&self, at: usize) -> Size {
        match self.root(at) {
            SameSizes::INPUTS => Size::Inputs,
            _ => Size::Hidden,
        }
    }
}
