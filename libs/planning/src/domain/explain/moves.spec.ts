import { seededRng } from '@bailiwick/kernel';
import { randomCompany } from '../../testing/random-company.js';
import { assignmentOf, compile, type CompiledCompany, gaveWay } from '../compile/compile.js';
import type { Solution } from '../problem/problem.js';
import { type Verification, verifierOf } from '../verify/index.js';
import { explainMoves } from './moves.js';
import { WhatIf } from './what-if.js';

/** Any plan will do: prices are exact also where limits are broken. */
function anyPlan({ problem }: CompiledCompany, seed: number): Solution {
  const rng = seededRng(seed);
  return Int32Array.from({ length: problem.unitCount }, (_, u) => {
    const first = problem.arcStart[u]!;
    return first + rng.int(problem.arcStart[u + 1]! - first);
  });
}

/** True when some limit is broken, or broken more than before. */
function worse(before: Verification, after: Verification): boolean {
  const excess = new Map(
    before.violations.map((v) => [`${v.code}|${v.subject}`, Math.abs(v.amount - v.limit)]),
  );
  return after.violations.some(
    (v) => Math.abs(v.amount - v.limit) > (excess.get(`${v.code}|${v.subject}`) ?? 0) + 1e-9,
  );
}

const company = (seed: number, features: number) =>
  randomCompany(seededRng(seed), { accounts: 30, csms: 8, aes: 4, features });

describe('explainMoves', () => {
  it('prices every move as a forced re-evaluation by the verifier does', () => {
    let priced = 0;
    let impossible = 0;
    for (let seed = 1; seed <= 24; seed++) {
      const input = company(seed, seed % 2 ? 0.1 : 0.5);
      const compiled = compile(input);
      const solution = anyPlan(compiled, seed);
      const verifier = verifierOf(input, gaveWay(compiled));
      const assignment = assignmentOf(compiled, solution);
      const before = verifier.verify(assignment);
      const broken = new Set(before.violations.map((v) => `${v.constraint}|${v.subject}`));
      for (const move of explainMoves(compiled, solution)) {
        const unit = compiled.units.find((u) =>
          u.members.some((m) => m.record.accountId === move.accountId),
        )!;
        const back = new Map(assignment);
        for (const m of unit.members) back.set(m.record.accountId, m.record.csmId ?? null);
        const after = verifier.verify(back);
        if (move.costDelta !== null) {
          priced++;
          expect(before.objective - after.objective).toBeCloseTo(move.costDelta, 4);
          expect(after.violations.filter((v) => !broken.has(`${v.constraint}|${v.subject}`))).toEqual([]);
        } else {
          impossible++;
          expect(move.notPossible).toBeTruthy();
          expect(after.violations.length).toBeGreaterThan(0);
        }
      }
    }
    expect(priced).toBeGreaterThan(20);
    expect(impossible).toBeGreaterThan(20);
  });

  it('tells a mandatory move from one by choice as the verifier does, and names the present CSM', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const input = company(seed, 0.3);
      const compiled = compile(input);
      const solution = anyPlan(compiled, seed);
      const verified = verifierOf(input, gaveWay(compiled)).verify(assignmentOf(compiled, solution));
      const moves = explainMoves(compiled, solution);
      expect(moves.map((m) => m.accountId)).toEqual(
        [...verified.accounts.values()].filter((a) => a.moved).map((a) => a.accountId),
      );
      for (const m of moves) {
        expect(m.mandatory).toBe(verified.accounts.get(m.accountId)!.mandatory);
        expect(m.from).toBe(verified.accounts.get(m.accountId)!.previousCsmId);
        expect(m.why.length).toBeGreaterThan(5);
      }
    }
  });
});

describe('WhatIf', () => {
  it('prices every alternative of every unit as a full re-evaluation does, and blocks just what breaks a limit', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const input = company(seed, 0.6);
      const compiled = compile(input);
      const solution = anyPlan(compiled, seed);
      const verifier = verifierOf(input, gaveWay(compiled));
      const before = verifier.verify(assignmentOf(compiled, solution));
      const whatIf = new WhatIf(compiled, solution);
      const { arcStart } = compiled.problem;
      for (let u = 0; u < compiled.units.length; u += 3)
        for (let arc = arcStart[u]!; arc < arcStart[u + 1]!; arc++) {
          if (arc === solution[u]) continue;
          const change = whatIf.change(u, arc);
          const other = solution.slice();
          other[u] = change.arc;
          const after = verifier.verify(assignmentOf(compiled, other));
          expect(after.objective - before.objective).toBeCloseTo(change.delta, 4);
          expect({ seed, u, blocked: worse(before, after) }).toEqual({
            seed,
            u,
            blocked: change.blocks.length > 0,
          });
        }
    }
  });
});
