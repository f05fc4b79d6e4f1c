//! The class `Experiment`: our [`Experiment`] in f32, with typed arrays for slices and throws for errors.

use js_sys::{Float32Array, Float64Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::{schema, thrown};
use crate::config::Config;
use crate::error::{Code, Error};
use crate::experiment::{Experiment, Place};
use crate::setting::Value;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen]
unsafe extern "C" {
    #[wasm_bindgen(typescript_type = "Config")]
    pub type JsConfig;
    #[wasm_bindgen(typescript_type = "Schema")]
    pub type JsSchema;
    #[wasm_bindgen(typescript_type = "Choices")]
    pub type JsChoices;
    #[wasm_bindgen(typescript_type = "Evaluation")]
    pub type JsEvaluation;
    #[wasm_bindgen(typescript_type = "Norms")]
    pub type JsNorms;
    #[wasm_bindgen(typescript_type = "GradientCheck[]")]
    pub type JsGradientChecks;
    #[wasm_bindgen(typescript_type = "Hints | undefined")]
    pub type JsHints;
    #[wasm_bindgen(typescript_type = "Divergence | undefined")]
    pub type JsDivergence;
}

/// A task, a network and its training. Arrays from `values`, `grads`, `params` and `paramGrads` are views of memory:
/// use them at once, any call may move what they look at. All others are copies.
#[wasm_bindgen(js_name = Experiment)]
#[derive(Debug)]
pub struct WebExperiment(Experiment<f32>);

#[wasm_bindgen(js_class = Experiment)]
impl WebExperiment {
    /// Throws an `Error` with `code`, `key`, `value` and the parts of its code for the first setting that is wrong.
    ///
    /// # Errors
    /// As [`Config::read`] and [`Experiment::new`].
    #[wasm_bindgen(constructor)]
    pub fn new(config: &JsConfig) -> Result<WebExperiment, JsValue> {
        let config = read(config).map_err(thrown)?;
        Ok(WebExperiment(Experiment::new(config).map_err(thrown)?))
    }

    /// Bytes that an experiment of this config would take, without taking them. Beyond 1 GiB the constructor refuses.
    ///
    /// # Errors
    /// As the constructor.
    pub fn memory(config: &JsConfig) -> Result<f64, JsValue> {
        let config = read(config).map_err(thrown)?;
        Ok(Experiment::<f32>::memory(&config).map_err(thrown)? as f64)
    }

    /// Everything that can be chosen, with ranges and defaults.
    ///
    /// # Errors
    /// Never of its own.
    pub fn choices() -> Result<JsChoices, JsValue> {
        Ok(schema::choices()?.unchecked_into())
    }

    /// Sizes, names and places, and the complete config.
    ///
    /// # Errors
    /// Never of its own.
    pub fn schema(&self) -> Result<JsSchema, JsValue> {
        Ok(schema::schema(&self.0)?.unchecked_into())
    }

    /// Takes the batch that this seed draws. Training is not disturbed.
    ///
    /// # Errors
    /// If the seed is no whole number from 0 to 2⁵³−1.
    pub fn sample(&mut self, seed: f64) -> Result<(), JsValue> {
        let seed = crate::config::check_number("seed", seed).map_err(thrown)?;
        self.0.sample(seed as u64);
        Ok(())
    }

    /// Takes sequences of one's own: batch×steps×inputs, batch×steps×outputs, batch×steps (all marked if left out).
    ///
    /// # Errors
    /// A wrong length or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setSequence)]
    pub fn set_sequence(
        &mut self,
        inputs: &[f32],
        targets: &[f32],
        mask: Option<Vec<f32>>,
    ) -> Result<(), JsValue> {
        let mask = mask.map(|mask| wide(&mask));
        self.0
            .set_sequence(&wide(inputs), &wide(targets), mask.as_deref())
            .map_err(thrown)
    }

