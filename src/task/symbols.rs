//! Symbols as numbers: one input or output each, of which one is 1 and the others are 0.

use super::Symbols;

/// Shows symbol after symbol, from the first step on. The steps that are left stay without any: a short string in a
/// long sequence is followed by silence.
pub(super) fn show(string: &[usize], alphabet: usize, steps: &mut [f64]) {
    for (step, &symbol) in steps.chunks_exact_mut(alphabet).zip(string) {
        step[symbol] = 1.0;
    }
}

/// Whether each legal symbol (one that the target gives a share) is predicted to be likelier than each that is not. This is how
/// Hochreiter & Schmidhuber 1997, section 5.1, call a prediction right where several symbols may come next.
pub(super) fn ranked(prediction: &[f64], target: &[f64]) -> bool {
    let of = |legal| {
        let pairs = prediction.iter().zip(target);
        pairs
            .filter(move |(_, share)| (**share > 0.0) == legal)
            .map(|(p, _)| p)
    };
    of(true).all(|legal| of(false).all(|illegal| legal > illegal))
}

/// The same names in and out.
pub(super) fn both<S: ToString>(names: impl IntoIterator<Item = S>) -> Symbols {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    Symbols {
        inputs: names.clone(),
        outputs: names,
    }
}

/// Numbers tokens: the distinct ones, in the order in which they first come, and for each token its place among them.
pub(super) fn numbered(tokens: &[String]) -> (Vec<String>, Vec<usize>) {
    let mut names: Vec<String> = Vec::new();
    // Places of names, in the order of the alphabet.
    let mut places = Vec::new();
    let numbers = tokens.iter().map(|token| {
        match places.binary_search_by(|&place: &usize| names[place].cmp(token)) {
            Ok(at) => places[at],
            Err(at) => {
                places.insert(at, names.len());
                names.push(token.clone());
                names.len() - 1
            }
        }
    });
    let numbers = numbers.collect();
    (names, numbers)
}

/// The symbol shown at each step, if there is one: [`show`] backwards.
#[cfg(test)]
pub(super) fn read(steps: &[f64], alphabet: usize) -> Vec<Option<usize>> {
    let read = |step: &[f64]| {
        let shown: Vec<usize> = (0..alphabet).filter(|&k| step[k] != 0.0).collect();
        assert!(shown.len() <= 1 && shown.iter().all(|&k| step[k] == 1.0));
        shown.first().copied()
    };
    steps.chunks_exact(alphabet).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_string_is_followed_by_silence() {
        let mut steps = [0.0; 9];
        show(&[2, 0], 3, &mut steps);
        assert_eq!(steps, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(read(&steps, 3), [Some(2), Some(0), None]);
    }

    #[test]
    fn each_legal_symbol_must_beat_each_illegal_one() {
        let target = [0.5, 0.0, 0.5];
        assert!(ranked(&[0.4, 0.2, 0.4], &target));
        assert!(
            !ranked(&[0.7, 0.2, 0.1], &target),
            "one legal symbol is missed"
        );
        assert!(!ranked(&[0.4, 0.4, 0.2], &target));
        assert!(!ranked(&[0.4, 0.3, 0.3], &target), "a tie is no victory");
        assert!(!ranked(&[f64::NAN; 3], &target));
        assert!(ranked(&[0.6], &[1.0]), "an alphabet of one");
    }

    #[test]
    fn tokens_are_numbered_as_they_come() {
        let tokens = ["b", "a", "b", "c"].map(str::to_owned);
        let (names, numbers) = numbered(&tokens);
        assert_eq!(names, ["b", "a", "c"]);
        assert_eq!(numbers, [0, 1, 0, 2]);
    }
}
