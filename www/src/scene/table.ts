// All that is there by now in a step, as a table: a line for each vector, in the order in which the figure makes them.
import { NEXT, parse, PREDICTION, TARGET, type Spot } from '../network/address.ts';
import { gradient as gradientText } from '../network/format.ts';
import type { Letters, Notation } from '../network/notation.ts';
import { REST, type Moment } from '../network/timeline.ts';
import { glyphText, predicted, wanted } from './glyph.ts';
import type { View } from './view.ts';

export type Line =
  /** Its numbers, one a unit. */
  | { address: string; spots: readonly Spot[] }
  /** The whole in one text. */
  | { address: string; text: string }
  /** What is gathered for the weights of a sum. */
  | { letters: Letters; text: string };

/** How many symbols of an answer are told, as on the stage. */
const MOST = 3;

export function tableOf(view: View, moment: Moment, notation: Notation): Line[] {
  const { direction, step, index, progress } = moment;
  const { network, wiring, trace } = view;
  const { beats } = network;
  const plan = network.plan('wide');
  const rest = progress >= REST - 1e-6;
  const done = beats[direction].slice(0, rest ? index + 1 : index);
  const vector = (address: string, units = Array.from({ length: view.count(address) }, (_, unit) => unit)): Line => ({
    address,
    spots: units.map((unit) => ({ address, step, unit })),
  });
  const value = (address: string): Line => {
    const glyph = address === 'x' ? glyphText(trace, step) : undefined;
    return glyph ? { address, text: glyph.text } : vector(address);
  };
  const answers = (): Line[] => [
    vector(
      PREDICTION,
      predicted(trace, step, MOST).map(({ unit }) => unit),
    ),
    ...(trace.asked(step)
      ? [
          vector(
            TARGET,
            wanted(trace, step).map(({ unit }) => unit),
          ),
        ]
      : []),
  ];
  const given = [...plan.nodes.values()].filter(({ machine }) => machine === 'given').map(({ address }) => address);
  const made = [...given, ...(direction === 'forward' ? done : beats.forward).flatMap(({ makes }) => makes)];
  if (direction === 'forward') {
    const said = network.last && done.some(({ name }) => name === 'predict');
    return [...made.map(value), ...(said ? answers() : [])];
  }
  // All values are there; each is followed by its gradient as soon as that is, and by the shares that it is the sum of.
  const back = done.flatMap(({ makes }) => makes).filter((address) => !wiring.param(parse(address).name));
  const arriving = [...new Set([plan.rides, plan.says])].map((name) => `d_${name}<${NEXT}`);
  const gradients = (address: string): Line[] => {
    const gradient = `d_${address}`;
    const shares = [...arriving, ...network.addresses.backward].filter(
      (each, k, all) => each.startsWith(`${gradient}<`) && all.indexOf(each) === k,
    );
    const there = back.includes(gradient);
    return [...shares.filter((each) => there || arriving.includes(each)), ...(there ? [gradient] : [])].map((each) =>
      vector(each),
    );
  };
  const others = back.map((gradient) => gradient.slice('d_'.length)).filter((address) => !made.includes(address));
  const bins = network.bins(plan, notation).map(({ letters, of }) => ({
    letters,
    text: gradientText(view.formulas.gathered(of)[step]!).replace('+', ''),
  }));
  return [
    ...[...made, ...others].flatMap((address) => [value(address), ...gradients(address)]),
    ...(network.last ? answers() : []),
    ...(done.some(({ name }) => name === 'weights') ? bins : []),
  ];
}
