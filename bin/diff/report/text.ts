import type { Loss } from '../../../lib/planner/changes/losses';
import { visible } from '../../../charts/input/show';
import { changesText, cutLine, fieldsLines } from '../../terminal/changes';
import { type Output, styled, widthOf, wrap } from '../../terminal/terminal';
import type { DiffResult } from '../result';
import { awayOf, awsLine, byWhom, countsOf, restartsHeading, timeOf, waitHint } from './sections';

/** A result as a page of text: AWS first, then objects, those that are no longer deployed, and restarts. */
export function diffText(result: DiffResult, output: Output): string {
  const { changes, aws = [], rollouts, losses, notes, base } = result;
  const width = widthOf(output);
  const heading = (text: string) => styled('bold', wrap(text, width), output);
  const hint = waitHint(result);
  const sections = [
    aws.length === 0
      ? []
      : [
          heading('AWS resources:'),
          ...aws.flatMap((change) => [
            wrap(visible(awsLine(change)), width),
            ...fieldsLines(change.fields, width).map((line) => cutLine(line, width)),
          ]),
        ],
    changes.length === 0 ? [] : [heading('Kubernetes objects:'), changesText(changes, width)],
    losses.length === 0
      ? []
      : [heading('No longer deployed:'), ...lossLines(losses).map((line) => wrap(visible(line), width))],
    rollouts.length === 0
      ? []
      : [
          heading(restartsHeading(rollouts)),
          ...rollouts.flatMap((one) =>
            [`  ${one.step}. ${one.object}${byWhom(one)}`, `     ${awayOf(one)}; ${timeOf(one)}`].map((line) =>
              wrap(visible(line), width),
            ),
          ),
          ...(hint === undefined ? [] : [`  next: ${hint}`]),
        ],
    notes.map((note) => wrap(visible(`note: ${note}`), width)),
    [`${countsOf(result)}, compared with ${visible(base)}`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Lines about objects that are no longer deployed. Those without data are grouped by reason, each with its command alone. */
function lossLines(losses: readonly Loss[]): string[] {
  const [withData, others] = [true, false].map((has) => losses.filter(({ data }) => (data !== undefined) === has));
  const commandsOf = (some: readonly Loss[]) =>
    some.flatMap(({ command }) => command ?? []).map((line) => `    ${line}`);
  const reasons = new Set(others?.map(({ words }) => words));
  return [
    ...(withData ?? []).flatMap((one) => [`  ${one.object}: ${one.words}`, ...commandsOf([one])]),
    ...[...reasons].flatMap((words) => [
      `  ${words}:`,
      ...commandsOf((others ?? []).filter((one) => one.words === words)),
    ]),
  ];
}
