import { BailiwickError, type Problem } from '@bailiwick/kernel';
import {
  IdReusedError,
  MergeCycleError,
  RetractionOfRetractionError,
  WaitingFullError,
} from '../domain/lifecycle.errors.js';
import type { IngestResult } from './ingest-result.js';

/** A refusal as the result of its event. */
export function refused(problem: Problem): IngestResult {
  return { status: problem.code === 'id-reused' ? 'id-reused' : 'invalid', problems: [problem] };
}

/** The result of an event that a rule refused; any other error is thrown on. */
export function refusalOf(error: unknown): IngestResult {
  return refused(refusalProblem(error));
}

/** The problem behind a refusal; any other error is thrown on. */
export function refusalProblem(error: unknown): Problem {
  if (error instanceof IdReusedError) return error.problems[0]!;
  const refusal =
    error instanceof MergeCycleError ||
    error instanceof WaitingFullError ||
    error instanceof RetractionOfRetractionError;
  if (!refusal) throw error;
  return problemOf(error);
}

function problemOf({ code, message, details }: BailiwickError): Problem {
  return { code, message, ...details };
}
