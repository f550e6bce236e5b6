/** Entries of a CSR matrix under construction: `push` them for the current arc, then `end` the arc. */
export class CsrBuilder {
  private readonly starts: number[] = [0];
  private readonly index: number[] = [];
  private readonly value: number[] = [];

  push(index: number, value = 1): void {
    this.index.push(index);
    this.value.push(value);
  }

  end(): void {
    this.starts.push(this.index.length);
  }

  build(): { start: Int32Array; index: Int32Array; value: Float64Array } {
    return {
      start: Int32Array.from(this.starts),
      index: Int32Array.from(this.index),
      value: Float64Array.from(this.value),
    };
  }
}
