//! Parameters in PyTorch's names and blocks: to compare with it, and to look into a network that was trained there.
//!
//! A layer k has `weight_ih_lk` (W of all gates, one below the other), `weight_hh_lk` (U), `bias_ih_lk`, `bias_hh_lk`, and
//! `weight_hr_lk` for a projection; gates in the order i f g o, or r z n. PyTorch adds two biases where we have one: they
//! are read as their sum, and written as ours and zeros. Only in the GRU is the second one of n its own (`c_n`). The
//! read-out is a linear layer beside it, `readout.weight` and `readout.bias`. Layers may be modules of their own, each of one
//! layer, and cells (`LSTMCell`), whose names have no `_l0`. Layers without biases, and a read-out without one, have none in
//! the file, and here 0.
//!
//! A file is read whole or not at all: what the network wants must be there, and what is there under the names that the
//! [`Hints`] begin with must be wanted. So a network that is deeper, reads both ways or has another read-out is refused,
//! never cut to size. Tensors under other names (an embedding before the network, a second head) are let be, and named; with
//! the prefix that is proposed, none at all, there are no other names.

use ndarray::{Array2, ArrayView2, Axis};

use crate::error::{Code, Error, Result};
use crate::files::tensors::{File, Tensor, write};
use crate::model::layout::Layout;
use crate::model::network::Readout;
use crate::numbers::real::Real;
use crate::setting::{Setting, Value, read};
use crate::training::experiment::Experiment;

/// The cells that PyTorch has, each with its gates in PyTorch's order.
const CELLS: [(&str, &[&str]); 3] = [
    ("lstm", &["i", "f", "g", "o"]),
    ("gru", &["r", "z", "n"]),
    ("rnn", &["h"]),
];

/// The options of cells that PyTorch has too.
const OPTIONS: [&str; 2] = ["projection", "relu"];

/// What a file does not say about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hints {
    /// Before the names of the recurrent layers, such as "lstm."; of several modules one after the other each, parted by
    /// commas: "lstm1., lstm2.". Default: nothing.
    pub prefix: String,
    /// Before weight and bias of the read-out, such as "fc.". Default: "readout.".
    pub readout: String,
}

impl Default for Hints {
    fn default() -> Hints {
        Hints::read(&[]).expect("the defaults of settings")
    }
}

/// Characters of a prefix: more than any has.
const LONGEST: usize = 1000;

/// What can be said of a file.
const HINTS: [Setting; 2] = [
    Setting::text("prefix", "", LONGEST),
    Setting::text("readout", "readout.", LONGEST),
];

impl Hints {
    /// As received.
    ///
    /// # Errors
    /// Names the first key that is unknown, and the first value that is of a wrong kind or too long.
    pub fn read(table: &[(String, Value)]) -> Result<Hints> {
        let proposed = HINTS.iter().map(Setting::default).collect();
        let values = read(table, "", &HINTS, proposed)?;
        Ok(Hints {
            prefix: values[0].name().to_owned(),
            readout: values[1].name().to_owned(),
        })
    }

    /// What stands before the names of the layers: of all, or of each.
    fn modules(&self) -> Vec<&str> {
        self.prefix.split(',').map(str::trim).collect()
    }

    /// The name of a tensor of the read-out.
    fn readout(&self, kind: &str) -> String {
        format!("{}{kind}", self.readout)
    }
}

/// How the tensors of the layers are called.
struct Names<'a> {
    modules: Vec<&'a str>,
    /// They are PyTorch's cells.
    cells: bool,
}

impl Names<'_> {
    fn of<'a>(hints: &'a Hints, file: &File<'_>) -> Names<'a> {
        let modules = hints.modules();
        let cells = file.shape(&format!("{}weight_ih", modules[0])).is_some();
        Names { modules, cells }
    }

    /// The name of a tensor of a layer.
    fn layer(&self, kind: &str, layer: usize) -> String {
        match self.modules.get(layer) {
            Some(module) if self.cells => format!("{module}{kind}"),
            Some(module) if self.modules.len() > 1 => format!("{module}{kind}_l0"),
            _ => format!("{}{kind}_l{layer}", self.modules[0]),
        }
    }

    /// How many layers the file has.
    fn layers(&self, file: &File<'_>) -> usize {
        if self.cells || self.modules.len() > 1 {
            return self.modules.len();
        }
        let there = |&layer: &usize| file.shape(&self.layer("weight_ih", layer)).is_some();
        1 + (1..).take_while(there).count()
    }
}

