import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** What the compiler says of a file under the settings of the pure rooms. */
function complaints(file: string): string[] {
  const path = join(root, 'tsconfig.pure.json');
  const read = ts.readConfigFile(path, (p) => ts.sys.readFile(p));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const program = ts.createProgram([join(root, file)], options);
  return ts.getPreEmitDiagnostics(program).map((d) => ts.flattenDiagnosticMessageText(d.messageText, ' '));
}

describe('the types of the pure rooms', () => {
  it.each([
    ['process', 'pure-types-node.ts', "Cannot find name 'process'"],
    ['document', 'pure-types-dom.ts', "Cannot find name 'document'"],
    ['a decorator', 'pure-types-decorator.ts', 'decorator'],
  ])('do not know %s', (_name, file, complaint) => {
    expect(complaints(`test/arch/violations/libs/tiering/src/domain/${file}`).join('\n')).toContain(
      complaint,
    );
  });

  it('take what is pure', () => {
    expect(complaints('libs/kernel/src/index.ts')).toEqual([]);
  });
});
