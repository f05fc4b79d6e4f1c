//! What JavaScript sees, in a real browser: `wasm-pack test --headless --chrome`.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float32Array, Function, Object, Reflect};
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

fn refused(config: &str) -> JsValue {
    let error = experiment(config).expect_err("must be refused");
    assert!(error.is_instance_of::<js_sys::Error>());
    error
}

#[wasm_bindgen_test]
fn a_wrong_setting_throws_its_key_value_and_range() {
    let error = refused("{task: 'recall', hidden: 900}");
    let parts = ["code", "key", "value", "legal"].map(|key| text(&error, key));
    assert_eq!(
        parts,
        ["range", "hidden", "900", "a whole number from 1 to 512"]
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
        ("{task: 'recall', rate: '1'}", "type", "rate"),
        ("{task: 'juggling'}", "choice", "task"),
        ("{}", "missing-key", "task"),
        ("[]", "type", "config"),
        ("null", "type", "config"),
        (
            "(() => { const c = {task: 'recall'}; c.options = {c}; c.options.c.d = c; return c })()",
            "unknown-key",
            "d",
        ),
        (
            "{task: 'adding', hidden: 392, batch: 256, taskOptions: {steps: 1000}}",
            "range",
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
    for field in Array::from(&get(&schema, "row")).iter() {
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
    assert_eq!(experiment.outputs().length(), steps * batch);
}

#[wasm_bindgen_test]
fn every_choice_makes_an_experiment() {
    let choices: JsValue = WebExperiment::choices().unwrap().into();
    let tasks = Array::from(&get(&choices, "tasks"));
    assert_eq!(tasks.length(), 3);
    for task in tasks.iter() {
        let config = get(&task, "defaults");
        let mut experiment = WebExperiment::new(config.unchecked_ref()).expect("its own defaults");
        assert_eq!(experiment.train(2.0).unwrap().length(), 2);
    }
}

#[wasm_bindgen_test]
fn training_lowers_the_loss_and_rewinding_repeats_it_to_the_bit() {
    let mut experiment = experiment("{task: 'recall'}").unwrap();
    let first = experiment.train(300.0).unwrap().to_vec();
    assert_eq!(experiment.updates(), 300.0);
    assert!(first[299] < 0.1 * first[0], "{} {}", first[0], first[299]);
    let end = experiment.params().to_vec();
    let evaluation: JsValue = experiment.evaluate(256.0).unwrap().into();
    assert!(get(&evaluation, "accuracy").as_f64().unwrap() > 0.99);
    experiment.rewind();
    assert_eq!(experiment.train(300.0).unwrap().to_vec(), first);
    assert_eq!(experiment.params().to_vec(), end);
}

#[wasm_bindgen_test]
fn a_runaway_stops_and_says_why() {
    let mut experiment = experiment("{task: 'recall', rate: 1e6}").unwrap();
    assert!(experiment.train(50.0).unwrap().length() < 50);
    let why: JsValue = experiment.divergence().unwrap().into();
    assert_eq!(text(&why, "what"), "loss");
    assert!(experiment.params().to_vec().iter().all(|p| p.is_finite()));
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_as_if_never_stopped_and_garbage_changes_nothing() {
    let mut one = recall();
    one.train(10.0).unwrap();
    let saved = one.save().to_vec();
    let losses = one.train(5.0).unwrap().to_vec();
    let mut other = recall();
    let before = other.params().to_vec();
    for bytes in [&[][..], &[1, 2, 3], &saved[..saved.len() - 1]] {
        assert_eq!(
            text(&other.restore(bytes).unwrap_err(), "code"),
            "checkpoint"
        );
    }
    assert_eq!(other.params().to_vec(), before);
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
        "not-finite"
    );
    assert_eq!(code(experiment.set_start(&[0.0; 3], &[0.0; 3])), "length");
    assert_eq!(code(experiment.set_param("W_q", &[])), "choice");
    assert_eq!(code(experiment.set_params(&[0.0])), "length");
    assert_eq!(code(experiment.sample(-1.0)), "range");
    assert_eq!(code(experiment.set_rate(f64::NAN)), "not-finite");
    assert_eq!(
        text(&experiment.field("f", Some(7.0)).unwrap_err(), "code"),
        "range"
    );
    assert_eq!(text(&experiment.train(0.5).unwrap_err(), "code"), "range");
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
    assert_eq!(code(canvas(0, 0), STYLE), "canvas");
    assert_eq!(code(canvas(400, 200), "{}"), "missing-key");
    assert_eq!(
        code(canvas(400, 200), &STYLE.replace("#ff0000", "red")),
        "type"
    );
}

#[wasm_bindgen_test]
fn memory_that_has_grown_takes_no_number_along() {
    let experiment = recall();
    let view: Float32Array = experiment.params();
    let copy = view.to_vec();
    // Enough new memory that the old buffer is detached: then the view is empty, and a fresh one is right.
    let large = self::experiment("{task: 'adding', hidden: 256, batch: 64}").unwrap();
    assert!(large.values().length() > 1_000_000);
    assert_eq!(experiment.params().to_vec(), copy);
    let object: &Object = view.unchecked_ref();
    assert_eq!(get(object, "length"), 0.0);
}
