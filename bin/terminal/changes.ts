import { show } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import type { FieldChange, ObjectChange } from '../../lib/manifests/changes';

/** Lines of a text that are shown before and after a change. */
const MAX_LINES = 6;

const SIGNS: Readonly<Record<ObjectChange['kind'], string>> = { added: '+', changed: '~', removed: '-' };

/** Changes as lines, none longer than the terminal. Those of a nested stack follow its name. */
export function changesText(changes: readonly ObjectChange[], width: number): string {
  const cut = (line: string) => (line.length > width ? `${line.slice(0, width - 1)}…` : line);
  return changes
    .flatMap(({ kind, object, restarts, stack, fields }, index) => [
      ...(stack === undefined || stack === changes[index - 1]?.stack ? [] : [`nested stack ${stack}:`]),
      `${SIGNS[kind]} ${object}${restarts ? ' (its pods restart)' : ''}`,
      ...fields.flatMap(fieldLines),
    ])
    .map((line) => cut(visible(line)))
    .join('\n');
}

function fieldLines({ path, was, is }: FieldChange): string[] {
  if (isLong(was) || isLong(is)) return [`    ${path}:`, ...textLines(String(was ?? ''), String(is ?? ''))];
  if (was === undefined) return [`    ${path}: + ${show(is)}`];
  if (is === undefined) return [`    ${path}: - ${show(was)}`];
  return [`    ${path}: ${show(was)} → ${show(is)}`];
}

const isLong = (value: unknown): value is string => typeof value === 'string' && value.includes('\n');

/** Lines between the first and the last that differ. */
function textLines(was: string, is: string): string[] {
  const [former, present] = [was.split('\n'), is.split('\n')];
  let first = 0;
  while (first < former.length && former[first] === present[first]) first++;
  let same = 0;
  const most = Math.min(former.length, present.length) - first;
  while (same < most && former.at(-1 - same) === present.at(-1 - same)) same++;
  return [
    ...some('-', former.slice(first, former.length - same)),
    ...some('+', present.slice(first, present.length - same)),
  ];
}

function some(sign: string, lines: readonly string[]): string[] {
  const more = lines.length - MAX_LINES;
  return [
    ...lines.slice(0, MAX_LINES).map((line) => `      ${sign} ${line.replaceAll('\t', '  ')}`),
    ...(more > 0 ? [`      ${sign} … ${more} more line${more === 1 ? '' : 's'}`] : []),
  ];
}