/// One of PyTorch's tensors: its name and shape, and what its rows hold, from the first to the last.
struct Block {
    name: String,
    shape: Vec<usize>,
    contents: Vec<Content>,
}

/// What as many rows of a tensor hold as the parameter of this name has.
enum Content {
    /// The parameter.
    Parameter(String),
    /// A second bias, which PyTorch adds to the parameter: written as 0, and added to the parameter when read.
    SecondBias(String),
}

impl Block {
    /// Rows and columns: a bias is one column.
    fn size(&self) -> (usize, usize) {
        (self.shape[0], self.shape.get(1).copied().unwrap_or(1))
    }

    /// The rows of each of its contents.
    fn part(&self) -> usize {
        self.shape[0] / self.contents.len()
    }

    /// Is it a bias?
    fn bias(&self) -> bool {
        self.shape.len() == 1
    }
}

/// The settings of an experiment that a file fits: `cell`, its `options` if there is a projection, `inputs`, `hidden`,
/// `layers`, `readout`, and `outputs`: without a read-out all of h. What a file does not say is the caller's to add (at
/// least `steps`, or a `task` of these sizes; for a plain recurrent cell `relu`), and [`crate::Config::read`] says whether it is
/// too large. Whether nothing else is in the file, [`Experiment::import_safetensors`] says.
///
/// ```
/// use lstm_conveyor::{Config, Experiment, Hints, pytorch};
///
/// # let config = Config::of_task("recall")?;
/// # let file = Experiment::<f32>::new(config)?.export_safetensors(&Hints::default())?;
/// let mut table = pytorch::config_of(&file, &Hints::default())?;
/// table.push(("steps".to_owned(), 20.into()));
/// let mut experiment = Experiment::<f32>::new(Config::read(&table)?)?;
/// experiment.import_safetensors(&file, &Hints::default())?;
/// # Ok::<(), lstm_conveyor::Error>(())
/// ```
///
/// # Errors
/// [`Code::TensorMissing`] if there is no recurrent layer under these names, [`Code::TensorShape`] if it is of no cell
/// that PyTorch has, [`Code::BothWays`] if it reads both ways, or what is wrong with the file.
pub fn config_of(bytes: &[u8], hints: &Hints) -> Result<Vec<(String, Value)>> {
    let file = File::open(bytes)?;
    let names = Names::of(hints, &file);
    let [input, recurrent] = ["weight_ih", "weight_hh"].map(|kind| names.layer(kind, 0));
    let [rows, inputs] = matrix(&file, &input)?;
    let reverse = format!("{input}_reverse");
    if file.shape(&reverse).is_some() {
        return Err(Error::new(Code::BothWays, reverse, "both ways"));
    }
    let projection = match names.layer("weight_hr", 0) {
        name if file.shape(&name).is_some() => Some(matrix(&file, &name)?),
        _ => None,
    };
    let h = matrix(&file, &recurrent)?[1];
    let hidden = projection.map_or(h, |[_, hidden]| hidden);
    let cell = CELLS
        .iter()
        .find(|(_, gates)| gates.len().checked_mul(hidden) == Some(rows));
    let Some((cell, _)) = cell.filter(|_| hidden > 0) else {
        let wanted = CELLS.map(|(_, gates)| format!("{} × {inputs}", gates.len() * hidden));
        return Err(
            Error::new(Code::TensorShape, input, format!("{:?}", [rows, inputs]))
                .with("wanted", wanted.to_vec())
                .with("found", &[rows, inputs][..]),
        );
    };
    let readout = match hints.readout("weight") {
        name if file.shape(&name).is_some() => Some(matrix(&file, &name)?),
        _ => None,
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let count = |n: usize| Value::Number(n as f64);
    let mut table = vec![
        ("cell", text(cell)),
        ("inputs", count(inputs)),
        ("outputs", count(readout.map_or(h, |[outputs, _]| outputs))),
        ("hidden", count(hidden)),
        ("layers", count(names.layers(&file))),
        (
            "readout",
            text(readout.map_or(Readout::None, |_| Readout::Linear).as_ref()),
        ),
    ];
    if projection.is_some() {
        let options = vec![("projection".to_owned(), count(h))];
        table.push(("options", Value::Table(options)));
    }
    let owned = |(key, value): (&str, Value)| (key.to_owned(), value);
    Ok(table.into_iter().map(owned).collect())
}

/// The shape of a tensor that must be a matrix.
fn matrix(file: &File<'_>, name: &str) -> Result<[usize; 2]> {
    let Some(shape) = file.shape(name) else {
        return Err(file.missing(name));
    };
    <[usize; 2]>::try_from(shape).map_err(|_| {
        Error::new(Code::TensorShape, name, format!("{shape:?}"))
            .with("wanted", vec!["? × ?".to_owned()])
            .with("found", shape)
    })
}

/// What decides how a network's tensors look.
pub(crate) struct Shape<'a> {
    /// The name of the cell.
    pub cell: &'a str,
    /// Its options.
    pub options: Vec<(String, Value)>,
    /// Cells on top of each other.
    pub layers: usize,
    /// Where its parameters are.
    pub places: &'a Layout,
}

