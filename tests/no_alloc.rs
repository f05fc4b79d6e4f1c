//! Does a training step allocate? A counting allocator says.

#![cfg(not(target_arch = "wasm32"))]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use lstm_conveyor::{Config, Experiment};

struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

#[allow(unsafe_code)]
// SAFETY: passes everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(act: impl FnOnce()) -> usize {
    let before = COUNT.load(Ordering::Relaxed);
    act();
    COUNT.load(Ordering::Relaxed) - before
}

/// One test, so that no other thread allocates meanwhile.
#[test]
fn training_allocates_its_list_of_losses_and_nothing_else() {
    assert!(
        allocations(|| drop(std::hint::black_box(vec![0u8; 10]))) > 0,
        "the counter counts"
    );
    for task in ["recall", "adding", "four-numbers"] {
        let config = Config::of_task(task).expect("a task of the table");
        let mut experiment = Experiment::<f32>::new(config).expect("small enough");
        let mut losses = Vec::new();
        assert_eq!(allocations(|| losses = experiment.train(100)), 1, "{task}");
        assert_eq!(losses.len(), 100);
        assert_eq!(
            allocations(|| {
                experiment.forward();
                experiment.backward();
                experiment.update();
            }),
            0,
            "{task}"
        );
    }
}
