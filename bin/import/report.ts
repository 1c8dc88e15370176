import { counted } from '../../charts/input/counted';
import { visible } from '../../charts/input/show';
import type { Imported } from '../../lib/import/import';
import { type Accounted } from '../../lib/import/tree/account';
import { IMPORT_CLASSES, type ImportClass } from '../../lib/import/tree/outcome';
import { problemBlock } from '../terminal/problems';
import { type Output, styled, table, widthOf, wrap } from '../terminal/terminal';

/** Headings of the classes. */
const HEADINGS: Readonly<Record<ImportClass, string>> = {
  taken: 'Taken over',
  decision: 'Needs a decision',
  ignored: 'Had no effect before',
  differs: 'Done here in another way',
  impossible: 'Not possible here',
};

/** Classes in the order of the report. */
const READING_ORDER: readonly ImportClass[] = ['decision', 'ignored', 'impossible', 'differs', 'taken'];

/** Keys with the same outcome, as one row. */
interface Row {
  readonly path: string;
  readonly to: string;
  readonly note: string;
}

/** Narrowest column of notes; on a narrower terminal notes stand below. */
const LEAST_NOTE = 30;

/** Keys of a class. Those with the same outcome in one part of the input are one row. */
function rowsOf(keys: readonly Accounted[]): Row[] {
  const groups = new Map<string, Accounted[]>();
  for (const key of keys) {
    const name = JSON.stringify([
      partsOf(key.path).slice(0, 2),
      key.to === undefined ? '' : parentOf(key.to),
      key.note,
    ]);
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Accounted];
    const { note } = first;
    if (group.length === 1) return { path: first.path, to: first.to ?? '', note };
    const to = group.every((one) => one.to === first.to) ? (first.to ?? '') : `${parentOf(first.to ?? '')}.*`;
    const path = group
      .map((one) => partsOf(one.path))
      .reduce(commonOf)
      .join('');
    return { path: `${path}.* (${group.length})`, to, note };
  });
}

