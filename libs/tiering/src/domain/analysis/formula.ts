import {
  type CellSet,
  difference,
  INSIDE,
  intersection,
  OUTSIDE,
  PARTLY,
  type Standing,
  standing,
} from './cell-set.js';

/** A region: on each axis the cells that are in it. */
export type Box = readonly CellSet[];

/** A condition over the axes, without negations. Equal formulas are one object, with one id. */
export type Formula = Constant | Literal | Group;

export interface Constant {
  readonly form: 'constant';
  readonly id: number;
  readonly value: boolean;
}

/** The account lies in one of these cells of one axis. */
export interface Literal {
  readonly form: 'literal';
  readonly id: number;
  readonly axis: number;
  readonly cells: CellSet;
}

export interface Group {
  readonly form: 'all' | 'any';
  readonly id: number;
  readonly children: readonly Formula[];
}

const NEVER: Constant = { form: 'constant', id: 0, value: false };
const ALWAYS: Constant = { form: 'constant', id: 1, value: true };

/** Makes formulas over the axes whose possible cells are given; what is equal is made once. */
export class Formulas {
  private readonly made = new Map<string, Formula>();
  private readonly negations = new Map<number, Formula>();

  constructor(private readonly domains: Box) {}

  constant(value: boolean): Formula {
    return value ? ALWAYS : NEVER;
  }

  literal(axis: number, cells: CellSet): Formula {
    const domain = this.domains[axis]!;
    const place = standing(domain, cells);
    if (place !== PARTLY) return this.constant(place === INSIDE);
    const possible = intersection(domain, cells);
    return this.once(`${axis}:${possible.join()}`, (id) => ({ form: 'literal', id, axis, cells: possible }));
  }

  all(children: readonly Formula[]): Formula {
    return this.group('all', children, NEVER, ALWAYS);
  }

  any(children: readonly Formula[]): Formula {
    return this.group('any', children, ALWAYS, NEVER);
  }

  not(formula: Formula): Formula {
    const known = this.negations.get(formula.id);
    if (known) return known;
    const negation = this.negate(formula);
    this.negations.set(formula.id, negation);
    this.negations.set(negation.id, formula);
    return negation;
  }

  private negate(formula: Formula): Formula {
    switch (formula.form) {
      case 'constant':
        return this.constant(!formula.value);
      case 'literal':
        return this.literal(formula.axis, difference(this.domains[formula.axis]!, formula.cells));
      case 'all':
        return this.any(formula.children.map((child) => this.not(child)));
      case 'any':
        return this.all(formula.children.map((child) => this.not(child)));
    }
  }

  private group(form: Group['form'], given: readonly Formula[], decides: Constant, says: Constant): Formula {
    const flat = given.flatMap((child) => (child.form === form ? child.children : child));
    if (flat.includes(decides)) return decides;
    const children = [...new Set(flat)].filter((child) => child !== says).sort((a, b) => a.id - b.id);
    if (children.length <= 1) return children[0] ?? says;
    return this.once(`${form} ${children.map((c) => c.id).join()}`, (id) => ({ form, id, children }));
  }

  private once(key: string, make: (id: number) => Formula): Formula {
    const known = this.made.get(key);
    if (known) return known;
    const formula = make(this.made.size + 2);
    this.made.set(key, formula);
    return formula;
  }
}

/** Counts what a search may still do, so that nothing makes it go on for ever; shared by the searches of one analysis. */
export interface Allowance {
  /** Boxes looked at so far. */
  boxes: number;
  /** Comparisons looked at that are left. */
  work: number;
}

/** Whether a formula is true everywhere in a box (inside), nowhere (outside), or what is not known yet. */
export function standingIn(box: Box, formula: Formula, allowance: Allowance): Standing {
  switch (formula.form) {
    case 'constant':
      return formula.value ? INSIDE : OUTSIDE;
    case 'literal':
      allowance.work -= 1;
      return standing(box[formula.axis]!, formula.cells);
    case 'all':
      return standingOfGroup(box, formula.children, OUTSIDE, INSIDE, allowance);
    case 'any':
      return standingOfGroup(box, formula.children, INSIDE, OUTSIDE, allowance);
  }
}

function standingOfGroup(
  box: Box,
  children: readonly Formula[],
  decides: Standing,
  otherwise: Standing,
  allowance: Allowance,
): Standing {
  let result = otherwise;
  for (const child of children) {
    const place = standingIn(box, child, allowance);
    if (place === decides) return decides;
    if (place === PARTLY) result = PARTLY;
  }
  return result;
}
