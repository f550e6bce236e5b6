/** A fenced block of a guide. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its opening fence, from 1. */
  readonly line: number;
}

/** Something that a reader of a guide does, and what the guide says comes of it. */
export interface Step {
  /** Heading, line and first words: how a test names it. */
  readonly name: string;
  /** `sh`: typed into the reader's shell; `console`: what the terminal of the service shows. */
  readonly kind: 'sh' | 'console';
  readonly text: string;
  /** The `json` or `text` block that comes next, where there is one before the next step. */
  readonly shown?: Block;
}

const FENCE = /^```(\w*)\s*$/;

/** The fenced blocks of a page of Markdown, in order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  markdown.split('\n').forEach((text, index) => {
    const fence = FENCE.exec(text);
    if (!open) {
      if (fence) open = { language: fence[1]!, line: index + 1, lines: [] };
      return;
    }
    if (!fence) return void open.lines.push(text);
    blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
    open = undefined;
  });
  if (open) throw new Error(`the block that begins at line ${open.line} has no end`);
  return blocks;
}

/** The block that says `title` in its first line. @throws Error when there is none */
export function blockTitled(markdown: string, title: string): string {
  const block = blocksOf(markdown).find(({ text }) => text.split('\n', 1)[0]!.includes(title));
  if (!block) throw new Error(`no block begins with ${title}`);
  return `${block.text}\n`;
}

/** What a reader does from top to bottom. */
export function stepsOf(markdown: string): Step[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap((block, index): Step[] => {
    const { language, text, line } = block;
    if (language !== 'sh' && language !== 'console') return [];
    const next = blocks[index + 1];
    const shown = next && (next.language === 'json' || next.language === 'text') ? next : undefined;
    const name = `${headingAbove(markdown, line)}, line ${line}: ${text.split('\n', 1)[0]!.slice(0, 60)}`;
    return [{ name, kind: language, text, ...(shown ? { shown } : {}) }];
  });
}

function headingAbove(markdown: string, line: number): string {
  const above = markdown.split('\n').slice(0, line);
  return (above.reverse().find((text) => /^#+ /.test(text)) ?? '').replace(/^#+ /, '');
}