impl Shape<'_> {
    fn of<R: Real>(experiment: &Experiment<R>) -> Shape<'_> {
        let config = experiment.config();
        let options = config
            .cell
            .options
            .iter()
            .zip(config.options.iter().cloned());
        Shape {
            cell: config.cell.name,
            options: options
                .map(|(option, value)| (option.name.to_owned(), value))
                .collect(),
            layers: config.layers,
            places: experiment.network().params(),
        }
    }
}

impl<R: Real> Experiment<R> {
    /// All parameters as PyTorch names them, after the prefixes of the hints: what [`Experiment::import_safetensors`]
    /// reads with the same hints.
    ///
    /// ```
    /// use lstm_conveyor::{Config, Experiment, Hints};
    ///
    /// let experiment = Experiment::<f32>::new(Config::of_task("recall")?)?;
    /// let hints = Hints {
    ///     prefix: "lstm.".to_owned(),
    ///     readout: "fc.".to_owned(),
    ///     ..Hints::default()
    /// };
    /// // In Python: safetensors.torch.load_file gives a state_dict of a module with these two.
    /// let file = experiment.export_safetensors(&hints)?;
    /// let mut other = Experiment::<f32>::new(Config::of_task("recall")?)?;
    /// other.import_safetensors(&file, &hints)?;
    /// assert_eq!(other.params(), experiment.params());
    /// # Ok::<(), lstm_conveyor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::NoPytorch`] if PyTorch has no such cell: the key is the option that it lacks.
    pub fn export_safetensors(&self, hints: &Hints) -> Result<Vec<u8>> {
        export(&Shape::of(self), self.params(), hints)
    }

    /// Takes parameters in PyTorch's names, floats of 16, 32 or 64 bits. The optimizer and the place in the training data
    /// stay. [`config_of`] says which experiment a file fits. Gives the names of the file's tensors that were let be: those
    /// under neither prefix of the hints.
    ///
    /// # Errors
    /// [`Code::TensorMissing`], [`Code::TensorShape`], [`Code::TensorNotFinite`] or [`Code::FileDtype`] of the tensor that
    /// misfits, [`Code::TensorUnused`] of all those that the network has no place for, [`Code::NoPytorch`] if PyTorch has
    /// no such cell, or what is wrong with the file. Nothing is changed then.
    pub fn import_safetensors(&mut self, bytes: &[u8], hints: &Hints) -> Result<Vec<String>> {
        let (params, others) = import::<R>(&Shape::of(self), bytes, hints)?;
        self.set_params(&params)?;
        Ok(others)
    }
}

/// [`Experiment::export_safetensors`] without one: of the parameters in these places.
pub(crate) fn export<R: Real>(shape: &Shape<'_>, params: &[R], hints: &Hints) -> Result<Vec<u8>> {
    let modules = hints.modules();
    let names = Names {
        modules,
        cells: false,
    };
    let mut tensors = Vec::new();
    for block in blocks(shape, &names, hints)? {
        let mut numbers = Array2::from_elem(block.size(), R::ZERO);
        let parts = numbers.axis_chunks_iter_mut(Axis(0), block.part());
        for (content, mut part) in block.contents.iter().zip(parts) {
            if let Content::Parameter(name) = content {
                part.assign(&shape.places.find(name)?.view(params));
            }
        }
        let (numbers, _) = numbers.into_raw_vec_and_offset();
        tensors.push(Tensor::new(block.name, block.shape, &numbers));
    }
    Ok(write(&tensors, None))
}