    /// Sets the start state: h0 and c0 of all layers, layers×units×batch each. A cell without c (GRU, RNN) wants no c0.
    ///
    /// # Errors
    /// A wrong length or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setStart)]
    pub fn set_start(&mut self, h0: &[f32], c0: Option<Vec<f32>>) -> Result<(), JsValue> {
        let c0 = c0.map(|c0| wide(&c0)).unwrap_or_default();
        self.0.set_start(&wide(h0), &c0).map_err(thrown)
    }

    /// Holds one unit of a field at a value, at one step or (undefined) at each, in all that follows: forward, backward,
    /// training, evaluation. The gradient treats it as a constant.
    ///
    /// # Errors
    /// If there is no such field, unit or step; nothing is changed then.
    pub fn clamp(
        &mut self,
        name: &str,
        unit: f64,
        step: Option<f64>,
        value: f64,
    ) -> Result<(), JsValue> {
        let units = self.0.network().row().find(name).map_err(thrown)?.rows;
        let last = self.0.trace().steps() as f64;
        let unit = whole("unit", unit, 0.0, (units - 1) as f64).map_err(thrown)?;
        let step = step.map(|step| whole("step", step, 1.0, last).map_err(thrown));
        self.0
            .clamp(name, unit, step.transpose()?, value)
            .map_err(thrown)
    }

    /// Releases all clamps.
    pub fn release(&mut self) {
        self.0.release();
    }

    /// Fills every value.
    pub fn forward(&mut self) {
        self.0.forward();
    }

    /// Fills every gradient.
    pub fn backward(&mut self) {
        self.0.backward();
    }

    /// One step of the optimizer from the gradients at hand.
    pub fn update(&mut self) {
        self.0.update();
    }

    /// One micro-step; says where it stands: "forward 3", "loss", "backward 3", "update".
    pub fn step(&mut self) -> String {
        match self.0.step() {
            Place::Forward(t) => format!("forward {t}"),
            Place::Loss => "loss".to_owned(),
            Place::Backward(t) => format!("backward {t}"),
            Place::Update => "update".to_owned(),
        }
    }

    /// The loss of the values at hand.
    pub fn loss(&self) -> f64 {
        self.0.loss()
    }

    /// All values: rows 0..=steps, see `Schema.row`. A view.
    pub fn values(&self) -> Float32Array {
        view(self.0.trace().values())
    }

    /// All gradients, in the places of their values. A view.
    pub fn grads(&self) -> Float32Array {
        view(self.0.trace().grads())
    }

    /// All parameters, see `Schema.params`. A view.
    pub fn params(&self) -> Float32Array {
        view(self.0.params())
    }

    /// Their gradients, in the same places. A view.
    #[wasm_bindgen(js_name = paramGrads)]
    pub fn param_grads(&self) -> Float32Array {
        view(self.0.d_params())
    }

    /// Inputs, batch×steps×inputs.
    pub fn inputs(&self) -> Float32Array {
        narrow(self.0.sequence().0)
    }

    /// Predictions after the link function, batch×steps×outputs.
    pub fn outputs(&self) -> Float32Array {
        narrow(&self.0.outputs())
    }

    /// Targets, batch×steps×outputs.
    pub fn targets(&self) -> Float32Array {
        narrow(self.0.sequence().1)
    }

    /// What counts, batch×steps.
    pub fn mask(&self) -> Float32Array {
        narrow(self.0.sequence().2)
    }

    /// A field by its canonical name, units×batch, at a step (the last if left out).
    ///
    /// # Errors
    /// If there is no such field or step.
    pub fn field(&self, name: &str, step: Option<f64>) -> Result<Float32Array, JsValue> {
        let step = self.step_or_last(step)?;
        Ok(self.0.field(name, step).map_err(thrown)?.into())
    }

    /// The gradients of `field`.
    ///
    /// # Errors
    /// If there is no such field or step.
    #[wasm_bindgen(js_name = dField)]
    pub fn d_field(&self, name: &str, step: Option<f64>) -> Result<Float32Array, JsValue> {
        let step = self.step_or_last(step)?;
        Ok(self.0.d_field(name, step).map_err(thrown)?.into())
    }

