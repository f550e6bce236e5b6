/** Something that must happen at a time. */
export interface Timer {
  /** Unique for ever, and the idempotency key of its firing: put what it is for and when it is due into it. */
  readonly timerId: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/**
 * The timers that have not fired, in order of due time, then of id. A reader of the log keeps it: it schedules on the
 * events that start a timer, cancels on those that end it, and on `TimerFired`.
 */
export class TimerQueue {
  /** A binary heap; entries that were cancelled or replaced stay in it until they surface. */
  private readonly heap: Timer[] = [];
  private readonly live = new Map<string, Timer>();

  constructor(timers: Iterable<Timer> = []) {
    for (const timer of timers) this.schedule(timer);
  }

  get size(): number {
    return this.live.size;
  }

  /** Replaces an earlier timer of the same id. */
  schedule(timer: Timer): void {
    this.live.set(timer.timerId, timer);
    this.heap.push(timer);
    this.siftUp(this.heap.length - 1);
  }

  has(timerId: string): boolean {
    return this.live.has(timerId);
  }

  cancel(timerId: string): void {
    this.live.delete(timerId);
  }

  /** The timer due first. */
  peek(): Timer | undefined {
    for (let first = this.heap[0]; first; first = this.heap[0]) {
      if (this.live.get(first.timerId) === first) return first;
      this.removeFirst();
    }
    return undefined;
  }

  /** Takes out the first timer if it is due before `time`. */
  popBefore(time: number): Timer | undefined {
    const first = this.peek();
    if (!first || first.dueAt >= time) return undefined;
    this.cancel(first.timerId);
    this.removeFirst();
    return first;
  }

  /** Every timer left, in order. */
  list(): readonly Timer[] {
    return [...this.live.values()].sort(byDueTime);
  }

  private removeFirst(): void {
    const last = this.heap.pop()!;
    if (this.heap.length === 0) return;
    this.heap[0] = last;
    this.siftDown(0);
  }

  private siftUp(index: number): void {
    const { heap } = this;
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (byDueTime(heap[parent]!, heap[child]!) <= 0) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  private siftDown(index: number): void {
    const { heap } = this;
    for (let parent = index; ;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && byDueTime(heap[child]!, heap[least]!) < 0) least = child;
      }
      if (least === parent) return;
      this.swap(parent, least);
      parent = least;
    }
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  }
}

export function byDueTime(a: Timer, b: Timer): number {
  return a.dueAt - b.dueAt || (a.timerId < b.timerId ? -1 : Number(a.timerId > b.timerId));
}
