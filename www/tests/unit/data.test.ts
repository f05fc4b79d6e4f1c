// One's own data as the page reads them before the core does: held to what the core then makes of them.
import { describe, expect, it } from 'vitest';
import { draw, set } from '../../src/engine/bench.ts';
import type { Config } from '../../src/engine/protocol.ts';
import { QUESTIONS } from '../../src/engine/questions.ts';
import { learnt, parted, runsOf, sequences } from '../../src/tools/data/aside.ts';
import {
  columnsOf,
  hasHeader,
  linesOf,
  MOST_COLUMNS,
  numbersOf,
  Table,
  type Cells,
} from '../../src/tools/data/columns.ts';
import { baselineOf } from '../../src/tools/data/baseline.ts';
import { visible } from '../../src/network/format.ts';
import { ofRows, ofText } from '../../src/tools/data/prepared.ts';
import { continues, known, symbolsOf } from '../../src/tools/data/continues.ts';
import { decode } from '../../src/tools/data/encoding.ts';
import { rowsOf, scaled, scalings, unscaled } from '../../src/tools/data/series.ts';
import { areWords, MOST_DISTINCT, read, tokensOf, written } from '../../src/tools/data/tokens.ts';
import { PERIOD, READY_WAVES, readyWave, seriesOf, stroked, TIMES } from '../../src/tools/data/wave.ts';
import { symbolsIn } from '../../src/tools/data/text-preview.ts';
import { tablePreview } from '../../src/tools/data/table-preview.ts';
import { words } from '../../src/words/locale.ts';
import { textOf } from './sayings.ts';
import { cellsOf } from '../../src/tools/data/csv.ts';
import { choices, configure, traceOf } from './core.ts';

const longest = (task: string): number =>
  choices.tasks.find(({ name }) => name === task)!.options.find(({ name }) => name === task)!.longest!;

describe('a text', () => {
  const texts = [
    "Don't stop: it's well-known -- 3 o'clock, 'now'.\n你好，世界\ta",
    'one\u00a0two three’s — “quoted” (in brackets) x2 ２３ naïve Ⅻ',
    '床前明月光，疑是地上霜。举头望明月，低头思故乡。',
  ];

  it.each(texts)('is cut as the core cuts it: %j', (text) => {
    for (const unit of ['character', 'word']) {
      const tokens = tokensOf(text, unit === 'word');
      const taskOptions = { text: `${text} ${text} ${text}`, unit, steps: 5 };
      const { symbols } = traceOf({ task: 'text', taskOptions }).frame.schema;
      const all = tokensOf(taskOptions.text, unit === 'word');
      expect([...new Set(all)], unit).toEqual(symbols.inputs);
      expect(all.length).toBe(3 * tokens.length + (unit === 'word' ? 0 : 2));
      // There is a sequence for each token but the last few, and none for more.
      const stretch = (steps: number) => configure({ task: 'text', taskOptions: { text, unit, steps } });
      if (tokens.length > 5) stretch(tokens.length - 1);
      expect(() => stretch(Math.max(tokens.length, 5))).toThrow();
    }
  });

  it('may have as many different symbols as the page says, and as many characters', () => {
    const many = (n: number): string => String.fromCodePoint(...Array.from({ length: n }, (_, k) => 0x4e00 + k));
    configure({ task: 'text', taskOptions: { text: many(MOST_DISTINCT) } });
    expect(() => configure({ task: 'text', taskOptions: { text: many(MOST_DISTINCT + 1) } })).toThrow();
    configure({ task: 'text', taskOptions: { text: 'ab'.repeat(longest('text') / 2) } });
  });

  it('is read by the symbols that the network knows, and what it does not know is named', () => {
    const names = ['t', 'o', '␣', 'b', 'e', '↵'];
    expect(areWords(names)).toBe(false);
    expect(read('to be\n', names)).toEqual({ places: [0, 1, 2, 3, 4, 5], unknown: [] });
    expect(read('to bee or', names)).toEqual({ places: [0, 1, 2, 3, 4, 4, 2, 1], unknown: ['r'] });
    expect(areWords(['be', ','])).toBe(true);
    expect(read("be, isn't", ['be', ','])).toEqual({ places: [0, 1], unknown: ["isn't"] });
  });

  it('is written as one writes', () => {
    expect(written(['t', 'o', '␣', 'b', 'e', '↵'], false).join('')).toBe('to be\n');
    expect(written(['Well', ',', 'it', '(', 'he', ')', 'is', '.', '你', '好', '，', '世'], true).join('')).toBe(
      'Well, it (he) is. 你好，世',
    );
  });
});

