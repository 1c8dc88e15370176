import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorsOf } from '../../lib/checks/check';
import { checkCharts } from '../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { ROOT } from '../helpers/cli';
import { ENV } from '../lib/app/loki-logging/doors';

/** Fields of an environment that a page shows, each block by itself. */
const blocksOf = (page: string): string[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);

/** Tenants that blocks count on which name none themselves. */
const TENANTS = ['platform', 'apps', 'audit'];

const PAGES = ['teams', 'rules', 'tenants', 'monitoring', 'dashboards', 'own-grafana'];

/** Files that blocks name, in the folder that the program runs in. */
const FILES = {
  'dashboards/shop.json': { uid: 'shop', title: 'Shop', panels: [{ id: 1, type: 'timeseries', targets: [] }] },
};

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

describe.each(PAGES.map((page) => `docs/how-to/${page}.md`))('%s', (page) => {
  test.each(blocksOf(page))('shows fields that are valid, of an environment without errors: %s', (code) => {
    const fields = new Function(`return { ${code} }`)() as Partial<EnvironmentProps>;
    const environment = resolveEnvironment('prod', {
      ...ENV,
      cluster: { create: {} },
      tenants: TENANTS,
      ...fields,
    });
    const [checked] = checkCharts([environment]);
    expect(checked && errorsOf(checked.findings)).toEqual([]);
  });
});
