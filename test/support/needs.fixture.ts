import { describeWith } from './needs.js';

const tool = (name: string, there: boolean) => ({
  name,
  hint: `Maybe fetch ${name}.`,
  available: () => there,
});

describeWith(tool('a hammer', true), 'nails', () => it('hold', () => expect(1).toBe(1)));
describeWith(tool('a saw', false), 'boards', () => it('fit', () => expect(1).toBe(1)));
