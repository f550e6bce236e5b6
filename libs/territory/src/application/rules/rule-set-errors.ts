import { BailiwickError } from '@bailiwick/kernel';
import type { RuleSetVersion } from '../../domain/rules/rule-set-state.js';

/** An activation that was recorded as refused. */
export function refused({ version, refusal }: RuleSetVersion): BailiwickError {
  return new BailiwickError('rule-set-refused', `version ${version} was not put in force`, {
    value: refusal!.map(({ message }) => message),
    expected: 'a version whose checks still pass, made from the one in force',
    hint: 'Maybe save a draft that puts this right; the rule set in force has not changed',
  });
}

export function notFound(what: string, value: string, expected: string): BailiwickError {
  return new BailiwickError('not-found', `there is no ${what} ${value} of the rule set`, { value, expected });
}
