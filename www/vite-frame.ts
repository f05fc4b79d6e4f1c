// The frame: embed.html with its words, its script, and a script for pages that have frames of ours in them.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { compiled } from './vite-load.ts';
import { worded } from './vite-words.ts';

export function frame(): Plugin {
  const text = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  return {
    name: 'frame',
    async buildStart() {
      this.emitFile({ type: 'asset', name: 'frame.js', source: await compiled('src/embed/frame.ts') });
      this.emitFile({ type: 'asset', fileName: 'embed.js', source: text('src/embed/embed.js') });
    },
    generateBundle(_, bundle) {
      const file = (name: string): string =>
        Object.keys(bundle).find((each) => new RegExp(`/${name}-[^/]+\\.js$`).test(each))!;
      const source = worded(text('embed.html'))
        .replace('"frame.js" vite-ignore', `"./${file('frame')}"`)
        .replace('"/src/embed/define.ts"', '"./lstm-conveyor.js"')
        .replace(/(?=\n *<\/head>)/, `\n    <link rel="modulepreload" href="./${file('live')}" />`);
      this.emitFile({ type: 'asset', fileName: 'embed.html', source });
    },
  };
}
