import { BadRequestException } from '@nestjs/common';
import { zodProblems } from '@bailiwick/contracts';
import { InvalidInputError } from '@bailiwick/kernel';
import type { z } from 'zod';

const MAX_ID = 100;

/**
 * A body by its schema; a missing one is no wish.
 * @throws InvalidInputError with every problem
 */
export function parsedBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? undefined);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(zodProblems(parsed.error.issues, body));
}

/** @throws BadRequestException for what can be no plan's id */
export function planIdOf(id: string): string {
  if (id.length > MAX_ID) throw new BadRequestException(`a plan id has at most ${MAX_ID} characters`);
  return id;
}
