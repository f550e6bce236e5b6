/**
 * Room for so many messages in hand: small batches of several partitions are handled side by side, and share what is
 * durable; large ones one after the other, so that no more is in memory than one of them holds.
 */
export class HandRoom {
  private inHand = 0;
  private readonly waiting: { readonly count: number; readonly enter: () => void }[] = [];

  constructor(private readonly most: number) {}

  /** Resolves, in the order of asking, when there is room; what is larger than the room waits until that is empty. */
  async enter(count: number): Promise<void> {
    if (this.waiting.length === 0 && this.fits(count)) return void (this.inHand += count);
    await new Promise<void>((enter) => this.waiting.push({ count, enter }));
  }

  leave(count: number): void {
    this.inHand -= count;
    for (let next = this.waiting[0]; next && this.fits(next.count); next = this.waiting[0]) {
      this.waiting.shift();
      this.inHand += next.count;
      next.enter();
    }
  }

  private fits(count: number): boolean {
    return this.inHand === 0 || this.inHand + count <= this.most;
  }
}
