//! Does a training step allocate, and how much memory does an experiment take? A counting allocator says.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::{Pair, config, every_cell, number, text};
use lstm_conveyor::optimizer::Rule;
use lstm_conveyor::{Code, Config, Experiment, Hints, Part, State, Value, pytorch};
use strum::VariantArray;

struct Counting;

// Of each thread, and so of each test, its own.
thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    /// Bytes beyond which there is no memory.
    static LIMIT: Cell<isize> = const { Cell::new(isize::MAX) };
}

#[allow(unsafe_code)]
// SAFETY: passes everything on to the system's allocator, or gives nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if LIVE.get() + layout.size() as isize > LIMIT.get() {
            return std::ptr::null_mut();
        }
        COUNT.set(COUNT.get() + 1);
        LIVE.set(LIVE.get() + layout.size() as isize);
        PEAK.set(PEAK.get().max(LIVE.get()));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size() as isize);
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(act: impl FnOnce()) -> usize {
    let before = COUNT.get();
    act();
    COUNT.get() - before
}

/// The most bytes that were taken at a time.
fn bytes(act: impl FnOnce()) -> u64 {
    let before = LIVE.get();
    PEAK.set(before);
    act();
    (PEAK.get() - before) as u64
}

#[test]
fn the_counters_count() {
    let act = || drop(std::hint::black_box([vec![0u8; 10], vec![0u8; 7]]));
    assert_eq!((allocations(act), bytes(act)), (2, 17));
}

/// Every cell and optimizer, alone and in a batch; long enough that the history is full once and gives up half of its
/// copies (updates 8, 24, … are forgotten, so that from 9 the way back leads to 0).
#[test]
fn training_allocates_its_list_of_losses_and_room_for_norms_and_nothing_else() {
    for cell in every_cell(2) {
        for &rule in Rule::VARIANTS {
            for batch in [1, 16] {
                let delay = Value::Table(vec![("delay".to_owned(), number(2))]);
                let rest = [
                    ("task", text("recall")),
                    ("taskOptions", delay),
                    ("hidden", number(3)),
                    ("layers", number(2)),
                    ("truncate", number(2)),
                    ("optimizer", text(rule.as_ref())),
                    ("batch", number(batch)),
                ];
                let pairs = [&cell[..], &rest].concat();
                let mut experiment = Experiment::<f32>::new(config(&pairs)).expect("small enough");
                experiment.clamp("h", 0, Some(2), 0.5).expect("a unit");
                let mut losses = Vec::new();
                let taken = allocations(|| losses = experiment.train(600));
                assert_eq!((taken, losses.len()), (2, 600), "{pairs:?}");
                // Now there is room for the norms.
                let taken = allocations(|| losses = experiment.train(1));
                assert_eq!((taken, losses.len()), (1, 1), "{pairs:?}");
                let taken = allocations(|| {
                    // Long enough that states are kept on the way.
                    for _ in 0..40 {
                        experiment.forward();
                        experiment.backward();
                        experiment.update();
                    }
                    while experiment.forward_step().is_some() {}
                    while experiment.backward_step().is_some() {}
                    experiment.update();
                });
                assert_eq!(taken, 0, "{pairs:?}");
                assert_eq!(experiment.updates(), 642);
                assert_eq!(experiment.rewind_to(9), 0, "the history was thinned");
            }
        }
    }
}

fn own(steps: u32, hidden: u32, batch: u32, rest: &[Pair]) -> Config {
    let sizes = [
        ("inputs", number(2)),
        ("outputs", number(1)),
        ("steps", number(steps)),
        ("hidden", number(hidden)),
        ("batch", number(batch)),
    ];
    config(&[rest, &sizes].concat())
}

/// From the first batch to an evaluation: as much as it said, but for names and other small things.
#[test]
fn an_experiment_takes_the_memory_that_it_says() {
    for (steps, hidden, batch) in [(1000, 4, 1), (20, 64, 16), (100, 8, 64), (2, 256, 1)] {
        for cell in [0, 16, 18].map(|k| every_cell(2).swap_remove(k)) {
            let config = own(steps, hidden, batch, &cell);
            let said = Experiment::<f32>::memory(&config).expect("a good config");
            let before = LIVE.get();
            let experiment = Experiment::<f32>::new(config).expect("small enough");
            assert_eq!(experiment.bytes(), said);
            let kept = (LIVE.get() - before) as u64;
            let taken = kept + bytes(|| assert!(experiment.evaluate(1).loss.is_finite()));
            let part = taken as f64 / said as f64;
            let what = format!("{steps} steps, {hidden} units, batch {batch}");
            assert!((0.9..1.1).contains(&part), "{part} of {said}: {what}");
        }
    }
}

