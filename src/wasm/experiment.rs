//! The class `Experiment`: our [`Experiment`] in f32, with typed arrays for slices and throws for errors.

use std::cell::{RefCell, RefMut};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use js_sys::{Date, Float32Array, Float64Array, Object, Reflect};
use ndarray::ArrayView2;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::argument::{COUNT, any_numbers, number, numbers, object, optional, table, text, whole};
use super::objects::{WebPoint, WebState, to_js};
use super::{schema, thrown};
use crate::error::{Code, Error};
use crate::training::config::Config;
use crate::training::experiment::Experiment;

#[wasm_bindgen]
unsafe extern "C" {
    #[wasm_bindgen(typescript_type = "Schema")]
    pub type JsSchema;
    #[wasm_bindgen(typescript_type = "Choices")]
    pub type JsChoices;
    #[wasm_bindgen(typescript_type = "Evaluation")]
    pub type JsEvaluation;
    #[wasm_bindgen(typescript_type = "Norms")]
    pub type JsNorms;
    #[wasm_bindgen(typescript_type = "State")]
    pub type JsState;
    #[wasm_bindgen(typescript_type = "Point")]
    pub type JsPoint;
    #[wasm_bindgen(typescript_type = "Clamp[]")]
    pub type JsClamps;
    #[wasm_bindgen(typescript_type = "Divergence | undefined")]
    pub type JsDivergence;
}

type Result<T> = std::result::Result<T, JsValue>;

/// A task, a network and its training. Arrays from `values`, `grads`, `params` and `paramGrads` are views of memory:
/// use them at once, any call may move what they look at. All others are copies.
///
/// It is borrowed only while Rust runs, never while a getter of an argument might call back. None once it is freed.
#[wasm_bindgen(js_name = Experiment)]
#[derive(Debug, Default)]
pub struct WebExperiment(RefCell<Option<Box<Experiment<f32>>>>);

