import { BrokerUnavailableError } from '../../domain/messaging.errors.js';

const OWN_CERTIFICATE =
  'Maybe the broker wants another certificate of this client, or one at all: KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE';

const BY_CODE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Maybe KAFKA_TLS_CA_FILE has to name the certificate of the authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'Maybe KAFKA_TLS_CA_FILE has to name the certificate of the authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Maybe KAFKA_TLS_CA_FILE has to name the certificate of the authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Maybe KAFKA_TLS_CA_FILE has to name the certificate of the authority',
  CERT_HAS_EXPIRED: "The broker's certificate has expired: renew it",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The broker's certificate is for another name: use that in KAFKA_BROKERS and in advertised.listeners",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: OWN_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: OWN_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: OWN_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: OWN_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: OWN_CERTIFICATE,
  EPROTO: 'Maybe this listener speaks no TLS: leave KAFKA_TLS away, or name the port of the one that does',
};

/** The library has a class, and so a name, but no code for these. */
const BY_NAME: Readonly<Record<string, string>> = {
  KafkaJSSASLAuthenticationError:
    'Maybe KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD or KAFKA_SASL_MECHANISM is another one',
};

/** What the library throws, in the words of the port, with what to do about it. */
export function unavailable(doing: string, error: unknown): BrokerUnavailableError {
  return new BrokerUnavailableError(doing, error, refusalHint(error));
}

/** For a broker that is there and refuses this client, or that this client refuses; `undefined` for other errors. */
function refusalHint(error: unknown): string | undefined {
  for (let e = error as Named | undefined; e; e = e.cause) {
    const hint = BY_NAME[e.name ?? ''] ?? BY_CODE[e.code ?? ''];
    if (hint !== undefined) return hint;
  }
  return undefined;
}

/** The broker that answers for a consumer group is being chosen, or reads what it has to know first: soon it is there. */
const COORDINATOR_MOVES: ReadonlySet<string | undefined> = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Whether joining a group only came too early: the library repeats every other request for it, but not that one. */
export function coordinatorMoves(error: unknown): boolean {
  for (let e = error as Named | undefined; e; e = e.cause) if (COORDINATOR_MOVES.has(e.type)) return true;
  return false;
}

interface Named {
  readonly name?: string;
  readonly type?: string;
  readonly code?: string;
  readonly cause?: Named;
}
