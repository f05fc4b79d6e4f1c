//! Sentences: one word of a story decides how it ends. The stories are those of Olah 2015, "Understanding LSTM networks":
//! that the clouds are in the sky is near, that who grew up in France speaks French may be far, and a new subject makes
//! the old one's gender something to forget.

use strum::{EnumString, VariantNames};

use super::{Defaults, Entry, Symbols, Task, symbols};
use crate::numbers::rng::Rng;
use crate::setting::Setting;

pub(super) const ENTRY: Entry = Entry {
    name: "sentences",
    settings: &[
        Setting::choice("language", Language::VARIANTS),
        Setting::choice("story", Subject::VARIANTS),
        Setting::choice("unit", Unit::VARIANTS),
        Setting::count("distance", 2.0, 0.0, 20.0),
    ],
    defaults: Defaults {
        hidden: 16,
        // With +1 the gates start at σ(1) = 0.73, and over 20 words 0.2% of a gradient is left: some seeds get stuck.
        // At σ(3) = 0.95 a third of it is left.
        forget_bias: 3.0,
        ..Defaults::USUAL
    },
    glyph: |_| "symbols",
    make: |settings, _seed| {
        let (stories, by_character): (_, fn(&str) -> Vec<String>) = match settings[0].choice() {
            Language::En => (&ENGLISH, letters),
            Language::Zh => (&CHINESE, characters),
        };
        let story = match settings[1].choice() {
            Subject::Sky => &stories[0],
            Subject::Language => &stories[1],
            Subject::Pronoun => &stories[2],
        };
        let split = match settings[2].choice() {
            Unit::Word => words,
            Unit::Character => by_character,
        };
        let distance = settings[3].number() as usize;
        Ok(Box::new(Sentences::new(story, split, distance)))
    },
};

/// In which it is told.
#[derive(EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum Language {
    En,
    Zh,
}

/// What a story is about.
#[derive(EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum Subject {
    Sky,
    Language,
    Pronoun,
}

/// What is read at one step.
#[derive(EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
enum Unit {
    Word,
    Character,
}

/// What a story is told with. A blank parts words, in Chinese too.
#[derive(Debug)]
struct Story {
    /// Sentences to begin with; "_" is the word that decides. None: it stands in the closing.
    openings: &'static [&'static str],
    /// Sentences with which another one may come in later, and be the one that counts.
    turns: &'static [&'static str],
    /// Words that decide, each with its answer.
    pairs: &'static [(&'static str, &'static str)],
    /// Sentences that tell nothing.
    fillers: &'static [&'static str],
    /// What the answer follows.
    closing: &'static str,
}

const ENGLISH: [Story; 3] = [
    Story {
        openings: &[],
        turns: &[],
        pairs: &[
            ("clouds", "sky"),
            ("stars", "sky"),
            ("kites", "sky"),
            ("whales", "sea"),
            ("corals", "sea"),
            ("sharks", "sea"),
            ("wolves", "forest"),
            ("squirrels", "forest"),
            ("mushrooms", "forest"),
            ("novels", "library"),
            ("atlases", "library"),
            ("journals", "library"),
        ],
        fillers: &[
            "The cat is asleep .",
            "I made some tea .",
            "My knee still hurts .",
            "It is very quiet .",
            "Today is my day off .",
            "Nobody is in a hurry .",
        ],
        closing: "The _ are in the",
    },
    Story {
        openings: &[
            "I grew up in _ .",
            "I was born in _ .",
            "I went to school in _ .",
        ],
        turns: &[],
        pairs: &[
            ("France", "French"),
            ("Spain", "Spanish"),
            ("Italy", "Italian"),
            ("Japan", "Japanese"),
            ("Greece", "Greek"),
            ("Poland", "Polish"),
        ],
        fillers: &[
            "The summers were long .",
            "We kept two goats .",
            "My father baked bread .",
            "I had three brothers .",
            "I liked to draw .",
            "The house was full of books .",
        ],
        closing: "I speak fluent",
    },
    Story {
        openings: &["_ came in .", "_ sat down .", "_ told a joke ."],
        turns: &[
            "Then _ came in .",
            "Then _ stood up .",
            "Then _ began to sing .",
        ],
        pairs: &[
            ("Alice", "her"),
            ("Bob", "him"),
            ("Mary", "her"),
            ("Tom", "him"),
            ("Emma", "her"),
            ("Jack", "him"),
            ("Anna", "her"),
            ("Peter", "him"),
        ],
        fillers: &[
            "It was raining .",
            "The lamp was on .",
            "The clock struck six .",
            "Dinner was ready .",
            "Nobody spoke .",
            "The door stood open .",
        ],
        closing: "Everyone looked at",
    },
];

