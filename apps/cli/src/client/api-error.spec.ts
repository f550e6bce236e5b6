import { EXIT } from '../cli-io.js';
import { apiError } from './api-error.js';

const problem = { code: 'missing-field', message: 'id is missing', pointer: '/0/id' };

describe('an answer that is no success', () => {
  it('tells every problem of an RFC 9457 document', () => {
    const body = JSON.stringify({
      code: 'invalid-input',
      detail: '2 problems',
      problems: [problem, problem],
    });
    expect(apiError(422, body, 'u')).toMatchObject({
      code: 'invalid-input',
      problems: [problem, problem],
      exitCode: EXIT.usage,
    });
  });

  it.each<[number, string, string, number]>([
    [401, '{"code":"unauthorised","detail":"a token is needed"}', 'a token is needed', EXIT.failed],
    [404, '{"code":"not-found","detail":"no plan x","problems":[7]}', 'no plan x', EXIT.usage],
    [409, '{"code":"plan-stage","title":"Conflict"}', 'Conflict', EXIT.failed],
    [409, '{"code":"id-reused","detail":"used"}', 'used', EXIT.usage],
    [502, '<html>bad gateway</html>', 'http://x/ answered with status 502', EXIT.failed],
    [500, 'null', 'http://x/ answered with status 500', EXIT.failed],
  ])('is told for %i %s', (status, body, message, exitCode) => {
    const error = apiError(status, body, 'http://x/');
    expect([error.problems[0]!.message, error.exitCode]).toEqual([message, exitCode]);
  });
});
