//! How long a delay is learnt from which start: ten of each. `cargo run --release --example long_delays`
//!
//! It gave, of 8 units with Adam at 0.01, looked at every 50 updates up to 1000: how many of ten learnt, and after how many updates.
//!
//! | delay | forget bias 1 | 3 | 6 | chrono |
//! |---|---|---|---|---|
//! | 50 | 1 | 10 (100) | 10 (50–350) | 10 (100–150) |
//! | 100 | 0 | 3 | 9 | 10 (100–200) |
//! | 300 | 0 | 0 | 2 | 10 (200–250) |
//! | 500 | 0 | 0 | 0 | 10 (200–300) |
//! | 1000 | 0 | 0 | 0 | 10 (250–350) |

use lstm_conveyor::{Config, Experiment, Value};

/// More updates than these count as not learnt.
const MOST: u64 = 1000;

/// Runs it; the command line may name other delays.
pub fn main() -> lstm_conveyor::Result<()> {
    let words = std::env::args().skip(1);
    let delays: Vec<u32> = words.filter_map(|word| word.parse().ok()).collect();
    let usual = [50, 100, 300, 500, 1000];
    let delays = if delays.is_empty() {
        &usual
    } else {
        &delays[..]
    };
    delays.iter().try_for_each(|&delay| learn(delay))
}

/// Ten starts of each kind.
pub fn learn(delay: u32) -> lstm_conveyor::Result<()> {
    let starts: [(&str, &str, Value); 4] = [
        ("forget bias 1", "forgetBias", 1.into()),
        ("forget bias 3", "forgetBias", 3.into()),
        ("forget bias 6", "forgetBias", 6.into()),
        ("chrono", "init", "chrono".into()),
    ];
    let recall = Config::of_task("recall")?.with("taskOptions.delay", delay)?;
    for (name, key, value) in starts {
        let config = recall.with(key, value)?;
        let mut learnt = Vec::new();
        for seed in 1..=10 {
            learnt.extend(updates(config.with("seed", seed)?)?);
        }
        learnt.sort_unstable();
        let n = learnt.len();
        println!("delay {delay:4}, {name}: {n:2} of 10, after {learnt:?} updates");
    }
    Ok(())
}

/// After how many it is learnt, looked at every 50; none if it is not, or not finite.
fn updates(config: Config) -> lstm_conveyor::Result<Option<u64>> {
    let mut lstm = Experiment::<f32>::new(config)?;
    while lstm.updates() < MOST {
        lstm.train(50);
        if lstm.divergence().is_some() {
            break;
        }
        if lstm.evaluate(256).solved {
            return Ok(Some(lstm.updates()));
        }
    }
    Ok(None)
}