const CHINESE: [Story; 3] = [
    Story {
        openings: &[],
        turns: &[],
        pairs: &[
            ("云朵", "天上"),
            ("星星", "天上"),
            ("风筝", "天上"),
            ("鲸鱼", "海里"),
            ("珊瑚", "海里"),
            ("章鱼", "海里"),
            ("松鼠", "树林里"),
            ("蘑菇", "树林里"),
            ("小鹿", "树林里"),
            ("小说", "书架上"),
            ("词典", "书架上"),
            ("诗集", "书架上"),
        ],
        fillers: &[
            "猫 还 没 睡 醒 。",
            "茶 已经 泡 好 了 。",
            "奶奶 正在 织 毛衣 。",
            "四周 很 安静 。",
            "弟弟 刚 写 完 作业 。",
            "我们 一点儿 也 不 着急 。",
        ],
        closing: "那些 _ 都 在",
    },
    Story {
        openings: &["我 在 _ 长大 。", "我 出生 在 _ 。", "我 小时候 住 在 _ 。"],
        turns: &[],
        pairs: &[
            ("法国", "法语"),
            ("德国", "德语"),
            ("日本", "日语"),
            ("泰国", "泰语"),
            ("希腊", "希腊语"),
            ("西班牙", "西班牙语"),
        ],
        fillers: &[
            "那里 的 夏天 特别 长 。",
            "家里 养 了 两 只 羊 。",
            "爸爸 每天 烤 面包 。",
            "我 有 三 个 哥哥 。",
            "我 喜欢 画画 。",
            "屋子 里 到处 是 书 。",
        ],
        closing: "我 能 说 一口 流利 的",
    },
    Story {
        openings: &["_ 进来 了 。", "_ 坐下 了 。", "_ 讲 了 个 笑话 。"],
        turns: &[
            "这时 _ 走 了 进来 。",
            "接着 _ 站 了 起来 。",
            "后来 _ 唱 起 了 歌 。",
        ],
        pairs: &[
            ("妈妈", "她"),
            ("爸爸", "他"),
            ("奶奶", "她"),
            ("爷爷", "他"),
            ("姐姐", "她"),
            ("哥哥", "他"),
            ("姑姑", "她"),
            ("叔叔", "他"),
        ],
        fillers: &[
            "外面 下 着 雨 。",
            "灯 还 亮 着 。",
            "钟 敲 了 六 下 。",
            "饭 做 好 了 。",
            "谁 也 没 说话 。",
            "门 一直 开 着 。",
        ],
        closing: "大家 都 看 着",
    },
];

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// English as it is written: a full stop stands close.
fn letters(text: &str) -> Vec<String> {
    let next = text.chars().skip(1).chain([' ']);
    let close = text.chars().zip(next).filter(|&pair| pair != (' ', '.'));
    close.map(|(one, _)| one.to_string()).collect()
}

/// Chinese as it is written: without blanks.
fn characters(text: &str) -> Vec<String> {
    let written = text.chars().filter(|&one| one != ' ');
    written.map(String::from).collect()
}

/// Shows a story token by token, and asks for its answer: where that has several tokens, for each after those before
/// it. A story shorter than the longest is followed by silence.
///
/// Outputs are the tokens of answers and no others: that only an answer can come here is not what there is to learn. By
/// characters English is some five times as long as by words, and much harder at the same distance.
#[derive(Debug)]
struct Sentences {
    story: &'static Story,
    split: fn(&str) -> Vec<String>,
    distance: usize,
    steps: usize,
    /// What may be shown.
    names: Vec<String>,
    /// What may be asked for.
    answers: Vec<String>,
}

