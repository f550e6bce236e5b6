type TypedArray = Int32Array | Float64Array | Uint8Array;

/** A typed array that doubles when it is full. */
export class GrowingArray<A extends TypedArray> {
  length = 0;

  constructor(
    private readonly make: (size: number) => A,
    private items: A = make(64),
  ) {}

  push(value: number): number {
    if (this.length === this.items.length) {
      const wider = this.make(2 * this.length);
      wider.set(this.items);
      this.items = wider;
    }
    this.items[this.length] = value;
    return this.length++;
  }

  last(): number {
    return this.items[this.length - 1]!;
  }

  /** Adds `value` to the last item. */
  addToLast(value: number): void {
    this.items[this.length - 1]! += value;
  }

  set(index: number, value: number): void {
    this.items[index] = value;
  }

  /** A copy of exactly the items pushed. */
  toArray(): A {
    return this.items.slice(0, this.length) as A;
  }
}

export const growingInts = (): GrowingArray<Int32Array> => new GrowingArray((size) => new Int32Array(size));
export const growingFloats = (): GrowingArray<Float64Array> =>
  new GrowingArray((size) => new Float64Array(size));
export const growingBytes = (): GrowingArray<Uint8Array> => new GrowingArray((size) => new Uint8Array(size));
