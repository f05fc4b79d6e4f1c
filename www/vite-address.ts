// Where the site will stand, if whoever builds it says so: SITE=https://example.org/lstm/. Search engines, and those who show a card of a
// page that is linked to, want whole addresses; all else of the site is relative and needs none.
import { readFileSync } from 'node:fs';
import type { Plugin, Rolldown } from 'vite';
import { escape, wordIn } from './vite-words.ts';

const SITE = siteOf(process.env['SITE']);

/** What a card of the site shows. */
const PICTURE = 'card.png';

function siteOf(address: string | undefined): string | undefined {
  if (!address) return undefined;
  const { protocol, href } = new URL(address);
  if (!/^https?:$/.test(protocol) || !href.endsWith('/'))
    throw new Error(`SITE is an address that begins with http and ends with a slash, not "${address}"`);
  return href;
}

/** The address of what lies at a path below the page. */
export const at = (path: string): string => (SITE ? new URL(path, SITE).href : `./${path}`);

/** What the head of a page says to those who link to it. */
export function headOf(path: string, title: string, description: string): string[] {
  const about = { title, description, type: 'website', ...(SITE && { url: at(path), image: at(PICTURE) }) };
  return [
    ...Object.entries(about).map(([name, text]) => `<meta property="og:${name}" content="${escape(text)}" />`),
    ...(SITE ? [`<meta name="twitter:card" content="summary_large_image" />`] : []),
    ...(SITE ? [`<link rel="canonical" href="${at(path)}" />`] : []),
  ];
}

export function address(): Plugin {
  return {
    name: 'address',
    apply: 'build',
    generateBundle: {
      order: 'post', // all pages are there
      handler(_, bundle) {
        const page = bundle['index.html'] as Rolldown.OutputAsset;
        const head = headOf('', wordIn('en', 'page.title'), wordIn('en', 'start.description'));
        page.source = String(page.source).replace('</head>', `${head.join('\n    ')}\n  </head>`);
        if (!SITE) return;
        const paths = Object.keys(bundle).filter((file) => file.endsWith('.html') && !file.startsWith('embed'));
        const urls = paths.sort().map((path) => `<url><loc>${at(path.replace(/index\.html$/, ''))}</loc></url>`);
        const source = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`;
        this.emitFile({ type: 'asset', fileName: 'sitemap.xml', source });
        const picture = readFileSync(new URL(`../docs/${PICTURE}`, import.meta.url));
        this.emitFile({ type: 'asset', fileName: PICTURE, source: picture });
      },
    },
  };
}
