//! What JavaScript sees, in a real browser: `wasm-pack test --headless --chrome`.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float32Array, Float64Array, Function, Object, Reflect, Uint8Array};
use lstm_conveyor::wasm::{
    WebExperiment, check_gradients, config_of, draw_curves, export_safetensors, import_safetensors,
    restore, save,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A JavaScript value from its source text.
fn js(text: &str) -> JsValue {
    let make = Function::new_no_args(&format!("return ({text})"));
    make.call0(&JsValue::NULL).expect("good JavaScript")
}

fn experiment(config: &str) -> Result<JsValue, JsValue> {
    WebExperiment::new(&js(config)).map(JsValue::from)
}

fn recall() -> JsValue {
    experiment("{task: 'recall', taskOptions: {delay: 5}, batch: 4}").expect("a good config")
}

fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).expect("an object")
}

fn text(of: &JsValue, key: &str) -> String {
    get(of, key).as_string().unwrap_or_default()
}

fn call(of: &JsValue, method: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(of, method).dyn_into().expect("a method");
    Reflect::apply(&method, of, &args.iter().collect())
}

/// Calls a method as JavaScript does.
macro_rules! call {
    ($of:expr, $method:ident $(, $arg:expr)*) => {
        call(&$of, stringify!($method), &[$(JsValue::from($arg)),*])
    };
}

/// The numbers of an answer. JavaScript copies first, because the room for a copy of ours may take new memory, and a view
/// would be empty then.
fn floats(answer: Result<JsValue, JsValue>) -> Vec<f32> {
    let view: Float32Array = answer.expect("an answer").dyn_into().expect("numbers");
    view.slice(0, view.length()).to_vec()
}

fn f32s(numbers: &[f32]) -> Float32Array {
    numbers.into()
}

fn strings(list: &JsValue) -> Vec<String> {
    let all = Array::from(list);
    all.iter().map(|text| text.as_string().unwrap()).collect()
}

/// The names of a list of fields, options and the like.
fn names(list: &JsValue) -> Vec<String> {
    let all = Array::from(list);
    all.iter().map(|one| text(&one, "name")).collect()
}

fn refused(config: &str) -> JsValue {
    let error = experiment(config).expect_err("must be refused");
    assert!(error.is_instance_of::<js_sys::Error>());
    error
}

#[wasm_bindgen_test]
fn a_wrong_setting_throws_its_key_value_and_range() {
    let error = refused("{task: 'recall', hidden: 900}");
    let own = ["code", "key", "value"].map(|key| text(&error, key));
    assert_eq!(own, ["whole-number", "hidden", "900"]);
    assert_eq!(
        ["min", "max"].map(|part| get(&error, part)),
        [1.0, 512.0],
        "parts are of their own kind"
    );
    let choice = refused("{task: 'recall', cell: 'elman'}");
    assert_eq!(
        strings(&get(&choice, "names")),
        ["lstm", "gru", "rnn", "own"]
    );
    assert_eq!(
        text(&error, "message"),
        "hidden must be a whole number from 1 to 512, got 900"
    );
    for (config, code, key) in [
        ("{task: 'recall', hiden: 8}", "unknown-key", "hiden"),
        (
            "{task: 'recall', taskOptions: {dely: 8}}",
            "unknown-key",
            "taskOptions.dely",
        ),
        ("{task: 'recall', rate: NaN}", "not-finite", "rate"),
        ("{task: 'recall', rate: '1'}", "number", "rate"),
        ("{task: 'juggling'}", "choice", "task"),
        ("{}", "missing-task", "task"),
        ("{inputs: 1}", "missing-key", "outputs"),
        ("[]", "type", "config"),
        ("null", "type", "config"),
        (
            "(() => { const c = {task: 'recall'}; c.options = {c}; c.options.c.d = c; return c })()",
            "unknown-key",
            "d",
        ),
        (
            "{task: 'adding', hidden: 392, batch: 256, taskOptions: {steps: 1000}}",
            "memory",
            "hidden",
        ),
    ] {
        let error = refused(config);
        assert_eq!(
            (text(&error, "code").as_str(), text(&error, "key").as_str()),
            (code, key),
            "{config}"
        );
    }
    experiment("{task: 'recall', hidden: undefined}").expect("undefined is left out");
}

#[wasm_bindgen_test]
fn the_schema_says_where_each_number_is() {
    let experiment = recall();
    call!(experiment, sample, 3.0).unwrap();
    call!(experiment, forward).unwrap();
    call!(experiment, backward).unwrap();
    let schema: JsValue = call!(experiment, schema).unwrap();
    let [width, steps, batch] =
        ["width", "steps", "batch"].map(|key| get(&schema, key).as_f64().unwrap() as usize);
    assert_eq!((steps, batch), (6, 4));
    assert_eq!(
        floats(call!(experiment, values)).len(),
        (steps + 1) * width * batch
    );
    assert_eq!(
        floats(call!(experiment, grads)).len(),
        (steps + 1) * width * batch
    );
    let known = names(&get(&schema, "row"));
    let given = names(&get(&schema, "params"));
    for field in Array::from(&get(&schema, "row")).iter() {
        let formula = get(&field, "formula");
        assert_eq!(formula.is_undefined(), text(&field, "kind") == "input");
        if !formula.is_undefined() {
            for factor in Array::from(&get(&formula, "terms")).flat(1).iter() {
                let name = text(&factor, "name");
                assert!(known.contains(&name) || given.contains(&name), "{name}");
            }
        }
        let [offset, rows] =
            ["offset", "rows"].map(|key| get(&field, key).as_f64().unwrap() as usize);
        let from = (2 * width + offset) * batch;
        let there = &floats(call!(experiment, values))[from..from + rows * batch];
        assert_eq!(
            floats(call!(experiment, field, &text(&field, "name"), 2.0)),
            there
        );
        let there = &floats(call!(experiment, grads))[from..from + rows * batch];
        assert_eq!(
            floats(call!(experiment, dField, &text(&field, "name"), 2.0)),
            there
        );
    }
    assert_eq!(text(&get(&schema, "config"), "task"), "recall");
    // Two a parameter but a bias, four squashed gates and a squashed state of 8 units, three for c, one for h.
    let flops = 2 * (4 * 8 * (2 + 8) + 8) + 8 * (4 + 3 + 1 + 1);
    assert_eq!(get(&schema, "flops"), f64::from(flops));
    assert!(get(&schema, "memory").as_f64().unwrap() > 1e4);
    let symbols = get(&schema, "symbols");
    assert_eq!(strings(&get(&symbols, "inputs")).len(), 0, "quantities");
    let loss = get(&schema, "loss");
    assert_eq!(get(&loss, "factor"), 1.0);
    assert_eq!(text(&loss, "mean"), "numbers");
    assert_eq!(floats(call!(experiment, outputs)).len(), steps * batch);
}

