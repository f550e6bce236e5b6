import type { AttributeValue } from '@bailiwick/contracts';
import type { AccountId, Problem } from '@bailiwick/kernel';
import { type CheckedRuleSet, readJson, type TieringAccount } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import type { AccountRead } from './account-read.js';
import { readBytes } from './read-files.js';

const CAPS = { bytes: 1024 * 1024, depth: 8, values: 10_000 };
const ATTRIBUTE = 'attributes.';
/** Members that are not facts of their own. */
const ABOUT_THE_ACCOUNT = ['accountId', 'name', 'tier', 'attributes'];

/**
 * An account from a JSON object of facts by name (`arr`, `attributes.rating`, `familyArr` …) or from the data of an
 * `account.new`; `accountId` and `tier` (the one before) may be among them.
 */
export async function accountFromFacts(
  path: string,
  ruleSet: CheckedRuleSet | undefined,
  io: CliIo,
): Promise<AccountRead> {
  const file = await readBytes(path, io);
  if (!file.bytes) return { problems: [file.problem] };
  const { document, problems } = readJson(file.bytes, CAPS, path);
  if (!document) return { problems };
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const finding = {
      path: [],
      code: 'wrong-type',
      message: 'the facts are an object',
      expected: '{ "arr": 120000, … }',
    };
    return { problems: [document.place(finding)] };
  }
  const facts = Object.entries(value as Record<string, unknown>);
  const unknown = facts.filter(([name]) => ruleSet && !isKnown(name, ruleSet));
  return {
    account: accountOf(facts),
    ...familyArrIn(facts),
    place: { file: path },
    problems: unknown.map(([name]): Problem => document.place(unknownFact(name))),
  };
}

function isKnown(name: string, ruleSet: CheckedRuleSet): boolean {
  return ABOUT_THE_ACCOUNT.includes(name) || Object.hasOwn(ruleSet.facts, name);
}

function unknownFact(name: string) {
  return {
    path: [name],
    part: 'key' as const,
    code: 'unknown-fact',
    message: `the rule set has no fact "${name}"; it changes nothing`,
    value: name,
    severity: 'warning' as const,
  };
}

function accountOf(facts: readonly (readonly [string, unknown])[]): TieringAccount {
  const plain = Object.fromEntries(facts.filter(([name]) => !name.startsWith(ATTRIBUTE)));
  const dotted = facts.flatMap(([name, value]) =>
    name.startsWith(ATTRIBUTE) ? [[name.slice(ATTRIBUTE.length), value] as const] : [],
  );
  const { attributes, accountId, tier, ...rest } = plain;
  const given = typeof attributes === 'object' && attributes !== null ? attributes : {};
  return {
    // Types are the rule set's to check: it says what each fact may be.
    ...(rest as Partial<TieringAccount>),
    accountId: (typeof accountId === 'string' ? accountId : 'example') as AccountId,
    ...(typeof tier === 'string' ? { tier: tier as TieringAccount['tier'] } : {}),
    attributes: { ...given, ...Object.fromEntries(dotted) } as Record<string, AttributeValue>,
  };
}

function familyArrIn(facts: readonly (readonly [string, unknown])[]): { familyArr?: number } {
  const value = facts.find(([name]) => name === 'familyArr')?.[1];
  return value === undefined || value === null ? {} : { familyArr: value as number };
}