    /// Sets one parameter by name, row-major.
    ///
    /// # Errors
    /// If there is no such parameter, at a wrong length, or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setParam)]
    pub fn set_param(&mut self, name: &str, values: &[f32]) -> Result<(), JsValue> {
        self.0.set_param(name, &wide(values)).map_err(thrown)
    }

    /// Sets all parameters.
    ///
    /// # Errors
    /// At a wrong length, or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setParams)]
    pub fn set_params(&mut self, all: &[f32]) -> Result<(), JsValue> {
        self.0.set_params(&wide(all)).map_err(thrown)
    }

    /// Changes the learning rate; nothing is reset.
    ///
    /// # Errors
    /// If it is out of range.
    #[wasm_bindgen(js_name = setRate)]
    pub fn set_rate(&mut self, rate: f64) -> Result<(), JsValue> {
        self.0.set_rate(rate).map_err(thrown)
    }

    /// Changes the largest norm of the gradient (0: no limit); nothing is reset.
    ///
    /// # Errors
    /// If it is out of range.
    #[wasm_bindgen(js_name = setClip)]
    pub fn set_clip(&mut self, clip: f64) -> Result<(), JsValue> {
        self.0.set_clip(clip).map_err(thrown)
    }

    /// Trains for `n` updates on fresh batches; the losses, fewer than `n` if training diverged.
    ///
    /// # Errors
    /// If `n` is no whole number from 0 to a million.
    pub fn train(&mut self, n: f64) -> Result<Float32Array, JsValue> {
        let n = whole("n", n, 0.0, 1e6).map_err(thrown)?;
        Ok(narrow(&self.0.train(n)))
    }

