import type { Company, CsmRecord } from '../../company/index.js';

/**
 * Tells whether a CSM is at home in a country: it is in the CSM's list or, where there is no list, it is a country
 * whose accounts keep the CSM's time zone.
 */
export function homesIn({ accounts }: Company): (csm: CsmRecord, country: string) => boolean {
  const countriesOf = new Map<string, Set<string>>();
  for (const { timezone, country } of accounts) {
    if (timezone === undefined || country === undefined) continue;
    const countries = countriesOf.get(timezone) ?? new Set();
    countriesOf.set(timezone, countries.add(country));
  }
  return (csm, country) =>
    csm.countries.length > 0
      ? csm.countries.includes(country)
      : csm.timezone !== undefined && countriesOf.get(csm.timezone)?.has(country) === true;
}
