import { problemText } from '../../../charts/input/problems';
import { type Environment, resolveEnvironment } from '../../../lib/environment/environment';
import type { CreateClusterProps } from '../../../lib/environment/props';
import { budgetProblem, planOf, regionProblem, unpriced, unpricedFormer } from '../../../lib/planner/plan';
import { setupWith } from './setup/environments';

const SMALL = setupWith({ volume: '50 GB/day' });
const LARGE = setupWith({ volume: '500 GB/day' });

test('what a change costs: the parts that differ, at the same prices', () => {
  const { former, bill } = planOf('prod', LARGE, { prices: { s3: 1 } }, SMALL);
  const changed = former?.changes.map(({ part }) => part) ?? [];
  expect(changed).toEqual(expect.arrayContaining(['nodes', 'storage', 'zones', 'requests', 'rootDisks']));
  expect(changed).not.toEqual(expect.arrayContaining(['eks']));
  const sum = (key: 'was' | 'is') => former?.changes.reduce((total, change) => total + change[key], 0) ?? NaN;
  expect(sum('is') - sum('was')).toBeCloseTo(bill.dollars - (former?.dollars ?? NaN), 8);
});

test('nothing differs from the same setup, and a part that goes is a change', () => {
  expect(planOf('prod', LARGE, undefined, LARGE).former?.changes).toEqual([]);
  const doors = { count: 1, public: 0 };
  expect(planOf('prod', LARGE, undefined, { ...LARGE, doors }).former?.changes).toEqual([
    { part: 'doors', was: expect.closeTo(16.425, 8), is: 0 },
  ]);
});

test('a move to another region is a change: each has its own prices', () => {
  const { former, bill } = planOf('prod', LARGE, undefined, { ...LARGE, region: 'eu-central-1' });
  expect(former?.dollars).toBeCloseTo(bill.dollars * 1.16, 1);
});

test('a budget that is exceeded names what costs most', () => {
  const plan = planOf('prod', LARGE);
  expect(budgetProblem(plan, 2200)).toBeUndefined();
  const problem = budgetProblem(plan, 1500.5);
  expect(problem && problemText(problem)).toBe(
    'environments.prod: costs 2141.65 dollars a month, more than the 1500.50 of --max-dollars; lower what costs most (nodes 1121.28, traffic between zones 693.12), or raise --max-dollars',
  );
});

test('a month is compared as it is printed', () => {
  const plan = planOf('prod', LARGE);
  const of = (dollars: number) => ({ ...plan, bill: { ...plan.bill, dollars } });
  expect(budgetProblem(of(1983.574), 1983.57)).toBeUndefined();
  expect(budgetProblem(of(1983.576), 1983.57)).toBeDefined();
});

test('a former setup whose price cannot be said is not compared with', () => {
  const nodes = { instanceType: 't3.2xlarge', count: 4 };
  const former = { ...LARGE, cluster: { ...LARGE.cluster, nodes } };
  const problems = (...args: Parameters<typeof unpricedFormer>) => unpricedFormer(...args).map(problemText);
  expect(problems('deployed/prod.json', former, LARGE)).toEqual([
    'deployed/prod.json setup.cluster.nodes.instanceType: t3.2xlarge has no price in the table; write its price for an hour into a file, { "instances": { "t3.2xlarge": 0.5 } }, and name it with --prices',
  ]);
  expect(problems('', former, LARGE, { instances: { 't3.2xlarge': 0.3328 } })).toEqual([]);
  expect(problems('', { ...former, cluster: { ...former.cluster, kind: 'local' } }, LARGE)).toEqual([]);

  const elsewhere = { ...LARGE, region: 'eu-south-2' };
  expect(problems('deployed/prod.json', elsewhere, LARGE)).toEqual([
    expect.stringMatching(/^deployed\/prod\.json setup\.region: the prices of eu-south-2 are not known/),
  ]);
  expect(problems('', elsewhere, elsewhere)).toEqual([]);
  expect(problems('', LARGE, elsewhere)).toEqual([]);
});

test('a region without a factor is said, unless a file has one', () => {
  const elsewhere = { ...LARGE, region: 'eu-south-2' };
  const problem = regionProblem(planOf('prod', elsewhere));
  expect(problem && problemText(problem)).toBe(
    'environments.prod.region: the prices of eu-south-2 are not known, so dollars are those of us-east-1; write a factor into a file, { "regions": { "eu-south-2": 1.2 } }, and name it with --prices',
  );
  expect(regionProblem(planOf('prod', elsewhere, { regions: { 'eu-south-2': 1.1 } }))).toBeUndefined();
  expect(regionProblem(planOf('prod', { ...elsewhere, cluster: { ...LARGE.cluster, kind: 'local' } }))).toBeUndefined();
});

test('an instance type without a price is refused, unless a file has one', () => {
  const environment = (create: CreateClusterProps): Environment =>
    resolveEnvironment('prod', { account: '111122223333', region: 'us-east-1', cluster: { create } });
  const odd = environment({ instanceTypes: ['x2gd.xlarge'] });
  expect(unpriced(odd).map(problemText)).toEqual([
    'environments.prod.cluster.create.instanceTypes[0]: x2gd.xlarge has no price in the table; write its price for an hour into a file, { "instances": { "x2gd.xlarge": 0.5 } }, and name it with --prices',
  ]);
  expect(unpriced(odd, { instances: { 'x2gd.xlarge': 0.334 } })).toEqual([]);
  expect(unpriced(environment({ instanceTypes: ['m7g.xlarge', 'm6g.xlarge'] }))).toEqual([]);
});