it('symbols that cannot be seen have names', () => {
  const text = 'a\u00a0\u200b\u200d\u00ad\ufeff\u3000\ufe0f\u0301b';
  expect([...text].map(visible)).toEqual([
    'a',
    'NBSP',
    'ZWSP',
    'ZWJ',
    'SHY',
    'BOM',
    'U+3000',
    'U+FE0F',
    '◌\u0301',
    'b',
  ]);
  expect(tokensOf(' \n\t', false).map(visible)).toEqual(['␣', '↵', '⇥']);
});

describe('what data would cost without a network', () => {
  it('is for numbers the error of the last row said again, on the scale that the network reads', () => {
    const ready = ofRows('1,5\n3,5\n5,5\n3,5\n7,5', 2, true);
    expect(ready).toMatchObject({ pieces: 4, kept: 1 });
    // 1 3 5 3 has mean 3 and variance 2; a column that never changes is 0.
    expect(baselineOf(ready)!.known.loss).toBeCloseTo((4 + 4 + 4) / 2 / 3 / 2, 12);
    expect(baselineOf(ready)!.aside, 'one row asks for none').toBeUndefined();
    const whole = ofRows('1\n3\n5\n3', 2, false);
    expect(baselineOf(whole)!.known.loss).toBeCloseTo(2, 12);
    // The core has the same of the same rows: it calls them learnt at a tenth of that.
    const numbers = { task: 'numbers', taskOptions: { numbers: '1\n3\n5\n3', steps: 3 } };
    const { frame } = traceOf(numbers);
    const x = [...frame.targets];
    const said = [traceOf(numbers).value('x', 1)[0]!, ...x.slice(0, -1)];
    expect(said.reduce((sum, last, k) => sum + (x[k]! - last) ** 2, 0) / 3).toBeCloseTo(2, 5);
  });

  it('is for symbols that of their shares', () => {
    const { known, aside } = baselineOf(ofText('aabaabaabacb', 'character', 2, true))!;
    // aabaabaaba: seven of ten are a; asked for are nine.
    expect(known.loss).toBeCloseTo(-(6 * Math.log(0.7) + 3 * Math.log(0.3)) / 9, 12);
    expect(known.right).toBeCloseTo(6 / 9, 12);
    expect(aside, 'c is not known, and b comes first after it').toBeUndefined();
  });
});

