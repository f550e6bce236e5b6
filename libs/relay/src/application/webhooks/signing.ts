import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { WebhookSecretRef } from '@bailiwick/contracts';
import type { Deliverable } from '../../domain/webhooks/delivery.js';
import type { MasterKeys } from './ports.js';

const SECRET_BYTES = 32;
const ID_BYTES = 18;
const PREFIX = 'whsec_';

/** A secret with the name that the log knows it by; `text` must not be kept. */
export interface Secret {
  readonly ref: WebhookSecretRef;
  /** `whsec_…`, as receivers have it. */
  readonly text: string;
}

/**
 * Secrets are not kept: each is derived (HKDF-SHA256) from a key that is not in the log, the log's id, the endpoint
 * and the secret's own id. @see ADR 9
 */
export class Secrets {
  constructor(
    private readonly master: MasterKeys,
    private readonly logId: string,
  ) {}

  /** A new secret of the first key. @param secretId default: a random one */
  async make(webhookId: string, secretId = randomBytes(ID_BYTES).toString('base64url')): Promise<Secret> {
    const [key] = await this.master.keys();
    const bytes = this.derive(key!, webhookId, secretId);
    return { ref: { secretId, fingerprint: fingerprintOf(bytes) }, text: PREFIX + bytes.toString('base64') };
  }

  /** The bytes of a known secret; `undefined` when none of the keys gives it. */
  async find(webhookId: string, { secretId, fingerprint }: WebhookSecretRef): Promise<Buffer | undefined> {
    for (const key of await this.master.keys()) {
      const bytes = this.derive(key, webhookId, secretId);
      if (fingerprintOf(bytes) === fingerprint) return bytes;
    }
    return undefined;
  }

  /** The text of a known secret; `undefined` when none of the keys gives it. */
  async textOf(webhookId: string, ref: WebhookSecretRef): Promise<string | undefined> {
    const bytes = await this.find(webhookId, ref);
    return bytes && PREFIX + bytes.toString('base64');
  }

  private derive(key: string, webhookId: string, secretId: string): Buffer {
    const info = `bailiwick webhook ${webhookId} ${secretId}`;
    return Buffer.from(hkdfSync('sha256', key, this.logId, info, SECRET_BYTES));
  }
}

function fingerprintOf(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A body and its headers, signed by each secret. @see Standard Webhooks 1.0 @param at ms since the epoch */
export function signedRequest(
  event: Deliverable,
  secrets: readonly Buffer[],
  at: number,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(at / 1_000));
  const signed = `${event.id}.${timestamp}.${body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
  );
  return {
    body,
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Bailiwick-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
  };
}
