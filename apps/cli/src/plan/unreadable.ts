import type { Problem } from '@bailiwick/kernel';

/** The problem of a file that could not be read. */
export function unreadable(path: string, { code, message }: NodeJS.ErrnoException): Problem {
  return {
    code: 'unreadable-file',
    message: code === 'ENOENT' ? `There is no file ${path}` : `${path} cannot be read: ${message}`,
    file: path,
    value: path,
    expected: 'a readable file',
  };
}
