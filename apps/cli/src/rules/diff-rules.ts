import {
  diffRuleSets,
  type DocumentEdit,
  exampleText,
  type RuleSetDiff,
  type TierChange,
} from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import type { ServerFlags } from '../client/connection.js';
import { isError, problemText, refuse } from './read-files.js';
import { readSides } from './rule-set-sides.js';

export interface DiffFlags extends ServerFlags {
  readonly format: 'text' | 'json';
}

/** `rules diff [OLD] NEW`, files or versions of a service: 0, whatever is different; 2 when one of them has errors. */
export async function diffRules(
  older: string | undefined,
  newer: string,
  { format, ...flags }: DiffFlags,
  io: CliIo,
): Promise<ExitCode> {
  const { before, after } = await readSides(older, newer, flags, io);
  const errors = [...before.problems, ...after.problems].filter(isError);
  if (!before.ruleSet || !after.ruleSet) return refuse(errors, format === 'json', io);
  const diff = diffRuleSets(before.ruleSet, after.ruleSet);
  if (format === 'json') {
    const ref = ({ id, version }: { id: string; version: number }, contentHash?: string) => ({
      id,
      version,
      contentHash,
    });
    const versions = {
      before: ref(before.ruleSet, before.contentHash),
      after: ref(after.ruleSet, after.contentHash),
    };
    io.stdout(`${JSON.stringify({ ...versions, ...diff })}\n`);
    return EXIT.done;
  }
  for (const fact of diff.incomparable) io.stderr(problemText(incomparable(fact)));
  io.stdout(diffText(diff, (change) => change.witness && exampleText(change.witness.after, after.ruleSet!)));
  return EXIT.done;
}

function diffText(diff: RuleSetDiff, example: (change: TierChange) => string | undefined): string {
  const lines = [...diff.edits.map(editText), ...(diff.edits.length > 0 ? [''] : [])];
  for (const change of diff.changes) {
    const { from, to, region, witness } = change;
    const verb = witness ? 'go' : 'may go';
    lines.push(`${accountsText(region)} ${verb} from ${from} to ${to}`);
    if (witness)
      lines.push(
        `    for example ${example(change)}: ${ruleText(witness.before.ruleId)} → ${ruleText(witness.after.ruleId)}`,
      );
  }
  if (diff.changes.length === 0 && diff.complete)
    lines.push('by the rules alone no account gets another tier');
  if (!diff.complete) lines.push('there may be more: ask "rules impact" about real accounts');
  return `${lines.join('\n')}\n`;
}

function editText({ kind, what, members }: DocumentEdit): string {
  return `${kind.padEnd(8)} ${what}${members ? `: ${members.join(', ')}` : ''}`;
}

function accountsText(region: string): string {
  return region === 'every account' ? 'all accounts' : `accounts with ${region}`;
}

function ruleText(ruleId: string | null): string {
  return ruleId === null ? 'the default tier' : `rule "${ruleId}"`;
}

function incomparable(fact: string) {
  return {
    code: 'facts-not-comparable',
    message: `"${fact}" is of another type in each version, so that they cannot be laid side by side`,
    value: fact,
    severity: 'warning' as const,
  };
}
