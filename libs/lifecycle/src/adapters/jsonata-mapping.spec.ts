import { readFileSync } from 'node:fs';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { testMapping } from '../application/mapping/test-mapping.js';
import { jsonataMapping } from './jsonata-mapping.js';

const RULE = { name: 'any', when: 'true', event: '$' };

function problemsOf(document: unknown): readonly Problem[] {
  try {
    jsonataMapping(document);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

const mappingOf = (event: string, when = 'true', more: object = {}) =>
  jsonataMapping({ id: 'm', rules: [{ name: 'r', when, event }], ...more });

describe('a mapping of foreign events', () => {
  it('in the samples does what its samples say', async () => {
    const document: unknown = JSON.parse(readFileSync('samples/mappings/crm.json', 'utf8'));
    const results = await testMapping(jsonataMapping(document));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results).toHaveLength(6);
  });

  it('takes the first rule that fits, gives one event, several or none, and completes the envelope', async () => {
    const mapping = jsonataMapping({
      id: 'm',
      rules: [
        { name: 'none', when: 'kind = "ping"', event: 'null' },
        { name: 'two', when: 'kind = "two"', event: '[1, 2].{ "id": $string($) }' },
        { name: 'one', when: '$exists(kind)', event: '{ "id": kind & "-" & $topic & $partition & $offset }' },
        { name: 'never', when: 'kind = "ping"', event: '{ "id": "late" }' },
      ],
    });
    const context = { topic: 't', partition: 3, offset: '12' };
    expect(await mapping.map({ kind: 'ping' })).toEqual({ ok: true, rule: 'none', events: [] });
    expect(await mapping.map({ kind: 'two' })).toEqual({
      ok: true,
      rule: 'two',
      events: [
        { specversion: '1.0', id: '1' },
        { specversion: '1.0', id: '2' },
      ],
    });
    expect(await mapping.map({ kind: 'x' }, context)).toEqual({
      ok: true,
      rule: 'one',
      events: [{ specversion: '1.0', id: 'x-t312' }],
    });
  });

  it('lets account events pass; what no rule takes is refused, or ignored where that is said', async () => {
    const event = { specversion: '1.0', type: 'account.churned', data: {} };
    expect(await mappingOf('$', 'false').map(event)).toEqual({ ok: true, events: [event] });
    const lead = { type: 'Lead.Created' };
    expect(await mappingOf('$', 'false').map(lead)).toMatchObject({
      ok: false,
      problems: [{ code: 'unmapped', value: '{"type":"Lead.Created"}' }],
    });
    expect(await mappingOf('$', 'false', { unmatched: 'ignore' }).map(lead)).toEqual({
      ok: true,
      events: [],
    });
  });

  it('reads key and headers', async () => {
    const mapping = mappingOf('{ "subject": $key, "id": $headers."x-id" }', '$headers.kind = "deal"');
    const found = await mapping.map(null, { key: 'A1', headers: { kind: 'deal', 'x-id': '7' } });
    expect(found).toMatchObject({ ok: true, events: [{ subject: 'A1', id: '7' }] });
  });

  it('tells every mistake at once', () => {
    const problems = problemsOf({
      id: 'm',
      rules: [
        { ...RULE, when: 'type = ' },
        { ...RULE, event: '{ "time": $now(), "id": $string($random()) }' },
        { ...RULE, name: 'other', event: '( $f := $millis; $eval("1") + $f() )' },
      ],
      samples: [
        { name: 's', message: 1, events: [] },
        { name: 's', message: 2, refused: 'unmapped' },
      ],
    });
    expect(problems.map(({ code, pointer, value }) => [code, pointer, value])).toEqual([
      ['bad-expression', '/rules/0/when', 'type = '],
      ['not-repeatable', '/rules/1/event', '$now'],
      ['not-repeatable', '/rules/1/event', '$random'],
      ['not-repeatable', '/rules/2/event', '$millis'],
      ['not-checkable', '/rules/2/event', '$eval'],
      ['duplicate-name', '/rules/1/name', 'any'],
      ['duplicate-name', '/samples/1/name', 's'],
    ]);
    const empty = { id: 'm', rules: [RULE], samples: [{ name: 'says nothing', message: 1 }] };
    expect(problemsOf(empty)).toMatchObject([{ code: 'invalid-value', pointer: '/samples/0' }]);
    expect(problemsOf({ id: 'M', rules: [], unmached: 'ignore' }).map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/id', '/rules', '/unmached']),
    );
  });

  it.each([
    ['fails', '$number("x")'],
    ['calls itself without end', '( $f := function($x) { $f($x + 1) + 1 }; $f(0) )'],
    ['runs without end', '( $f := function($x) { $f($x + 1) }; $f(0) )'],
    ['makes a list without end', '[1..9999999]'],
  ])('refuses a message whose expression %s', async (_name, event) => {
    expect(await mappingOf(event).map({ type: 'x' })).toMatchObject({
      ok: false,
      problems: [{ code: 'mapping-failed', message: expect.stringContaining('"r" of the mapping m') }],
    });
  });

  it('cannot reach into the program', async () => {
    for (const event of ['$.constructor', '$.__proto__', '"x".constructor.constructor("return process")()'])
      expect(await mappingOf(`{ "id": ${event} }`).map({ type: 'x' })).not.toMatchObject({
        ok: true,
        events: [{ id: expect.anything() }],
      });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('whose samples come out otherwise says how', async () => {
    const [first, second, third] = await testMapping(
      mappingOf(
        '{ "source": "s", "id": "1", "type": "account.churned", "subject": a, "time": "2026-01-01T00:00:00Z", "data": { "accountId": a } }',
        'true',
        {
          samples: [
            { name: 'other', message: { a: 'A1' }, events: [{ source: 's', id: '2' }] },
            { name: 'wrong', message: {}, events: [] },
            { name: 'taken', message: { a: 'A1' }, refused: 'unmapped' },
          ],
        },
      ),
    );
    expect(first!.differences).toContain('event 0, id: expected "2", it is "1"');
    expect(second!.passed).toBe(false);
    expect(second!.differences[0]).toMatch(/^refused: .*missing/s);
    expect(third!.differences[0]).toMatch(/^expected it to be refused for unmapped, it became \[/);
  });
});
