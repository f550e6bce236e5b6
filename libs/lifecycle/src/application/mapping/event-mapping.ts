import type { MappingSample } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';

/** Where a foreign event was found; what is absent is not known to the expressions either. */
export interface ForeignContext {
  /** `$key` */
  readonly key?: string;
  /** `$headers` */
  readonly headers?: Readonly<Record<string, string>>;
  /** `$topic`, `$partition` and `$offset`: together they name a message for ever. */
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: string;
}

export type Mapped =
  | {
      readonly ok: true;
      /** CloudEvents, not checked yet; none for what means nothing. */
      readonly events: readonly unknown[];
      /** The rule that took it; absent for an account event that no rule took. */
      readonly rule?: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Turns events of another shape into account events. */
export interface EventMapping {
  readonly id: string;
  readonly samples: readonly MappingSample[];
  /** The same foreign event in the same context always gives the same; nothing is thrown. */
  map(foreign: unknown, context?: ForeignContext): Promise<Mapped>;
}
