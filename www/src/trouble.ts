// What went wrong, in the reader's words. The core says code, key, value and range; the sentence is the locale's.
import type { Choices, EngineError, Option } from './engine/protocol.ts';
import { formatNumber, has, t } from './locale.ts';

export function wordsOf(error: EngineError, choices?: Choices): string {
  const key = error.key ?? '';
  const name = has(`option.${key}`) ? t(`option.${key}`) : key;
  const setting = choices && settingOf(choices, key);
  if (setting?.max !== undefined && ['range', 'not-finite', 'type'].includes(error.code)) {
    const [min, max] = [formatNumber(setting.min!), formatNumber(setting.max)];
    return t(setting.integer ? 'error.whole-number' : 'error.number', {
      key: name,
      value: error.value ?? '',
      min,
      max,
    });
  }
  const words = `error.${error.code}`;
  return has(words) ? t(words, { key: name, value: error.value ?? '', legal: error.legal ?? '' }) : error.message;
}

/** The setting of this name, of the experiment or of any task. */
export function settingOf(choices: Choices, name: string): Option | undefined {
  return [...choices.numbers, ...choices.tasks.flatMap((task) => task.options)].find((option) => option.name === name);
}