describe('numbers', () => {
  const text = '3,1e3\n−4 -5\n\n5.5 -2000;10, 7\n0.25,9\n12,9';

  it('are scaled as the core scales them, and back', () => {
    const rows = rowsOf(text);
    expect(rows).toEqual([[3, 1000], [-4, -5], [5.5, -2000], [10, 7], [0.25, 9], [12, 9]]); // prettier-ignore
    const trace = traceOf({ task: 'numbers', taskOptions: { numbers: text, steps: 5 } });
    const by = scalings(rows);
    rows
      .slice(0, 5)
      .forEach((row, k) =>
        scaled(row, by).forEach((x, column) => expect(x).toBeCloseTo(trace.value('x', k + 1)[column]!, 5)),
      );
    rows.forEach((row) => unscaled(scaled(row, by), by).forEach((x, k) => expect(x).toBeCloseTo(row[k]!)));
    expect(scalings([[7], [7]])).toEqual([{ mean: 7, deviation: 0 }]);
    expect(scaled([7], [{ mean: 7, deviation: 0 }])).toEqual([0]);
  });

  it('that a network goes on with are the whole series, or else the sequence shown and its last target', () => {
    const trace = traceOf({ task: 'numbers', taskOptions: { numbers: text, steps: 3 } });
    const whole = known(trace, text);
    expect(whole.rows.map((row) => row.map((x) => Number(x.toFixed(6))))).toEqual(
      rowsOf(text).map((row) => scaled(row, whole.scaling!).map((x) => Number(x.toFixed(6)))),
    );
    const other = known(trace, '1\n2\n3\n4\n5');
    expect([other.rows.length, other.scaling]).toEqual([4, undefined]);
    expect(other.rows.at(-1)).toEqual([...trace.target(3)]);
  });

  it('are read from a table whatever parts its cells, and its first row may name the columns', async () => {
    const tables: [text: string, delimiter: string, header: boolean, numbers: string][] = [
      ['year,hares\n1900,30\n1901,47.2\n', ',', true, '1900,30\n1901,47.2'],
      ['\ufeffJahr;Hasen\r\n1900;30,5\r\n1901;47,25\r\n', ';', true, '1900,30.5\n1901,47.25'],
      ['a\tb\n1\t2,5\n3\t-4', '\t', true, '1,2.5\n3,-4'],
      ['1 2\n 3   4 ', ' ', false, '1,2\n3,4'],
      ['12\n13.5\n', ' ', false, '12\n13.5'],
      ['"x, of course","y"\n"1","2"\n', ',', true, '1,2'],
      ['年份，数量\n1，2\n', '，', true, '1,2'],
      ['sep=;\nTag;Wert\n0;0,5\n1;1,5\n', ';', true, '0,0.5\n1,1.5'],
      ['Date,Close\n1,"1,200.50"\n2,"2,345,101"\n', ',', true, '1,1200.50\n2,2345101'],
      ['t;v\n0;1 200,5\n1;1.101,15\n', ';', true, '0,1200.5\n1,1101.15'],
      ["t\tv\n0\t1'200.5\n1\t1,234\n", '\t', true, '0,1200.5\n1,1.234'],
      ['[0.1, 0.2,\n 0.3]', ',', false, '0.1\n0.2\n0.3'],
      ['[[1, 2], [3, 4]]', ',', false, '1,2\n3,4'],
      ['1, 2, 3, 4', ',', false, '1\n2\n3\n4'],
    ];
    for (const [text, delimiter, header, numbers] of tables) {
      const cells = await cellsOf(text.replace(/^\ufeff/, ''));
      expect(cells.delimiter, text).toEqual(delimiter);
      expect(hasHeader(cells), text).toBe(header);
      const all = columnsOf(cells, header).map((_, k) => k);
      expect(numbersOf(cells, header, all, 1000), text).toMatchObject({ text: numbers, wrong: undefined });
    }
  });

  it('name the line and the column of what is none', async () => {
    const cells = await cellsOf('name,"first\ncolumn",second\n\nx,1,2\ny,3,four\nz,5\n');
    expect(linesOf([['a', 'b\nc'], ['d'], ['e']])).toEqual([1, 3, 4]);
    expect(columnsOf(cells, true)).toEqual([
      { name: 'name', numeric: false, counts: false },
      { name: 'first\ncolumn', numeric: true, counts: false },
      { name: 'second', numeric: false, counts: false },
    ]);
    expect(numbersOf(cells, true, [1], 1000)).toEqual({ text: '1\n3\n5', rows: 3, of: 3, wrong: undefined });
    const number = { code: 'number', line: 5, column: 3, value: 'four', lines: [5, 6] };
    expect(numbersOf(cells, true, [1, 2], 1000)).toEqual({ text: '1,2', rows: 1, of: 3, wrong: number });
    const short: Cells = { ...cells, rows: [['x', '1', '2'], ['z', '5']], lines: [1, 2] }; // prettier-ignore
    expect(numbersOf(short, false, [2], 1000).wrong).toEqual({
      code: 'empty',
      line: 2,
      column: 3,
      value: '',
      lines: [2],
    });
  });

  it('are told of at once where they are missing, and in few words', async () => {
    const gappy = `a,b\n${Array.from({ length: 60 }, (_, k) => (k % 4 ? `${k},${k * k}` : `${k},n/a`)).join('\n')}`;
    const table = new Table(await cellsOf(gappy), 1000);
    expect(table.numbers.wrong!.lines).toEqual(Array.from({ length: 15 }, (_, k) => 2 + 4 * k));
    const said = textOf(tablePreview(await words('en', ['data']), table, false));
    const lines = Array.from({ length: 12 }, (_, k) => 2 + 4 * k).join(', ');
    expect(said).toContain(`In the chosen columns 15 cells are no numbers, the first of them in lines ${lines}.`);
    expect(table.textual).toBe(false);
    // A column without a name is called once.
    const bare = new Table(await cellsOf('1\n2\nx\n4'), 1000);
    for (const [lang, place] of [
      ['en', 'Line 3, column 1: “x”'],
      ['zh', '第 3 行第 1 列：“x”'],
    ] as const)
      // prettier-ignore
      expect(textOf(tablePreview(await words(lang, ['data']), bare, false))).toContain(place);
    expect(new Table(await cellsOf('Two roads diverged\nin a yellow wood'), 1000).textual).toBe(true);
  });

  it('and symbols that have no room in a sentence are counted in it', async () => {
    const some = await words('en', ['data']);
    expect(symbolsIn([...'abcdefghijkl'], some)).toBe('a b c d e f g h i j k l');
    expect(symbolsIn([...'abcdefghijklmno'], some)).toBe('a b c d e f g h i j k l and 3 more');
  });

  it('are proposed where most of a column are some, and the first that is none is named', async () => {
    const proposed = async (text: string) => {
      const { chosen, numbers, footer } = new Table(await cellsOf(text), 1000);
      return { chosen, wrong: numbers.wrong?.line, rows: numbers.rows, footer: footer.length };
    };
    const squares = (bad: string): string =>
      `t,v\n${Array.from({ length: 9 }, (_, k) => `${k},${k === 4 ? bad : k * k}`).join('\n')}\n`;
    for (const bad of ['', 'NaN', 'null', '?'])
      expect(await proposed(squares(bad)), bad).toEqual({ chosen: [1], wrong: 6, rows: 4, footer: 0 });
    expect(await proposed(squares('16'))).toEqual({ chosen: [1], wrong: undefined, rows: 9, footer: 0 });
    // What counts the rows is learnt where it is all there is, or where it stands elsewhere.
    expect(await proposed('t\n1\n2\n3\n4\n')).toMatchObject({ chosen: [0], rows: 4 });
    expect(await proposed('v,t\n5,0\n4,1\n9,2\n')).toMatchObject({ chosen: [0, 1] });
    const airline = '"Month","Passengers"\n"1949-01",112\n"1949-02",118\n"1949-03",132\n\nPassengers: in thousands\n';
    expect(await proposed(airline)).toEqual({ chosen: [1], wrong: undefined, rows: 3, footer: 1 });
    expect(await proposed('time,price\nunit,USD\n0,3\n1,5\n2,4\n')).toMatchObject({ chosen: [0, 1], wrong: 2 });
  });

  it('are what the core takes for numbers, no more and no less', async () => {
    for (const cell of [
      '1',
      '-1.5',
      '+2.',
      '.5',
      '1e3',
      '2E-3',
      '−7',
      '1.2.3',
      '1e',
      '--1',
      'NaN',
      '１２',
      '0x10',
      '1_0',
      '.',
    ]) {
      const { wrong, text } = numbersOf({ rows: [[cell]], lines: [1], delimiter: ',' }, false, [0], 1000);
      const taken = () => configure({ task: 'numbers', taskOptions: { numbers: `${cell}\n1\n2`, steps: 2 } });
      if (wrong) expect(taken, cell).toThrow();
      else expect(taken().taskOptions['numbers'], cell).toBe(`${text}\n1\n2`);
    }
  });

  it('are taken as far as there is room, and in as many columns as the page says', () => {
    const cells: Cells = { rows: [['10', '20'], ['30', '40'], ['50', '60']], lines: [1, 2, 3], delimiter: ',' }; // prettier-ignore
    expect(numbersOf(cells, false, [0, 1], 11)).toMatchObject({ text: '10,20\n30,40', rows: 2, of: 3 });
    const wide = (n: number): string => Array.from({ length: 3 }, (_, k) => `${k} `.repeat(n)).join('\n');
    configure({ task: 'numbers', taskOptions: { numbers: wide(MOST_COLUMNS), steps: 2 } });
    expect(() => configure({ task: 'numbers', taskOptions: { numbers: wide(MOST_COLUMNS + 1), steps: 2 } })).toThrow();
    const long = numbersOf({ rows: Array.from({ length: 9000 }, () => ['1.5']), lines: [], delimiter: ',' }, false, [0], longest('numbers')); // prettier-ignore
    expect(long.rows).toBeLessThan(9000);
    configure({ task: 'numbers', taskOptions: { numbers: long.text } });
  });
});

