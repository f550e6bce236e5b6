import type { Term } from './term.js';

/** Soft. `perPair` for each distinct pair (AVP, person) in use at the end, over the AEs whose AVP is known. */
export const avp: Term = ({ setting, pairs }) => {
  const n = setting.csms.length;
  const personsOf = new Map<string, Set<number>>();
  let count = 0;
  for (const key of pairs) {
    const leader = setting.avpOf[Math.floor(key / n)];
    if (leader === undefined) continue;
    const persons = personsOf.get(leader) ?? new Set();
    personsOf.set(leader, persons);
    if (!persons.has(key % n)) count++;
    persons.add(key % n);
  }
  return count * setting.policy.weights.avp.perPair;
};
