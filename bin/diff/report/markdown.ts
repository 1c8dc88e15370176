import { counted } from '../../../charts/input/counted';
import { problemText } from '../../../charts/input/problems';
import { visible } from '../../../charts/input/show';
import { changesText, fieldsLines } from '../../terminal/changes';
import type { DiffResult } from '../result';
import { awayOf, awsLine, byWhom, countsOf, restartsHeading, shownTime } from './sections';

/** Longest folded block, in characters: a comment on GitHub has at most 65,536. */
const MOST = 25_000;

/** Longest line of a comment, in characters. */
const WIDTH = 200;

/** Mark in the first line of a comment, by which a later run finds it. */
export const markerOf = (environment: string): string => `<!-- eks-loki diff of ${environment} -->`;

/** A result as a comment of a pull request, in Markdown of GitHub. */
export function diffMarkdown(result: DiffResult): string {
  const { environment, base, changes, aws = [], rollouts, losses, problems, notes } = result;
  const sections = [
    problems.length > 0 && list('Cannot be changed like this:', problems.map(problemText)),
    aws.length > 0 &&
      block(
        'AWS resources',
        aws.flatMap((change) => [awsLine(change), ...fieldsLines(change.fields, WIDTH)]),
      ),
    losses.length > 0 &&
      list(
        'No longer deployed:',
        losses.map(({ object, words, command }) => `${object} ${words}${command ? `: \`${command}\`` : ''}`),
      ),
    rollouts.length > 0 &&
      `${restartsHeading(rollouts)}\n\n${table([
        ['', 'workload', 'pods', 'at most', 'how'],
        ...rollouts.map((one) => [
          `${one.step}`,
          `${one.object}${byWhom(one)}`,
          awayOf(one),
          one.most === undefined ? 'unknown' : shownTime(one.most),
          one.arithmetic,
        ]),
      ])}`,
    changes.length > 0 && block('Kubernetes objects', changesText(changes, WIDTH).split('\n')),
    notes.length > 0 && list('Notes:', notes),
  ];
  const head = `${markerOf(environment)}\n### \`eks-loki diff\` of \`${environment}\`\n\n${countsOf(result)}, compared with ${escaped(base)}.`;
  return [head, ...sections.filter((section) => section !== false)].join('\n\n');
}

/** A block that is folded by default, with the colours of a difference. Lines that do not fit are counted. */
function block(summary: string, lines: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines.map(visible)) {
    length += line.length + 1;
    if (length > MOST) break;
    shown.push(line);
  }
  const more = lines.length - shown.length;
  const rest = more > 0 ? [`… ${counted(more, 'more line')}: run it on your machine`] : [];
  return `<details><summary>${summary}</summary>\n\n~~~diff\n${[...shown, ...rest].join('\n')}\n~~~\n\n</details>`;
}

const list = (heading: string, items: readonly string[]): string =>
  `${heading}\n\n${items.map((item) => `- ${escaped(item)}`).join('\n')}`;

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => escaped(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** Text in which nothing becomes a tag or a mention. */
const escaped = (text: string): string => visible(text).replaceAll('<', '&lt;').replaceAll('@', '&#64;');
