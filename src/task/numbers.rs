//! Numbers of one's own: rows of one number or several, one row a step; say the next row.

use std::fmt::Display;

use super::{Defaults, Entry, Task};
use crate::error::{Code, Error, Result};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "numbers",
    settings: &[
        Setting::text("numbers", HARES_AND_LYNXES, 20_000),
        Setting::count("steps", 10.0, 2.0, 200.0),
    ],
    defaults: Defaults {
        hidden: 16,
        loss: "mean-squared-error",
        ..Defaults::USUAL
    },
    glyph: |_| "numbers",
    make: |settings, _seed| {
        let numbers = Numbers::new(settings[0].name(), settings[1].number() as usize)?;
        Ok(Box::new(numbers))
    },
};

/// Thousands of pelts of hares and of lynxes that the Hudson's Bay Company bought in each year from 1900 to 1920
/// (MacLulich 1937; Elton & Nicholson 1942). The hunters follow the hunted.
const HARES_AND_LYNXES: &str = "\
30, 4
47.2, 6.1
70.2, 9.8
77.4, 35.2
36.3, 59.4
20.6, 41.7
18.1, 19
21.4, 13
22, 8.3
25.4, 9.1
27.1, 7.4
40.3, 8
57, 12.3
76.6, 19.5
52.3, 45.7
19.5, 51.1
11.2, 29.7
7.6, 15.8
14.6, 9.7
16.2, 10.1
24.7, 8.6";

/// More columns than this cannot be shown as a series.
const COLUMNS: usize = 64;

/// Shows rows one after the other, from anywhere in the series, and asks at each step for the next.
///
/// Each column is moved and scaled to mean 0 and variance 1, or else the one with the largest numbers would be all that
/// counts; one that never changes becomes 0. Held-out rows are of the same series, so evaluation tells how well that one is
/// known.
#[derive(Debug)]
struct Numbers {
    columns: usize,
    /// Row by row.
    series: Vec<f64>,
    steps: usize,
    /// Mean squared error of saying each row again as the next.
    persistence: f64,
}

impl Numbers {
    fn new(text: &str, steps: usize) -> Result<Numbers> {
        let (mut series, columns) = read(text)?;
        let rows = series.len().checked_div(columns).unwrap_or(0);
        if rows <= steps {
            return Err(Error::new(Code::SeriesFewRows, "numbers", rows).with("steps", steps));
        }
        for k in 0..columns {
            let mut column: Vec<f64> = series.iter().skip(k).step_by(columns).copied().collect();
            standardise(&mut column);
            (series.iter_mut().skip(k).step_by(columns).zip(column)).for_each(|(x, to)| *x = to);
        }
        let changes = series
            .iter()
            .zip(&series[columns..])
            .map(|(now, next)| (next - now).powi(2));
        let persistence = changes.sum::<f64>() / (series.len() - columns) as f64;
        Ok(Numbers {
            columns,
            series,
            steps,
            persistence,
        })
    }
}

/// The numbers, row by row, and how many there are in each. Rows end with a line or a semicolon; numbers are parted by
/// commas or blanks. Lines without anything are skipped.
fn read(text: &str) -> Result<(Vec<f64>, usize)> {
    let (mut series, mut columns) = (Vec::new(), 0);
    for (at, row) in text.split(['\n', ';', '；']).enumerate() {
        let refused =
            |code, got: &dyn Display| Error::new(code, "numbers", got).with("row", at + 1);
        let cells = row.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，'));
        let before = series.len();
        for cell in cells.filter(|cell| !cell.is_empty()) {
            match decimal(cell) {
                Some(x) if x.is_finite() => series.push(x),
                Some(_) => return Err(refused(Code::SeriesNotFinite, &cell)),
                None => return Err(refused(Code::SeriesNumber, &format!("\"{cell}\""))),
            }
        }
        let found = series.len() - before;
        if columns == 0 {
            columns = found;
            if columns > COLUMNS {
                return Err(refused(Code::SeriesLongRow, &found).with("longest", COLUMNS));
            }
        } else if found != 0 && found != columns {
            return Err(refused(Code::SeriesUnevenRow, &found).with("wanted", columns));
        }
    }
    Ok((series, columns))
}

/// A number as people write it: 12, -0.5, 1.5e3. Exact up to 15 digits, within a rounding or two beyond. (The standard
/// library's way is exact for all, with tables that are a tenth of what a page loads.)
fn decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let digits = mantissa.strip_prefix(['-', '+', '−']).unwrap_or(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = || whole.chars().chain(fraction.chars());
    if all().next().is_none() || !all().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let value = all().fold(0.0, |value, c| value * 10.0 + f64::from(c as u8 - b'0'));
    let places = exponent.saturating_sub(fraction.len() as i32);
    let power = 10f64.powi(places.saturating_abs());
    let value = if places < 0 {
        value / power
    } else {
        value * power
    };
    let negative = mantissa.starts_with(['-', '−']);
    Some(if negative { -value } else { value })
}

