/** Texts that repeat, each kept once and named by a small number. */
export class Dictionary {
  private readonly codes = new Map<string, number>();

  constructor(private readonly texts: string[] = []) {
    for (const [code, text] of texts.entries()) this.codes.set(text, code);
  }

  /** The code of `text`, a new one when it has none. */
  codeOf(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = this.texts.length;
    this.texts.push(text);
    this.codes.set(text, code);
    return code;
  }

  textOf(code: number): string {
    return this.texts[code]!;
  }

  /** All texts, in order of their codes. */
  entries(): readonly string[] {
    return this.texts;
  }
}

/** Lists of texts that repeat, each kept once. */
export class ListDictionary {
  private readonly lists: (readonly string[])[] = [];
  private readonly keys: Dictionary;

  constructor(keys: string[] = []) {
    this.keys = new Dictionary(keys);
    for (const key of keys) this.lists.push(JSON.parse(key) as string[]);
  }

  codeOf(list: readonly string[]): number {
    const code = this.keys.codeOf(JSON.stringify(list));
    if (code === this.lists.length) this.lists.push(list);
    return code;
  }

  listOf(code: number): readonly string[] {
    return this.lists[code]!;
  }

  /** The lists as JSON, in order of their codes. */
  entries(): readonly string[] {
    return this.keys.entries();
  }
}
