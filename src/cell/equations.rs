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
use crate::formula::parse::{self, Expression, Line, Node, place};
use crate::formula::{Formula, Squash};
use crate::layout::Kind;

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

/// Names that belong to the input and the read-out.
const RESERVED: [&str; 4] = ["x", "y", "W_y", "b_y"];

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
    /// # Errors
    /// The first thing that is wrong, with line, column and what was met: [`Code::EquationSyntax`] and its kin.
    pub fn read(text: &str) -> Result<Equations> {
        let lines = parse::lines(text)?;
        if lines.len() > LINES {
            let error = Error::new(Code::EquationLines, "equations", lines.len());
            let after = lines[LINES].expression.line;
            return Err(place(error, after, 1).with("longest", LINES));
        }
        let mut reading = Reading::new(&lines)?;
        for line in &lines {
            reading.line(line)?;
        }
        reading.finish()
    }
}

/// What can be said of a name so far.
struct Reading<'a> {
    lines: &'a [Line],
    fields: Vec<Made>,
    params: Vec<(Param, Expression)>,
    /// Parts that were taken apart: a squash of a field by both.
    squashed: Vec<(Squash, String, String)>,
    /// Names that were made up.
    taken: Vec<String>,
    sizes: Sizes,
}

impl<'a> Reading<'a> {
    fn new(lines: &'a [Line]) -> Result<Reading<'a>> {
        for (k, line) in lines.iter().enumerate() {
            let refuse = |code| {
                let error = Error::new(code, "equations", &line.name);
                place(error, line.expression.line, line.column)
            };
            if RESERVED.contains(&&*line.name) || line.name.starts_with("d_") {
                return Err(refuse(Code::EquationName).with("names", reserved()));
            }
            if lines[..k].iter().any(|before| before.name == line.name) {
                return Err(refuse(Code::EquationTwice));
            }
        }
        Ok(Reading {
            lines,
            fields: Vec::new(),
            params: Vec::new(),
            squashed: Vec::new(),
            taken: Vec::new(),
            sizes: Sizes::default(),
        })
    }

    /// One line, and before it what has to be taken out of it.
    fn line(&mut self, line: &Line) -> Result<()> {
        self.known(&line.expression)?;
        let expression = match &line.expression.node {
            // f = σ(sum): the sum is f's pre-activation.
            Node::Squash(squash, inner) => {
                let sum = format!("z_{}", line.name);
                let inner = self.operand(inner, Some(sum), &line.name)?;
                let node = Node::Squash(*squash, Box::new(inner));
                Expression {
                    node,
                    ..line.expression
                }
            }
            _ => self.simple(&line.expression, &line.name)?,
        };
        self.make(line.name.clone(), &expression)
    }

    /// Are the names of an expression such as may stand there?
    fn known(&self, expression: &Expression) -> Result<()> {
        let refuse = |code, value: &str| {
            let error = Error::new(code, "equations", value);
            Err(place(error, expression.line, expression.column))
        };
        match &expression.node {
            Node::Name { name, before: true } if !self.is_line(name) => {
                refuse(Code::EquationState, &format!("{name}'"))
            }
            Node::Name {
                name,
                before: false,
            } if self.is_line(name) && !self.is_made(name) => refuse(Code::EquationUnmade, name),
            Node::Name { name, .. } if *name != "x" && !self.is_line(name) => {
                if RESERVED.contains(&&**name) || name.starts_with("d_") {
                    let error = Error::new(Code::EquationName, "equations", name);
                    let error = place(error, expression.line, expression.column);
                    return Err(error.with("names", reserved()));
                }
                Ok(())
            }
            Node::Name { .. } => Ok(()),
            Node::Map(matrix, operand) => {
                // f x: what is made, or comes in, is no matrix; a sign is missing between the two.
                if *matrix == "x" || self.is_line(matrix) {
                    let wanted = vec!["+".to_owned(), "*".to_owned()];
                    let error = Error::new(Code::EquationSyntax, "equations", matrix);
                    let error = place(error, operand.line, operand.column);
                    return Err(error.with("wanted", Part::Names(wanted)));
                }
                if RESERVED.contains(&&**matrix) || matrix.starts_with("d_") {
                    let error = Error::new(Code::EquationName, "equations", matrix);
                    let error = place(error, expression.line, expression.column);
                    return Err(error.with("names", reserved()));
                }
                self.known(operand)
            }
            Node::Complement(inner) | Node::Squash(_, inner) => self.known(inner),
            Node::Product(parts) | Node::Sum(parts) => {
                parts.iter().try_for_each(|part| self.known(part))
            }
        }
    }

    /// A parameter, or one minus it.
    fn is_param(&self, factor: &Expression) -> bool {
        match &factor.node {
            Node::Complement(inner) => self.is_param(inner),
            Node::Name { name, .. } => name != "x" && !self.is_line(name) && !self.is_made(name),
            _ => false,
        }
    }

    fn is_line(&self, name: &str) -> bool {
        self.lines.iter().any(|line| line.name == name)
    }

    fn is_made(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// The same sum of products of names alone; what is more than that becomes fields of their own.
    fn simple(&mut self, expression: &Expression, line: &str) -> Result<Expression> {
        let at = |node| Expression {
            node,
            ..*expression
        };
        Ok(match &expression.node {
            Node::Sum(terms) => {
                let mut flat = Vec::new();
                for term in terms {
                    match self.simple(term, line)? {
                        Expression {
                            node: Node::Sum(inner),
                            ..
                        } => flat.extend(inner),
                        other => flat.push(other),
                    }
                }
                at(Node::Sum(flat))
            }
            Node::Product(factors) => {
                let mut simple: Vec<Expression> = Vec::new();
                for factor in factors {
                    let inner = match self.factor(factor, line)? {
                        Expression {
                            node: Node::Product(inner),
                            ..
                        } => inner,
                        other => vec![other],
                    };
                    for factor in inner {
                        // Of a second parameter comes a field: then each gradient needs the fields alone.
                        let second = self.is_param(&factor)
                            && simple.iter().any(|factor| self.is_param(factor));
                        simple.push(match second {
                            true => self.operand(&factor, None, line)?,
                            false => factor,
                        });
                    }
                }
                at(Node::Product(simple))
            }
            Node::Map(matrix, operand) => {
                let operand = self.operand(operand, None, line)?;
                at(Node::Map(matrix.clone(), Box::new(operand)))
            }
            _ => self.factor(expression, line)?,
        })
    }

    /// A name, one minus a name, or a product of such; all else becomes a field.
    fn factor(&mut self, expression: &Expression, line: &str) -> Result<Expression> {
        match &expression.node {
            Node::Name { .. } => Ok(expression.clone()),
            Node::Complement(inner) => {
                let inner = Box::new(match inner.node {
                    Node::Name { .. } => (**inner).clone(),
                    _ => self.operand(inner, None, line)?,
                });
                let node = Node::Complement(inner);
                Ok(Expression {
                    node,
                    ..*expression
                })
            }
            Node::Product(_) => self.simple(expression, line),
            _ => self.operand(expression, None, line),
        }
    }

    /// A field: the one that is named, or one that is made of the expression; a sum may be given its name.
    fn operand(
        &mut self,
        expression: &Expression,
        sum: Option<String>,
        line: &str,
    ) -> Result<Expression> {
        let field = |name: &str| Expression {
            node: Node::Name {
                name: name.to_owned(),
                before: false,
            },
            ..*expression
        };
        match &expression.node {
            // A parameter is no field: in σ(b) the sum of one is.
            Node::Name { name, .. } if *name == "x" || self.is_line(name) => Ok(expression.clone()),
            Node::Squash(squash, inner) => {
                let plain = match &inner.node {
                    Node::Name {
                        name,
                        before: false,
                    } if self.is_made(name) => Some(name),
                    _ => None,
                };
                let same = |known: &&(Squash, String, String)| {
                    known.0 == *squash && Some(&known.1) == plain
                };
                if let Some((_, _, known)) = self.squashed.iter().find(same) {
                    return Ok(field(known));
                }
                let name = match plain {
                    Some(inner) => self.reserve(format!("{}_{inner}", squash.name())),
                    None => self.fresh(line),
                };
                if let Some(plain) = plain {
                    let known = (*squash, plain.clone(), name.clone());
                    self.squashed.push(known);
                }
                let inner = self.operand(inner, Some(format!("z_{name}")), line)?;
                let made = field(&name);
                let node = Node::Squash(*squash, Box::new(inner));
                self.make(
                    name,
                    &Expression {
                        node,
                        ..*expression
                    },
                )?;
                Ok(made)
            }
            _ => {
                let name = match sum {
                    Some(name) => self.reserve(name),
                    None => self.fresh(line),
                };
                let simple = self.simple(expression, line)?;
                let made = field(&name);
                self.make(name, &simple)?;
                Ok(made)
            }
        }
    }

    /// A name for a part of a line.
    fn fresh(&mut self, line: &str) -> String {
        let mut names = (1..).map(|k| format!("{line}_{k}"));
        let free = names.find(|name| self.is_free(name));
        let free = free.expect("there is always one more number");
        self.taken.push(free.clone());
        free
    }

    /// This name, or one like it that nobody has.
    fn reserve(&mut self, name: String) -> String {
        if !self.is_free(&name) {
            return self.fresh(&name);
        }
        self.taken.push(name.clone());
        name
    }

    fn is_free(&self, name: &str) -> bool {
        fn names(expression: &Expression, name: &str) -> bool {
            match &expression.node {
                Node::Name { name: own, .. } => own == name,
                Node::Map(matrix, operand) => matrix == name || names(operand, name),
                Node::Complement(inner) | Node::Squash(_, inner) => names(inner, name),
                Node::Product(parts) | Node::Sum(parts) => parts.iter().any(|p| names(p, name)),
            }
        }
        let written = |line: &Line| line.name == name || names(&line.expression, name);
        let taken = self.taken.iter().any(|taken| taken == name);
        !taken && !RESERVED.contains(&name) && !self.lines.iter().any(written)
    }

    /// A field of this expression, which has the form of a formula; its parameters are met here.
    fn make(&mut self, name: String, expression: &Expression) -> Result<()> {
        let formula = Formula::flat(expression).expect("taken apart before");
        let size = self.sizes.of(&name);
        let terms = match &expression.node {
            Node::Sum(terms) => terms.iter().collect(),
            Node::Squash(_, inner) => vec![&**inner],
            _ => vec![expression],
        };
        for term in terms {
            let parts = match &term.node {
                Node::Product(factors) => factors.iter().collect(),
                Node::Map(matrix, operand) => {
                    self.matrix(matrix, operand, term, size)?;
                    continue;
                }
                _ => vec![term],
            };
            let alone = parts.len() == 1;
            for part in parts {
                let (name, before) = match &part.node {
                    Node::Complement(inner) => match &inner.node {
                        Node::Name { name, before } => (name, *before),
                        _ => unreachable!("taken apart before"),
                    },
                    Node::Name { name, before } => (name, *before),
                    _ => unreachable!("taken apart before"),
                };
                if !before && *name != "x" && !self.is_made(name) {
                    let bias = alone && matches!(part.node, Node::Name { .. });
                    let kind = if bias { Kind::Bias } else { Kind::Peephole };
                    self.param(name, kind, part)?;
                }
                let own = self.sizes.of(name);
                self.agree(size, own, name, part)?;
            }
        }
        let kind = self.kind(&name, &formula);
        self.fields.push(Made {
            name,
            kind,
            size: Size::Hidden, // until all is read
            formula,
        });
        Ok(())
    }

    fn matrix(
        &mut self,
        name: &str,
        operand: &Expression,
        at: &Expression,
        rows: usize,
    ) -> Result<()> {
        let inner = match &operand.node {
            Node::Complement(inner) => inner,
            _ => operand,
        };
        let Node::Name { name: of, before } = &inner.node else {
            unreachable!("taken apart before");
        };
        let kind = if *before {
            Kind::RecurrentWeight
        } else {
            Kind::Weight
        };
        self.param(name, kind, at)?;
        let (cols, own) = (self.sizes.of(of), self.sizes.of(&format!("{name} cols")));
        self.agree(own, cols, name, at)?;
        let own = self.sizes.of(&format!("{name} rows"));
        self.agree(own, rows, name, at)
    }

    /// A parameter keeps to the place where it was met first.
    fn param(&mut self, name: &str, kind: Kind, at: &Expression) -> Result<()> {
        let matrix = |kind| matches!(kind, Kind::Weight | Kind::RecurrentWeight);
        match self.params.iter_mut().find(|(param, _)| param.name == name) {
            None => {
                let param = Param {
                    name: name.to_owned(),
                    kind,
                    rows: Size::Hidden,
                    cols: Size::One,
                };
                self.params.push((param, at.clone()));
            }
            Some((known, _)) if matrix(known.kind) != matrix(kind) => {
                let error = Error::new(Code::EquationSizes, "equations", name);
                return Err(place(error, at.line, at.column));
            }
            // Both added and multiplied: drawn at random like what is multiplied.
            Some((known, _)) if kind != Kind::Bias => known.kind = kind,
            Some(_) => {}
        }
        Ok(())
    }

    fn agree(&mut self, a: usize, b: usize, name: &str, at: &Expression) -> Result<()> {
        if self.sizes.same(a, b) {
            return Ok(());
        }
        let error = Error::new(Code::EquationSizes, "equations", name);
        Err(place(error, at.line, at.column))
    }

    fn is_state(&self, name: &str) -> bool {
        fn primed(expression: &Expression, name: &str) -> bool {
            match &expression.node {
                Node::Name { name: own, before } => *before && own == name,
                Node::Map(_, inner) | Node::Complement(inner) | Node::Squash(_, inner) => {
                    primed(inner, name)
                }
                Node::Product(parts) | Node::Sum(parts) => parts.iter().any(|p| primed(p, name)),
            }
        }
        name == "h" || self.lines.iter().any(|line| primed(&line.expression, name))
    }

    /// How a field is best drawn, by what makes it.
    fn kind(&self, name: &str, formula: &Formula) -> Kind {
        let of_field = |kind: Kind| {
            let inner = formula.factors().next().map(|factor| &factor.name);
            let mut fields = self.fields.iter();
            fields.any(|field| Some(&field.name) == inner && field.kind == kind)
        };
        let learnt = |name: &str| self.params.iter().any(|(param, _)| param.name == name);
        match formula.squash {
            _ if self.is_state(name) => Kind::State,
            Some(Squash::Sigmoid) => Kind::Gate,
            Some(Squash::Tanh | Squash::Relu) if of_field(Kind::State) => Kind::Squashed,
            Some(Squash::Tanh | Squash::Relu) => Kind::Candidate,
            None if formula.factors().any(|factor| learnt(&factor.name)) => Kind::PreActivation,
            None => Kind::Squashed,
        }
    }

    fn finish(mut self) -> Result<Equations> {
        if !self.is_made("h") {
            let after = self.lines.last().map_or(1, |line| line.expression.line + 1);
            let error = Error::new(Code::EquationOutput, "equations", "nothing");
            return Err(place(error, after, 1));
        }
        for field in &mut self.fields {
            field.size = self.sizes.name(&field.name);
        }
        let mut params: Vec<Param> = Vec::new();
        for (mut param, _) in self.params {
            match param.kind {
                Kind::Weight | Kind::RecurrentWeight => {
                    param.rows = self.sizes.name(&format!("{} rows", param.name));
                    param.cols = self.sizes.name(&format!("{} cols", param.name));
                }
                _ => param.rows = self.sizes.name(&param.name),
            }
            params.push(param);
        }
        let order = |param: &Param| match param.kind {
            Kind::Weight => 0,
            Kind::RecurrentWeight => 1,
            Kind::Bias => 2,
            _ => 3,
        };
        params.sort_by_key(order);
        Ok(Equations {
            params,
            fields: self.fields,
        })
    }
}

fn reserved() -> Part {
    let names = RESERVED.iter().copied().chain(["d_…"]);
    Part::Names(names.map(str::to_owned).collect())
}

/// Which names have as many numbers as each other: each points to one that has, and so on to one that stands for all.
struct Sizes {
    names: Vec<String>,
    same: Vec<usize>,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes {
            // The output is as wide as the cell.
            names: vec!["x".to_owned(), "h".to_owned()],
            same: vec![Sizes::INPUTS, Sizes::HIDDEN],
        }
    }
}

impl Sizes {
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
        if low != high && high <= Sizes::HIDDEN {
            return false;
        }
        self.same[high] = low;
        true
    }

    /// What nothing says more of has as many numbers as the cell has units.
    fn name(&mut self, name: &str) -> Size {
        let at = self.of(name);
        match self.root(at) {
            Sizes::INPUTS => Size::Inputs,
            _ => Size::Hidden,
        }
    }
}
