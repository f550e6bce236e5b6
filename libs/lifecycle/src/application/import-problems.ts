import { BailiwickError, type Problem } from '@bailiwick/kernel';

/** Beyond this many problems the file is of another kind, and a longer list would help nobody. */
export const MAX_PROBLEMS = 10_000;

const EXPECTED = 'one CloudEvent as JSON on each line';

export function emptyFile(file: string): Problem {
  return {
    code: 'empty-file',
    message: `${file} holds no event`,
    file,
    line: 1,
    column: 1,
    expected: EXPECTED,
    hint: 'Maybe the export failed',
  };
}

export function tooManyProblems(file: string): Problem {
  return {
    code: 'too-many-problems',
    message: `${file} has ${MAX_PROBLEMS} problems or more; the rest was not looked at`,
    file,
    expected: EXPECTED,
    hint: 'Maybe this is a file of another kind',
  };
}

/** What was checked is not what is to be recorded. @param problem what showed it */
export function fileChanged(file: string, problem?: Problem): BailiwickError {
  const seen = problem ? ` (${problem.message})` : '';
  return new BailiwickError(
    'file-changed',
    `${file} or the log changed between checking and recording${seen}`,
    {
      file,
      expected: 'the same file and nobody else recording the same events otherwise',
      hint: 'Maybe somebody was still writing it; import it again, what was recorded is a repeat',
    },
  );
}
