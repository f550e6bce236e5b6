import { INSIDE, intersection, OUTSIDE, PARTLY, standing } from './cell-set.js';
import { type Allowance, type Box, type Formula, type Formulas, standingIn } from './formula.js';

/** `complete`: every box was visited; `ended`: the visitor wanted no more; `exhausted`: the allowance ran out. */
export type SearchEnd = 'complete' | 'ended' | 'exhausted';

/** What must be true of all: with `any` of them the search goes on choice by choice. */
interface Open {
  readonly any: readonly Formula[];
}

interface Frame {
  readonly box: Box;
  /** What must be true besides one of the choices. */
  readonly rest: readonly Formula[];
  readonly choices: readonly Formula[];
  next: number;
}

/**
 * Visits disjoint boxes that together are where all of the formulas are true: narrows the box by everything that has
 * only one way left to be true, then tries the ways of what has the fewest.
 * @param visit returns true to end the search
 */
export function searchBoxes(
  all: readonly Formula[],
  whole: Box,
  formulas: Formulas,
  allowance: Allowance,
  visit: (box: Box) => boolean,
): SearchEnd {
  const stack: Frame[] = [{ box: whole, rest: all, choices: [formulas.constant(true)], next: 0 }];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    if (allowance.work <= 0) return 'exhausted';
    const choice = frame.choices[frame.next];
    if (choice === undefined) {
      stack.pop();
      continue;
    }
    const others = frame.choices.slice(0, frame.next).map((other) => formulas.not(other));
    frame.next += 1;
    allowance.boxes += 1;
    allowance.work -= others.length;
    const narrowed = narrow([...frame.rest, ...others, choice], frame.box, allowance);
    if (!narrowed) continue;
    const { box, open } = narrowed;
    const least = fewestWays(open);
    if (!least) {
      if (visit(box)) return 'ended';
    } else {
      const rest = open.filter((group) => group !== least).map(asFormula);
      stack.push({ box, rest, choices: least.any, next: 0 });
    }
  }
  return 'complete';
}

/** Formulas of a search have no identity of their own; nothing negates them. */
function asFormula({ any }: Open): Formula {
  return { form: 'any', id: -1, children: any };
}

function fewestWays(open: readonly Open[]): Open | undefined {
  let least = open[0];
  for (const group of open) if (group.any.length < least!.any.length) least = group;
  return least;
}

/** Looks at the last of them first. @returns `undefined` where they cannot all be true in the box */
function narrow(
  all: readonly Formula[],
  box: Box,
  allowance: Allowance,
): { readonly box: Box; readonly open: readonly Open[] } | undefined {
  const narrowed = [...box];
  let pending: readonly Formula[] = all;
  for (;;) {
    const open: Open[] = [];
    let changed = false;
    const queue = [...pending];
    for (let formula = queue.pop(); formula; formula = queue.pop()) {
      switch (formula.form) {
        case 'constant':
          if (!formula.value) return undefined;
          break;
        case 'literal': {
          allowance.work -= 1;
          const place = standing(narrowed[formula.axis]!, formula.cells);
          if (place === OUTSIDE) return undefined;
          if (place === PARTLY) {
            narrowed[formula.axis] = intersection(narrowed[formula.axis]!, formula.cells);
            changed = true;
          }
          break;
        }
        case 'all':
          queue.push(...formula.children);
          break;
        case 'any': {
          const ways = waysIn(narrowed, formula.children, allowance);
          if (ways === undefined) break;
          if (ways.length === 0) return undefined;
          if (ways.length === 1) queue.push(ways[0]!);
          else open.push({ any: ways });
        }
      }
    }
    if (!changed) return { box: narrowed, open };
    pending = open.map(asFormula);
  }
}

/** Those that can still be true; `undefined` where one is. */
function waysIn(box: Box, children: readonly Formula[], allowance: Allowance): Formula[] | undefined {
  const ways: Formula[] = [];
  for (const child of children) {
    const place = standingIn(box, child, allowance);
    if (place === INSIDE) return undefined;
    if (place === PARTLY) ways.push(child);
  }
  return ways;
}
