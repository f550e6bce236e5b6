import { seededRng } from '@bailiwick/kernel';
import { randomProblem } from '../../testing/random-problem.js';
import { cheapestLoad, loadModelOf, penaltyAt, QUANTITIES } from './load-model.js';

describe('a load model', () => {
  it('penalises loads as the meters do, and finds the loads that are cheapest at a price', () => {
    const rng = seededRng(1);
    const ends = new Float64Array(2);
    let worstPenalty = 0;
    let worstLeast = 0;
    let worstEnd = 0;
    for (let round = 0; round < 100; round++) {
      const problem = randomProblem(rng, {
        features: { overload: true, balanceHours: true, balanceArr: true },
      });
      const model = loadModelOf(problem, new Uint8Array(problem.arcCsm.length));
      for (const q of model.used) {
        for (let j = 0; j < problem.csmCount; j++) {
          const key = q * problem.csmCount + j;
          const price = (rng.next() - 0.5) * 4 * (model.steepest[key] - model.flattest[key] + 1e-3);
          const least = cheapestLoad(model, key, price, ends);
          const meters = problem.meters.filter((m) => m.csm === j && m.quantity === QUANTITIES[q]);
          for (let k = 0; k <= 20; k++) {
            const load = model.low[key] + (k / 20) * (model.high[key] - model.low[key]);
            const pieces = meters.flatMap((m) => m.pieces);
            const byHand = pieces.reduce((s, p) => s + p.slope * Math.max(0, p.side * (load - p.at)), 0);
            worstPenalty = Math.max(worstPenalty, Math.abs(penaltyAt(model, key, load) - byHand));
            worstLeast = Math.max(worstLeast, (least - byHand + price * load) / (1 + Math.abs(least)));
          }
          for (const end of ends) {
            const value = penaltyAt(model, key, end) - price * end;
            worstEnd = Math.max(worstEnd, Math.abs(value - least) / (1 + Math.abs(least)));
          }
        }
      }
    }
    expect(worstPenalty).toBeLessThan(1e-6);
    expect(worstLeast).toBeLessThan(1e-6);
    expect(worstEnd).toBeLessThan(1e-6);
  });
});