    /// Why training was stopped, if it was.
    ///
    /// # Errors
    /// Never of its own.
    pub fn divergence(&self) -> Result<JsDivergence, JsValue> {
        #[derive(Serialize)]
        struct Out<'a> {
            update: u64,
            what: &'a str,
            step: usize,
            value: f64,
            limit: f64,
        }
        let out = match self.0.divergence() {
            None => JsValue::UNDEFINED,
            Some(d) => schema::out(&Out {
                update: d.update,
                what: &d.what,
                step: d.step,
                value: d.value,
                limit: d.limit,
            })?,
        };
        Ok(out.unchecked_into())
    }

    /// How the network does on at least `n` sequences that it is never trained on.
    ///
    /// # Errors
    /// If `n` is no whole number from 1 to 100000.
    pub fn evaluate(&self, n: f64) -> Result<JsEvaluation, JsValue> {
        #[derive(Serialize)]
        struct Out {
            loss: f64,
            accuracy: f64,
            solved: bool,
        }
        let n = whole("n", n, 1.0, 1e5).map_err(thrown)?;
        let e = self.0.evaluate(n);
        let out = schema::out(&Out {
            loss: e.loss,
            accuracy: e.accuracy,
            solved: e.solved,
        })?;
        Ok(out.unchecked_into())
    }

    /// How large parameters, gradients and the last update are.
    ///
    /// # Errors
    /// Never of its own.
    pub fn norms(&self) -> Result<JsNorms, JsValue> {
        #[derive(Serialize)]
        struct Out {
            params: f64,
            gradients: f64,
            updates: f64,
        }
        let norms = self.0.norms();
        let out = schema::out(&Out {
            params: norms.params,
            gradients: norms.gradients,
            updates: norms.updates,
        })?;
        Ok(out.unchecked_into())
    }

    /// The gradient of every parameter, on the sequences at hand, by backpropagation and by central differences.
    ///
    /// # Errors
    /// If it would take more than about a minute.
    #[wasm_bindgen(js_name = checkGradients)]
    pub fn check_gradients(&self) -> Result<JsGradientChecks, JsValue> {
        let all = js_sys::Array::new();
        for check in self.0.check_gradients().map_err(thrown)? {
            let out = js_sys::Object::new();
            let set = |key: &str, value: JsValue| js_sys::Reflect::set(&out, &key.into(), &value);
            set("name", check.name.into())?;
            for (key, numbers) in [
                ("analytic", &check.analytic),
                ("numeric", &check.numeric),
                ("relative", &check.relative),
            ] {
                set(key, Float64Array::from(numbers.as_slice()).into())?;
            }
            all.push(&out);
        }
        Ok(all.unchecked_into())
    }

    /// The very same start again; or, with a count of updates, the last state kept at or before it. Says how many updates
    /// that state has seen.
    ///
    /// # Errors
    /// If `updates` is no whole number from 0.
    pub fn rewind(&mut self, updates: Option<f64>) -> Result<f64, JsValue> {
        match updates {
            None => self.0.rewind(),
            Some(updates) => {
                let updates = whole("updates", updates, 0.0, 9e15).map_err(thrown)?;
                self.0.rewind_to(updates as u64);
            }
        }
        Ok(self.updates())
    }

    /// Updates so far.
    #[wasm_bindgen(getter)]
    pub fn updates(&self) -> f64 {
        self.0.updates() as f64
    }

    /// A checkpoint (safetensors): to go on from as if never stopped.
    pub fn save(&self) -> Uint8Array {
        self.0.save().as_slice().into()
    }

    /// Takes up a checkpoint of an experiment of the same settings.
    ///
    /// # Errors
    /// If it is none, or of another experiment; nothing is changed then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.0.restore(bytes).map_err(thrown)
    }

    /// The parameters under PyTorch's names, as safetensors.
    ///
    /// # Errors
    /// If PyTorch has no such cell.
    #[wasm_bindgen(js_name = exportSafetensors)]
    pub fn export_safetensors(&self) -> Result<Uint8Array, JsValue> {
        let bytes = self
            .0
            .export_safetensors(&crate::pytorch::Hints::default())
            .map_err(thrown)?;
        Ok(bytes.as_slice().into())
    }

    /// Takes parameters under PyTorch's names, f32 or f64. The optimizer stays as it is.
    ///
    /// # Errors
    /// Names the tensor that misfits, and how; nothing is changed then.
    #[wasm_bindgen(js_name = importSafetensors)]
    pub fn import_safetensors(&mut self, bytes: &[u8], hints: &JsHints) -> Result<(), JsValue> {
        let hints = schema::hints(hints).map_err(thrown)?;
        self.0.import_safetensors(bytes, &hints).map_err(thrown)
    }

    fn step_or_last(&self, step: Option<f64>) -> Result<usize, JsValue> {
        let last = self.0.trace().steps();
        match step {
            None => Ok(last),
            Some(t) => whole("step", t, 0.0, last as f64).map_err(thrown),
        }
    }
}

fn read(config: &JsConfig) -> Result<Config, Error> {
    match schema::value(config) {
        Value::Table(table) => Config::read(&table),
        other => Err(Error::new(Code::Type, "config", other.text()).with("wanted", "table")),
    }
}

/// A number from JavaScript that should be whole.
fn whole(key: &str, x: f64, min: f64, max: f64) -> Result<usize, Error> {
    if (min..=max).contains(&x) && x.fract() == 0.0 {
        return Ok(x as usize);
    }
    let error = Error::new(Code::WholeNumber, key, x);
    Err(error.with("min", min).with("max", max))
}

#[expect(unsafe_code, reason = "a view instead of a copy")]
fn view(numbers: &[f32]) -> Float32Array {
    // SAFETY: the view is handed to JavaScript at once; the class's documentation says that any later call may move
    // or free what it looks at. Reading a stale view is memory-safe there: it has length 0 once memory has grown.
    unsafe { Float32Array::view(numbers) }
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

fn narrow(numbers: &[f64]) -> Float32Array {
    let numbers: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
    numbers.as_slice().into()
}
