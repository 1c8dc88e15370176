import { structuredPatch } from 'diff';
import { counted } from '../../charts/input/counted';
import { show } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import type { ObjectChange } from '../../lib/manifests/changes';
import type { FieldChange } from '../../lib/manifests/field-changes';
import { cut } from './terminal';

/** Number of lines that are shown of one changed text. */
const MAX_LINES = 12;

const SIGNS: Readonly<Record<ObjectChange['kind'], string>> = { added: '+', changed: '~', removed: '-' };

/** Cuts a line at a width, and escapes invisible characters. */
export const cutLine = (line: string, width: number): string => cut(visible(line), width);

/**
 * Changes as lines, none longer than the terminal. Objects with the same changes of fields are together, and those of a
 * nested stack follow its name.
 */
export function changesText(changes: readonly ObjectChange[], width: number): string {
  return alike(changes)
    .flatMap((group, index, groups) => {
      const [{ stack, fields }] = group;
      return [
        ...(stack === undefined || stack === groups[index - 1]?.[0].stack ? [] : [`nested stack ${stack}:`]),
        ...group.map(
          ({ kind, object, restarts }) => `${SIGNS[kind]} ${object}${restarts ? ' (its pods restart)' : ''}`,
        ),
        ...fieldsLines(fields, width),
      ];
    })
    .map((line) => cutLine(line, width))
    .join('\n');
}

type Group = [ObjectChange, ...ObjectChange[]];

/** Changes with the same fields, together at the place of the first. */
function alike(changes: readonly ObjectChange[]): Group[] {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const { kind, stack, fields, object } = change;
    const key = JSON.stringify([kind, stack, fields.length === 0 ? object : fields]);
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()];
}

/**
 * Changes of fields as indented lines. A path that several in a row begin with, or that is too long for one line, has a line
 * of its own: `spec.template.spec.containers[ingester]`.
 */
export function fieldsLines(fields: readonly FieldChange[], width: number): string[] {
  const heads = fields.map(({ path }) => /^(.*?\])\.(.+)$/.exec(path));
  return fields.flatMap((field, index) => {
    const [, head, rest] = heads[index] ?? [];
    const isShared = (other: number) => head !== undefined && heads[other]?.[1] === head;
    const whole = fieldLines(field, INDENT, width);
    const fits = whole.length === 1;
    if (head === undefined || rest === undefined) return whole;
    if (!isShared(index - 1) && !isShared(index + 1) && fits) return whole;
    return [
      ...(isShared(index - 1) ? [] : [`${INDENT}${head}`]),
      ...fieldLines({ ...field, path: rest }, `${INDENT}  `, width),
    ];
  });
}

const INDENT = '    ';

/** Line of one field; its path and its values are on two if they do not fit on one. */
function fieldLines({ path, was, is }: FieldChange, indent: string, width: number): string[] {
  const head = `${indent}${path}:`;
  if (isLong(was) || isLong(is)) return [head, ...textLines(String(was ?? ''), String(is ?? ''), indent)];
  const values =
    was === undefined ? `+ ${show(is)}` : is === undefined ? `- ${show(was)}` : `${show(was)} → ${show(is)}`;
  const line = `${head} ${values}`;
  return line.length <= width ? [line] : [head, `${indent}  ${values}`];
}

const isLong = (value: unknown): value is string => typeof value === 'string' && value.includes('\n');

/** Lines of a text that differ. */
function textLines(was: string, is: string, indent: string): string[] {
  const { hunks } = structuredPatch('', '', was, is, '', '', { context: 0 });
  const lines = hunks.flatMap((hunk) => hunk.lines).filter((line) => /^[-+]/.test(line));
  const more = lines.length - MAX_LINES;
  return [
    ...lines
      .slice(0, MAX_LINES)
      .map((line) => `${indent}  ${line.slice(0, 1)} ${line.slice(1).replaceAll('\t', '  ')}`),
    ...(more > 0 ? [`${indent}  … ${counted(more, 'more line')}`] : []),
  ];
}
