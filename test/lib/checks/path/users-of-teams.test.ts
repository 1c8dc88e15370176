import { MANIFESTS_RULES } from '../../../../lib/checks/catalogue';
import { Manifests } from '../../../../lib/manifests/manifests';
import { makeCharts, objectsOf } from '../../../helpers/charts';

const objects = () =>
  objectsOf(
    makeCharts({
      tenants: ['platform', 'apps', 'ops'],
      storageClassName: 'gp3',
      readers: {
        shop: { tenants: ['apps'], datasource: true },
        audit: { tenants: ['platform', 'apps'], datasource: true },
      },
      writers: { ci: { tenants: ['apps'] } },
    }),
  );

/** Findings of every rule about objects. */
const findingsOf = (all: readonly unknown[]): string[] => {
  const manifests = new Manifests(all as never);
  return MANIFESTS_RULES.flatMap((rule) =>
    rule.check({ manifests }).map(({ path, found, fix }) => `${rule.id} ${path}: ${found}; ${fix}`),
  );
};

/** Findings after a text in a ConfigMap is replaced. */
function broken(name: string, file: string, from: string, to: string): string[] {
  const all = objects();
  const data = all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.['data'];
  expect(data[file]).toContain(from);
  data[file] = data[file].replace(from, to);
  return findingsOf(all);
}
const DATASOURCES = ['loki-datasources-test', 'loki-test.yaml'] as const;

describe('rules about a gateway with users of teams', () => {
  test('find nothing in a right one', () => {
    expect(findingsOf(objects())).toEqual([]);
  });

  test.each([
    [
      'a datasource of a tenant that its user may not see',
      'httpHeaderValue1: apps\n  - name: Loki test (audit)',
      'httpHeaderValue1: platform\n  - name: Loki test (audit)',
      'platform is not a tenant that the gateway accepts: only apps',
    ],
    [
      'several tenants, one of which is not the user’s',
      'platform|apps',
      'platform|ops',
      'platform|ops is not a tenant that the gateway accepts: only platform, apps',
    ],
    [
      'several tenants of a user who sees one',
      'basicAuthUser: audit',
      'basicAuthUser: shop',
      'platform|apps is not a tenant that the gateway accepts: only apps',
    ],
    [
      'a datasource that logs in as a writer',
      'basicAuthUser: audit',
      'basicAuthUser: ci',
      'ci is not a user that the gateway allows to query: only reader, shop, audit',
    ],
  ])('find %s', (_what, from, to, expected) => {
    expect(broken(...DATASOURCES, from, to).join('\n')).toContain(expected);
  });

  test('find an Alloy that pushes a tenant as a writer of others', () => {
    const found = broken('alloy', 'config.alloy', 'username      = "writer"', 'username      = "ci"');
    expect(found.join('\n')).toContain('platform is not a tenant that the gateway accepts: only apps');
  });
});
