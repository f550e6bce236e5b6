/** Gives each id a number of its own, in the order in which they are first asked for. */
export class Numbering {
  private readonly numbers = new Map<string, number>();

  of(id: string): number {
    let number = this.numbers.get(id);
    if (number === undefined) this.numbers.set(id, (number = this.numbers.size));
    return number;
  }
}
