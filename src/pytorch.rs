//! Parameters in PyTorch's names and blocks: to compare with it, and to look into a network that was trained there.
//!
//! A layer k has `weight_ih_lk` (W of all gates, one below the other), `weight_hh_lk` (U), `bias_ih_lk`, `bias_hh_lk`, and
//! `weight_hr_lk` for a projection; gates in the order i f g o, or r z n. PyTorch adds two biases where we have one: they
//! are read as their sum, and written as ours and zeros. Only in the GRU is the second one of n its own (`c_n`). The
//! read-out is a linear layer beside it, `readout.weight` and `readout.bias`.

use crate::cell::{gru, lstm};
use crate::error::{Code, Error, Result};
use crate::experiment::Experiment;
use crate::network::{CellChoice, Readout};
use crate::real::Real;
use crate::tensors::{File, Tensor, write};

/// What stands before the names in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hints {
    /// Before those of the recurrent layers, such as "lstm.". Default: nothing.
    pub prefix: String,
    /// Before weight and bias of the read-out, such as "fc.". Default: "readout.".
    pub readout: String,
}

impl Default for Hints {
    fn default() -> Hints {
        Hints {
            prefix: String::new(),
            readout: "readout.".to_owned(),
        }
    }
}

/// One of PyTorch's tensors: its name and shape, and what it is made of, one below the other.
struct Block {
    name: String,
    shape: Vec<usize>,
    parts: Vec<Part>,
}

/// One of our parameters in a tensor.
enum Part {
    /// The parameter.
    Whole(String),
    /// A second summand of the parameter: zeros when written.
    Second(String),
}

impl<R: Real> Experiment<R> {
    /// All parameters as PyTorch names them, without prefixes.
    ///
    /// # Errors
    /// [`Code::NoPytorch`] if PyTorch has no such cell.
    pub fn export_safetensors(&self) -> Result<Vec<u8>> {
        let params = |name: &str| {
            let span = self.network().params().find(name);
            &self.params()[span.expect("a name of the table").range()]
        };
        let tensors: Vec<Tensor> = (self.blocks(&Hints::default())?.into_iter())
            .map(|block| {
                let len = block.shape.iter().product::<usize>() / block.parts.len();
                let mut numbers = Vec::new();
                for part in &block.parts {
                    match part {
                        Part::Whole(name) => numbers.extend_from_slice(params(name)),
                        Part::Second(_) => numbers.resize(numbers.len() + len, R::ZERO),
                    }
                }
                Tensor::new(block.name, block.shape, &numbers)
            })
            .collect();
        Ok(write(tensors, Vec::new()))
    }

    /// Takes parameters in PyTorch's names, floats of 16, 32 or 64 bits. Biases may be missing (then they are 0). The optimizer and the
    /// place in the training data stay.
    ///
    /// # Errors
    /// The key is the tensor that misfits, the code says how; [`Code::NoPytorch`] if PyTorch has no such cell. Nothing is
    /// changed then.
    pub fn import_safetensors(&mut self, bytes: &[u8], hints: &Hints) -> Result<()> {
        let file = File::open(bytes)?;
        let blocks = self.blocks(hints)?;
        // A network that is deeper, or reads both ways, would lose what there is no place for.
        let next = self.config().layers;
        for layer in [format!("l{next}"), "l0_reverse".to_owned()] {
            let name = format!("{}weight_ih_{layer}", hints.prefix);
            if file.shape(&name).is_some() {
                return Err(Error::new(Code::TensorUnused, "file", 1).with("names", vec![name]));
            }
        }
        let mut params = vec![0.0; self.params().len()];
        for block in &blocks {
            let bias = block.shape.len() == 1;
            if bias && file.shape(&block.name).is_none() {
                continue;
            }
            let numbers = file.read::<R>(&block.name, &block.shape)?;
            let rows = numbers.chunks_exact(numbers.len() / block.parts.len());
            for (part, own) in block.parts.iter().zip(rows) {
                let (Part::Whole(name) | Part::Second(name)) = part;
                let span = self.network().params().find(name)?;
                for (to, from) in params[span.range()].iter_mut().zip(own) {
                    *to += from.f64();
                }
            }
        }
        self.set_params(&params)
    }

    fn blocks(&self, hints: &Hints) -> Result<Vec<Block>> {
        let refuse = |option: &str| Err(Error::new(Code::NoPytorch, option, "true"));
        let mut projection = false;
        let gates: &[&str] = match self.config().cell_choice() {
            CellChoice::Lstm(lstm::Options { peephole: true, .. }) => return refuse("peephole"),
            CellChoice::Lstm(lstm::Options { coupled: true, .. }) => return refuse("coupled"),
            CellChoice::Lstm(lstm::Options {
                linear_output: true,
                ..
            }) => return refuse("linear_output"),
            CellChoice::Gru(gru::Options { reset_before: true }) => return refuse("reset_before"),
            CellChoice::Lstm(options) => {
                projection = options.projection.is_some();
                &["i", "f", "g", "o"]
            }
            CellChoice::Gru(_) => &["r", "z", "n"],
            CellChoice::Own(_) => {
                return Err(Error::new(Code::NoPytorch, "cell", self.config().cell.name));
            }
            CellChoice::Rnn(_) => &["h"],
        };
        let params = self.network().params();
        let mut blocks = Vec::new();
        for layer in 0..self.config().layers {
            let own = match layer {
                0 => String::new(),
                deeper => format!("l{deeper}."),
            };
            let place = |kind: &str, k: &&str| format!("{own}{kind}_{k}");
            let mut block = |name: &str, kind: &str, gates: &[&str]| -> Result<()> {
                let parts: Vec<String> = gates.iter().map(|k| place(kind, k)).collect();
                let span = params.find(&parts[0])?;
                let mut shape = vec![parts.len() * span.rows, span.cols];
                if kind == "b" {
                    shape.pop();
                }
                blocks.push(Block {
                    name: format!("{}{name}_l{layer}", hints.prefix),
                    shape,
                    parts: parts.into_iter().map(Part::Whole).collect(),
                });
                Ok(())
            };
            block("weight_ih", "W", gates)?;
            block("weight_hh", "U", gates)?;
            block("bias_ih", "b", gates)?;
            if projection {
                block("weight_hr", "W", &["h"])?;
            }
            let units = params.find(&place("b", &gates[0]))?.rows;
            let second = gates.iter().map(|k| match place("c", k) {
                own if params.find(&own).is_ok() => Part::Whole(own),
                _ => Part::Second(place("b", k)),
            });
            blocks.push(Block {
                name: format!("{}bias_hh_l{layer}", hints.prefix),
                shape: vec![gates.len() * units],
                parts: second.collect(),
            });
        }
        if self.config().readout == Readout::Linear {
            let w = params.find("W_y")?;
            for (name, part, shape) in [
                ("weight", "W_y", vec![w.rows, w.cols]),
                ("bias", "b_y", vec![w.rows]),
            ] {
                blocks.push(Block {
                    name: format!("{}{name}", hints.readout),
                    shape,
                    parts: vec![Part::Whole(part.to_owned())],
                });
            }
        }
        Ok(blocks)
    }
}
