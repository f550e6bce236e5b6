/** What is done piece by piece. */
export type Work = Generator<void> | AsyncGenerator<void>;

/** Does what takes long piece by piece, and tells when nothing is half done; most work is of one piece. */
export class InPieces {
  private unfinished: Promise<void> | undefined;

  /** @param between what is done between two pieces, so that others have their turn */
  constructor(private readonly between: () => Promise<void>) {}

  /** The rest of a step that is half done; `undefined` where there is none. */
  get rest(): Promise<void> | undefined {
    return this.unfinished;
  }

  /** Work whose pieces are not to be seen by themselves: who wants to read waits for `rest`. */
  async asOne(work: Work): Promise<void> {
    const first = work.next();
    if ('done' in first && first.done) return;
    this.unfinished = this.goOnWith(work, first);
    try {
      await this.unfinished;
    } finally {
      this.unfinished = undefined;
    }
  }

  /** Work whose pieces change nothing that others read. */
  async unseen(work: Work): Promise<void> {
    await this.goOnWith(work, work.next());
  }

  private async goOnWith(work: Work, first: ReturnType<Work['next']>): Promise<void> {
    for (let piece = await first; !piece.done; piece = await work.next()) await this.between();
  }
}
