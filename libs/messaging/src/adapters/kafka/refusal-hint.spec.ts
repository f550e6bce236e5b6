import { coordinatorMoves, unavailable } from './refusal-hint.js';

const protocolError = (type: string): Error => Object.assign(new Error(type), { type });

describe('what a broker refuses', () => {
  it('is told with what to do about it, wherever it is in the chain of causes', () => {
    const inner = Object.assign(new Error('handshake'), { code: 'CERT_HAS_EXPIRED' });
    const error = unavailable('Reading x', new Error('connection', { cause: inner }));
    expect(error).toMatchObject({
      code: 'broker-unavailable',
      details: { hint: expect.stringContaining('renew it') },
    });
  });

  it.each(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP'])(
    'is worth joining again after %s',
    (type) => expect(coordinatorMoves(new Error('join', { cause: protocolError(type) }))).toBe(true),
  );

  it.each(['GROUP_AUTHORIZATION_FAILED', 'UNKNOWN_TOPIC_OR_PARTITION'])('is final after %s', (type) =>
    expect(coordinatorMoves(protocolError(type))).toBe(false),
  );
});
