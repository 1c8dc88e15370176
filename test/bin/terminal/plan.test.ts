import { footText, planText } from '../../../bin/terminal/plan';
import { planOf } from '../../../lib/planner/plan';
import { setupWith } from '../../lib/planner/setup/environments';

beforeEach(() => delete process.env.FORCE_COLOR);

const LARGE = setupWith({ volume: '500 GB/day' });
const SMALL = setupWith({ volume: '50 GB/day', retention: '7d' });
const text = (columns: number, former = SMALL) =>
  planText(planOf('prod', LARGE, undefined, former), 'deployed/prod.json', { columns });

test.each([30, 40, 60, 80, 120, 200])('no line is longer than %d columns', (columns) => {
  const lines = [...text(columns).split('\n'), ...footText([planOf('prod', LARGE)], { columns }).split('\n')];
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
});

test('a line has its part, dollars, arithmetic, and what it was', () => {
  const lines = text(200).split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'prod: 500 GB a day, kept 28 days, us-east-1',
    '36 pods, 17.8 cores, 98.2 GiB of memory, 291 GiB of volumes, 4 m6i.2xlarge',
    '',
    'EKS                      73.00  730 h × 0.1',
    'nodes                  1121.28  4 m6i.2xlarge × 730 h × 0.384 (was 420.48)',
  ]);
  expect(lines).toContain('sum                    2141.65');
  expect(lines).toContainEqual(expect.stringMatching(/^S3 storage +110\.63 {2}≈ 500 GB × 37 days/));
  expect(lines).toContainEqual(expect.stringMatching(/^\d+\.\d\d more than with deployed\/prod\.json: \d+\.\d\d$/));
});

test('one day is no days', () => {
  const short = planOf('prod', setupWith({ volume: '50 GB/day', retention: '1d' }));
  expect(planText(short, '', { columns: 200 })).toContain('kept 1 day, us-east-1');
});

test('the most pods of autoscalers have a line', () => {
  const scaled = planOf('prod', setupWith({ volume: '500 GB/day', loki: { autoscaling: true } }));
  expect(planText(scaled, '', { columns: 200 }).split('\n')[2]).toBe(
    'with the most pods of its autoscalers: 63 pods, 39.4 cores, 146.5 GiB of memory, 7 m6i.2xlarge',
  );
});

test('a sum that does not change is the same as before, and a part that is removed is named', () => {
  expect(text(80, LARGE)).toContain('\nthe same as with deployed/prod.json: 2141.65');
  const gone = text(80, { ...LARGE, doors: { count: 1, public: 0 } });
  expect(gone).toContain('\n16.43 less than with deployed/prod.json: 2158.07\n  no load balancers any more: 16.43');
});

test('all dollars have one line about what they are, with the factors of regions', () => {
  const other = planOf('eu', { ...LARGE, region: 'eu-central-1' });
  const foot = footText([planOf('prod', LARGE), other, other], { columns: 300 }).split('\n');
  expect(foot).toEqual([
    expect.stringMatching(/^all environments: \d+\.\d\d$/),
    'US dollars for a month of 730 hours (30.4 days), on demand, without tax, discounts and free tier; prices of us-east-1, eu-central-1 × 1.16',
    '≈ depends on an assumption, not on a field (docs/how-to/plan.md)',
  ]);
});

test('a local cluster has its size, and no dollars', () => {
  const setup = setupWith({ account: undefined, region: undefined, cluster: { local: {} } });
  const plan = planOf('dev', setup, undefined, setup);
  expect(planText(plan, 'deployed/dev.json', { columns: 100 }).split('\n')).toEqual([
    'dev: one size for any volume, kept 28 days, on your machine',
    expect.stringMatching(/^\d+ pods, [\d.]+ cores, [\d.]+ GiB of memory, [\d.]+ GiB of volumes$/),
    'A local cluster costs nothing at AWS.',
  ]);
  expect(footText([plan], { columns: 100 })).toBe('');
});
