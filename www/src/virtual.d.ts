declare module 'virtual:equations' {
  /** HTML of each equation of scene/equations.ts. */
  const equations: Record<import('./scene/equations.ts').EquationId, string>;
  export default equations;
}
