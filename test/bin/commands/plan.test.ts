import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eksLoki, eksLokiProcess, environmentsFile, oneLine, ROOT, withoutAws, workFolder } from '../../helpers/cli';

const place = "account: '111122223333', region: 'us-east-1', cluster: { create: {} }";
const prod = (volume: number, more = '') =>
  environmentsFile(`{ prod: { ${place}, volume: '${volume} GB/day', ${more} } }`);
const FILE = ['--environments', 'environments.ts'];

interface PlanJson {
  readonly environments: {
    readonly environment: string;
    readonly dollars: number;
    readonly priceFactor: number | null;
    readonly size: { readonly pods: number };
    readonly lines: { readonly part: string; readonly dollars: number; readonly arithmetic: string }[];
    readonly former: { readonly record: string; readonly dollars: number } | null;
  }[];
  readonly warnings: { readonly path: string }[];
  readonly problems: { readonly path: string; readonly found: string; readonly fix: string }[];
}

const json = (stdout: string) => JSON.parse(stdout) as PlanJson;

test('prints all environments of the file, or those that are named', () => {
  const file = ['--environments', join(ROOT, 'bin/environments.ts')];
  const all = eksLoki(['plan', ...file, '--record', 'none'], workFolder());
  expect([all.status, all.stderr]).toEqual([0, '']);
  expect(all.stdout.match(/^[\w-]+: \d+ GB a day/gm)).toEqual([
    ...['dev: 20 GB a day', 'prod: 500 GB a day', 'training-on-eks: 50 GB a day'],
  ]);
  expect(all.stdout).toMatch(/^all environments: \d+\.\d\d$/m);
  const one = eksLoki(['plan', 'prod', ...file, '--record', 'none'], workFolder());
  expect(one.stdout).not.toContain('dev:');
  expect(eksLoki(['plan', 'prdo', ...file], workFolder()).stderr).toContain('did you mean prod?');
});