/** Parts of a path, each with its separator. */
const partsOf = (path: string): string[] => path.split(/(?= › |\.|\[)/);

/** Common parts at the beginning of two paths. */
function commonOf(one: readonly string[], other: readonly string[]): string[] {
  const end = one.findIndex((part, index) => part !== other[index]);
  return one.slice(0, end < 0 ? one.length : Math.max(1, end));
}

const parentOf = (path: string): string => path.replace(/(\.[\w-]+|\[\d+\]|\["[^"]*"\])$/, '');

/** Rows as a table that fits the width. A row with a long cell or note becomes wrapped lines. */
function rowsText(rows: readonly Row[], output: Output): string[] {
  const width = widthOf(output);
  const names = Math.min(Math.max(0, ...rows.map(({ path }) => path.length)), Math.floor(width * 0.4));
  const fields = Math.min(Math.max(0, ...rows.map(({ to }) => to.length)), Math.floor(width * 0.3));
  const left = names + 2 + (fields > 0 ? fields + 2 : 0) + 2;
  return rows.flatMap(({ path, to, note }) => {
    const fits = path.length <= names && to.length <= fields && width - left >= LEAST_NOTE;
    if (fits && left + note.length <= width) {
      const cells = [path.padEnd(names), ...(fields > 0 ? [to.padEnd(fields)] : []), note];
      return [`  ${cells.join('  ')}`.trimEnd()];
    }
    const head = to === '' ? path : `${path} → ${to}`;
    return [wrap(`  ${head}`, width), ...(note === '' ? [] : [wrap(`      ${note}`, width)])];
  });
}

/** Report of an import. */
export function importReport(imported: Imported, output: Output): string {
  const { keys, decisions, effects, problems, warnings } = imported;
  const width = widthOf(output);
  const classes = READING_ORDER.flatMap((one) => {
    const rows = rowsOf(keys.filter((key) => key.class === one)).map(shown);
    return rows.length === 0 ? [] : [styled('bold', HEADINGS[one], output), ...rowsText(rows, output), ''];
  });
  const open = decisions.map(({ field, text }) => ({ path: field, to: '', note: text })).map(shown);
  return [
    ...classes,
    ...(effects.length > 0
      ? [styled('bold', 'Different in effect', output), ...effectsText(imported, output), '']
      : []),
    ...(open.length > 0 ? [styled('bold', 'To decide in the file', output), ...rowsText(open, output), ''] : []),
    ...problems.map((problem) => problemBlock('error', problem, output)),
    ...warnings.map(({ path, found, fix, rule }) =>
      problemBlock('warning', { path, found, fix, rule: rule.id }, output),
    ),
    ...summaryOf(imported).map((line) => wrap(line, width)),
  ].join('\n');
}

const shown = ({ path, to, note }: Row): Row => ({ path: visible(path), to: visible(to), note: visible(note) });

function effectsText({ effects }: Imported, output: Output): string[] {
  const seen = new Map(effects.map((effect) => [JSON.stringify(effect), effect]));
  const rows = [...seen.values()].map(({ subject, was, is }) => [`  ${subject}`, was, is]);
  const text = table([['  what', 'before', 'here'], ...rows], output);
  if (text.split('\n').every((line) => line.length <= widthOf(output))) return text.split('\n');
  return rows.map(([subject = '', was = '', is = '']) =>
    wrap(`${subject}: ${visible(was)} → ${visible(is)}`, widthOf(output)),
  );
}

/** Number of keys by class, and whether the result is valid. */
function summaryOf({ keys, problems, warnings }: Imported): string[] {
  const counts = IMPORT_CLASSES.map((one) => `${keys.filter((key) => key.class === one).length} ${WORDS[one]}`);
  const state =
    problems.length === 0
      ? `the environment is valid${warnings.length > 0 ? `, with ${counted(warnings.length, 'warning')}` : ''}`
      : `the environment has ${counted(problems.length, 'error')}`;
  return [`${counted(keys.length, 'key')}: ${counts.join(', ')}`, state];
}

const WORDS: Readonly<Record<ImportClass, string>> = {
  taken: 'taken over',
  decision: 'to decide',
  ignored: 'without effect before',
  differs: 'done in another way',
  impossible: 'not possible',
};

/** Plan of moving in, as numbered steps. Commands stay on one line, so that they can be copied. */
export function planText({ plan }: Imported, file: string, output: Output): string {
  const width = widthOf(output);
  const isCommand = (action: string): boolean => /^(npx|kubectl|aws|helm|flux|for) /.test(action);
  // Lines of code, which are copied as they stand.
  const isCode = (action: string): boolean => /^(customize:|  |\},$)/.test(action);
  const withFile = (action: string): string => visible(action.replace('--environments FILE', `--environments ${file}`));
  return plan
    .flatMap(({ title, actions, check, back }, index) => [
      styled('bold', wrap(`${index + 1}. ${title}`, width), output),
      ...actions.map((action) =>
        isCommand(action)
          ? `   $ ${withFile(action)}`
          : isCode(action)
            ? `     ${visible(action)}`
            : wrap(`   ${visible(action)}`, width),
      ),
      ...(check === undefined ? [] : [wrap(`   Check: ${visible(check)}`, width)]),
      ...(back === undefined
        ? []
        : [isCommand(back) ? `   Back: ${visible(back)}` : wrap(`   Back: ${visible(back)}`, width)]),
      '',
    ])
    .join('\n')
    .trimEnd();
}

/** The result for programs. */
export function importJson(imported: Imported, file: string): object {
  const { name, charts, environment, keys, decisions, effects, problems, warnings, plan } = imported;
  return {
    environment: name,
    file,
    charts,
    valid: problems.length === 0,
    fields: environment,
    keys,
    decisions,
    effects,
    problems,
    warnings: warnings.map(({ rule, path, found, fix }) => ({ rule: rule.id, path, found, fix })),
    plan,
  };
}
