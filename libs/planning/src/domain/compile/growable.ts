import { growingFloats, growingInts } from '../problem/growing-array.js';

/** Entries of a CSR matrix under construction: `push` them for the current arc, then `end` the arc. */
export class CsrBuilder {
  private readonly starts = growingInts();
  private readonly index = growingInts();
  private readonly value = growingFloats();

  constructor() {
    this.starts.push(0);
  }

  push(index: number, value = 1): void {
    this.index.push(index);
    this.value.push(value);
  }

  end(): void {
    this.starts.push(this.index.length);
  }

  build(): { start: Int32Array; index: Int32Array; value: Float64Array } {
    return { start: this.starts.toArray(), index: this.index.toArray(), value: this.value.toArray() };
  }
}
