import type { Problem } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import { runUserCode } from '../../charts/input/user-code';
import { type Environment, environmentCharts } from '../environment/environment';
import type { Manifest } from '../manifests/manifest';
import { Manifests } from '../manifests/manifests';
import { type Bill, billOf } from './bill/bill';
import { type Part, PART_KEYS, PARTS } from './bill/line';
import { cents, rounded } from './bill/terms';
import type { PriceFile } from './prices/file';
import { PRICED_REGION } from './prices/regions';
import { Tariff } from './prices/tariff';
import { setupOf } from './setup/read';
import type { Setup } from './setup/setup';
import { type Size, sizeOf } from './size';

/** Difference of a part to a former setup. */
interface PartChange {
  /** The part. */
  readonly part: Part;

  /** Dollars before. */
  readonly was: number;

  /** Dollars now. */
  readonly is: number;
}

/** Size and price of an environment. */
export interface Plan {
  /** Name of the environment. */
  readonly environment: string;

  /** Its needs. */
  readonly setup: Setup;

  /** Its size. */
  readonly size: Size;

  /** Its month. */
  readonly bill: Bill;

  /** The month of the former setup, at the same prices, and the parts that differ. @default - there is no former one */
  readonly former?: { readonly dollars: number; readonly changes: readonly PartChange[] };

  /** Factor of the prices of its region. @default - unknown: prices are those of us-east-1 */
  readonly factor?: number;
}

/**
 * Needs of an environment, from its charts with the user's own changes.
 *
 * @throws InputError if a chart refuses its input, or the user's function throws or never ends
 */
export function environmentSetup(environment: Environment): Setup {
  const objects = runUserCode(`environments.${environment.name}`, () =>
    environmentCharts(environment)
      .manifests()
      .flatMap((file) => file.objects as unknown as Manifest[]),
  );
  return setupOf(environment, new Manifests(objects));
}

/** Size and price of a setup, and the difference from a former one. */
export function planOf(environment: string, setup: Setup, file?: PriceFile, former?: Setup): Plan {
  const tariff = new Tariff(setup.region, file);
  const bill = billOf(setup, tariff);
  // A move to another region is also a change: each side has the prices of its region.
  const formerBill = former && billOf(former, new Tariff(former.region, file));
  return {
    environment,
    setup,
    size: sizeOf(setup),
    bill,
    ...(formerBill && { former: { dollars: formerBill.dollars, changes: changesOf(formerBill, bill) } }),
    ...(tariff.factor !== undefined && { factor: tariff.factor }),
  };
}

const partOf = ({ lines }: Bill, part: Part): number => lines.find((one) => one.part === part)?.dollars ?? 0;

function changesOf(former: Bill, present: Bill): PartChange[] {
  const changes = PART_KEYS.map((part) => ({ part, was: partOf(former, part), is: partOf(present, part) }));
  return changes.filter(({ was, is }) => cents(was) !== cents(is));
}

/** Problems of an environment with an unknown price: instance types without a price. */
export function unpriced({ name, region, props }: Environment, file?: PriceFile): Problem[] {
  // Nodes outside a group have types with a price.
  const [type] = props.cluster.create?.instanceTypes ?? [];
  const path = `environments.${name}.cluster.create.instanceTypes[0]`;
  return type === undefined ? [] : noPrice(path, type, new Tariff(region, file));
}

/** Problems of a former setup with an unknown price, which cannot be compared. `path` is its place. */
export function unpricedFormer(path: string, former: Setup, present: Setup, file?: PriceFile): Problem[] {
  const { region, cluster } = former;
  const tariff = new Tariff(region, file);
  if (cluster.kind === 'local') return [];
  // In the same region, both months have the same unknown factor.
  const isKnown = tariff.factor !== undefined || region === present.region;
  return [
    ...(isKnown ? [] : [{ path: `${path} setup.region`, ...unknownRegion(region) }]),
    ...(cluster.nodes ? noPrice(`${path} setup.cluster.nodes.instanceType`, cluster.nodes.instanceType, tariff) : []),
  ];
}

function noPrice(path: string, type: string, tariff: Tariff): Problem[] {
  if (tariff.instance(type) !== undefined) return [];
  return [
    {
      path,
      found: `${visible(type)} has no price in the table`,
      fix: `write its price for an hour into a file, { "instances": { "${visible(type)}": 0.5 } }, and name it with --prices`,
    },
  ];
}

const unknownRegion = (region: string): Omit<Problem, 'path'> => ({
  found: `the prices of ${visible(region)} are not known, so dollars are those of ${PRICED_REGION}`,
  fix: `write a factor into a file, { "regions": { "${visible(region)}": 1.2 } }, and name it with --prices`,
});

/** Problem of a region whose prices are not known; undefined for others, and for a local cluster. */
export function regionProblem({ environment, setup, factor }: Plan): Problem | undefined {
  if (factor !== undefined || setup.cluster.kind === 'local') return undefined;
  return { path: `environments.${environment}.region`, ...unknownRegion(setup.region) };
}

/** Problem of an environment that costs more than it may; undefined if it does not. */
export function budgetProblem({ environment, bill }: Plan, most: number): Problem | undefined {
  // Amounts are compared as printed: 1983.57 is not more than 1983.57.
  if (rounded(bill.dollars) <= rounded(most)) return undefined;
  const [first, second] = [...bill.lines].sort((a, b) => b.dollars - a.dollars);
  const largest = [first, second].flatMap((one) => (one ? `${PARTS[one.part]} ${cents(one.dollars)}` : []));
  return {
    path: `environments.${environment}`,
    found: `costs ${cents(bill.dollars)} dollars a month, more than the ${cents(most)} of --max-dollars`,
    fix: `lower what costs most (${largest.join(', ')}), or raise --max-dollars`,
  };
}
