/** An answer as it was given. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  /** The `Location` header. */
  readonly location?: string;
  /** Null: no body. */
  readonly body: string | null;
}

/** What is known of a key when a request brings it. */
export type Claim =
  /** The key is this request's now, `since` (ms) it was first claimed: `keep` or `release` must follow. */
  | { readonly kind: 'first'; readonly since: number }
  /** The same request was answered before. */
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** The same request is being worked on. */
  | { readonly kind: 'running' }
  /** The key belongs to another request. */
  | { readonly kind: 'reused' }
  /** The process ended while it worked on this request; whether it had an effect is not known. */
  | { readonly kind: 'unknown' };

export interface ClaimOptions {
  /** Doing it twice has the effect of once: where it is not known what became of the first time, do it again. */
  readonly repeatable: boolean;
}

/**
 * Remembers which requests were made under which key, and their answers, for 24 hours. A claim and an answer are
 * durable when the promise resolves.
 */
export interface IdempotentAnswers {
  /**
   * @param name of the key: unique over users and routes
   * @param fingerprint of what is asked: another one under the same name is `reused`
   */
  claim(name: string, fingerprint: string, options: ClaimOptions): Promise<Claim>;
  keep(name: string, answer: KeptAnswer): Promise<void>;
  /** Gives the key back: nothing was done, and trying again makes sense. */
  release(name: string): Promise<void>;
}