#[wasm_bindgen_test]
fn every_choice_makes_an_experiment() {
    let choices: JsValue = WebExperiment::choices().unwrap().into();
    let tasks = Array::from(&get(&choices, "tasks"));
    assert_eq!(tasks.length() as usize, lstm_conveyor::task::TASKS.len());
    for task in tasks.iter() {
        let config = get(&task, "defaults");
        let experiment = JsValue::from(WebExperiment::new(&config).expect("its own defaults"));
        assert_eq!(floats(call!(experiment, train, 2.0)).len(), 2);
    }
}

#[wasm_bindgen_test]
fn the_choices_list_every_cell_with_its_options() {
    let choices: JsValue = WebExperiment::choices().unwrap().into();
    let cells = Array::from(&get(&choices, "cells"));
    assert_eq!(names(&cells), ["lstm", "gru", "rnn", "own"]);
    let options = [0, 1, 2].map(|k| names(&get(&cells.get(k), "options")));
    let lstm = ["peephole", "coupled", "projection", "linear_output"];
    assert_eq!(options[0], lstm);
    assert_eq!([&options[1][0], &options[2][0]], ["reset_before", "relu"]);
    for (key, all) in [
        ("optimizers", &["sgd", "momentum", "rmsprop", "adam"][..]),
        ("inits", &["uniform", "glorot", "orthogonal", "chrono"]),
        ("readouts", &["linear", "none"]),
    ] {
        assert_eq!(strings(&get(&choices, key)), all);
        for name in all {
            let key = &key[..key.len() - 1];
            let config = format!("{{inputs: 1, steps: 2, outputs: 1, {key}: '{name}'}}");
            experiment(&config).expect("what is offered is taken");
        }
    }
}

/// The numbers of each cell, run twice in this very engine.
#[wasm_bindgen_test]
fn the_same_seed_gives_the_same_bits() {
    for cell in [
        "'lstm'",
        "'lstm', options: {peephole: true, coupled: true, projection: 3, linear_output: true}",
        "'gru'",
        "'gru', options: {reset_before: true}",
        "'rnn'",
        "'rnn', options: {relu: true}",
    ] {
        let config = format!("{{task: 'recall', layers: 2, cell: {cell}}}");
        let mut runs = [(); 2].map(|()| {
            let one = experiment(&config).unwrap();
            let losses = floats(call!(one, train, 50.0));
            (
                losses,
                floats(call!(one, params)),
                floats(call!(one, grads)),
            )
        });
        assert_eq!(runs[0], runs[1], "{cell}");
        assert_eq!(runs[0].0.len(), 50, "{cell}");
        runs[0].0.dedup();
        assert!(runs[0].0.len() > 40, "{cell}: it learns");
    }
}

