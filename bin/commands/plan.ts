import { readFileSync } from 'node:fs';
import { InputError, type Problem, show } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import type { Environment } from '../../lib/environment/environment';
import { today } from '../../lib/environment/today';
import { PARTS } from '../../lib/planner/bill/line';
import { rounded } from '../../lib/planner/bill/terms';
import {
  budgetProblem,
  environmentSetup,
  type Plan,
  planOf,
  regionProblem,
  unpriced,
  unpricedFormer,
} from '../../lib/planner/plan';
import { gridOf } from '../../lib/planner/page/grid';
import { planPage } from '../../lib/planner/page/page';
import { parsePriceFile, type PriceFile } from '../../lib/planner/prices/file';
import { recordFile, recordsIn } from '../deployed/records';
import { loadEnvironments } from '../loading/environments';
import { writePage } from '../output/page';
import { noFileAt, reading } from '../output/paths';
import { footText, planText } from '../terminal/plan';
import { problemBlock, UsageError } from '../terminal/problems';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';

/** Arguments of `eks-loki plan`. */
export interface PlanOptions {
  /** Environments to plan; all if empty. */
  readonly names: readonly string[];

  /** File with the environments. */
  readonly file: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** File with prices and assumptions. @default - those of the table */
  readonly prices?: string;

  /** File to write a page to. @default - none is written */
  readonly html?: string;

  /** Most dollars a month that an environment may cost. @default - any amount */
  readonly maxDollars?: string;

  /** If true, the plans are printed as JSON. */
  readonly json?: boolean;
}

/**
 * Prints size and price of environments. Nothing here asks AWS, or loads aws-cdk-lib.
 *
 * @throws InputError if an environment or the file of prices is invalid
 */
export async function plan(options: PlanOptions): Promise<void> {
  const { names, file, record, html, json } = options;
  const most = dollarsOf(options.maxDollars);
  const prices = options.prices === undefined ? undefined : pricesIn(options.prices);
  const { plans, page, incomparable } = await working('planning', async () => {
    const environments = await loadEnvironments(file, names);
    const missing = environments.flatMap((environment) => unpriced(environment, prices));
    if (missing.length > 0) throw new InputError(missing);
    const records = recordsIn(record);
    const incomparable: Problem[] = [];
    const plans = environments.map((environment) => {
      const setup = environmentSetup(environment);
      const former = records(environment.name)?.setup;
      const problems = former ? unpricedFormer(recordFile(record, environment.name), former, setup, prices) : [];
      incomparable.push(...problems);
      return planOf(environment.name, setup, prices, problems.length > 0 ? undefined : former);
    });
    return { plans, incomparable, page: html === undefined ? undefined : pageOf(environments, plans, prices) };
  });
  if (html !== undefined && page !== undefined) writePage(html, page);
  const problems = most === undefined ? [] : plans.flatMap((each) => exceeding(each, most));
  const regions = problems.length > 0 ? [] : plans.flatMap((each) => regionProblem(each) ?? []);
  const warnings = [...incomparable, ...regions];
  if (problems.length > 0) process.exitCode = 1;
  if (json) {
    printJson({ environments: plans.map((each) => plain(each, record)), warnings, problems });
    return;
  }
  const texts = plans.map((each) => planText(each, recordFile(record, each.environment), process.stdout));
  console.log([...texts, footText(plans, process.stdout)].filter(Boolean).join('\n\n'));
  if (html !== undefined) console.log(`\npage: ${visible(html)}`);
  report('warning', warnings);
  report('error', problems);
}

function report(severity: 'warning' | 'error', problems: readonly Problem[]): void {
  const blocks = problems.map((problem) => problemBlock(severity, problem, process.stderr));
  if (blocks.length > 0) process.stderr.write(`\n${blocks.join('\n')}\n`);
}

/** Problems of an environment that costs too much, or may: prices of an unknown region stop no deploy. */
function exceeding(each: Plan, most: number): Problem[] {
  return [regionProblem(each) ?? budgetProblem(each, most) ?? []].flat();
}

/** Dollars of an option. @throws UsageError if it is not an amount */
function dollarsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text.trim())) return Number(text);
  const found = `${show(text)} is not an amount of dollars`;
  throw new UsageError([{ path: '--max-dollars', found, fix: 'write one such as 2500' }]);
}

/** @throws InputError if the file does not exist, cannot be read, or is invalid */
function pricesIn(file: string): PriceFile {
  const found = noFileAt(file);
  if (found !== undefined) throw new InputError([{ path: file, found, fix: 'name a file with --prices FILE' }]);
  return parsePriceFile(
    reading(file, 'name a file with --prices FILE', () => readFileSync(file, 'utf8')),
    file,
  );
}

function pageOf(environments: readonly Environment[], plans: readonly Plan[], prices: PriceFile | undefined): string {
  const grids = environments.flatMap((environment, index) => {
    const setup = plans[index]?.setup;
    return setup && setup.cluster.kind !== 'local' ? gridOf(environment, setup, prices) : [];
  });
  if (grids.length > 0) return planPage(grids, today());
  const found = 'has nothing to show: local clusters cost nothing at AWS';
  throw new InputError([{ path: '--html', found, fix: 'name an environment on EKS' }]);
}

/** A plan for programs: amounts in dollars with cents. */
function plain({ environment, setup, size, bill, former, factor }: Plan, record: string): object {
  const { region, gigabytesPerDay, pods, volumes, loki, cluster } = setup;
  return {
    environment,
    cluster: cluster.kind,
    region,
    priceFactor: factor ?? null,
    gigabytesPerDay: loki ? gigabytesPerDay : null,
    retentions: loki?.retentions ?? [],
    size,
    dollars: rounded(bill.dollars),
    perGigabyte: bill.perGigabyte === undefined ? null : Number(bill.perGigabyte.toFixed(4)),
    lines: bill.lines.map((each) => ({ ...each, name: PARTS[each.part], dollars: rounded(each.dollars) })),
    cloudWatch: bill.cloudWatch ? { ...bill.cloudWatch, dollars: rounded(bill.cloudWatch.dollars) } : null,
    former: former
      ? {
          record: recordFile(record, environment),
          dollars: rounded(former.dollars),
          changes: former.changes.map((each) => ({ ...each, was: rounded(each.was), is: rounded(each.is) })),
        }
      : null,
    notCounted: bill.notCounted,
    pods,
    volumes,
  };
}