impl Sentences {
    fn new(story: &'static Story, split: fn(&str) -> Vec<String>, distance: usize) -> Sentences {
        let longest =
            |all: &[&'static str]| all.iter().max_by_key(|text| split(text).len()).copied();
        let cues: Vec<&str> = story.pairs.iter().map(|&(cue, _)| cue).collect();
        let mut told = vec![longest(story.fillers).expect("some sentences").to_owned(); distance];
        // The sentence of a new subject comes behind that of the old one.
        let mut last = longest(story.openings);
        if let Some(turn) = longest(story.turns) {
            let subject = longest(&cues).expect("some words");
            told.extend(last.map(|opening| opening.replace('_', subject)));
            last = Some(turn);
        }
        let (mut steps, mut names, mut answers) = (0, Vec::new(), Vec::new());
        for sentence in story.openings.iter().chain(story.turns) {
            names.extend(
                cues.iter()
                    .flat_map(|cue| split(&sentence.replace('_', cue))),
            );
        }
        names.extend(story.fillers.iter().flat_map(|filler| split(filler)));
        for (cue, answer) in story.pairs {
            // What comes last is asked for, and not shown.
            let shown = |text: &str| {
                let mut tokens = split(&format!("{text} {answer}"));
                tokens.pop();
                tokens
            };
            let closing = story.closing.replace('_', cue);
            let mut whole = told.clone();
            whole.extend(last.map(|sentence| sentence.replace('_', cue)));
            whole.push(closing.clone());
            steps = steps.max(shown(&whole.join(" ")).len());
            names.extend(shown(&closing));
            answers.extend(split(answer));
        }
        Sentences {
            story,
            split,
            distance,
            steps,
            names: symbols::numbered(&names).0,
            answers: symbols::numbered(&answers).0,
        }
    }

    /// A story up to its answer, and the answer.
    fn tell(&self, rng: &mut Rng) -> (String, &'static str) {
        let Story {
            openings,
            turns,
            pairs,
            fillers,
            closing,
        } = self.story;
        // Never the same sentence twice in a row.
        let other = |rng: &mut Rng, k: usize, n: usize| (k + 1 + rng.below(n - 1)) % n;
        let (mut pair, mut filler) = (rng.below(pairs.len()), rng.below(fillers.len()));
        let change = (!turns.is_empty() && rng.coin()).then(|| rng.below(self.distance + 1));
        let bring = |rng: &mut Rng, sentences: &[&str], pair: usize| {
            sentences[rng.below(sentences.len())].replace('_', pairs[pair].0) + " "
        };
        let mut text = String::new();
        if !openings.is_empty() {
            text += &bring(rng, openings, pair);
        }
        for at in 0..=self.distance {
            if change == Some(at) {
                pair = other(rng, pair, pairs.len());
                text += &bring(rng, turns, pair);
            }
            if at < self.distance {
                filler = other(rng, filler, fillers.len());
                text = text + fillers[filler] + " ";
            }
        }
        (text + &closing.replace('_', pairs[pair].0), pairs[pair].1)
    }
}

/// Where tokens stand in the list of their names.
fn places(tokens: &[String], names: &[String]) -> Vec<usize> {
    let place =
        |token| (names.iter().position(|name| name == token)).expect("a token of the story");
    tokens.iter().map(place).collect()
}

impl Task for Sentences {
    fn steps(&self) -> usize {
        self.steps
    }

    fn inputs(&self) -> usize {
        self.names.len()
    }

    fn outputs(&self) -> usize {
        self.answers.len()
    }

    fn draw(&self, rng: &mut Rng, inputs: &mut [f64], targets: &mut [f64], mask: &mut [f64]) {
        let (text, answer) = self.tell(rng);
        let tokens = (self.split)(&format!("{text} {answer}"));
        let answer = places(&(self.split)(answer), &self.answers);
        let shown = tokens.len() - 1;
        symbols::show(
            &places(&tokens[..shown], &self.names),
            self.names.len(),
            inputs,
        );
        let asked = tokens.len() - answer.len() - 1;
        symbols::show(
            &answer,
            self.answers.len(),
            &mut targets[asked * self.answers.len()..],
        );
        mask[asked..shown].fill(1.0);
    }