/// Where the memory that is left is too little, and be it only for a while, nothing is taken and nobody is ended.
#[test]
fn what_finds_no_memory_is_refused_until_there_is_some() {
    let config = own(100, 64, 16, &[]);
    let said = Experiment::<f32>::memory(&config).expect("a good config");
    let made_within = |bytes: u64| {
        let config = config.clone();
        LIMIT.set(LIVE.get() + bytes as isize);
        let made = Experiment::<f32>::new(config);
        LIMIT.set(isize::MAX);
        made
    };
    // Enough for all that it keeps; not enough where there are gaps.
    let error = made_within(said + said / 10).expect_err("refused");
    assert_eq!((error.code, &*error.value), (Code::NoMemory, "64"));
    let needed = said.div_ceil(1 << 20) as f64;
    let parts = [("steps", 100.0), ("needed", needed)];
    assert_eq!(
        error.parts(),
        parts.map(|(name, x)| (name, Part::Number(x)))
    );
    assert!(made_within(said + said / 8 + 100_000).is_ok());
}

/// What would not fit is refused with what it needs, before anything is taken.
#[test]
fn what_is_too_large_is_refused_and_takes_nothing() {
    let mib = |config: &Config| {
        Experiment::<f32>::memory(config).expect("sizes") as f64 / f64::from(1 << 20)
    };
    println!(
        "5000 steps, 256 units: {:.1} MiB",
        mib(&own(5000, 256, 1, &[]))
    );
    let large = own(5000, 256, 8, &[]);
    let needed = mib(&large).ceil();
    let mut error = None;
    let taken = bytes(|| error = Experiment::<f32>::new(large).err());
    let error = error.expect("refused");
    assert!(taken < 20_000, "{taken} bytes");
    assert_eq!((error.code, &*error.key), (Code::Memory, "hidden"));
    let parts = [("steps", 5000.0), ("limit", 1024.0), ("needed", needed)];
    assert_eq!(
        error.parts(),
        parts.map(|(name, x)| (name, Part::Number(x)))
    );
}

/// Headers that list as much as they can in their length: what is taken to read them is a small multiple of it, and
/// nothing at all for what they only promise.
#[test]
fn a_file_takes_a_small_multiple_of_its_length() {
    let file = |header: &str| [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    // One more than a list holds before it doubles.
    let list = |entry: &dyn Fn(usize) -> String| {
        let entries: Vec<String> = (0..=1 << 14).map(entry).collect();
        entries.join(",")
    };
    let zeros = list(&|_| "0".to_owned());
    let empty = "\"dtype\":\"F4\",\"shape\":[0],\"data_offsets\":[0,0]";
    let tensor = |name: &str| format!("\"{name}\":{{{empty}}}");
    let tensors = list(&|k| tensor(&k.to_string()));
    let notes = |list: &str| format!("{{\"__metadata__\":{{{list}}}}}");
    let letters = |k: usize| char::from_u32(0x4e00 + k as u32).expect("a Chinese character");
    for header in [
        notes(&list(&|k| format!("\"{k}\":\"\""))),
        notes(&list(&|_| "\"\":\"\"".to_owned())),
        notes(&list(&|k| format!("\"{}\":\"\"", letters(k)))),
        notes(&format!(
            "\"state\":\"{{{}}}\"",
            list(&|k| format!("\\\"{}\\\":\\\"\\\"", letters(k)))
        )),
        format!("{{{tensors}}}"),
        format!("{{{}}}", list(&|_| tensor(""))),
        format!("{{\"__metadata__\":{{\"updates\":\"0\"}},{tensors}}}"),
        format!(
            "{{{}}}",
            tensor("weight_ih_l0").replace("[0]", &format!("[{zeros}]"))
        ),
        format!("{{\"a\":{{\"b\":[{zeros}],{empty}}}}}"),
        format!("{{\"a\":[{zeros}]}}"),
        format!("{{\"\\n{}\":{{{empty}}}}}", "a".repeat(50_000)),
        format!("{{\"a\":{{\"dtype\":\"{}\"}}}}", "a".repeat(50_000)),
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1000000000],\"data_offsets\":[0,8000000000]}}"
            .to_owned(),
        "[".repeat(50_000),
        format!("{{\"a\":{}", "[".repeat(50_000)),
        format!("{{\"a\":{{\"b\":{}", "[".repeat(50_000)),
    ] {
        let file = file(&header);
        let taken = bytes(|| {
            let config = pytorch::config_of(&file, &Hints::default());
            let state = State::<f32>::from_bytes(&file);
            // Refused for what it is, not for its length.
            for error in [config.expect_err("refused"), state.expect_err("refused")] {
                assert_ne!(error.code, Code::FileHeader);
            }
        });
        let part = taken as f64 / file.len() as f64;
        let start: String = header.chars().take(30).collect();
        println!("{part:.1} times {} bytes: {start}", file.len());
        assert!(
            part < 20.0 || taken < 2000,
            "{part} times {} bytes: {start}",
            file.len()
        );
    }
    // The most that is read, with one byte less than it promises; one more is not looked at.
    for (length, code) in [
        (1_000_000u64, Code::FileLength),
        (1_000_001, Code::FileHeader),
    ] {
        let long = [&length.to_le_bytes()[..], &vec![b'{'; 999_999]].concat();
        let mut error = None;
        assert!(bytes(|| error = State::<f32>::from_bytes(&long).err()) < 1000);
        assert_eq!(error.expect("refused").code, code);
    }
}
