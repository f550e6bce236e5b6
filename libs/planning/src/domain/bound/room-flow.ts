/** Work that any of these CSMs may do, in any shares. */
export interface WorkClass {
  readonly csms: Int32Array;
  /** In the unit of the room. */
  readonly work: number;
}

/** Less than this is nothing: a hundredth of a hundredth of an hour. */
const TINY = 1e-4;

/**
 * Work put into room as far as it goes, by augmenting paths class → CSM → class …: what remains then cannot be placed
 * by anybody, and the classes that a shortest path reached in vain are those whose CSMs are full of each other's work.
 * @see Ford and Fulkerson (1956)
 */
export class RoomFlow {
  private readonly room: Float64Array;
  private readonly left: Float64Array;
  /** Work of each class on each of its CSMs. */
  private readonly flow: Float64Array[];
  /** For each CSM the classes that may use it, with their index of it. */
  private readonly users: { readonly index: number; readonly slot: number }[][];
  /** How the present search came to each CSM and class; −1 = it did not. */
  private readonly classBefore: Int32Array;
  private readonly slotBefore: Int32Array;
  private readonly csmBefore: Int32Array;
  private readonly slotOfCsmBefore: Int32Array;
  private readonly reached: Uint8Array;

  constructor(
    private readonly classes: readonly WorkClass[],
    room: Float64Array,
  ) {
    this.room = room.slice();
    this.left = Float64Array.from(classes, ({ work }) => work);
    this.flow = classes.map(({ csms }) => new Float64Array(csms.length));
    this.users = Array.from(room, () => []);
    classes.forEach(({ csms }, index) => csms.forEach((j, slot) => this.users[j].push({ index, slot })));
    this.classBefore = new Int32Array(room.length);
    this.slotBefore = new Int32Array(room.length);
    this.csmBefore = new Int32Array(classes.length);
    this.slotOfCsmBefore = new Int32Array(classes.length);
    this.reached = new Uint8Array(classes.length);
  }

  /** 1 for each class whose work does not fit beside that of the others that are 1. */
  shortClasses(): Uint8Array {
    const short = new Uint8Array(this.classes.length);
    for (let index = 0; index < this.classes.length; index++) {
      while (this.left[index] > TINY) {
        const csm = this.search(index);
        if (csm >= 0) this.push(index, csm);
        else {
          this.reached.forEach((yes, k) => (short[k] |= yes));
          break;
        }
      }
    }
    return short;
  }

  /** The nearest CSM with room that the class, or one that could give way to it, may use; −1 = there is none. */
  private search(from: number): number {
    const { classes, users, flow, reached, room } = this;
    this.classBefore.fill(-1);
    reached.fill(0);
    reached[from] = 1;
    const queue = [from];
    for (const index of queue) {
      const { csms } = classes[index];
      for (let slot = 0; slot < csms.length; slot++) {
        const j = csms[slot];
        if (this.classBefore[j] >= 0) continue;
        this.classBefore[j] = index;
        this.slotBefore[j] = slot;
        if (room[j] > TINY) return j;
        for (const user of users[j]) {
          if (reached[user.index] || flow[user.index][user.slot] <= TINY) continue;
          reached[user.index] = 1;
          this.csmBefore[user.index] = j;
          this.slotOfCsmBefore[user.index] = user.slot;
          queue.push(user.index);
        }
      }
    }
    return -1;
  }

  /** Moves as much work as goes along the path that was found. */
  private push(from: number, to: number): void {
    const { flow, room, left, classBefore, slotBefore, csmBefore, slotOfCsmBefore } = this;
    let amount = Math.min(left[from], room[to]);
    for (let k = classBefore[to]; k !== from; k = classBefore[csmBefore[k]])
      amount = Math.min(amount, flow[k][slotOfCsmBefore[k]]);
    left[from] -= amount;
    room[to] -= amount;
    for (let j = to; ; j = csmBefore[classBefore[j]]) {
      const k = classBefore[j];
      flow[k][slotBefore[j]] += amount;
      if (k === from) return;
      flow[k][slotOfCsmBefore[k]] -= amount;
    }
  }
}