    fn symbols(&self) -> Symbols {
        let visible = |name: &String| {
            if name == " " {
                "␣".to_owned()
            } else {
                name.clone()
            }
        };
        Symbols {
            inputs: self.names.iter().map(visible).collect(),
            outputs: self.answers.clone(),
        }
    }

    fn hit(&self, prediction: &[f64], target: &[f64]) -> bool {
        symbols::ranked(prediction, target)
    }

    /// Right and confident.
    fn solved(&self, loss: f64, accuracy: f64, confident_loss: f64) -> bool {
        accuracy >= 0.99 && loss < confident_loss
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::rng::Purpose;
    use crate::setting::Value;
    use crate::task::drawn;
    use std::collections::BTreeSet;

    type Split = fn(&str) -> Vec<String>;

    /// Each story in each unit.
    fn tasks(distance: usize) -> Vec<Sentences> {
        let told = |stories: &'static [Story], splits: [Split; 2]| {
            let tasks = stories
                .iter()
                .flat_map(move |story| splits.map(|split| (story, split)));
            tasks.map(move |(story, split)| Sentences::new(story, split, distance))
        };
        let english = told(&ENGLISH, [words, letters]);
        english.chain(told(&CHINESE, [words, characters])).collect()
    }

    fn bare(text: &str) -> String {
        text.replace(' ', "")
    }

    /// The word in the place of "_", if this is one of these.
    fn cue(story: &Story, sentences: &[&str], told: &str) -> Option<&'static str> {
        let mut cues = story.pairs.iter().map(|pair| pair.0);
        cues.find(|cue| {
            let mut with = sentences.iter().filter(|sentence| sentence.contains('_'));
            with.any(|sentence| bare(&sentence.replace('_', cue)) == told)
        })
    }

    /// Reads what is shown and what is asked for as a text without blanks, sentence by sentence.
    #[test]
    fn the_last_word_that_decides_decides() {
        for distance in [0, 3] {
            for task in tasks(distance) {
                let (mut cues, mut second, mut turned) = (BTreeSet::new(), 0, 0);
                let mut places = BTreeSet::new();
                for index in 0..300 {
                    let [inputs, targets, mask] = drawn(&task, index);
                    let name = |names: &[String], k: Option<usize>| k.map(|k| bare(&names[k]));
                    let shown = symbols::read(&inputs, task.inputs());
                    let mut shown: Vec<String> = shown
                        .into_iter()
                        .map_while(|k| name(&task.names, k))
                        .collect();
                    let asked = symbols::read(&targets, task.outputs());
                    let asked: Vec<_> = asked.into_iter().map(|k| name(&task.answers, k)).collect();
                    for (asked, mask) in asked.iter().zip(mask) {
                        assert_eq!(mask, f64::from(asked.is_some()));
                    }
                    // The answer ends the story, its first tokens as they were asked for one step before.
                    let from = asked.iter().position(Option::is_some).unwrap();
                    let answer: Vec<String> = asked.into_iter().flatten().collect();
                    assert_eq!(shown.len(), from + answer.len());
                    assert_eq!(shown[from + 1..], answer[..answer.len() - 1]);
                    shown.truncate(from + 1);

                    let text = shown.concat();
                    let sentences: Vec<&str> = text.split_inclusive(['.', '。']).collect();
                    let Story {
                        openings,
                        turns,
                        fillers,
                        closing,
                        ..
                    } = task.story;
                    let brought = [openings, *turns, &[*closing]];
                    let cues_of = |from: &[&str]| -> Vec<&str> {
                        let told = sentences.iter();
                        told.filter_map(|told| cue(task.story, from, told))
                            .collect()
                    };
                    let [opened, came, closed] = brought.map(cues_of);
                    // It is in the first sentence, or else in the last.
                    let ends = bare(&closing.replace('_', closed.first().unwrap_or(&"")));
                    assert_eq!(sentences.last(), Some(&&*ends), "{text}");
                    assert_eq!(
                        (opened.len(), closed.len()),
                        match openings.len() {
                            0 => (0, 1),
                            _ => (1, 0),
                        }
                    );
                    assert!(closed.len() == 1 || cue(task.story, openings, sentences[0]).is_some());
                    assert!(came.len() <= usize::from(!turns.is_empty()), "{text}");
                    let between: Vec<&&str> = sentences
                        .iter()
                        .filter(|told| fillers.iter().any(|filler| bare(filler) == **told))
                        .collect();
                    assert_eq!(between.len(), distance);
                    let subjects = [opened, came, closed].concat();
                    assert_eq!(
                        sentences.len(),
                        distance + subjects.len() + usize::from(!closing.contains('_')),
                        "{text}"
                    );
                    assert!(between.windows(2).all(|pair| pair[0] != pair[1]), "{text}");

                    let right = |subject| {
                        task.story
                            .pairs
                            .iter()
                            .find(|pair| pair.0 == subject)
                            .unwrap()
                            .1
                    };
                    let last = subjects[subjects.len() - 1];
                    assert_eq!(answer.concat(), right(last), "{text}");
                    cues.insert(last);
                    let all = brought.concat();
                    places.insert(
                        sentences
                            .iter()
                            .rposition(|told| cue(task.story, &all, told).is_some()),
                    );
                    second += usize::from(subjects.len() == 2);
                    turned += usize::from(right(subjects[0]) != right(last));
                }
                assert_eq!(
                    cues.len(),
                    task.story.pairs.len(),
                    "each word that decides comes"
                );
                // A second subject may come at any place behind the first; what stands in the closing is never far.
                let changes = !task.story.turns.is_empty();
                let [first, most] = match (task.story.openings.len(), changes) {
                    (0, _) => [distance; 2],
                    (_, true) => [0, distance + 1],
                    (_, false) => [0, 0],
                };
                assert!(places.into_iter().eq((first..=most).map(Some)));
                // Half have a second subject, and four of the seven others are of the other gender.
                let expected = if changes {
                    (110..190, 60..110)
                } else {
                    (0..1, 0..1)
                };
                assert!(
                    expected.0.contains(&second) && expected.1.contains(&turned),
                    "{second} {turned}"
                );
            }
        }
    }

