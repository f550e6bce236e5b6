/** How brokers are spoken to; nothing of it is ever logged. */
export interface KafkaSecurity {
  /** Given: by TLS. Everything is PEM text. */
  readonly tls?: {
    /** Who vouches for the brokers; default: whom Node trusts. */
    readonly ca?: string | undefined;
    /** Who this client is, with its key, where brokers want to know. */
    readonly cert?: string | undefined;
    readonly key?: string | undefined;
  };
  /** Given: with a user name and a password. */
  readonly sasl?: {
    readonly mechanism: SaslMechanism;
    readonly username: string;
    readonly password: string;
  };
}

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];