/// [`Experiment::import_safetensors`] without one: the parameters, each in its place, and the names that were let be.
pub(crate) fn import<R: Real>(
    shape: &Shape<'_>,
    bytes: &[u8],
    hints: &Hints,
) -> Result<(Vec<f64>, Vec<String>)> {
    let file = File::open(bytes)?;
    let names = Names::of(hints, &file);
    let mut blocks = blocks(shape, &names, hints)?;
    // Whether the layers have biases is one thing, whether the read-out has one another.
    let of_readout = hints.readout("bias");
    let has = |block: &Block| file.shape(&block.name).is_some();
    let biased =
        (blocks.iter()).any(|block| block.bias() && block.name != of_readout && has(block));
    blocks.retain(|block| match block.bias() {
        false => true,
        true if block.name == of_readout => has(block),
        true => biased,
    });
    let mut params = vec![0.0; shape.places.len()];
    for block in &blocks {
        let numbers = file.read::<R>(&block.name, &block.shape)?;
        let numbers = ArrayView2::from_shape(block.size(), &numbers).expect("a block is its shape");
        let parts = numbers.axis_chunks_iter(Axis(0), block.part());
        for (content, part) in block.contents.iter().zip(parts) {
            let (Content::Parameter(name) | Content::SecondBias(name)) = content;
            let mut own = shape.places.find(name)?.view_mut(&mut params);
            own.zip_mut_with(&part, |to, from| *to += from.f64());
        }
    }
    let left = file.names().into_iter();
    let left = left.filter(|name| blocks.iter().all(|block| block.name != *name));
    let prefixes = names.modules.iter().copied().chain([&*hints.readout]);
    let meant = |name: &String| prefixes.clone().any(|prefix| name.starts_with(prefix));
    let (unused, others): (Vec<_>, Vec<_>) = left.partition(meant);
    if !unused.is_empty() {
        return Err(Error::new(Code::TensorUnused, "file", unused.len()).with("names", unused));
    }
    Ok((params, others))
}

/// All tensors, biases too.
fn blocks(shape: &Shape<'_>, names: &Names<'_>, hints: &Hints) -> Result<Vec<Block>> {
    let Shape { places, layers, .. } = *shape;
    let gates = gates(shape)?;
    let mut blocks = Vec::new();
    for layer in 0..layers {
        let own = match layer {
            0 => String::new(),
            deeper => format!("l{deeper}."),
        };
        let place = |kind: &str, k: &&str| format!("{own}{kind}_{k}");
        let mut block = |name: &str, kind: &str, gates: &[&str]| -> Result<()> {
            let parts: Vec<String> = gates.iter().map(|k| place(kind, k)).collect();
            let span = places.find(&parts[0])?;
            let mut shape = vec![parts.len() * span.rows, span.cols];
            if kind == "b" {
                shape.pop();
            }
            blocks.push(Block {
                name: names.layer(name, layer),
                shape,
                contents: parts.into_iter().map(Content::Parameter).collect(),
            });
            Ok(())
        };
        block("weight_ih", "W", gates)?;
        block("weight_hh", "U", gates)?;
        block("bias_ih", "b", gates)?;
        // In a plain recurrent cell W_h is the matrix of the input.
        if !gates.contains(&"h") && places.find(&place("W", &"h")).is_ok() {
            block("weight_hr", "W", &["h"])?;
        }
        let hidden = places.find(&place("b", &gates[0]))?.rows;
        let second = gates.iter().map(|k| match place("c", k) {
            own if places.find(&own).is_ok() => Content::Parameter(own),
            _ => Content::SecondBias(place("b", k)),
        });
        blocks.push(Block {
            name: names.layer("bias_hh", layer),
            shape: vec![gates.len() * hidden],
            contents: second.collect(),
        });
    }
    if let Ok(w) = places.find("W_y") {
        for (name, part, shape) in [
            ("weight", "W_y", vec![w.rows, w.cols]),
            ("bias", "b_y", vec![w.rows]),
        ] {
            blocks.push(Block {
                name: hints.readout(name),
                shape,
                contents: vec![Content::Parameter(part.to_owned())],
            });
        }
    }
    Ok(blocks)
}

/// The gates of a cell that PyTorch has, in its order.
fn gates(shape: &Shape<'_>) -> Result<&'static [&'static str]> {
    let name = shape.cell;
    let Some((_, gates)) = CELLS.iter().find(|(own, _)| *own == name) else {
        return Err(Error::new(Code::NoPytorch, "cell", name));
    };
    for (option, value) in &shape.options {
        // All options are off unless they are chosen.
        if !OPTIONS.contains(&&**option) && *value != Value::Switch(false) {
            return Err(Error::new(Code::NoPytorch, option, value.text()));
        }
    }
    Ok(gates)
}
