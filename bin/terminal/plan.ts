import { visible } from '../../charts/input/show';
import { type BillLine, PARTS } from '../../lib/planner/bill/line';
import { cents, shown } from '../../lib/planner/bill/terms';
import { DAYS, HOURS } from '../../lib/planner/factors';
import type { Plan } from '../../lib/planner/plan';
import { PRICED_REGION } from '../../lib/planner/prices/regions';
import type { RetentionSetup } from '../../lib/planner/setup/setup';
import { type Output, styled, widthOf, wrap } from './terminal';

/** Mark of amounts that depend on an assumption. */
const ASSUMED = '≈';

/** Narrowest column of the arithmetic: on a narrower terminal it has lines of its own. */
const LEAST_ARITHMETIC = 24;

const rounded = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** Plan of an environment as lines, none wider than the output. `record` is the file that it is compared with. */
export function planText(plan: Plan, record: string, output: Output): string {
  const { environment, setup, size, bill } = plan;
  const width = widthOf(output);
  const lines = (texts: readonly string[]) => texts.map((text) => wrap(visible(text), width));
  const sums = ({ pods, cores, memory }: Omit<Plan['size'], 'disks'>) =>
    `${rounded(pods)} pods, ${rounded(cores)} cores, ${rounded(memory)} GiB of memory`;
  const nodesText = ({ nodes }: Pick<Plan['size'], 'nodes'>) => (nodes ? `, ${nodes.count} ${nodes.instanceType}` : '');
  const isLocal = setup.cluster.kind === 'local';
  // An environment whose Loki is elsewhere has no volume.
  const volume = setup.loki
    ? `${isLocal ? 'one size for any volume' : `${shown(setup.gigabytesPerDay)} GB a day`}, kept ${retentionText(setup.loki.retentions)}`
    : 'its lines go to a Loki elsewhere';
  const head = wrap(visible(`${environment}: ${volume}, ${isLocal ? 'on your machine' : setup.region}`), width);
  return [
    styled('bold', head, output),
    ...lines([
      `${sums(size)}, ${rounded(size.disks)} GiB of volumes${nodesText(size)}`,
      ...(size.most ? [`with the most pods of its autoscalers: ${sums(size.most)}${nodesText(size.most)}`] : []),
    ]),
    ...(isLocal
      ? lines(['A local cluster costs nothing at AWS.'])
      : ['', billText(plan, output), ...lines(afterwards(plan, record))]),
    ...(bill.notCounted.length > 0 ? ['not counted:', ...lines(bill.notCounted.map((one) => `  - ${one}`))] : []),
  ].join('\n');
}

function retentionText(retentions: readonly RetentionSetup[]): string {
  const days = retentions.map(({ days }) =>
    days === null ? 'for ever' : days === 1 ? '1 day' : `${rounded(days)} days`,
  );
  return [...new Set(days)].slice(0, 4).join(' or ');
}

/** The lines of a bill in columns: part, dollars, and the arithmetic, which is wrapped. */
function billText({ bill, former }: Plan, output: Output): string {
  const width = widthOf(output);
  const sums = bill.lines.map(({ dollars }) => cents(dollars));
  const names = Math.max(...bill.lines.map(({ part }) => PARTS[part].length), 'sum'.length);
  const amounts = Math.max(...sums.map((text) => text.length), cents(bill.dollars).length);
  const indent = names + amounts + 4;
  const isNarrow = width - indent < LEAST_ARITHMETIC;
  const row = (name: string, dollars: string, arithmetic: string) => {
    const head = `${name.padEnd(names)}  ${dollars.padStart(amounts)}`;
    const below = isNarrow ? '    ' : ' '.repeat(indent);
    const rest = folded(arithmetic, width - below.length);
    return isNarrow
      ? [head, ...rest.map((text) => `${below}${text}`)]
      : [`${head}  ${rest[0] ?? ''}`.trimEnd(), ...rest.slice(1).map((text) => `${below}${text}`)];
  };
  const change = (line: BillLine) => former?.changes.find(({ part }) => part === line.part);
  const textOf = (line: BillLine) => {
    const was = change(line);
    return `${line.assumed ? `${ASSUMED} ` : ''}${line.arithmetic}${was ? ` (was ${cents(was.was)})` : ''}`;
  };
  return [
    ...bill.lines.flatMap((line) => row(PARTS[line.part], cents(line.dollars), textOf(line))),
    ...row('sum', cents(bill.dollars), '').map((text) => styled('bold', text, output)),
  ].join('\n');
}

/** Text in lines of a width, broken between words. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines about the sum: for each GB, against CloudWatch Logs, and against the former setup. */
function afterwards({ bill, former }: Plan, record: string): string[] {
  const { perGigabyte, cloudWatch } = bill;
  const gone = (former?.changes ?? []).filter(({ is }) => is === 0);
  return [
    ...(perGigabyte === undefined || !cloudWatch
      ? []
      : [
          `${perGigabyte.toFixed(3)} for each GB logged`,
          `CloudWatch Logs: ${cents(cloudWatch.dollars)} for the same lines, without queries (${cloudWatch.arithmetic})`,
        ]),
    ...(former ? [`${changeText(bill.dollars - former.dollars)} ${record}: ${cents(former.dollars)}`] : []),
    ...gone.map(({ part, was }) => `  no ${PARTS[part]} any more: ${cents(was)}`),
  ];
}

function changeText(dollars: number): string {
  if (cents(Math.abs(dollars)) === cents(0)) return 'the same as with';
  return `${cents(Math.abs(dollars))} ${dollars > 0 ? 'more' : 'less'} than with`;
}

/** Lines about all amounts. */
export function footText(plans: readonly Plan[], output: Output): string {
  const isPriced = plans.filter(({ setup }) => setup.cluster.kind !== 'local');
  const factors = isPriced.flatMap(({ setup: { region }, factor }) =>
    factor === undefined || factor === 1 ? [] : `${region} × ${factor}`,
  );
  const all = isPriced.reduce((sum, { bill }) => sum + bill.dollars, 0);
  const texts = [
    ...(isPriced.length > 1 ? [`all environments: ${cents(all)}`] : []),
    ...(isPriced.length > 0
      ? [
          `US dollars for a month of ${HOURS} hours (${DAYS} days), on demand, without tax, discounts and free tier; prices of ${PRICED_REGION}${[...new Set(factors)].map((one) => `, ${one}`).join('')}`,
        ]
      : []),
    ...(isPriced.some(({ bill }) => bill.lines.some(({ assumed }) => assumed))
      ? [`${ASSUMED} depends on an assumption, not on a field (docs/how-to/plan.md)`]
      : []),
  ];
  return texts.map((text) => wrap(visible(text), widthOf(output))).join('\n');
}
