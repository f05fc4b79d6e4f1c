//! What JavaScript sees, in a real browser: `wasm-pack test --headless --chrome`.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float32Array, Float64Array, Function, Object, Reflect};
use lstm_conveyor::wasm::{WebExperiment, draw_loss};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A JavaScript value from its source text.
fn js(text: &str) -> JsValue {
    let make = Function::new_no_args(&format!("return ({text})"));
    make.call0(&JsValue::NULL).expect("good JavaScript")
}

fn experiment(config: &str) -> Result<WebExperiment, JsValue> {
    WebExperiment::new(js(config).unchecked_ref())
}

fn recall() -> WebExperiment {
    experiment("{task: 'recall', taskOptions: {delay: 5}, batch: 4}").expect("a good config")
}

fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).expect("an object")
}

fn text(of: &JsValue, key: &str) -> String {
    get(of, key).as_string().unwrap_or_default()
}

/// What a view looks at. JavaScript copies first, because the room for a copy of ours may take new memory, and the view
/// would be empty then.
fn copied(view: Float32Array) -> Vec<f32> {
    view.slice(0, view.length()).to_vec()
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
    assert_eq!(strings(&get(&choice, "names")), ["lstm", "gru", "rnn"]);
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
    let mut experiment = recall();
    experiment.sample(3.0).unwrap();
    experiment.forward();
    experiment.backward();
    let schema: JsValue = experiment.schema().unwrap().into();
    let [width, steps, batch] =
        ["width", "steps", "batch"].map(|key| get(&schema, key).as_f64().unwrap() as u32);
    assert_eq!((steps, batch), (6, 4));
    assert_eq!(experiment.values().length(), (steps + 1) * width * batch);
    assert_eq!(experiment.grads().length(), (steps + 1) * width * batch);
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
            ["offset", "rows"].map(|key| get(&field, key).as_f64().unwrap() as u32);
        let from = (2 * width + offset) * batch;
        let there = experiment
            .values()
            .slice(from, from + rows * batch)
            .to_vec();
        assert_eq!(
            experiment
                .field(&text(&field, "name"), Some(2.0))
                .unwrap()
                .to_vec(),
            there
        );
        let there = experiment.grads().slice(from, from + rows * batch).to_vec();
        assert_eq!(
            experiment
                .d_field(&text(&field, "name"), Some(2.0))
                .unwrap()
                .to_vec(),
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
    assert_eq!(experiment.outputs().length(), steps * batch);
}

#[wasm_bindgen_test]
fn every_choice_makes_an_experiment() {
    let choices: JsValue = WebExperiment::choices().unwrap().into();
    let tasks = Array::from(&get(&choices, "tasks"));
    assert_eq!(tasks.length() as usize, lstm_conveyor::task::TASKS.len());
    for task in tasks.iter() {
        let config = get(&task, "defaults");
        let mut experiment = WebExperiment::new(config.unchecked_ref()).expect("its own defaults");
        assert_eq!(experiment.train(2.0).unwrap().length(), 2);
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
        ("inits", &["uniform", "glorot", "orthogonal"]),
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
            let mut one = experiment(&config).unwrap();
            let losses = one.train(50.0).unwrap().to_vec();
            (losses, copied(one.params()), copied(one.grads()))
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
    let mut own = experiment(config).unwrap();
    let inputs = [0.1, 0.2, 0.3, -0.1, -0.2, -0.3];
    own.set_sequence(
        &inputs,
        &[0.25; 12],
        Some(vec![0.0, 0.0, 1.0, 0.0, 0.0, 1.0]),
    )
    .unwrap();
    own.forward();
    let outputs = own.outputs().to_vec();
    for t in 0..3usize {
        let h = own.field("h", Some(t as f64 + 1.0)).unwrap().to_vec();
        let said = [0, 1].map(|unit| [0, 1].map(|b| outputs[(b * 3 + t) * 2 + unit]));
        assert_eq!(said.concat(), h[..4]);
    }
    let losses = own.train(200.0).unwrap().to_vec();
    assert!(
        losses[199] < 0.1 * losses[0],
        "{} {}",
        losses[0],
        losses[199]
    );
    assert_eq!(own.inputs().to_vec(), inputs, "they stay");
    assert_eq!(own.mask().to_vec(), [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let schema: JsValue = own.schema().unwrap().into();
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
    let mut lstm = of("lstm");
    lstm.set_start(&h0, Some(vec![5.0, 6.0, 7.0, 8.0])).unwrap();
    for (name, wanted) in [
        ("h", [1.0, 2.0]),
        ("l1.h", [3.0, 4.0]),
        ("c", [5.0, 6.0]),
        ("l1.c", [7.0, 8.0]),
    ] {
        assert_eq!(lstm.field(name, Some(0.0)).unwrap().to_vec(), wanted);
    }
    let error = lstm.set_start(&h0, None).unwrap_err();
    assert_eq!(
        ["code", "key", "value"].map(|key| text(&error, key)),
        ["length", "c0", "0"]
    );
    assert_eq!(get(&error, "wanted"), 4.0);
    let mut gru = of("gru");
    gru.set_start(&h0, None).unwrap();
    assert_eq!(gru.field("l1.h", Some(0.0)).unwrap().to_vec(), [3.0, 4.0]);
    assert_eq!(
        text(&gru.set_start(&h0, Some(vec![1.0])).unwrap_err(), "key"),
        "c0"
    );
}

#[wasm_bindgen_test]
fn what_is_clamped_stays_until_it_is_released() {
    let mut held = recall();
    held.forward();
    let free = copied(held.values());
    held.clamp("f", 1.0, None, 0.25).unwrap();
    held.clamp("x", 0.0, Some(2.0), -0.5).unwrap();
    held.forward();
    held.backward();
    for t in 1..=6 {
        let f = held.field("f", Some(f64::from(t))).unwrap().to_vec();
        assert_eq!(f[4..8], [0.25; 4]);
        let d_f = held.d_field("f", Some(f64::from(t))).unwrap().to_vec();
        assert_eq!(d_f[4..8], [0.0; 4]);
    }
    assert_eq!(held.field("x", Some(2.0)).unwrap().to_vec()[..4], [-0.5; 4]);
    assert_ne!(held.field("x", Some(3.0)).unwrap().to_vec()[..4], [-0.5; 4]);
    held.release();
    held.forward();
    assert_eq!(copied(held.values()), free);
    let code = |result: Result<(), JsValue>| {
        ["code", "key"].map(|key| text(result.as_ref().unwrap_err(), key))
    };
    assert_eq!(code(held.clamp("q", 0.0, None, 0.0)), ["choice", "name"]);
    for unit in [8.0, 0.5, -1.0] {
        let refused = held.clamp("f", unit, None, 0.0);
        assert_eq!(get(refused.as_ref().unwrap_err(), "max"), 7.0);
        assert_eq!(code(refused), ["whole-number", "unit"]);
    }
    assert_eq!(
        code(held.clamp("f", 0.0, Some(7.0), 0.0)),
        ["whole-number", "step"]
    );
    assert_eq!(
        code(held.clamp("f", 0.0, Some(0.0), 0.0)),
        ["whole-number", "step"]
    );
    assert_eq!(
        code(held.clamp("f", 0.0, None, f64::NAN)),
        ["not-finite", "value"]
    );
}

#[wasm_bindgen_test]
fn the_gradient_can_be_checked() {
    let one =
        experiment("{task: 'recall', taskOptions: {delay: 3}, hidden: 3, batch: 2, cell: 'gru'}")
            .unwrap();
    let checks: JsValue = one.check_gradients().unwrap().into();
    let schema: JsValue = one.schema().unwrap().into();
    assert_eq!(names(&checks), names(&get(&schema, "params")));
    let mut all = Vec::new();
    for check in Array::from(&checks).iter() {
        let [analytic, numeric, relative] = ["analytic", "numeric", "relative"]
            .map(|key| Float64Array::from(get(&check, key)).to_vec());
        assert_eq!(analytic.len(), numeric.len());
        assert!(relative.iter().all(|&error| error < 1e-3), "{relative:?}");
        all.extend(analytic);
    }
    let ours = copied(one.param_grads());
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
    let Err(error) = experiment(config).unwrap().check_gradients() else {
        panic!("must be refused");
    };
    assert_eq!(text(&error, "code"), "work");
}

#[wasm_bindgen_test]
fn norms_are_plain_numbers() {
    let mut one = recall();
    let norm = |of: &WebExperiment, key: &str| {
        let norms: JsValue = of.norms().unwrap().into();
        get(&norms, key).as_f64().unwrap()
    };
    assert_eq!(norm(&one, "updates"), 0.0);
    let before = copied(one.params());
    one.train(1.0).unwrap();
    let length = |all: &[f32]| {
        all.iter()
            .map(|x| f64::from(*x).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let after = copied(one.params());
    let moved: Vec<f32> = after.iter().zip(&before).map(|(a, b)| a - b).collect();
    for (key, numbers) in [
        ("params", after),
        ("gradients", copied(one.param_grads())),
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
    let mut one = recall();
    let losses = one.train(30.0).unwrap().to_vec();
    assert_eq!(one.rewind(Some(20.0)).unwrap(), 16.0);
    assert_eq!(one.updates(), 16.0);
    assert_eq!(one.train(14.0).unwrap().to_vec(), losses[16..]);
    assert_eq!(text(&one.rewind(Some(-1.0)).unwrap_err(), "key"), "updates");
}

#[wasm_bindgen_test]
fn parameters_go_to_pytorch_and_come_back() {
    let hints = |text: &str| js(text).unchecked_into();
    let mut one = recall();
    one.train(5.0).unwrap();
    let bytes = one.export_safetensors().unwrap().to_vec();
    let trained = copied(one.params());
    one.rewind(None).unwrap();
    assert_ne!(copied(one.params()), trained);
    one.import_safetensors(&bytes, &hints("undefined")).unwrap();
    assert_eq!(copied(one.params()), trained);
    one.import_safetensors(&bytes, &hints("{prefix: '', readout: 'readout.'}"))
        .unwrap();
    for (wrong, code, key) in [
        ("{prefix: 'lstm.'}", "tensor-missing", "lstm.weight_ih_l0"),
        ("{readout: 'fc.'}", "tensor-missing", "fc.weight"),
        ("{prefx: ''}", "unknown-key", "prefx"),
        ("{prefix: 1}", "type", "prefix"),
        ("'lstm.'", "type", "hints"),
    ] {
        let error = one.import_safetensors(&bytes, &hints(wrong)).unwrap_err();
        assert_eq!(["code", "key"].map(|part| text(&error, part)), [code, key]);
        assert_eq!(copied(one.params()), trained);
    }
    let peephole = experiment("{task: 'recall', options: {peephole: true}}").unwrap();
    assert_eq!(
        text(&peephole.export_safetensors().unwrap_err(), "key"),
        "peephole"
    );
}

#[wasm_bindgen_test]
fn memory_is_said_before_it_is_taken() {
    let memory = |config: &str| WebExperiment::memory(js(config).unchecked_ref());
    let large = "{task: 'adding', hidden: 392, batch: 256, taskOptions: {steps: 1000}}";
    assert!(memory(large).unwrap() > 2f64.powi(30));
    let error = refused(large);
    assert_eq!(get(&error, "limit"), 1024.0);
    let schema: JsValue = recall().schema().unwrap().into();
    let small = "{task: 'recall', taskOptions: {delay: 5}, batch: 4}";
    assert_eq!(get(&schema, "memory"), memory(small).unwrap());
    assert_eq!(text(&memory("{}").unwrap_err(), "code"), "missing-task");
}

#[wasm_bindgen_test]
fn training_lowers_the_loss_and_rewinding_repeats_it_to_the_bit() {
    let mut experiment = experiment("{task: 'recall'}").unwrap();
    let first = experiment.train(300.0).unwrap().to_vec();
    assert_eq!(experiment.updates(), 300.0);
    assert!(first[299] < 0.1 * first[0], "{} {}", first[0], first[299]);
    let end = copied(experiment.params());
    let evaluation: JsValue = experiment.evaluate(256.0).unwrap().into();
    assert!(get(&evaluation, "accuracy").as_f64().unwrap() > 0.99);
    assert_eq!(experiment.rewind(None).unwrap(), 0.0);
    assert_eq!(experiment.train(300.0).unwrap().to_vec(), first);
    assert_eq!(copied(experiment.params()), end);
}

#[wasm_bindgen_test]
fn a_runaway_stops_and_says_why() {
    let mut experiment = experiment("{task: 'recall', rate: 1e6}").unwrap();
    assert!(experiment.train(50.0).unwrap().length() < 50);
    let why: JsValue = experiment.divergence().unwrap().into();
    assert_eq!(text(&why, "what"), "loss");
    assert!(copied(experiment.params()).iter().all(|p| p.is_finite()));
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_as_if_never_stopped_and_garbage_changes_nothing() {
    let mut one = recall();
    one.train(10.0).unwrap();
    let saved = one.save().to_vec();
    let losses = one.train(5.0).unwrap().to_vec();
    let mut other = recall();
    let before = copied(other.params());
    for bytes in [&[][..], &[1, 2, 3], &saved[..saved.len() - 1]] {
        assert_eq!(
            text(&other.restore(bytes).unwrap_err(), "code"),
            "file-length"
        );
    }
    assert_eq!(copied(other.params()), before);
    other.restore(&saved).unwrap();
    assert_eq!(other.train(5.0).unwrap().to_vec(), losses);
}

#[wasm_bindgen_test]
fn sequences_parameters_and_states_of_ones_own_are_checked_at_the_door() {
    let mut experiment = recall();
    let code = |result: Result<(), JsValue>| text(&result.unwrap_err(), "code");
    assert_eq!(
        code(experiment.set_sequence(&[0.0], &[0.0], None)),
        "length"
    );
    assert_eq!(
        code(experiment.set_sequence(&[f32::NAN; 4 * 6 * 2], &[0.0; 24], None)),
        "not-finite-at"
    );
    assert_eq!(code(experiment.set_start(&[0.0; 3], None)), "length");
    assert_eq!(code(experiment.set_param("W_q", &[])), "choice");
    assert_eq!(code(experiment.set_params(&[0.0])), "length");
    assert_eq!(code(experiment.sample(-1.0)), "whole-number");
    assert_eq!(code(experiment.set_rate(f64::NAN)), "not-finite");
    assert_eq!(
        text(&experiment.field("f", Some(7.0)).unwrap_err(), "code"),
        "whole-number"
    );
    assert_eq!(
        text(&experiment.train(0.5).unwrap_err(), "code"),
        "whole-number"
    );
    experiment
        .set_sequence(&[0.5; 4 * 6 * 2], &[1.0; 24], None)
        .unwrap();
    assert_eq!(experiment.inputs().to_vec(), [0.5; 48]);
    assert_eq!(experiment.mask().to_vec(), [1.0; 24]);
}

#[wasm_bindgen_test]
fn micro_steps_say_where_they_stand() {
    let mut experiment = recall();
    let places: Vec<String> = (0..14).map(|_| experiment.step()).collect();
    assert_eq!(places[0], "forward 1");
    assert_eq!(places[6], "loss");
    assert_eq!(
        (places[7].as_str(), places[13].as_str()),
        ("backward 6", "update")
    );
    assert_eq!(experiment.updates(), 1.0);
}

fn canvas(width: u32, height: u32) -> HtmlCanvasElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    document.body().unwrap().append_child(&canvas).unwrap();
    canvas
}

const STYLE: &str = "{ratio: 2, ink: '#112233', grid: '#dddddd', line: '#ff0000', font: 'sans-serif', xLabel: 'updates', yLabel: 'loss', first: 1, stride: 1}";

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
fn the_loss_curve_is_really_drawn() {
    let canvas = canvas(800, 400);
    draw_loss(canvas.clone(), &[], js(STYLE).unchecked_ref()).expect("axes alone");
    let (axes, line) = painted(&canvas);
    assert!(axes > 500 && line == 0, "{axes} {line}");
    let losses: Vec<f32> = (0..200).map(|k| (-0.03 * k as f32).exp()).collect();
    draw_loss(canvas.clone(), &losses, js(STYLE).unchecked_ref()).expect("a curve");
    assert!(painted(&canvas).1 > 500, "{:?}", painted(&canvas));
    draw_loss(
        canvas,
        &[0.5, 0.0, f32::NAN, 0.4],
        js(STYLE).unchecked_ref(),
    )
    .expect("what cannot be drawn is left out");
}

#[wasm_bindgen_test]
fn a_canvas_of_size_zero_and_a_wrong_style_are_refused() {
    let code = |canvas: HtmlCanvasElement, style: &str| {
        text(
            &draw_loss(canvas, &[1.0], js(style).unchecked_ref()).unwrap_err(),
            "code",
        )
    };
    assert_eq!(code(canvas(0, 0), STYLE), "canvas-size");
    assert_eq!(code(canvas(400, 200), "{}"), "type");
    assert_eq!(
        code(canvas(400, 200), &STYLE.replace("#ff0000", "red")),
        "type"
    );
}

#[wasm_bindgen_test]
fn memory_that_has_grown_takes_no_number_along() {
    let experiment = recall();
    let view: Float32Array = experiment.params();
    let copy = copied(experiment.params());
    // Enough new memory that the old buffer is detached: then the view is empty, and a fresh one is right.
    let large = self::experiment("{task: 'adding', hidden: 256, batch: 64}").unwrap();
    assert!(large.values().length() > 1_000_000);
    assert_eq!(copied(experiment.params()), copy);
    let object: &Object = view.unchecked_ref();
    assert_eq!(get(object, "length"), 0.0);
}
