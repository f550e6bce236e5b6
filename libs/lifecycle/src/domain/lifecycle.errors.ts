import { BailiwickError, shorten, type Problem } from '@bailiwick/kernel';

/** An event carries the `source` and `id` of an earlier one, but says something else. */
export class IdReusedError extends BailiwickError {
  constructor(readonly problems: readonly Problem[]) {
    super('id-reused', problems[0]!.message, problems[0]);
  }
}

export function idReusedProblem(source: string, id: string, where: Partial<Problem> = {}): Problem {
  return {
    code: 'id-reused',
    message: `The event ${shorten(id, 60)} of ${shorten(source, 60)} was recorded before with other content`,
    ...where,
    value: shorten(`${source} ${id}`),
    expected: 'the same type, subject, time and data as the first time, or a new id',
    hint: 'Maybe the sender counts its ids from the start again',
  };
}

/** Merging would close a circle of accounts, each merged into the next. */
export class MergeCycleError extends BailiwickError {
  constructor(accountId: string, chain: readonly string[]) {
    super(
      'merge-cycle',
      `${shorten(accountId, 60)} cannot be merged into ${shorten(chain[0], 60)}: that was merged into it`,
      {
        value: shorten([accountId, ...chain].join(' → ')),
        expected: 'an account that was not itself merged into this one',
        hint: 'Maybe retract the earlier merge first',
      },
    );
  }
}

/** More events wait for their subject than may. */
export class WaitingFullError extends BailiwickError {
  constructor(subject: string, limit: number) {
    super('waiting-full', `Too many events wait for ${shorten(subject, 60)} or for other unknown subjects`, {
      value: shorten(subject),
      expected: `at most ${limit} waiting events`,
      hint: 'Maybe send the events that introduce accounts, CSMs and AEs first',
    });
  }
}

/** A retraction is taken back by sending the event again, so that nobody has to follow chains of them. */
export class RetractionOfRetractionError extends BailiwickError {
  constructor(source: string, id: string) {
    super('retraction-of-retraction', 'A retraction cannot itself be taken back', {
      value: shorten(`${source} ${id}`),
      expected: 'the source and id of an event of another type',
      hint: 'Maybe send the event that was taken back again, under a new id',
    });
  }
}
