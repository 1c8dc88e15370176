import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { errorsOf } from '../../lib/checks/check';
import { checkCharts } from '../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps, EnvironmentsProps } from '../../lib/environment/props';
import { ROOT } from '../helpers/cli';
import { ENV } from '../lib/app/loki-logging/doors';

type Fields = Partial<EnvironmentProps>;

/** Blocks of code of a page. */
const blocksOf = (page: string): string[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);

/** Blocks that are not fields of an environment, which other tests run: constructs of the CDK and classes. */
const isCode = (code: string): boolean =>
  /^\s*(new|const old|alloyCollectors)\b/m.test(code) || /from 'aws-cdk-lib|from '\.\.|class \w+/.test(code);

/** Pages whose blocks are tested, each with one block or more that has fields. */
const PAGES = ['docs', 'docs/how-to']
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`))
  .filter((page) => page.endsWith('.md') && blocksOf(page).some((code) => !isCode(code)));

/** Text that stands for an address of AWS in the blocks. */
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Values of a block: environments by name, one environment with its name, fields of one, or fields of a new cluster. */
function environmentsOf(code: string): EnvironmentsProps {
  const [, whole] = /defineEnvironments\(([^]*)\);/.exec(code) ?? [];
  const [, entry] = /^const entry = ([^]*);/.exec(code) ?? [];
  const fieldsText = entry === undefined ? code : `alloy: { processing: [${entry}] }`;
  const text = (whole ?? `{ ${fieldsText} }`).replaceAll("'…'", `'${CERTIFICATE}'`);
  const values = new Function('JsonPatch', `return ${text}`)(JsonPatch) as Record<string, object>;
  const isNamed = whole !== undefined || 'prod' in values || 'training-on-eks' in values;
  const { create, ...fields } = values;
  const written = isNamed ? values : { prod: create ? { cluster: { create } } : fields };
  return Object.fromEntries(
    Object.entries(written).map(([name, one]) => [name, complete(one, code)]),
  ) as EnvironmentsProps;
}

/** Fields of a block with those that it counts on: account, region, a cluster, and tenants that it names. */
function complete(fields: Fields, code: string): Fields {
  if (fields.cluster && 'local' in fields.cluster) return fields;
  const region = /us-east-1|eu-west-1/.exec(code)?.[0] ?? 'us-east-1';
  const oidcIssuer = `https://oidc.eks.${region}.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E`;
  const cluster = code.includes('vpcCidrs') ? { existing: { name: 'main', oidcIssuer } } : { create: {} };
  const tenants = fields.loki && 'url' in fields.loki ? undefined : ['platform', 'apps', 'audit'];
  return { ...ENV, region, cluster, ...(fields.canary === undefined ? { tenants } : {}), ...fields };
}

/** Files that blocks name, in the folder that the program runs in. */
const FILES = {
  'dashboards/shop.json': { uid: 'shop', title: 'Shop', panels: [{ id: 1, type: 'timeseries', targets: [] }] },
};

/** Errors that a page itself explains: a step of the migration needs the record of the deploy before. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = { 'docs/how-to/zones.md': ['CHANGE-ZONES-1'] };

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'eks-loki-how-to-'));
beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test('most pages show fields', () => expect(PAGES.length).toBeGreaterThan(30));

describe.each(PAGES)('%s', (page) => {
  test.each(blocksOf(page).filter((code) => !isCode(code)))('shows valid fields, without errors: %s', (code) => {
    const all = environmentsOf(code);
    const checked = checkCharts(Object.entries(all).map(([name, one]) => resolveEnvironment(name, one, all)));
    const errors = checked.flatMap(({ findings }) => errorsOf(findings));
    expect(errors.filter(({ rule }) => !EXPLAINED[page]?.includes(rule.id))).toEqual([]);
  });
});
