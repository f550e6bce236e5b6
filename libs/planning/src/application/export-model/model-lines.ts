import type { CompiledCompany } from '../../domain/compile/compile.js';
import { buildMip, lpLines, mpsLines, nameTerritoryModel } from '../../domain/model/index.js';

export type ModelFormat = 'mps' | 'lp';

/** The exact full MIP of a company, every arc and every term, as the lines of a file. It has no constants. */
export function modelLines(company: CompiledCompany, format: ModelFormat): Iterable<string> {
  const { facts, units } = company;
  const named = nameTerritoryModel(buildMip(company.problem), {
    units: units.map((u) => u.members[0]!.record.accountId),
    csms: facts.csms.map((c) => c.record.csmId),
    aes: facts.aeIds,
    avps: facts.avpIds,
  });
  return format === 'mps' ? mpsLines(named) : lpLines(named);
}