    #[test]
    fn there_is_a_use_for_each_step_and_each_name() {
        for task in tasks(1) {
            let (mut shown, mut asked, mut longest) = (BTreeSet::new(), BTreeSet::new(), 0);
            for index in 0..3000 {
                let [inputs, targets, _] = drawn(&task, index);
                shown.extend(symbols::read(&inputs, task.inputs()));
                asked.extend(symbols::read(&targets, task.outputs()));
            }
            // Drawn often: the longest story with two subjects is one of three thousand.
            let mut rng = Rng::new(1, Purpose::Sample, 0);
            for _ in 0..30_000 {
                let (text, answer) = task.tell(&mut rng);
                longest = longest.max((task.split)(&format!("{text} {answer}")).len() - 1);
            }
            assert_eq!(longest, task.steps);
            assert!(
                (0..task.inputs()).all(|k| shown.contains(&Some(k))),
                "{:?}",
                task.names
            );
            assert!((0..task.outputs()).all(|k| asked.contains(&Some(k))));
            assert!(task.inputs() <= 80, "{}", task.inputs());
        }
    }

    #[test]
    fn nothing_but_the_word_that_decides_tells_the_answer() {
        for story in ENGLISH.iter().chain(&CHINESE) {
            for text in story
                .openings
                .iter()
                .chain(story.turns)
                .chain(story.fillers)
                .chain([&story.closing])
            {
                for (cue, answer) in story.pairs {
                    assert!(
                        !bare(text).contains(cue) && !bare(text).contains(answer),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn each_choice_tells_its_own_story() {
        let ends = |language: &str, story: &str, unit: &str| {
            let name = |name: &str| Value::Text(name.to_owned());
            let settings = [name(language), name(story), name(unit), Value::Number(1.0)];
            let task = (ENTRY.make)(&settings, 1).unwrap();
            task.symbols().outputs[..2].join(" ")
        };
        assert_eq!(ends("en", "sky", "word"), "sky sea");
        assert_eq!(ends("en", "language", "character"), "F r");
        assert_eq!(ends("zh", "language", "word"), "法语 德语");
        assert_eq!(ends("zh", "sky", "character"), "天 上");
        assert_eq!(ends("zh", "pronoun", "word"), "她 他");
    }
}
