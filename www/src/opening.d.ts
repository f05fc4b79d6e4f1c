/** Recorded when the site is built (vite-opening.ts). */
declare module 'virtual:opening' {
  const opening: import('./session/opening.ts').Opening;
  export default opening;
}
