//! A cell of one's own, read: from lines as a course would write them to parameters, fields and their formulas.
//!
//! ```text
//! f = σ(W_f x + U_f h' + b_f)
//! g = tanh(W_g x + U_g h' + b_g)
//! c = f * c' + (1 - f) * g
//! h = tanh(c)
//! ```
//! A name that no line makes, and that is not x, is a parameter; what it is follows from where it stands: a matrix before
//! what it is applied to, a bias alone in a sum, a peephole in a product. A primed name is a state, which starts at zero. A
//! squash or a sum within a line is taken apart into a field with a name of its own: `z_f`, `tanh_c`, `h_1`.

use crate::error::{Code, Error, Part, Result};
use crate::model::formula::parse::{self, Expression, Line, Node, place};
use crate::model::formula::{Factor, Formula, Squash};
use crate::model::layout::Kind;

/// The most lines.
const LINES: usize = 32;

/// The most characters.
pub const LONGEST: usize = 4000;

/// A cell of the literature, as a text to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// By this name a page words it.
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
        // Its g was squashed to -2..2, its state to -1..1; tanh is what is used today.
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
        // Neither gate nor candidate sees the old state: that is what makes it trainable in parallel.
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
        // The share of itself that the context keeps is learnt here; there it is given.
        name: "elman-context",
        source: "Pham & Liu, \"Dynamic system modelling using partially recurrent neural networks\", Journal of Systems Engineering 2, 1992",
        equations: "s = h' + a * s'
h = tanh(W_h x + U_h s + b_h)",
    },
];

/// Names that belong to the input, the read-out and, with what is made of a line of that name (`d_1`), to gradients.
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
    /// As written.
    pub name: String,
    /// By its place.
    pub kind: Kind,
    /// Rows of it.
    pub rows: Size,
    /// Columns of it.
    pub cols: Size,
}

/// A field that a line, or a part of one, makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// As written, or made up.
    pub name: String,
    /// How it is drawn.
    pub kind: Kind,
    /// Units of it.
    pub size: Size,
    /// From what.
    pub formula: Formula,
}

/// What a text of equations says, in an order in which it can be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equations {
    /// Kind by kind, and of a kind in the order of the text: so matrices that are applied to the same are neighbours.
    pub params: Vec<Param>,
    /// Each after what it is made from.
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

/// What is multiplied; `mapped`: the first is a matrix, applied to the second.
struct Term {
    mapped: bool,
    factors: Vec<Met>,
}

/// What the lines have told so far.
struct Reading<'a> {
    lines: &'a [Line],
    /// Names that lines use, and those made up.
    taken: Vec<String>,
    /// Names that lines use with a prime.
    states: Vec<String>,
    fields: Vec<Made>,
    params: Vec<Param>,
    /// What was taken apart, to be found again: tanh(c) is one field, however often it is written.
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

    /// One line, and before it what has to be taken out of it.
    fn line(&mut self, line: &Line) -> Result<()> {
        let name = &line.name;
        match &line.expression.node {
            // f = σ(sum): the sum is f's pre-activation.
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
                // A matrix is applied to what is computed: a name that nothing makes is a slip.
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
        // Of a second parameter comes a field: then the gradient of one needs the fields alone.
        if self.is_param(&next) && factors.iter().any(|factor| self.is_param(factor)) {
            let (line_number, column) = (next.line, next.column);
            let name = self.fresh(line);
            self.make(name.clone(), None, vec![alone(next)])?;
            next = made(name, line_number, column);
        }
        factors.push(next);
        Ok(())
    }

    /// A name, or one minus a name; all else becomes a field.
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

    /// A field: the one that is named, or one that is made of the expression; a sum may be given its name.
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

    /// A name, if it may stand here.
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

    /// The name of a matrix, if it may stand before its operand.
    fn matrix(&self, name: &str, at: &Expression, operand: &Expression) -> Result<Met> {
        // f x: what is made, or comes in, is no matrix; a sign is missing between the two.
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

    /// A name for a part of a line.
    fn fresh(&mut self, line: &str) -> String {
        let mut names = (1..).map(|k| format!("{line}_{k}"));
        let free = names.find(|name| !self.taken.contains(name));
        let free = free.expect("there is always one more number");
        self.taken.push(free.clone());
        free
    }

    /// This name, or one like it that nobody has.
    fn reserve(&mut self, name: String) -> String {
        if self.taken.contains(&name) {
            return self.fresh(&name);
        }
        self.taken.push(name.clone());
        name
    }

    /// A field of these terms; their parameters are met here, and all sizes must agree.
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
            size: Size::Hidden, // until all is read
            formula,
        });
        Ok(())
    }

    /// A parameter keeps to the place where it was met first.
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
            // Both added and multiplied: drawn at random like what is multiplied.
            Some(known) if kind != Kind::Bias => known.kind = kind,
            Some(_) => {}
        }
        Ok(())
    }

    /// How a field is best drawn, by what makes it.
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

/// Which names have as many numbers as each other: each points to one that has, and so on to one that stands for all.
struct SameSizes {
    names: Vec<String>,
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

    /// Rows and columns of a matrix: neither is a name that one can write.
    fn of_matrix(&mut self, name: &str) -> [usize; 2] {
        [" rows", " columns"].map(|side| self.of(&(name.to_owned() + side)))
    }

    fn root(&self, mut at: usize) -> usize {
        while self.same[at] != at {
            at = self.same[at];
        }
        at
    }

    /// Makes two the same; false if they cannot be.
    fn same(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        // The two that are known stand for the others.
        let (low, high) = (a.min(b), a.max(b));
        if low != high && high == SameSizes::HIDDEN {
            return false;
        }
        self.same[high] = low;
        true
    }

    /// What nothing says more of has as many numbers as the cell has units.
    fn known(&self, at: usize) -> Size {
        match self.root(at) {
            SameSizes::INPUTS => Size::Inputs,
            _ => Size::Hidden,
        }
    }
}
