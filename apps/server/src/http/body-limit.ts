import { ruleSetCaps } from '@bailiwick/contracts';
import { BailiwickError } from '@bailiwick/kernel';
import { isRuleSet } from './rule-set-requests.js';

/** Bytes: a batch of 10,000 events of ordinary size; longer ones come as NDJSON, which has no limit. */
export const BODY_LIMIT = 16 * 1024 * 1024;

/** What is needed of a request whose body was not read to its end. */
export interface RefusedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Why a body was refused: how large it may be, how large it said it is, and what to do. */
export function bodyTooLarge({ method, url, headers }: RefusedRequest): BailiwickError {
  const { most, hint } = allowed(method, url);
  const sent = Number(headers['content-length']);
  const known = Number.isInteger(sent) && sent > 0;
  const what = known ? `The body has ${sent} bytes` : 'The body is larger than what is read here';
  return new BailiwickError('too-large', `${what}: at most ${most} are allowed`, {
    ...(known ? { value: sent } : {}),
    expected: `at most ${most} bytes`,
    hint,
  });
}

function allowed(method: string, url: string): { readonly most: number; readonly hint: string } {
  if (isRuleSet(method, url))
    return { most: ruleSetCaps.bytes, hint: 'Maybe this is another file than the rule set' };
  if (url.startsWith('/v1/events'))
    return {
      most: BODY_LIMIT,
      hint: 'Maybe send the events a line each as application/x-ndjson, which has no limit, or in parts',
    };
  return { most: BODY_LIMIT, hint: 'Maybe send it in parts' };
}
