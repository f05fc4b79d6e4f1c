// Sentences of the locale with gaps: texts, numbers, and what is typeset.
import { expect, it, vi } from 'vitest';
import { norm, plain, type Letters } from '../../src/network/notation.ts';
import { Words } from '../../src/words/locale.ts';

const en = new Words('en', {
  a: { of: 'Now {what} at step {step} is {value}.', none: 'No gap.', odd: "{h'} of {h/0}" },
});
const what: Letters = [{ text: 'f', style: 'italic' }];

it('a text has its gaps filled, numbers as the language writes them', () => {
  expect(en.t('a.of', { what: 'f', step: 1200, value: '0.5' })).toBe('Now f at step 1,200 is 0.5.');
  expect(en.t('a.none')).toBe('No gap.');
});

it('what is typeset stands among the pieces as it is, wherever the language puts it', () => {
  expect(en.sentence('a.of', { what, step: 1200, value: '0.5' })).toEqual([
    ...['Now ', what, ' at step ', '1,200', ' is ', '0.5', '.'],
  ]);
});

it('gaps may have any name, and be filled by it', () => {
  expect(en.sentence('a.odd', (gap) => [gap])).toEqual(['', ["h'"], ' of ', ['h/0'], '']);
});

it('a gap that nothing fills is seen, and so is a text that is not there', () => {
  expect(en.t('a.of', { step: 1, value: 2 })).toBe('Now {what} at step 1 is 2.');
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(en.sentence('a.other', {})).toEqual(['a.other']);
  expect(error).toHaveBeenCalledOnce();
  error.mockRestore();
});

it('a share is told however small or large it is', () => {
  expect([0, 3e-7, 0.001, 0.12345, 1, 40, 2e6].map(en.share)).toEqual([
    ...['0', '3.00·10⁻⁷', '0.1%', '12.3%', '100%', '4,000%', '2.00·10⁶'],
  ]);
});

it('a norm has its bars around the letters and the foot of them', () => {
  expect(plain(norm(what))).toBe('‖f‖');
  expect(plain(norm(what, 'T'))).toBe('‖f_T‖');
});