test('never loads aws-cdk-lib or the AWS SDK', () => {
  const folder = workFolder(prod(500));
  const [probe, loaded] = [join(folder, 'probe.cjs'), join(folder, 'loaded.json')];
  writeFileSync(
    probe,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(Object.keys(require.cache))))`,
  );
  const env = withoutAws({ NODE_OPTIONS: `--require ${probe}` });
  expect(eksLokiProcess(['plan', ...FILE], folder, env).status).toBe(0);
  const modules = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
  expect(modules.some((module) => module.includes('/cdk8s-plus-28/'))).toBe(true);
  expect(modules.filter((module) => /\/(aws-cdk-lib|@aws-sdk|@smithy)\//.test(module))).toEqual([]);
});

test('the examples of the how-to are what it prints', () => {
  const text = readFileSync(join(ROOT, 'docs/how-to/plan.md'), 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].filter(([, language]) => language === '');
  const [present = '', change = ''] = blocks.map(([, , block = '']) => block);
  const folder = workFolder(prod(500));
  const shown = (block: string) => block.split('\n').filter((line) => line.trim() !== '' && line !== '…');
  const lines = (args: string[]) => eksLoki(['plan', 'prod', ...FILE, ...args], folder).stdout.split('\n');
  expect(shown(present).length).toBeGreaterThan(8);
  expect(shown(present).filter((line) => !lines([]).includes(line))).toEqual([]);
  expect(eksLoki(['render', ...FILE], folder).status).toBe(0);
  writeFileSync(join(folder, 'environments.ts'), prod(700));
  expect(shown(change)).toHaveLength(2);
  expect(shown(change).filter((line) => !lines([]).includes(line))).toEqual([]);
});

test('compares with the record of what was deployed, or with nothing', () => {
  const folder = workFolder(prod(500));
  const planned = (...args: string[]) =>
    json(eksLoki(['plan', '--json', ...FILE, ...args], folder).stdout).environments[0];
  expect(planned()?.former).toBeNull();
  eksLoki(['render', ...FILE], folder);
  expect(planned()?.former).toMatchObject({ record: 'deployed/prod.json', dollars: 2141.65 });
  expect(planned('--record', 'none')?.former).toBeNull();

  // A record of an earlier version, and one that was changed by hand, have no size.
  const record = join(folder, 'deployed/prod.json');
  const { setup, ...earlier } = JSON.parse(readFileSync(record, 'utf8')) as { setup: { cluster: object } };
  for (const text of [earlier, { ...earlier, setup: { ...setup, pods: [null] } }]) {
    writeFileSync(record, JSON.stringify(text));
    expect(planned()).toMatchObject({ dollars: 2141.65, former: null });
  }
  const nodes = { instanceType: 't3.2xlarge', count: 4 };
  writeFileSync(record, JSON.stringify({ ...earlier, setup: { ...setup, cluster: { ...setup.cluster, nodes } } }));
  expect(planned()?.former).toBeNull();
  expect(oneLine(eksLoki(['plan', ...FILE], folder).stderr)).toContain(
    'warning deployed/prod.json setup.cluster.nodes.instanceType: t3.2xlarge has no price in the table;',
  );
  writeFileSync(record, '{}');
  expect(oneLine(eksLoki(['plan', ...FILE], folder).stderr)).toContain('deployed/prod.json: not a record');
});

describe('--max-dollars', () => {
  const guarded = (most: string, ...args: string[]) =>
    eksLoki(['plan', ...FILE, '--max-dollars', most, ...args], workFolder(prod(500)));

  it('passes a month that costs no more', () => {
    expect(guarded('2142').status).toBe(0);
  });

  it('fails if it costs more, with what costs most', () => {
    const { status, stdout, stderr } = guarded('2141');
    expect(status).toBe(1);
    expect(stdout).toContain('sum                    2141.65');
    expect(oneLine(stderr)).toBe(
      'error environments.prod: costs 2141.65 dollars a month, more than the 2141.00 of --max-dollars; lower what costs most (nodes 1121.28, traffic between zones 693.12), or raise --max-dollars',
    );
  });

  it('is in the JSON, too', () => {
    const { status, stdout, stderr } = guarded('100', '--json');
    expect([status, stderr]).toEqual([1, '']);
    expect(json(stdout).problems).toMatchObject([{ path: 'environments.prod' }]);
    expect(json(stdout).environments[0]?.dollars).toBe(2141.65);
  });

  it.each(['-1', 'much', '1e', 'NaN', 'Infinity', '0x10', '1,000'])('refuses %s', (most) => {
    const { status, stderr } = guarded(most);
    expect([status, oneLine(stderr)]).toEqual([
      2,
      `error --max-dollars: ${most} is not an amount of dollars; write one such as 2500`,
    ]);
  });
});

describe('--prices', () => {
  const priced = (prices: unknown, ...args: string[]) => {
    const folder = workFolder(prod(500));
    writeFileSync(join(folder, 'prices.json'), typeof prices === 'string' ? prices : JSON.stringify(prices));
    return eksLoki(['plan', ...FILE, '--prices', 'prices.json', ...args], folder);
  };

  it('replaces prices and assumptions', () => {
    const { stdout } = priced({ instances: { 'm6i.2xlarge': 0.5 }, assumptions: { streams: 0, chunkReads: 0 } });
    expect(stdout).toMatch(/^nodes +1460\.00 {2}4 m6i\.2xlarge × 730 h × 0\.5$/m);
    expect(stdout).toMatch(/^S3 requests +13\.18 /m);
  });

  it('names everything that is wrong, and plans nothing', () => {
    const { status, stdout, stderr } = priced({ prices: { natGatway: 1, volume: -1 } });
    expect([status, stdout]).toEqual([1, '']);
    expect(oneLine(stderr)).toBe(
      'error prices.json prices.natGatway: not a key; did you mean natGateway? error prices.json prices.volume: -1 is not a number of at least 0 and at most 1000000000; write one such as 0.1',
    );
    expect(json(priced('{', '--json').stdout).problems).toMatchObject([{ path: 'prices.json' }]);
  });

  it('names a file that is missing, or a folder', () => {
    const folder = workFolder(prod(500));
    mkdirSync(join(folder, 'prices'));
    const faults = {
      'none.json': 'no such file',
      prices: 'is a folder',
      '/dev/null': 'is a pipe or a device, not a file',
    };
    for (const [name, fault] of Object.entries(faults)) {
      const { status, stderr } = eksLoki(['plan', ...FILE, '--prices', name], folder);
      expect([status, oneLine(stderr)]).toEqual([1, `error ${name}: ${fault}; name a file with --prices FILE`]);
    }
  });
});

describe('a region whose prices are not known', () => {
  const file = environmentsFile(`{ prod: { account: '111122223333', region: 'eu-south-2', cluster: { create: {} } } }`);

  it('has those of us-east-1, and says so', () => {
    const { status, stdout, stderr } = eksLoki(['plan', ...FILE], workFolder(file));
    expect([status, stdout.includes('sum ')]).toEqual([0, true]);
    expect(oneLine(stderr)).toContain(
      'warning environments.prod.region: the prices of eu-south-2 are not known, so dollars are those of us-east-1;',
    );
    const plans = json(eksLoki(['plan', '--json', ...FILE], workFolder(file)).stdout);
    expect([plans.environments[0]?.priceFactor, plans.warnings[0]?.path]).toEqual([null, 'environments.prod.region']);
  });

  it('does not pass a guard', () => {
    const { status, stderr } = eksLoki(['plan', ...FILE, '--max-dollars', '1000000'], workFolder(file));
    expect(status).toBe(1);
    expect(oneLine(stderr)).toMatch(/^error environments\.prod\.region: the prices of eu-south-2 are not known/);
  });
});

test('an instance type without a price is refused before anything is planned', () => {
  const types = environmentsFile(
    `{ prod: { account: '111122223333', region: 'us-east-1', cluster: { create: { instanceTypes: ['t3.2xlarge'] } } } }`,
  );
  const { status, stdout, stderr } = eksLoki(['plan', ...FILE], workFolder(types));
  expect([status, stdout]).toEqual([1, '']);
  expect(oneLine(stderr)).toContain(
    'instanceTypes[0]: t3.2xlarge has no price in the table; write its price for an hour',
  );
});

test('a local cluster has a size, and no page', () => {
  const folder = workFolder(environmentsFile('{ dev: { cluster: { local: {} } } }'));
  const { status, stdout } = eksLoki(['plan', ...FILE, '--max-dollars', '0'], folder);
  expect([status, stdout.includes('A local cluster costs nothing at AWS.')]).toEqual([0, true]);
  const page = eksLoki(['plan', ...FILE, '--html', 'plan.html'], folder);
  expect([page.status, oneLine(page.stderr)]).toEqual([
    1,
    'error --html: has nothing to show: local clusters cost nothing at AWS; name an environment on EKS',
  ]);
  expect(existsSync(join(folder, 'plan.html'))).toBe(false);
});

test('invalid environments are refused as everywhere', () => {
  const folder = workFolder(environmentsFile(`{ prod: { ${place}, retention: '12h' } }`));
  const { status, stdout, stderr } = eksLoki(['plan', ...FILE], folder);
  expect([status, stdout]).toEqual([1, '']);
  expect(oneLine(stderr)).toContain('environments.prod.retention: 12h is shorter than the 24h index period');
});

test('--html writes a page with the number that is printed', () => {
  const folder = workFolder(prod(500));
  const { status, stdout } = eksLoki(['plan', ...FILE, '--html', 'plan.html'], folder);
  expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, 'page: plan.html']);
  const page = readFileSync(join(folder, 'plan.html'), 'utf8');
  expect(page).toContain('"environment":"prod"');
  const { stdout: both } = eksLoki(['plan', ...FILE, '--html', 'plan.html', '--json'], folder);
  expect(json(both).environments).toHaveLength(1);
});