/// Without read-out the first units of h are the answer, of both sequences.
#[wasm_bindgen_test]
fn a_sequence_of_ones_own_is_answered_by_h() {
    let config =
        "{inputs: 1, outputs: 2, steps: 3, hidden: 4, batch: 2, readout: 'none', cell: 'gru'}";
    let own = experiment(config).unwrap();
    let inputs = [0.1, 0.2, 0.3, -0.1, -0.2, -0.3];
    call!(
        own,
        setSequence,
        f32s(&inputs),
        f32s(&[0.25; 12]),
        f32s(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0])
    )
    .unwrap();
    call!(own, forward).unwrap();
    let outputs = floats(call!(own, outputs));
    for t in 0..3usize {
        let h = floats(call!(own, field, "h", t as f64 + 1.0));
        let said = [0, 1].map(|unit| [0, 1].map(|b| outputs[(b * 3 + t) * 2 + unit]));
        assert_eq!(said.concat(), h[..4]);
    }
    let losses = floats(call!(own, train, 200.0));
    assert!(
        losses[199] < 0.1 * losses[0],
        "{} {}",
        losses[0],
        losses[199]
    );
    assert_eq!(floats(call!(own, inputs)), inputs, "they stay");
    assert_eq!(floats(call!(own, mask)), [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let schema: JsValue = call!(own, schema).unwrap();
    assert!(get(&get(&schema, "config"), "task").is_undefined());
    assert_eq!(text(&schema, "glyph"), "vector");
}

/// h of both layers, then c of both; where there is no c none may be given.
#[wasm_bindgen_test]
fn a_start_state_has_all_layers() {
    let of = |cell: &str| {
        let config = format!("{{task: 'recall', hidden: 2, batch: 1, layers: 2, cell: '{cell}'}}");
        experiment(&config).unwrap()
    };
    let h0 = [1.0, 2.0, 3.0, 4.0];
    let lstm = of("lstm");
    call!(lstm, setStart, f32s(&h0), f32s(&[5.0, 6.0, 7.0, 8.0])).unwrap();
    for (name, wanted) in [
        ("h", [1.0, 2.0]),
        ("l1.h", [3.0, 4.0]),
        ("c", [5.0, 6.0]),
        ("l1.c", [7.0, 8.0]),
    ] {
        assert_eq!(floats(call!(lstm, field, name, 0.0)), wanted);
    }
    let error = call!(lstm, setStart, f32s(&h0)).unwrap_err();
    assert_eq!(
        ["code", "key", "value"].map(|key| text(&error, key)),
        ["length", "c0", "0"]
    );
    assert_eq!(get(&error, "wanted"), 4.0);
    let gru = of("gru");
    call!(gru, setStart, f32s(&h0)).unwrap();
    assert_eq!(floats(call!(gru, field, "l1.h", 0.0)), [3.0, 4.0]);
    assert_eq!(
        text(
            &call!(gru, setStart, f32s(&h0), f32s(&[1.0])).unwrap_err(),
            "key"
        ),
        "c0"
    );
}

#[wasm_bindgen_test]
fn what_is_clamped_stays_until_it_is_released() {
    let held = recall();
    call!(held, forward).unwrap();
    let free = floats(call!(held, values));
    call!(held, clamp, "f", 1.0, JsValue::UNDEFINED, 0.25).unwrap();
    call!(held, clamp, "x", 0.0, 2.0, -0.5).unwrap();
    call!(held, forward).unwrap();
    call!(held, backward).unwrap();
    for t in 1..=6 {
        let f = floats(call!(held, field, "f", f64::from(t)));
        assert_eq!(f[4..8], [0.25; 4]);
        let d_f = floats(call!(held, dField, "f", f64::from(t)));
        assert_eq!(d_f[4..8], [0.0; 4]);
    }
    assert_eq!(floats(call!(held, field, "x", 2.0))[..4], [-0.5; 4]);
    assert_ne!(floats(call!(held, field, "x", 3.0))[..4], [-0.5; 4]);
    call!(held, release).unwrap();
    call!(held, forward).unwrap();
    assert_eq!(floats(call!(held, values)), free);
    let code = |result: Result<JsValue, JsValue>| {
        ["code", "key"].map(|key| text(result.as_ref().unwrap_err(), key))
    };
    assert_eq!(
        code(call!(held, clamp, "q", 0.0, JsValue::UNDEFINED, 0.0)),
        ["choice", "name"]
    );
    for unit in [8.0, 0.5, -1.0] {
        let refused = call!(held, clamp, "f", unit, JsValue::UNDEFINED, 0.0);
        assert_eq!(get(refused.as_ref().unwrap_err(), "max"), 7.0);
        assert_eq!(code(refused), ["whole-number", "unit"]);
    }
    assert_eq!(
        code(call!(held, clamp, "f", 0.0, 7.0, 0.0)),
        ["whole-number", "step"]
    );
    assert_eq!(
        code(call!(held, clamp, "f", 0.0, 0.0, 0.0)),
        ["whole-number", "step"]
    );
    assert_eq!(
        code(call!(held, clamp, "f", 0.0, JsValue::UNDEFINED, f64::NAN)),
        ["not-finite", "value"]
    );
}

#[wasm_bindgen_test]
fn the_gradient_can_be_checked() {
    let one =
        experiment("{task: 'recall', taskOptions: {delay: 3}, hidden: 3, batch: 2, cell: 'gru'}")
            .unwrap();
    let schema = call!(one, schema).unwrap();
    let point = call!(one, point).unwrap();
    let checks = check_gradients(&schema, &point, &JsValue::UNDEFINED).unwrap();
    let checks = JsValue::from(checks);
    assert_eq!(names(&checks), names(&get(&schema, "params")));
    let mut all = Vec::new();
    for check in Array::from(&checks).iter() {
        let [analytic, numeric, relative] = ["analytic", "numeric", "relative"]
            .map(|key| Float64Array::from(get(&check, key)).to_vec());
        assert_eq!(analytic.len(), numeric.len());
        assert!(relative.iter().all(|&error| error < 1e-3), "{relative:?}");
        all.extend(analytic);
    }
    let ours = floats(call!(one, paramGrads));
    assert_eq!(ours.len(), all.len());
    assert!(
        ours.iter()
            .zip(&all)
            .all(|(a, b)| (f64::from(*a) - b).abs() < 1e-5)
    );
    assert!(all.iter().any(|d| d.abs() > 1e-3));
}

/// Its operations are more than 32 bits can count: what is left of them there would be let through.
#[wasm_bindgen_test]
fn a_check_that_would_take_minutes_is_refused() {
    let config = r#"{"inputs": 50, "outputs": 1, "steps": 10, "hidden": 128}"#;
    let one = experiment(config).unwrap();
    let [schema, point] = [call!(one, schema), call!(one, point)].map(Result::unwrap);
    let Err(error) = check_gradients(&schema, &point, &JsValue::UNDEFINED) else {
        panic!("must be refused");
    };
    assert_eq!(text(&error, "code"), "work");
}

#[wasm_bindgen_test]
fn norms_are_plain_numbers() {
    let one = recall();
    let norm = |of: &JsValue, key: &str| {
        let norms: JsValue = call!(*of, norms).unwrap();
        get(&norms, key).as_f64().unwrap()
    };
    assert_eq!(norm(&one, "updates"), 0.0);
    let before = floats(call!(one, params));
    call!(one, train, 1.0).unwrap();
    let length = |all: &[f32]| {
        all.iter()
            .map(|x| f64::from(*x).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let after = floats(call!(one, params));
    let moved: Vec<f32> = after.iter().zip(&before).map(|(a, b)| a - b).collect();
    for (key, numbers) in [
        ("params", after),
        ("gradients", floats(call!(one, paramGrads))),
        ("updates", moved),
    ] {
        assert!(
            (norm(&one, key) / length(&numbers) - 1.0).abs() < 1e-4,
            "{key}"
        );
    }
}

#[wasm_bindgen_test]
fn rewinding_to_an_update_goes_on_as_it_did_then() {
    let one = recall();
    let losses = floats(call!(one, train, 30.0));
    assert_eq!(call!(one, rewind, 20.0).unwrap(), 16.0);
    assert_eq!(get(&one, "updates"), 16.0);
    assert_eq!(floats(call!(one, train, 14.0)), losses[16..]);
    assert_eq!(
        text(&call!(one, rewind, -1.0).unwrap_err(), "key"),
        "updates"
    );
}

#[wasm_bindgen_test]
fn parameters_go_to_pytorch_and_come_back() {
    let one = recall();
    call!(one, train, 5.0).unwrap();
    let [schema, params] = [call!(one, schema), call!(one, params)].map(Result::unwrap);
    let none = JsValue::UNDEFINED;
    // A view may be empty by the time that it is read.
    let params: Float32Array = params.unchecked_into();
    let params = params.slice(0, params.length());
    let file = export_safetensors(&schema, &params, &none).unwrap();
    let back = |hints: &str| -> Result<Float32Array, JsValue> {
        let imported = JsValue::from(import_safetensors(&schema, &file, &js(hints))?);
        assert!(strings(&get(&imported, "others")).is_empty());
        Ok(get(&imported, "params").unchecked_into())
    };
    assert_eq!(back("undefined").unwrap().to_vec(), params.to_vec());
    call!(one, rewind).unwrap();
    call!(
        one,
        setParams,
        back("{prefix: '', readout: 'readout.'}").unwrap()
    )
    .unwrap();
    assert_eq!(floats(call!(one, params)), params.to_vec());
    for (wrong, code, key) in [
        ("{prefix: 'lstm.'}", "tensor-missing", "lstm.weight_ih_l0"),
        ("{readout: 'fc.'}", "tensor-missing", "fc.weight"),
        ("{prefx: ''}", "unknown-key", "prefx"),
        ("{prefix: 1}", "type", "prefix"),
        ("{readout: false}", "type", "readout"),
        ("'lstm.'", "type", "hints"),
    ] {
        let error = back(wrong).unwrap_err();
        assert_eq!(["code", "key"].map(|part| text(&error, part)), [code, key]);
    }
    let config = JsValue::from(config_of(&file, &none).unwrap());
    assert_eq!(
        ["cell", "readout"].map(|key| text(&config, key)),
        ["lstm", "linear"]
    );
    assert_eq!(
        ["inputs", "hidden", "outputs"].map(|key| get(&config, key)),
        [2.0, 8.0, 1.0]
    );
    let peephole = experiment("{task: 'recall', options: {peephole: true}}").unwrap();
    let schema = call!(peephole, schema).unwrap();
    // Copied: what is taken to read the schema may move what a view looks at.
    let params = f32s(&floats(call!(peephole, params)));
    let error = export_safetensors(&schema, &params, &none).unwrap_err();
    assert_eq!(text(&error, "key"), "peephole");
}

#[wasm_bindgen_test]
fn memory_is_said_before_it_is_taken() {
    let memory = |config: &str| WebExperiment::memory(&js(config));
    let large = "{task: 'adding', hidden: 392, batch: 256, taskOptions: {steps: 1000}}";
    assert!(memory(large).unwrap() > 2f64.powi(30));
    let error = refused(large);
    assert_eq!(get(&error, "limit"), 1024.0);
    let schema = call!(recall(), schema).unwrap();
    let small = "{task: 'recall', taskOptions: {delay: 5}, batch: 4}";
    assert_eq!(get(&schema, "memory"), memory(small).unwrap());
    assert_eq!(text(&memory("{}").unwrap_err(), "code"), "missing-task");
}

#[wasm_bindgen_test]
fn training_lowers_the_loss_and_rewinding_repeats_it_to_the_bit() {
    let experiment = experiment("{task: 'recall'}").unwrap();
    let first = floats(call!(experiment, train, 300.0));
    assert_eq!(get(&experiment, "updates"), 300.0);
    assert!(first[299] < 0.1 * first[0], "{} {}", first[0], first[299]);
    let end = floats(call!(experiment, params));
    let evaluation: JsValue = call!(experiment, evaluate, 256.0).unwrap();
    assert!(get(&evaluation, "accuracy").as_f64().unwrap() > 0.99);
    assert_eq!(call!(experiment, rewind).unwrap(), 0.0);
    assert_eq!(floats(call!(experiment, train, 300.0)), first);
    assert_eq!(floats(call!(experiment, params)), end);
}

#[wasm_bindgen_test]
fn a_runaway_stops_and_says_why() {
    let experiment = experiment("{task: 'recall', rate: 1e6}").unwrap();
    assert!(floats(call!(experiment, train, 50.0)).len() < 50);
    let why: JsValue = call!(experiment, divergence).unwrap();
    assert_eq!(text(&why, "what"), "loss");
    assert!(
        floats(call!(experiment, params))
            .iter()
            .all(|p| p.is_finite())
    );
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_as_if_never_stopped_and_garbage_changes_nothing() {
    let one = recall();
    call!(one, train, 10.0).unwrap();
    let state = call!(one, state).unwrap();
    let saved = save(&state).unwrap().to_vec();
    let losses = floats(call!(one, train, 5.0));
    for bytes in [&[][..], &[1, 2, 3], &saved[..saved.len() - 1]] {
        let Err(error) = restore(&Uint8Array::from(bytes)) else {
            panic!("must be refused");
        };
        assert_eq!(text(&error, "code"), "file-length");
    }
    let read = restore(&Uint8Array::from(&*saved)).unwrap().into();
    for state in [state, read] {
        let other = recall();
        let before = floats(call!(other, params));
        for (wrong, code, key) in [
            ("undefined", "type", "state"),
            ("{...state, settings: 1}", "object", "state"),
            (
                "{...state, settings: {...state.settings, seed: '2'}}",
                "checkpoint",
                "seed",
            ),
            ("{...state, rate: NaN}", "not-finite", "rate"),
            ("{...state, firstLoss: -1}", "state", "first_loss"),
            ("{...state, now: undefined}", "object", "state"),
            (
                "{...state, now: {...state.now, updates: 1.5}}",
                "object",
                "state",
            ),
            (
                "{...state, now: {...state.now, memory: {}}}",
                "tensor-missing",
                "adam.m",
            ),
            (
                "{...state, now: {...state.now, params: new Float32Array(3)}}",
                "length",
                "params",
            ),
            (
                "{...state, get good() { throw Object.assign(Error(), {code: 'mine'}) }}",
                "mine",
                "",
            ),
        ] {
            let make: Function = js(&format!("(state) => ({wrong})")).unchecked_into();
            let wrong = make.call1(&JsValue::NULL, &state).expect("good JavaScript");
            let error = call!(other, takeUp, wrong).unwrap_err();
            assert_eq!(["code", "key"].map(|part| text(&error, part)), [code, key]);
            assert_eq!(floats(call!(other, params)), before);
        }
        call!(other, takeUp, state).unwrap();
        assert_eq!(floats(call!(other, train, 5.0)), losses);
    }
}

/// What is asked of it is told, and what is told counts.
#[wasm_bindgen_test]
fn a_check_can_be_watched_and_ended() {
    let one = experiment("{task: 'recall', hidden: 2, batch: 1}").unwrap();
    call!(one, clamp, "f", 0, 3, 0.5).unwrap();
    let [schema, point] = [call!(one, schema), call!(one, point)].map(Result::unwrap);
    let check = |go_on: &str| check_gradients(&schema, &point, &js(go_on)).map(JsValue::from);
    let first = check("(done, of) => done < of / 4").unwrap();
    let params = names(&get(&schema, "params"));
    let complete = names(&first);
    assert!(!complete.is_empty() && complete.len() < params.len());
    assert_eq!(complete[..], params[..complete.len()]);
    let error = check("() => { throw Error('mine') }").unwrap_err();
    assert_eq!(text(&error, "message"), "mine");
    assert_eq!(text(&check("5").unwrap_err(), "key"), "goOn");
}

/// Each cell by its own formulas, in two layers, with a clamp: what they say is what it computes.
#[wasm_bindgen_test]
fn every_cell_is_checked_by_its_schema() {
    for cell in [
        "'lstm'",
        "'lstm', options: {peephole: true, projection: 2}",
        "'lstm', options: {coupled: true, linear_output: true}, readout: 'none'",
        "'gru'",
        "'gru', options: {reset_before: true}",
        "'rnn', options: {relu: true}",
        "'own'",
    ] {
        let config = format!(
            "{{task: 'recall', taskOptions: {{delay: 3}}, hidden: 3, batch: 2, layers: 2, truncate: 2, cell: {cell}}}"
        );
        let one = experiment(&config).unwrap();
        call!(one, clamp, "l1.h", 0, JsValue::UNDEFINED, 0.25).unwrap();
        call!(one, forward).unwrap();
        call!(one, backward).unwrap();
        let [schema, point] = [call!(one, schema), call!(one, point)].map(Result::unwrap);
        let checks = check_gradients(&schema, &point, &JsValue::UNDEFINED);
        let checks = Array::from(&checks.unwrap());
        let analytic = checks
            .iter()
            .map(|check| Float64Array::from(get(&check, "analytic")).to_vec());
        let analytic: Vec<f64> = analytic.flatten().collect();
        let ours = floats(call!(one, paramGrads));
        assert_eq!(ours.len(), analytic.len());
        for (ours, theirs) in ours.iter().zip(&analytic) {
            assert!(
                (f64::from(*ours) - theirs).abs() < 1e-5,
                "{cell}: {ours} {theirs}"
            );
        }
    }
}

/// Nothing that a schema says is believed.
#[wasm_bindgen_test]
fn a_schema_that_cannot_be_followed_is_refused() {
    let one = recall();
    let [schema, point] = [call!(one, schema), call!(one, point)].map(Result::unwrap);
    for (deed, code, key) in [
        ("0", "type", "schema"),
        ("s.row = 5", "object", "schema"),
        ("s.row = []", "schema", "row"),
        ("s.row.shift()", "schema", "x"),
        ("s.row[0].kind = 'gear'", "object", "schema"),
        ("s.row[0].rows = 1.5", "object", "schema"),
        ("s.row[0].rows = -1", "object", "schema"),
        ("s.row[0].rows = 0", "schema", "x"),
        ("delete s.row[0].name", "object", "schema"),
        ("s.row[0].rows = 3", "schema", "z_i"),
        ("s.row[0].rows = 2 ** 26", "schema", "x"),
        ("s.row[1].rows = 3", "schema", "z_i"),
        ("s.row[1].formula.terms = [[]]", "schema", "z_i"),
        ("s.row[1].formula.terms[0][0].name = 'q'", "schema", "z_i"),
        ("s.row[1].formula.terms[0].pop()", "schema", "z_i"),
        ("s.row[1].formula.terms[0][1].name = 'b_i'", "schema", "z_i"),
        (
            "s.row[1].formula.terms = [[{name: 'z_i', before: false, complement: false}]]",
            "schema",
            "z_i",
        ),
        ("s.row[1].formula.squash = 'sine'", "object", "schema"),
        ("s.params[0].cols = 3", "schema", "z_i"),
        ("s.params.pop()", "schema", "y"),
        // z_i behind i, which is computed from it.
        ("s.row.splice(-2, 0, s.row.splice(1, 1)[0])", "schema", "i"),
        ("s.batch = 3", "length", "start"),
        ("s.steps = 3", "length", "inputs"),
        ("s.outputs = 1e9", "schema", "outputs"),
        ("s.config.loss = 'none'", "choice", "loss"),
        ("p.params = new Float32Array(3)", "length", "params"),
        ("p.start[0] = NaN", "not-finite-at", "start"),
        (
            "p.clamps = [{name: 'q', unit: 0, value: 0}]",
            "choice",
            "name",
        ),
        ("p.clamps = [5]", "object", "point"),
        ("delete p.mask", "object", "point"),
        ("p.mask = [1, 2]", "object", "point"),
        ("p.mask = new Float32Array(2 ** 26 + 1)", "object", "point"),
    ] {
        let make = format!(
            "(s, p) => {{ s = structuredClone(s); p = structuredClone(p); {deed}; return [{}, p] }}",
            if deed == "0" { "0" } else { "s" }
        );
        let make: Function = js(&make).unchecked_into();
        let made = Array::from(
            &make
                .call2(&JsValue::NULL, &schema, &point)
                .expect("good JavaScript"),
        );
        let Err(error) = check_gradients(&made.get(0), &made.get(1), &JsValue::UNDEFINED) else {
            panic!("{deed} must be refused");
        };
        assert_eq!(
            ["code", "key"].map(|part| text(&error, part)),
            [code, key],
            "{deed}"
        );
    }
}

#[wasm_bindgen_test]
fn files_of_a_wrong_kind_are_refused_by_key() {
    for (file, code, key) in [
        ("new ArrayBuffer(8)", "type", "file"),
        ("null", "type", "file"),
        ("[1, 2]", "type", "file"),
        (
            // 2 GiB, of which not every browser makes a typed array by itself.
            "new Uint8Array(new WebAssembly.Memory({initial: 2 ** 15}).buffer)",
            "whole-number",
            "file.length",
        ),
    ] {
        let Err(error) = restore(&js(file)) else {
            panic!("must be refused");
        };
        assert_eq!(
            ["code", "key"].map(|part| text(&error, part)),
            [code, key],
            "{file}"
        );
        let Err(error) = config_of(&js(file), &JsValue::UNDEFINED) else {
            panic!("must be refused");
        };
        assert_eq!(
            ["code", "key"].map(|part| text(&error, part)),
            [code, key],
            "{file}"
        );
    }
}

/// A loss for each step, clamps listed and released one by one, sequences of one's own.
#[wasm_bindgen_test]
fn what_a_loop_of_ones_own_wants_is_there() {
    let one = recall();
    call!(one, forward).unwrap();
    let steps = floats(call!(one, stepLosses));
    let loss = call!(one, loss).unwrap().as_f64().unwrap();
    assert_eq!(steps.len(), 6);
    assert!((steps.iter().map(|&x| f64::from(x)).sum::<f64>() - loss).abs() < 1e-5);
    call!(one, clamp, "f", 1, JsValue::UNDEFINED, 0.25).unwrap();
    call!(one, clamp, "x", 0, 2, -0.5).unwrap();
    let clamps = Array::from(&call!(one, clamps).unwrap());
    assert_eq!(names(&clamps), ["f", "x"]);
    assert!(get(&clamps.get(0), "step").is_undefined());
    assert_eq!(
        ["unit", "step", "value"].map(|key| get(&clamps.get(1), key)),
        [0.0, 2.0, -0.5]
    );
    let error = call!(one, release, "x", 0, 3).unwrap_err();
    assert_eq!(text(&error, "code"), "not-clamped");
    call!(one, release, "x", 0, 2).unwrap();
    assert_eq!(names(&call!(one, clamps).unwrap()), ["f"]);
    call!(one, release).unwrap();
    let [inputs, targets, mask] = [call!(one, inputs), call!(one, targets), call!(one, mask)];
    let found = call!(
        one,
        evaluateSequences,
        inputs.unwrap(),
        targets.unwrap(),
        mask.unwrap()
    );
    call!(one, forward).unwrap();
    let loss = call!(one, loss).unwrap().as_f64().unwrap();
    assert!((get(&found.unwrap(), "loss").as_f64().unwrap() - loss).abs() < 1e-5);
    let error = call!(one, evaluateSequences, f32s(&[0.0; 5]), f32s(&[0.0; 5])).unwrap_err();
    assert_eq!(text(&error, "code"), "length");
}

#[wasm_bindgen_test]
fn sequences_parameters_and_states_of_ones_own_are_checked_at_the_door() {
    let experiment = recall();
    let code = |result: Result<JsValue, JsValue>| text(&result.unwrap_err(), "code");
    assert_eq!(
        code(call!(experiment, setSequence, f32s(&[0.0]), f32s(&[0.0]))),
        "length"
    );
    assert_eq!(
        code(call!(
            experiment,
            setSequence,
            f32s(&[f32::NAN; 4 * 6 * 2]),
            f32s(&[0.0; 24])
        )),
        "not-finite-at"
    );
    assert_eq!(code(call!(experiment, setStart, f32s(&[0.0; 3]))), "length");
    assert_eq!(
        code(call!(experiment, setParam, "W_q", f32s(&[]))),
        "choice"
    );
    assert_eq!(code(call!(experiment, setParams, f32s(&[0.0]))), "length");
    assert_eq!(code(call!(experiment, sample, -1.0)), "whole-number");
    assert_eq!(code(call!(experiment, setRate, f64::NAN)), "not-finite");
    assert_eq!(
        text(&call!(experiment, field, "f", 7.0).unwrap_err(), "code"),
        "whole-number"
    );
    assert_eq!(
        text(&call!(experiment, train, 0.5).unwrap_err(), "code"),
        "whole-number"
    );
    call!(
        experiment,
        setSequence,
        f32s(&[0.5; 4 * 6 * 2]),
        f32s(&[1.0; 24])
    )
    .unwrap();
    assert_eq!(floats(call!(experiment, inputs)), [0.5; 48]);
    assert_eq!(floats(call!(experiment, mask)), [1.0; 24]);
}

#[wasm_bindgen_test]
fn a_parameter_is_found_by_its_name_and_copied() {
    let experiment = recall();
    let schema = call!(experiment, schema).unwrap();
    for (by_name, all) in [("param", "params"), ("dParam", "paramGrads")] {
        let all = floats(call(&experiment, all, &[]));
        let mut found = Vec::new();
        for field in Array::from(&get(&schema, "params")).iter() {
            found.extend(floats(call(&experiment, by_name, &[get(&field, "name")])));
        }
        assert_eq!(found, all, "{by_name}");
    }
}

#[wasm_bindgen_test]
fn one_step_after_the_other() {
    let experiment = recall();
    let next = |name: &str| call(&experiment, name, &[]).unwrap().as_f64();
    let forward: Vec<f64> = std::iter::from_fn(|| next("forwardStep")).collect();
    assert_eq!(forward, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert!(next("loss").unwrap() > 0.0);
    let backward: Vec<f64> = std::iter::from_fn(|| next("backwardStep")).collect();
    assert_eq!(backward, [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
    call!(experiment, update).unwrap();
    assert_eq!(get(&experiment, "updates"), 1.0);
}

fn canvas(width: u32, height: u32) -> HtmlCanvasElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    document.body().unwrap().append_child(&canvas).unwrap();
    canvas
}

const STYLE: &str = "{ratio: 2, ink: '#112233', grid: '#dddddd', font: 'sans-serif', xLabel: 'updates', yLabel: 'loss'}";
const CURVE: &str = "{line: '#ff0000', mark: '', each: false}";

/// A red curve of these values, one at each update from the first, as part of a list.
fn curve(values: &[f32]) -> JsValue {
    let curve = js(CURVE);
    let xs: Vec<f32> = (1..=values.len()).map(|k| k as f32).collect();
    Reflect::set(&curve, &"xs".into(), &f32s(&xs)).unwrap();
    Reflect::set(&curve, &"values".into(), &f32s(values)).unwrap();
    curve
}

fn curves(values: &[f32]) -> JsValue {
    Array::of1(&curve(values)).into()
}

/// How many pixels are opaque, and how many of them red as the line is.
fn painted(canvas: &HtmlCanvasElement) -> (usize, usize) {
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    let image = context
        .get_image_data(0.0, 0.0, canvas.width().into(), canvas.height().into())
        .unwrap();
    let data = image.data();
    let pixels = data.chunks_exact(4).filter(|p| p[3] > 100);
    (
        pixels.clone().count(),
        pixels
            .filter(|p| p[0] > 200 && p[1] < 80 && p[2] < 80)
            .count(),
    )
}

#[wasm_bindgen_test]
fn curves_are_really_drawn() {
    let canvas = canvas(800, 400);
    draw_curves(&canvas, &Array::new(), &js(STYLE)).expect("axes alone");
    draw_curves(&canvas, &curves(&[]), &js(STYLE)).expect("axes alone");
    let (axes, line) = painted(&canvas);
    assert!(axes > 500 && line == 0, "{axes} {line}");
    let losses: Vec<f32> = (0..200).map(|k| (-0.03 * k as f32).exp()).collect();
    draw_curves(&canvas, &curves(&losses), &js(STYLE)).expect("a curve");
    assert!(painted(&canvas).1 > 500, "{:?}", painted(&canvas));
    let one = painted(&canvas).1;
    let other = Array::of2(&curve(&losses), &curve(&losses[..100]));
    let marked = get(&other, "1");
    Reflect::set(&marked, &"mark".into(), &"B".into()).unwrap();
    draw_curves(&canvas, &other, &js(STYLE)).expect("two curves, one of them marked");
    let once = painted(&canvas).1;
    assert!(once > one + 100, "the mark's ground is red, too");
    Reflect::set(&marked, &"each".into(), &true.into()).unwrap();
    draw_curves(&canvas, &other, &js(STYLE)).expect("one of them marked at each of its points");
    assert!(painted(&canvas).1 > once + 1000);
    draw_curves(&canvas, &curves(&[0.5, 0.0, f32::NAN, 0.4]), &js(STYLE))
        .expect("what cannot be drawn is left out");
}

#[wasm_bindgen_test]
fn a_canvas_of_size_zero_and_a_wrong_style_are_refused() {
    let code = |canvas: HtmlCanvasElement, style: &str| {
        text(
            &draw_curves(&canvas, &curves(&[1.0]), &js(style)).unwrap_err(),
            "code",
        )
    };
    assert_eq!(code(canvas(0, 0), STYLE), "canvas-size");
    assert_eq!(code(canvas(400, 200), "{}"), "object");
    assert_eq!(
        code(canvas(400, 200), &STYLE.replace("#112233", "red")),
        "object"
    );
}

#[wasm_bindgen_test]
fn memory_that_has_grown_takes_no_number_along() {
    let experiment = recall();
    let view = call!(experiment, params).unwrap();
    let copy = floats(call!(experiment, params));
    // Enough new memory that the old buffer is detached: then the view is empty, and a fresh one is right.
    let large = self::experiment("{task: 'adding', hidden: 256, batch: 64}").unwrap();
    assert!(floats(call!(large, values)).len() > 1_000_000);
    assert_eq!(floats(call!(experiment, params)), copy);
    assert_eq!(get(&view, "length"), 0.0);
}

/// What a hostile caller does to an experiment and its class is refused by an error of ours, and nothing is locked.
fn hostile(deed: &str) -> [String; 4] {
    let one = recall();
    let class = get(&one, "constructor");
    let deed: Function = js(&format!("(one, Experiment) => {deed}")).unchecked_into();
    let error = deed
        .call2(&JsValue::NULL, &one, &class)
        .expect_err("must be refused");
    assert!(error.is_instance_of::<js_sys::Error>(), "{deed:?}");
    let said = ["code", "key", "value", "message"].map(|key| text(&error, key));
    if said[0] != "freed" {
        assert_eq!(floats(call!(one, train, 1)).len(), 1, "it is not locked");
        call!(one, free).unwrap();
    }
    said
}

#[wasm_bindgen_test]
fn arguments_of_a_wrong_kind_are_refused_by_key() {
    for (deed, code, key, value) in [
        ("one.field(5)", "type", "name", "5"),
        ("one.field()", "type", "name", "nothing"),
        (
            "one.field({toString() { throw 1 }})",
            "type",
            "name",
            "an object",
        ),
        ("one.field(Symbol())", "type", "name", "no plain value"),
        ("one.field('h', NaN)", "whole-number", "step", "NaN"),
        ("one.field('h', '1')", "whole-number", "step", "\"1\""),
        (
            "one.field('h', 1n)",
            "whole-number",
            "step",
            "no plain value",
        ),
        (
            "one.train({valueOf() { one.free(); return 1 }})",
            "whole-number",
            "n",
            "an object",
        ),
        ("one.train(NaN)", "whole-number", "n", "NaN"),
        ("one.train()", "whole-number", "n", "nothing"),
        ("one.train(1, -1)", "whole-number", "milliseconds", "-1"),
        ("one.evaluate(0)", "whole-number", "n", "0"),
        ("one.sample('1')", "type", "seed", "\"1\""),
        ("one.setRate(null)", "type", "rate", "nothing"),
        ("one.rewind('0')", "whole-number", "updates", "\"0\""),
        (
            "one.clamp('f', 8, undefined, 0)",
            "whole-number",
            "unit",
            "8",
        ),
        ("one.clamp('f', 0, undefined)", "type", "value", "nothing"),
        ("one.setParams([1, 2])", "type", "params", "an object"),
        (
            "one.setParams(new ArrayBuffer(8))",
            "type",
            "params",
            "an object",
        ),
        (
            "one.setParams(new Float64Array(8))",
            "type",
            "params",
            "an object",
        ),
        (
            "one.setParams(Object.create(Float32Array.prototype))",
            "type",
            "params",
            "an object",
        ),
        (
            "one.setParams(new Float32Array(new WebAssembly.Memory({initial: 2 ** 15}).buffer))",
            "length",
            "params",
            "536870912",
        ),
        ("one.setParam('W_f')", "type", "W_f", "nothing"),
        (
            "one.setSequence(new Float32Array(48))",
            "type",
            "targets",
            "nothing",
        ),
        ("one.setStart(new Float32Array(32))", "length", "c0", "0"),
        ("one.takeUp(5)", "type", "state", "5"),
        (
            "new Experiment(new Uint8Array(new WebAssembly.Memory({initial: 2 ** 15}).buffer))",
            "type",
            "config",
            "an object",
        ),
        (
            "new Experiment({task: 'a'.repeat(2 ** 24)})",
            "choice",
            "task",
            &format!("\"{}…", "a".repeat(78)),
        ),
        (
            "new Experiment({['a'.repeat(2 ** 24)]: 1})",
            "unknown-key",
            &("a".repeat(79) + "…"),
            "1",
        ),
        (
            "new Experiment({...Array(1e5).fill(0)})",
            "unknown-key",
            "0",
            "0",
        ),
    ] {
        let said = hostile(deed);
        assert_eq!([&said[0], &said[1], &said[2]], [code, key, value], "{deed}");
    }
}

/// Whatever a getter does: throw, call the same experiment, free it.
#[wasm_bindgen_test]
fn a_getter_of_an_argument_locks_nothing() {
    for deed in [
        "new Experiment({get task() { throw Error('mine') }})",
        "new Experiment({task: 'recall', options: {get peephole() { throw Error('mine') }}})",
        "Experiment.memory({get task() { throw Error('mine') }})",
        "one.takeUp({get settings() { throw Error('mine') }})",
        "one.setParams(Object.defineProperty(new Float32Array(8), 'length', {get() { throw Error('mine') }}))",
    ] {
        assert_eq!(hostile(deed)[3], "mine", "{deed}");
    }
    for deed in [
        "new Experiment(new Proxy({}, {ownKeys() { throw Error('mine') }}))",
        "new Experiment((() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })())",
        "new Experiment({task: () => 'recall'})",
    ] {
        assert!(hostile(deed)[3].contains("could not be cloned"), "{deed}");
    }
    let code = |deed: &str| hostile(deed)[0].clone();
    let calls = "{get settings() { one.train(1); one.forward(); return 5 }}";
    assert_eq!(code(&format!("one.takeUp({calls})")), "object");
    let frees = "{...one.state(), get good() { one.free(); return this.now }}";
    assert_eq!(code(&format!("one.takeUp({frees})")), "freed");
    let lies =
        "Object.defineProperty(new Float32Array(9), 'length', {get() { one.free(); return 361 }})";
    assert_eq!(code(&format!("one.setParams({lies})")), "freed");
}

/// wasm-bindgen keeps each object that Rust holds in a table, and one that is thrown past it would stay there.
#[wasm_bindgen_test]
fn what_a_getter_throws_keeps_no_place() {
    let one = recall();
    let [schema, point] = [call!(one, schema), call!(one, point)].map(Result::unwrap);
    let attempts = js("(one, Experiment) => {
        const thrown = {get task() { throw Error('mine') }, get settings() { throw Error('mine') }};
        const lies = Object.defineProperty(new Float32Array(8), 'length', {get() { throw Error('mine') }});
        const deeds = [() => new Experiment(thrown), () => one.takeUp(thrown), () => one.setParams(lies)];
        let caught = 0;
        for (let k = 0; k < 300; k += 1) {
            try { deeds[k % 3]() } catch { caught += 1 }
        }
        return caught;
    }");
    let attempts: Function = attempts.unchecked_into();
    let go_on = js("() => { throw Error('mine') }");
    let all = || {
        let caught = attempts.call2(&JsValue::NULL, &one, &get(&one, "constructor"));
        assert_eq!(caught.unwrap(), 300.0);
        for _ in 0..100 {
            assert!(check_gradients(&schema, &point, &go_on).is_err());
        }
    };
    // What is made once only, at first use, is made by then.
    all();
    let before = wasm_bindgen::externref_heap_live_count();
    all();
    assert_eq!(wasm_bindgen::externref_heap_live_count(), before);
}

#[wasm_bindgen_test]
fn what_is_freed_says_so() {
    for (deed, key) in [
        ("{ one.free(); one.forward() }", "forward"),
        ("{ one.free(); one.updates }", "updates"),
        ("{ one.free(); one.free(); one.train(1) }", "train"),
        (
            "{ one.free(); one.setParams(new Float32Array(1)) }",
            "setParams",
        ),
        (
            "{ one[Symbol.dispose ?? 'free'](); one.schema() }",
            "schema",
        ),
    ] {
        let said = hostile(deed);
        assert_eq!([&said[0], &said[1]], ["freed", key], "{deed}");
    }
}

#[wasm_bindgen_test]
fn task_options_without_a_task_are_refused() {
    let error = refused("{inputs: 1, outputs: 1, steps: 1, taskOptions: {delay: 3}}");
    assert_eq!(
        ["code", "key"].map(|key| text(&error, key)),
        ["missing-key", "task"]
    );
}

/// What TypeScript knows of an object is what it is: no key more, none less.
#[wasm_bindgen_test]
fn schema_and_choices_have_the_keys_of_their_types() {
    let types = include_str!("../src/wasm/types.d.ts");
    let typed = |name: &str| {
        let body = types
            .split_once(&format!("export interface {name} {{"))
            .unwrap()
            .1;
        let body = body.split_once("\n}").unwrap().0;
        let lines = body
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with(['/', '*']));
        let mut depth = 0;
        let mut keys = Vec::new();
        for piece in lines.flat_map(|line| line.split(';')) {
            if depth == 0
                && let Some((key, _)) = piece.split_once(':')
            {
                keys.push(key.trim().trim_end_matches('?').to_owned());
            }
            depth = depth + piece.matches('{').count() - piece.matches('}').count();
        }
        keys.sort();
        keys
    };
    let given = |all: &[JsValue]| {
        let keys = all
            .iter()
            .flat_map(|one| Object::keys(one.unchecked_ref::<Object>()).to_vec());
        let mut keys: Vec<String> = keys.map(|key| key.as_string().unwrap()).collect();
        keys.sort();
        keys.dedup();
        keys
    };
    let list = |of: &JsValue, key: &str| Array::from(&get(of, key)).to_vec();
    let schema = call!(recall(), schema).unwrap();
    assert_eq!(given(std::slice::from_ref(&schema)), typed("Schema"));
    assert_eq!(given(&list(&schema, "row")), typed("Field"));
    let choices: JsValue = WebExperiment::choices().unwrap().into();
    assert_eq!(given(std::slice::from_ref(&choices)), typed("Choices"));
    let [tasks, cells] = ["tasks", "cells"].map(|key| list(&choices, key));
    let options = tasks
        .iter()
        .chain(&cells)
        .flat_map(|one| list(one, "options"));
    let options: Vec<JsValue> = options.chain(list(&choices, "numbers")).collect();
    assert_eq!(given(&options), typed("Option"));
}

#[wasm_bindgen_test]
fn the_schema_names_what_the_forget_bias_is_added_to() {
    for (cell, wanted) in [("lstm", &["b_f"][..]), ("gru", &["b_z"]), ("rnn", &[])] {
        let config = format!("{{task: 'recall', cell: '{cell}'}}");
        let schema = call!(experiment(&config).unwrap(), schema).unwrap();
        assert_eq!(strings(&get(&schema, "forgetBiases")), wanted, "{cell}");
    }
}

/// With numbers this large the next tick is no larger than the last.
#[wasm_bindgen_test]
fn an_axis_without_end_is_refused() {
    let said = |canvas: &JsValue, curves: &str| {
        let error = draw_curves(canvas, &js(curves), &js(STYLE)).unwrap_err();
        ["code", "key", "value"].map(|key| text(&error, key))
    };
    let of = |xs: &str, values: &str| {
        format!("[{{line: '#ff0000', mark: '', each: false, xs: {xs}, values: {values}}}]")
    };
    let canvas = canvas(400, 200).into();
    let two = "new Float32Array([1, 1])";
    for (last, told) in [
        ("1e17", "9.999999843067494e16"),
        ("-1", "-1"),
        ("Infinity", "inf"),
        ("NaN", "NaN"),
    ] {
        let xs = format!("new Float32Array([1, {last}])");
        assert_eq!(said(&canvas, &of(&xs, two)), ["number", "xs", told]);
    }
    let last = of("new Float32Array([0, 2 ** 53 - 2 ** 29])", two);
    draw_curves(&canvas, &js(&last), &js(STYLE)).expect("the last there is");
    let many = said(&canvas, &of("new Float32Array(2 ** 26 + 1)", two));
    assert_eq!(
        many,
        ["object", "curves", "67108865 numbers, more than 67108864"]
    );
    let fewer = said(&canvas, &of(two, "new Float32Array(1)"));
    assert_eq!(fewer, ["length", "values", "1"]);
    assert_eq!(said(&canvas, &of("[1]", two))[..2], ["object", "curves"]);
    assert_eq!(said(&canvas, &of(two, "[1, 1]"))[..2], ["object", "curves"]);
    assert_eq!(said(&canvas, "{}")[..2], ["object", "curves"]);
    assert_eq!(said(&canvas, "[5]")[..2], ["object", "curves"]);
    let one = of(two, two);
    assert_eq!(
        said(&js("{width: 400, height: 200}"), &one)[..2],
        ["type", "canvas"]
    );
    assert_eq!(said(&JsValue::NULL, &one)[..2], ["type", "canvas"]);
}

/// And what is trained in slices is what is trained at once.
#[wasm_bindgen_test]
fn training_ends_when_its_time_is_up() {
    let one = recall();
    let mut losses = Vec::new();
    let start = js_sys::Date::now();
    while losses.len() < 20_000 && js_sys::Date::now() < start + 200.0 {
        let slice = floats(call!(one, train, 1_000_000, 20));
        assert!((1..1_000_000).contains(&slice.len()));
        losses.extend(slice);
    }
    assert!(js_sys::Date::now() < start + 2000.0);
    assert_eq!(floats(call!(one, train, 1_000_000, 0)).len(), 1);
    let n = losses.len() as f64;
    assert_eq!(floats(call!(recall(), train, n)), losses);
}

/// What is kept on the way can be looked at without going back, and goes back to the very bit.
#[wasm_bindgen_test]
fn states_that_are_kept_can_be_looked_at() {
    let one = recall();
    let start = floats(call!(one, params));
    let losses = floats(call!(one, train, 30));
    assert_eq!(floats(call!(one, gradientNorms)).len(), 30);
    let kept: Float64Array = call!(one, kept).unwrap().unchecked_into();
    assert_eq!(kept.to_vec(), [0.0, 8.0, 16.0, 24.0]);
    assert_eq!(floats(call!(one, keptParams, 0)), start);
    assert!(call!(one, keptParams, 7).unwrap().is_undefined());
    let at_16 = floats(call!(one, keptParams, 16));
    assert_eq!(get(&one, "updates"), 30.0, "nothing has changed");
    call!(one, rewind, 16).unwrap();
    assert_eq!(floats(call!(one, params)), at_16);
    assert_eq!(floats(call!(one, train, 14)), losses[16..]);
}
