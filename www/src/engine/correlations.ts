// Pearson's r of many pairs of quantities at once, each pair summed as its numbers come in (Welford), so that what never
// changes has a variance of exactly 0.

export class Correlations {
  readonly #counts: Float64Array;
  readonly #means: [Float64Array, Float64Array];
  readonly #squares: [Float64Array, Float64Array];
  readonly #products: Float64Array;

  constructor(size: number) {
    const zeros = (): Float64Array => new Float64Array(size);
    this.#counts = zeros();
    this.#means = [zeros(), zeros()];
    this.#squares = [zeros(), zeros()];
    this.#products = zeros();
  }

  add(k: number, a: number, b: number): void {
    const [as, bs] = this.#means;
    const n = ++this.#counts[k]!;
    const [fromA, fromB] = [a - as[k]!, b - bs[k]!];
    as[k]! += fromA / n;
    bs[k]! += fromB / n;
    this.#squares[0][k]! += fromA * (a - as[k]!);
    this.#squares[1][k]! += fromB * (b - bs[k]!);
    this.#products[k]! += fromA * (b - bs[k]!);
  }

  count(k: number): number {
    return this.#counts[k]!;
  }

  /** None where one of both never changed: r is undefined then. */
  r(k: number): number | undefined {
    const spread = Math.sqrt(this.#squares[0][k]!) * Math.sqrt(this.#squares[1][k]!);
    return spread === 0 ? undefined : Math.min(Math.max(this.#products[k]! / spread, -1), 1);
  }
}

/** Mean and variance of many quantities at once, in the same way. */
export class Moments {
  readonly #counts: Float64Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;

  constructor(size: number) {
    this.#counts = new Float64Array(size);
    this.#means = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  add(k: number, a: number): void {
    const from = a - this.#means[k]!;
    this.#means[k]! += from / ++this.#counts[k]!;
    this.#squares[k]! += from * (a - this.#means[k]!);
  }

  mean(k: number): number {
    return this.#means[k]!;
  }

  variance(k: number): number {
    return this.#counts[k] === 0 ? 0 : this.#squares[k]! / this.#counts[k]!;
  }
}
