// The first script of a page in one file: unpacks the other, which lies before it in the page, and runs it (vite-single.ts).
const packed = document.currentScript!.previousElementSibling!.textContent;
const bytes = Uint8Array.from(atob(packed), (byte) => byte.charCodeAt(0));
const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
void new Response(stream)
  .text()
  .then((textContent) =>
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', textContent })),
  );