describe('what is kept aside', () => {
  it('is the last fifth, and of a text read by words no part of a word', () => {
    expect([learnt(10), learnt(21), learnt(1)]).toEqual([8, 17, 1]);
    expect(parted('0123456789', false)).toEqual(['01234567', '89']);
    expect(parted('one two three four five', true)).toEqual(['one two three four', ' five']);
    expect(parted('床前明月光', true)).toEqual(['床前明月光', '']);
    const [first, last] = parted('to be or not to be, that is the question', true);
    expect(parted(first + last, true), 'and so it is found again').toEqual([first, last]);
  });

  it('is tested in sequences as the network learns them, and what it does not know parts them', () => {
    const names = ['a', 'b', 'c'];
    const runs = runsOf([...'abcabxca'], names);
    expect(runs.map((run) => run.map((row) => names[row.indexOf(1)]).join(''))).toEqual(['abcab', 'ca']);
    const all = sequences(runs, 3)!;
    const read = (rows: Float32Array): string =>
      Array.from({ length: rows.length / 3 }, (_, k) => names[rows.slice(3 * k, 3 * k + 3).indexOf(1)] ?? '.').join('');
    expect([read(all.inputs), read(all.targets), all.mask.join('')]).toEqual(['abca..c..', 'bcab..a..', '111100100']);
    expect(sequences([], 3)).toBeUndefined();
  });

  it('is judged as the sequence shown would be', () => {
    const configs: Config[] = [
      { task: 'text', taskOptions: { text: 'to be or not to be', steps: 6 } },
      { task: 'numbers', taskOptions: { steps: 6 } },
    ];
    for (const config of configs) {
      const bench = set(config);
      bench.shown.sample(3);
      const frame = draw(bench, 3)!;
      const { inputs, outputs } = bench.schema;
      const x = bench.shown.inputs();
      const rows = Array.from({ length: 6 }, (_, k) => x.slice(k * inputs, (k + 1) * inputs));
      const own = sequences([[...rows, frame.targets.slice(-outputs)]], 6)!;
      expect([...own.targets]).toEqual([...frame.targets]);
      expect(QUESTIONS.examine(bench, own).loss).toBeCloseTo(frame.loss, 5);
      bench.trainer.free();
      bench.shown.free();
    }
  });
});

