const SAMPLE_MS = 50;
const MEGABYTE = 2 ** 20;

/** Watches the resident memory of this process, all its threads included, from now on. */
export class PeakMemory {
  private readonly start: number;
  private peak: number;
  private readonly sampling: NodeJS.Timeout;

  constructor() {
    // There where the process was started with --expose-gc: what made the instance is not to be counted.
    (globalThis as { gc?: () => void }).gc?.();
    this.start = this.peak = process.memoryUsage.rss();
    this.sampling = setInterval(() => this.sample(), SAMPLE_MS).unref();
  }

  stop(): { readonly peakMb: number; readonly startMb: number } {
    clearInterval(this.sampling);
    this.sample();
    return { peakMb: Math.round(this.peak / MEGABYTE), startMb: Math.round(this.start / MEGABYTE) };
  }

  private sample(): void {
    this.peak = Math.max(this.peak, process.memoryUsage.rss());
  }
}
