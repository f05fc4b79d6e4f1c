declare module 'subset-font' {
  /** The font with what these letters need. */
  export default function subsetFont(
    font: Buffer,
    letters: string,
    options: { targetFormat: 'woff2'; variationAxes?: Record<string, { min: number; max: number }> | undefined },
  ): Promise<Buffer>;
}