describe('a file', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('of UTF-8 is read, with or without a mark at its head, and lines end in one way', () => {
    expect(decode(bytes('\ufeffa\r\n你\rb\n'))).toEqual({ text: 'a\n你\nb\n' });
  });

  it('of anything else is refused with the reason, and the place', () => {
    expect(decode(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toEqual({ wrong: 'utf-16' });
    expect(decode(Uint8Array.of(0x61, 0, 0x62))).toEqual({ wrong: 'binary' });
    const gbk = Uint8Array.of(...bytes('价格,你\n1,'), 0xc4, 0xe3, 0xba);
    expect(decode(gbk)).toEqual({ wrong: 'bytes', line: 2, column: 3 });
  });
});

describe('a wave', () => {
  it('drawn by a stroke goes straight from one point to the other, and no further than there is room', () => {
    const flat = Array.from({ length: 5 }, () => 0);
    expect(stroked(flat, { place: 1, height: 0 }, { place: 3, height: 1 })).toEqual([0, 0, 0.5, 1, 0]);
    expect(stroked(flat, { place: 3, height: 1 }, { place: 1, height: 0 })).toEqual([0, 0, 0.5, 1, 0]);
    expect(stroked(flat, { place: -3, height: 9 }, { place: -3, height: 9 })).toEqual([1, 0, 0, 0, 0]);
  });

  it('ready-made is one that the core takes', () => {
    for (const name of READY_WAVES) {
      const wave = readyWave(name);
      expect(Math.max(...wave.map(Math.abs)), name).toBeLessThanOrEqual(1);
      const { taskOptions } = configure({ task: 'numbers', taskOptions: { numbers: seriesOf(wave), steps: PERIOD } });
      expect(rowsOf(String(taskOptions['numbers'])).length).toBe(PERIOD * TIMES);
    }
  });
});

describe('a network goes on by itself', () => {
  const kinds = { sine: 'numbers', waves: 'numbers', numbers: 'numbers', text: 'symbols', anbn: 'symbols', anbncn: 'symbols', reber: 'symbols' }; // prettier-ignore

  it.each(choices.tasks.map(({ name }) => name))('where its answers are its next inputs: %s', (task) => {
    const trace = traceOf({ task });
    expect(continues(trace)).toBe((kinds as Record<string, string>)[task]);
    const { symbols } = trace.frame.schema;
    if (symbols.inputs.length) for (const place of symbolsOf(trace)) expect(symbols.inputs[place]).toBeDefined();
  });

  it('but not where its answers are no probabilities of symbols', () => {
    expect(continues(traceOf({ task: 'text', loss: 'sigmoid-cross-entropy' }))).toBeUndefined();
  });
});