#[wasm_bindgen(js_class = Experiment)]
impl WebExperiment {
    /// Throws an `Error` with `code`, `key`, `value` and the parts of its code for the first setting that is wrong.
    ///
    /// # Errors
    /// As [`Config::read`] and [`Experiment::new`].
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Config")] config: &JsValue,
    ) -> Result<WebExperiment> {
        static REPLACED: AtomicBool = AtomicBool::new(false);
        if !REPLACED.swap(true, Relaxed) {
            replace_free();
        }
        let experiment = Experiment::new(read(config)?).map_err(thrown)?;
        Ok(WebExperiment(RefCell::new(Some(Box::new(experiment)))))
    }

    /// Bytes that an experiment of this config would take, without taking them. Beyond 1 GiB the constructor refuses.
    ///
    /// # Errors
    /// As the constructor.
    pub fn memory(
        #[wasm_bindgen(unchecked_param_type = "Config")] config: &JsValue,
    ) -> Result<f64> {
        let config = read(config)?;
        Ok(Experiment::<f32>::memory(&config).map_err(thrown)? as f64)
    }

    /// Everything that can be chosen, with ranges and defaults.
    ///
    /// # Errors
    /// Never of its own.
    pub fn choices() -> Result<JsChoices> {
        Ok(to_js(&schema::choices()))
    }

    /// Sizes, names and places, and the complete config.
    ///
    /// # Errors
    /// If it is freed.
    pub fn schema(&self) -> Result<JsSchema> {
        Ok(to_js(&schema::schema(&*self.open("schema")?)))
    }

    /// Takes the batch that this seed draws. Training is not disturbed.
    ///
    /// # Errors
    /// If the seed is no whole number from 0 to 2⁵³−1.
    pub fn sample(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: &JsValue,
    ) -> Result<()> {
        let seed = number("seed", seed)?;
        let seed = crate::training::config::check_number("seed", seed).map_err(thrown)?;
        self.open("sample")?.sample(seed as u64);
        Ok(())
    }

    /// Takes sequences of one's own: batch×steps×inputs, batch×steps×outputs, batch×steps (all marked if left out). The
    /// start state is zero again (`setStart` comes after). Where there is a task, `train` draws its own in their place.
    ///
    /// # Errors
    /// A wrong length or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setSequence)]
    pub fn set_sequence(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] inputs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] targets: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Float32Array")] mask: &JsValue,
    ) -> Result<()> {
        let own = "setSequence";
        let [of_inputs, of_targets, of_mask] = {
            let experiment = self.open(own)?;
            let (inputs, targets, mask) = experiment.sequence();
            [inputs.len(), targets.len(), mask.len()]
        };
        let inputs = wide(&numbers("inputs", inputs, of_inputs)?);
        let targets = wide(&numbers("targets", targets, of_targets)?);
        let mask = optional(mask, |mask| numbers("mask", mask, of_mask))?;
        let mask = mask.map(|mask| wide(&mask));
        let mut experiment = self.open(own)?;
        experiment
            .set_sequence(&inputs, &targets, mask.as_deref())
            .map_err(thrown)
    }

    /// Sets the start state: h0 and c0 of all layers, layers×units×batch each. A cell without c (GRU, RNN) wants no c0.
    ///
    /// # Errors
    /// A wrong length or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setStart)]
    pub fn set_start(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] h0: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Float32Array")] c0: &JsValue,
    ) -> Result<()> {
        let own = "setStart";
        let [of_h, of_c] = {
            let experiment = self.open(own)?;
            let spans = ["h", "c"].map(|name| experiment.network().states_named(name));
            spans.map(|spans| spans.iter().map(|span| span.len()).sum())
        };
        let h0 = wide(&numbers("h0", h0, of_h)?);
        let c0 = optional(c0, |c0| numbers("c0", c0, of_c))?.unwrap_or_default();
        let mut experiment = self.open(own)?;
        experiment.set_start(&h0, &wide(&c0)).map_err(thrown)
    }

    /// Holds one unit of a field at a value, at one step or (undefined) at each, in all that follows: forward, backward,
    /// training, evaluation. The gradient treats it as a constant.
    ///
    /// # Errors
    /// If there is no such field, unit or step; nothing is changed then.
    pub fn clamp(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] unit: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number | undefined")] step: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] value: &JsValue,
    ) -> Result<()> {
        let mut experiment = self.open("clamp")?;
        let (name, unit, step) = place(&experiment, name, unit, step)?;
        let value = number("value", value)?;
        experiment.clamp(&name, unit, step, value).map_err(thrown)
    }

    /// All clamps.
    ///
    /// # Errors
    /// If it is freed.
    pub fn clamps(&self) -> Result<JsClamps> {
        Ok(to_js(&self.open("clamps")?.clamps()))
    }

    /// Releases one clamp, of a step alone or of each step, as it was made; or all, if no name is given.
    ///
    /// # Errors
    /// If there is none such; nothing is changed then.
    pub fn release(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] unit: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] step: &JsValue,
    ) -> Result<()> {
        let mut experiment = self.open("release")?;
        if name.is_undefined() {
            experiment.release();
            return Ok(());
        }
        let (name, unit, step) = place(&experiment, name, unit, step)?;
        experiment.release_one(&name, unit, step).map_err(thrown)
    }

    /// Fills every value.
    ///
    /// # Errors
    /// If it is freed.
    pub fn forward(&self) -> Result<()> {
        self.open("forward")?.forward();
        Ok(())
    }

    /// Fills every gradient.
    ///
    /// # Errors
    /// If it is freed.
    pub fn backward(&self) -> Result<()> {
        self.open("backward")?.backward();
        Ok(())
    }

    /// One step of the optimizer from the gradients at hand.
    ///
    /// # Errors
    /// If it is freed.
    pub fn update(&self) -> Result<()> {
        self.open("update")?.update();
        Ok(())
    }

    /// Fills the values of the next time step and says which it is, 1 to the last; undefined when all have theirs. Then come
    /// `loss()`, `backwardStep()` until it has no more, and `update()`.
    ///
    /// # Errors
    /// If it is freed.
    #[wasm_bindgen(js_name = forwardStep)]
    pub fn forward_step(&self) -> Result<Option<usize>> {
        Ok(self.open("forwardStep")?.forward_step())
    }

    /// Fills the gradients of the time step before, beginning with the last, and says which it is; undefined when all have
    /// theirs.
    ///
    /// # Errors
    /// If it is freed.
    #[wasm_bindgen(js_name = backwardStep)]
    pub fn backward_step(&self) -> Result<Option<usize>> {
        Ok(self.open("backwardStep")?.backward_step())
    }

    /// The loss of the values at hand.
    ///
    /// # Errors
    /// If it is freed.
    pub fn loss(&self) -> Result<f64> {
        Ok(self.open("loss")?.loss())
    }

    /// Its share of each step; they sum up to `loss()`.
    ///
    /// # Errors
    /// If it is freed.
    #[wasm_bindgen(js_name = stepLosses)]
    pub fn step_losses(&self) -> Result<Float32Array> {
        Ok(narrow(&self.open("stepLosses")?.step_losses()))
    }

    /// All values: rows 0..=steps, see `Schema.row`. A view.
    ///
    /// # Errors
    /// If it is freed.
    pub fn values(&self) -> Result<Float32Array> {
        Ok(view(self.open("values")?.trace().values()))
    }

    /// All gradients, in the places of their values. A view.
    ///
    /// # Errors
    /// If it is freed.
    pub fn grads(&self) -> Result<Float32Array> {
        Ok(view(self.open("grads")?.trace().grads()))
    }

    /// All parameters, see `Schema.params`. A view.
    ///
    /// # Errors
    /// If it is freed.
    pub fn params(&self) -> Result<Float32Array> {
        Ok(view(self.open("params")?.params()))
    }

    /// Their gradients, in the same places. A view.
    ///
    /// # Errors
    /// If it is freed.
    #[wasm_bindgen(js_name = paramGrads)]
    pub fn param_grads(&self) -> Result<Float32Array> {
        Ok(view(self.open("paramGrads")?.d_params()))
    }

    /// Inputs, batch×steps×inputs.
    ///
    /// # Errors
    /// If it is freed.
    pub fn inputs(&self) -> Result<Float32Array> {
        Ok(narrow(self.open("inputs")?.sequence().0))
    }

    /// Predictions after the link function, batch×steps×outputs.
    ///
    /// # Errors
    /// If it is freed.
    pub fn outputs(&self) -> Result<Float32Array> {
        let outputs = self.open("outputs")?.outputs();
        Ok(narrow(outputs.as_slice().expect("an array of its own")))
    }

    /// Targets, batch×steps×outputs.
    ///
    /// # Errors
    /// If it is freed.
    pub fn targets(&self) -> Result<Float32Array> {
        Ok(narrow(self.open("targets")?.sequence().1))
    }

    /// What counts, batch×steps.
    ///
    /// # Errors
    /// If it is freed.
    pub fn mask(&self) -> Result<Float32Array> {
        Ok(narrow(self.open("mask")?.sequence().2))
    }

    /// A field by its canonical name, units×batch, at a step (the last if left out).
    ///
    /// # Errors
    /// If there is no such field or step.
    pub fn field(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] step: &JsValue,
    ) -> Result<Float32Array> {
        let experiment = self.open("field")?;
        let step = step_or_last(&experiment, step)?;
        let field = experiment.field(&text("name", name)?, step);
        Ok(copy(field.map_err(thrown)?))
    }

    /// The gradients of `field`.
    ///
    /// # Errors
    /// If there is no such field or step.
    #[wasm_bindgen(js_name = dField)]
    pub fn d_field(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] step: &JsValue,
    ) -> Result<Float32Array> {
        let experiment = self.open("dField")?;
        let step = step_or_last(&experiment, step)?;
        let field = experiment.d_field(&text("name", name)?, step);
        Ok(copy(field.map_err(thrown)?))
    }

    /// A parameter by its canonical name, row-major: a matrix is outputs×inputs, a bias or a peephole units×1.
    ///
    /// # Errors
    /// If there is no such parameter.
    pub fn param(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    ) -> Result<Float32Array> {
        let name = text("name", name)?;
        let experiment = self.open("param")?;
        Ok(copy(experiment.param(&name).map_err(thrown)?))
    }

    /// The gradients of `param`.
    ///
    /// # Errors
    /// If there is no such parameter.
    #[wasm_bindgen(js_name = dParam)]
    pub fn d_param(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    ) -> Result<Float32Array> {
        let name = text("name", name)?;
        let experiment = self.open("dParam")?;
        Ok(copy(experiment.d_param(&name).map_err(thrown)?))
    }

    /// Sets one parameter by name, row-major.
    ///
    /// # Errors
    /// If there is no such parameter, at a wrong length, or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setParam)]
    pub fn set_param(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] values: &JsValue,
    ) -> Result<()> {
        let own = "setParam";
        let name = text("name", name)?;
        let span = self.open(own)?.network().params().find(&name);
        let values = wide(&numbers(&name, values, span.map_err(thrown)?.len())?);
        self.open(own)?.set_param(&name, &values).map_err(thrown)
    }

    /// Sets all parameters.
    ///
    /// # Errors
    /// At a wrong length, or a number that is not finite; nothing is changed then.
    #[wasm_bindgen(js_name = setParams)]
    pub fn set_params(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] all: &JsValue,
    ) -> Result<()> {
        let own = "setParams";
        let wanted = self.open(own)?.params().len();
        let all = wide(&numbers("params", all, wanted)?);
        self.open(own)?.set_params(&all).map_err(thrown)
    }

    /// Changes the learning rate; nothing is reset.
    ///
    /// # Errors
    /// If it is out of range.
    #[wasm_bindgen(js_name = setRate)]
    pub fn set_rate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] rate: &JsValue,
    ) -> Result<()> {
        let rate = number("rate", rate)?;
        self.open("setRate")?.set_rate(rate).map_err(thrown)
    }

    /// Changes the largest norm of the gradient (0: no limit); nothing is reset.
    ///
    /// # Errors
    /// If it is out of range.
    #[wasm_bindgen(js_name = setClip)]
    pub fn set_clip(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] clip: &JsValue,
    ) -> Result<()> {
        let clip = number("clip", clip)?;
        self.open("setClip")?.set_clip(clip).map_err(thrown)
    }

    /// Trains for `n` updates on fresh batches (of the task; without one on the sequences at hand); the losses, fewer than
    /// `n` if training diverged or the time, in milliseconds, is up. At least one update is made.
    ///
    /// # Errors
    /// If `n` is no whole number from 0 to a million, or the time none from 0.
    pub fn train(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] milliseconds: &JsValue,
    ) -> Result<Float32Array> {
        let n = whole("n", n, 0, 1_000_000)? as usize;
        let time = |time: &JsValue| whole("milliseconds", time, 0, COUNT);
        let end = optional(milliseconds, time)?.map(|time| Date::now() + time as f64);
        let in_time = || end.is_none_or(|end| Date::now() < end);
        Ok(narrow(&self.open("train")?.train_while(n, in_time)))
    }

    /// Why training was stopped, if it was.
    ///
    /// # Errors
    /// If it is freed.
    pub fn divergence(&self) -> Result<JsDivergence> {
        Ok(to_js(&self.open("divergence")?.divergence()))
    }

    /// How the network does on at least `n` sequences that it is never trained on.
    ///
    /// # Errors
    /// If `n` is no whole number from 1 to 100000.
    pub fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    ) -> Result<JsEvaluation> {
        let n = whole("n", n, 1, 100_000)?;
        Ok(to_js(&self.open("evaluate")?.evaluate(n as usize)))
    }

    /// The same on sequences of one's own, as many as there are: n×steps×inputs, n×steps×outputs, n×steps (all marked if
    /// left out), from a start state of zero. Nothing at hand changes.
    ///
    /// # Errors
    /// A wrong length or a number that is not finite.
    #[wasm_bindgen(js_name = evaluateSequences)]
    pub fn evaluate_sequences(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] inputs: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array")] targets: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Float32Array")] mask: &JsValue,
    ) -> Result<JsEvaluation> {
        let inputs = wide(&any_numbers("inputs", inputs)?);
        let targets = wide(&any_numbers("targets", targets)?);
        let mask = optional(mask, |mask| any_numbers("mask", mask))?;
        let mask = mask.map(|mask| wide(&mask));
        let experiment = self.open("evaluateSequences")?;
        let found = experiment.evaluate_sequences(&inputs, &targets, mask.as_deref());
        Ok(to_js(&found.map_err(thrown)?))
    }

    /// How large parameters, gradients and the last update are.
    ///
    /// # Errors
    /// If it is freed.
    pub fn norms(&self) -> Result<JsNorms> {
        Ok(to_js(&self.open("norms")?.norms()))
    }

    /// The very same start again; or, with a count of updates, the last state kept at or before it. Says how many updates
    /// that state has seen.
    ///
    /// # Errors
    /// If `updates` is no whole number from 0.
    pub fn rewind(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] updates: &JsValue,
    ) -> Result<f64> {
        let updates = optional(updates, |updates| whole("updates", updates, 0, COUNT))?;
        let mut experiment = self.open("rewind")?;
        match updates {
            None => experiment.rewind(),
            Some(updates) => {
                experiment.rewind_to(updates);
            }
        }
        Ok(experiment.updates() as f64)
    }

    /// The counts of updates whose states are kept, from the first: what `rewind` can go back to.
    ///
    /// # Errors
    /// If it is freed.
    pub fn kept(&self) -> Result<Float64Array> {
        let kept: Vec<f64> = self.open("kept")?.kept().map(|n| n as f64).collect();
        Ok(kept.as_slice().into())
    }

    /// The parameters as they were after so many updates; undefined if that state is not kept.
    ///
    /// # Errors
    /// If `updates` is no whole number from 0.
    #[wasm_bindgen(js_name = keptParams)]
    pub fn kept_params(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] updates: &JsValue,
    ) -> Result<Option<Float32Array>> {
        let updates = whole("updates", updates, 0, COUNT)?;
        let experiment = self.open("keptParams")?;
        Ok(experiment.kept_params(updates).map(Float32Array::from))
    }

    /// The norm of the gradient at each update of the last `train`, before clipping. One more than there are losses if the
    /// last was not finite.
    ///
    /// # Errors
    /// If it is freed.
    #[wasm_bindgen(js_name = gradientNorms)]
    pub fn gradient_norms(&self) -> Result<Float32Array> {
        Ok(narrow(self.open("gradientNorms")?.gradient_norms()))
    }

    /// Updates so far.
    ///
    /// # Errors
    /// If it is freed.
    #[wasm_bindgen(getter)]
    pub fn updates(&self) -> Result<f64> {
        Ok(self.open("updates")?.updates() as f64)
    }

    /// Everything that training goes on from: for another thread, or (in the study module) for a file.
    ///
    /// # Errors
    /// If it is freed.
    pub fn state(&self) -> Result<JsState> {
        Ok(to_js(&WebState(self.open("state")?.state())))
    }

    /// Goes on from a state of an experiment of the same settings, as if never stopped; rate and clip are those of the
    /// state.
    ///
    /// # Errors
    /// If it is of another experiment, or such as no training makes; nothing is changed then.
    #[wasm_bindgen(js_name = takeUp)]
    pub fn take_up(
        &self,
        #[wasm_bindgen(unchecked_param_type = "State")] state: &JsValue,
    ) -> Result<()> {
        let WebState(state) = object("state", state)?;
        self.open("takeUp")?.take_up(&state).map_err(thrown)
    }

    /// Where the gradient at hand is taken: for `checkGradients` of the study module.
    ///
    /// # Errors
    /// If it is freed.
    pub fn point(&self) -> Result<JsPoint> {
        Ok(to_js(&WebPoint(self.open("point")?.point())))
    }

    /// Gives its memory back. A second time does nothing; any other call is refused from now on.
    #[wasm_bindgen(skip_typescript)]
    pub fn discard(&self) {
        self.0.take();
    }

    #[inline(never)]
    fn open(&self, method: &str) -> Result<RefMut<'_, Experiment<f32>>> {
        RefMut::filter_map(self.0.borrow_mut(), Option::as_deref_mut)
            .map_err(|_| thrown(Error::new(Code::Freed, method, "")))
    }
}