/// Mean 0 and variance 1, unless all are the same.
fn standardise(column: &mut [f64]) {
    // By the largest first, or the squares of huge numbers would not be finite.
    let largest = column
        .iter()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest > 0.0 {
        column.iter_mut().for_each(|x| *x /= largest);
    }
    // Asked like this because a rounded mean of equal numbers may be none of them.
    if column.iter().all(|x| *x == column[0]) {
        return column.fill(0.0);
    }
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    column.iter_mut().for_each(|x| *x -= mean);
    let deviation = (column.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
    column.iter_mut().for_each(|x| *x /= deviation);
}

impl Task for Numbers {
    fn steps(&self) -> usize {
        self.steps
    }

    fn inputs(&self) -> usize {
        self.columns
    }

    fn outputs(&self) -> usize {
        self.columns
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let rows = self.series.len() / self.columns;
        let from = rng.below(rows - self.steps) * self.columns;
        let length = self.steps * self.columns;
        inputs.copy_from_slice(&self.series[from..][..length]);
        targets.copy_from_slice(&self.series[from + self.columns..][..length]);
        mask.fill(1.0);
    }

    /// Each number of the row within a quarter of its column's standard deviation.
    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        prediction
            .iter()
            .zip(target)
            .all(|(y, target)| (y - target).abs() < 0.25)
    }

    /// A tenth of what it costs to say each row again: slow series are easy to be nearly right about. For noise nothing
    /// is solved, rightly.
    fn solved(&self, loss: f64, _accuracy: f64, _confident_loss: f64) -> bool {
        loss < 0.1 * self.persistence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::drawn;

    #[test]
    fn decimals_are_what_the_standard_library_reads() {
        for text in [
            "0",
            "12",
            "-0.5",
            "+3.25",
            ".5",
            "7.",
            "1.5e3",
            "2E-3",
            "123456789012345",
            "0.1",
            "299792.458",
        ] {
            assert_eq!(decimal(text), text.parse().ok(), "{text}");
        }
        assert_eq!(decimal("−2"), Some(-2.0), "a minus sign as it is printed");
        for text in [
            "", "-", ".", "1.2.3", "12a", "e5", "1e", "--1", "NaN", "１２",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn every_stretch_is_of_the_series() {
        // Columns that tell the row; after scaling both are (row - 3) / 2.
        let text: String = (0..7)
            .map(|row| format!("{row}, {}\n", 100 - 10 * row))
            .collect();
        let task = Numbers::new(&text, 3).unwrap();
        let mut starts = std::collections::BTreeSet::new();
        for index in 0..100 {
            let [inputs, targets, mask] = drawn(&task, index);
            let row = |x: &[f64]| (x[0] * 2.0 + 3.0).round();
            let first = row(&inputs);
            for t in 0..3 {
                let expected = (first + t as f64 - 3.0) / 2.0;
                let (now, next) = (&inputs[2 * t..][..2], &targets[2 * t..][..2]);
                assert!((now[0] - expected).abs() < 1e-12 && (now[1] + expected).abs() < 1e-12);
                assert!((next[0] - expected - 0.5).abs() < 1e-12 && next[1] + next[0] < 1e-12);
            }
            assert_eq!(mask, [1.0; 3]);
            starts.insert(first as i64);
        }
        assert!(starts.into_iter().eq([0, 1, 2, 3]));
        assert!((task.persistence - 0.25).abs() < 1e-12);
    }

    #[test]
    fn rows_and_numbers_may_be_parted_in_several_ways() {
        for text in [
            "1,2\n3,4",
            "1 2;3 4",
            "1, 2\r\n\n3\t4\n",
            "1，2；3，4；",
            " 1  2 \n\n 3e0 +4.0",
        ] {
            assert_eq!(
                read(text).unwrap(),
                (vec![1.0, 2.0, 3.0, 4.0], 2),
                "{text:?}"
            );
        }
        assert_eq!(read("").unwrap(), (vec![], 0));
        let widest = "1 ".repeat(COLUMNS);
        assert_eq!(read(&widest).unwrap().1, COLUMNS);
    }

    #[test]
    fn what_is_no_series_is_refused_by_its_row() {
        let refused = |text| Numbers::new(text, 2).unwrap_err().to_string();
        assert_eq!(
            refused("1 2\n3 x\n5 6"),
            "numbers must be numbers, parted by commas or blanks, a line for each row, got \"x\" in row 2"
        );
        assert_eq!(
            refused("1 2\n\n3 4 5\n5 6"),
            "numbers must have rows of 2 numbers, as the first, got 3 in row 3"
        );
        assert_eq!(
            refused("1;2;1e999"),
            "numbers must be finite, got 1e999 in row 3"
        );
        assert_eq!(
            refused("1;2"),
            "numbers must have more rows than the 2 steps, got 2"
        );
        assert_eq!(
            refused(" \n"),
            "numbers must have more rows than the 2 steps, got 0"
        );
        assert_eq!(
            refused(&"1 ".repeat(65)),
            "numbers must have rows of at most 64 numbers, got 65 in row 1"
        );
        assert!(Numbers::new("1;2;3", 2).is_ok());
    }

    #[test]
    fn columns_come_out_with_mean_0_and_variance_1() {
        for mut column in [
            vec![1.0, 2.0, 4.0],
            vec![1e308, -1e308, 1e307],
            vec![1e-300, 0.0, 5e-300],
        ] {
            standardise(&mut column);
            let moment = |power| column.iter().map(|x| x.powi(power)).sum::<f64>() / 3.0;
            assert!(
                moment(1).abs() < 1e-12 && (moment(2) - 1.0).abs() < 1e-12,
                "{column:?}"
            );
        }
        for constant in [0.0, 0.1, -1e308] {
            let mut column = [constant; 3];
            standardise(&mut column);
            assert_eq!(column, [0.0; 3]);
        }
    }

    #[test]
    fn saying_each_row_again_does_not_solve_it() {
        let task = Numbers::new(HARES_AND_LYNXES, 20).unwrap();
        let [inputs, targets, _] = drawn(&task, 0);
        let errors = inputs.iter().zip(&targets).map(|(x, y)| (x - y).powi(2));
        let again = errors.sum::<f64>() / 40.0;
        assert!(
            (again - task.persistence).abs() < 1e-12,
            "the only stretch of 20 is all of it"
        );
        assert!(!task.solved(0.11 * again, 1.0, 0.1) && task.solved(0.09 * again, 0.0, 0.1));
    }
}