/// Puts `discard` in the place of wasm-bindgen's own `free`, which leaves an object that points nowhere: each later call
/// would fail with words of wasm-bindgen, and one of a getter, in the midst of a call, would break that call.
fn replace_free() {
    let class = Object::get_prototype_of(&WebExperiment::default().into());
    let method = |key: &JsValue| Reflect::get(&class, key).unwrap_or_default();
    let [free, discard] = ["free", "discard"].map(|name| method(&name.into()));
    // It goes by two names, of which the symbol is not everywhere.
    let keys = Reflect::own_keys(&class).unwrap_or_default();
    for key in keys.iter().filter(|key| method(key) == free) {
        let _ = Reflect::set(&class, &key, &discard);
    }
}

fn read(config: &JsValue) -> Result<Config> {
    Config::read(&table("config", config)?).map_err(thrown)
}

/// A unit of a field, and a step unless each is meant.
fn place(
    experiment: &Experiment<f32>,
    name: &JsValue,
    unit: &JsValue,
    step: &JsValue,
) -> Result<(String, usize, Option<usize>)> {
    let name = text("name", name)?;
    let units = experiment.network().row().find(&name).map_err(thrown)?.rows;
    let last = experiment.trace().steps() as u64;
    let unit = whole("unit", unit, 0, (units - 1) as u64)?;
    let step = optional(step, |step| whole("step", step, 1, last))?;
    Ok((name, unit as usize, step.map(|step| step as usize)))
}

fn step_or_last(experiment: &Experiment<f32>, step: &JsValue) -> Result<usize> {
    let last = experiment.trace().steps();
    let step = optional(step, |step| whole("step", step, 0, last as u64))?;
    Ok(step.map_or(last, |step| step as usize))
}

#[expect(unsafe_code, reason = "a view instead of a copy")]
fn view(numbers: &[f32]) -> Float32Array {
    // SAFETY: the view is handed to JavaScript at once; the class's documentation says that any later call may move
    // or free what it looks at. Reading a stale view is memory-safe there: it has length 0 once memory has grown.
    unsafe { Float32Array::view(numbers) }
}

/// A field or a parameter, row-major.
fn copy(matrix: ArrayView2<'_, f32>) -> Float32Array {
    matrix.as_slice().expect("a span has no gaps").into()
}

#[inline(never)]
fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

#[inline(never)]
fn narrow(numbers: &[f64]) -> Float32Array {
    let numbers: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
    numbers.as_slice().into()
}
