import { problemText } from '../../../charts/input/problems';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { checkCharts } from '../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { validateEnvironments } from '../../../lib/environment/validate';
import { ENV, environment, library, lines } from '../app/loki-logging/doors';

const problemsOf = (alloy: object) =>
  validateEnvironments({ prod: { cluster: { create: {} }, tenants: ['prod', 'shop'], alloy } } as never).map(
    problemText,
  );

test.each<[string, unknown, string]>([
  ['a word', 'yes', ': yes is not true, false or an object'],
  ['a misspelt field', { namespace: {} }, '.namespace: not a key; did you mean namespaces?'],
  ['another origin', { from: 'files' }, '.from: files is not one of file, api; did you mean file?'],
  [
    'Fargate twice',
    { from: 'api', fargate: true },
    ".fargate: true, and from is 'api', which reads the pods of all nodes; leave it out",
  ],
  [
    'positions without files',
    { from: 'api', formerPositions: '/run/promtail/positions.yaml' },
    ".formerPositions: /run/promtail/positions.yaml, and from is 'api', which reads no file; leave it out",
  ],
  [
    'positions in no folder',
    { formerPositions: 'positions.yaml' },
    '.formerPositions: positions.yaml is not an absolute path',
  ],
  [
    'a pattern of positions',
    { formerPositions: '/run/promtail/*.yaml' },
    ".formerPositions: /run/promtail/*.yaml is a pattern; write the path of one file, such as '/run/promtail/positions.yaml'",
  ],
  [
    'a folder of positions',
    { formerPositions: '/run/promtail/' },
    ".formerPositions: /run/promtail/ is not the path of files; write the path of one file, such as '/run/promtail/positions.yaml'",
  ],
  [
    'positions in the root folder',
    { formerPositions: '/positions.yaml' },
    ".formerPositions: /positions.yaml is in no folder that can be mounted; write the path of one file, such as '/run/promtail/positions.yaml'",
  ],
  [
    'positions among credentials',
    { formerPositions: '/run/secrets/p.yaml' },
    '.formerPositions: /run/secrets/p.yaml is in /run/secrets, whose files are credentials',
  ],
  ['no namespaces', { namespaces: {} }, ".namespaces: it names none; write one such as { exclude: ['kube-system'] }"],
  ['an empty list', { namespaces: { include: [] } }, '.namespaces.include: [] is empty; write at least one'],
  ['an invalid namespace', { namespaces: { exclude: ['A'] } }, '.namespaces.exclude[0]: A is not a namespace'],
  ['a namespace twice', { namespaces: { exclude: ['a', 'a'] } }, '.namespaces.exclude[1]: a occurs twice'],
  [
    'everything excluded',
    { namespaces: { exclude: ['**'] } },
    '.namespaces.exclude[0]: ** leaves out every namespace; narrow it, or write pods: false',
  ],
  [
    'included and excluded',
    { namespaces: { include: ['team-a', 'shop'], exclude: ['team-*'] } },
    '.namespaces.include[0]: team-a matches no pod, since exclude has team-*; leave one of the two out',
  ],
  [
    'excluded from what is not included',
    { namespaces: { include: ['team-*'], exclude: ['shop-*'] } },
    '.namespaces.exclude[0]: shop-* leaves out nothing, since include is only team-*; leave it out',
  ],
  ['no containers', { containers: {} }, ".containers: it names none; write one such as { exclude: ['istio-proxy'] }"],
  ['an invalid container', { containers: { exclude: ['a b'] } }, '.containers.exclude[0]: a b is not a container'],
  ['all containers', { containers: { exclude: ['*'] } }, '.containers.exclude[0]: * leaves out every container'],
  [
    'no annotation',
    { annotations: { collect: false, format: false, multiline: false } },
    '.annotations: it reads no annotation; write annotations: false',
  ],
  ['no tenants', { annotations: { tenants: [] } }, '.annotations.tenants: [] is empty'],
  [
    'a tenant that nobody has',
    { annotations: { tenants: ['shop', 'shopp'] } },
    '.annotations.tenants[1]: shopp is not one of the tenants, prod, shop; did you mean shop?',
  ],
])('%s: refused', (_what, pods, message) => {
  const found = problemsOf({ pods });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`environments.prod.alloy.pods${message}`);
});

test('a DaemonSet that reads nothing, since pods come from the API: refused', () => {
  const off = { journal: false, audit: false, cloudInit: false };
  expect(problemsOf({ ...off, pods: { from: 'api' } })).toEqual([
    expect.stringContaining('the DaemonSet reads nothing: journal, audit, cloudInit are all false'),
  ]);
  expect(problemsOf({ ...off, pods: { fargate: true } })).toEqual([]);
});

test('settings work through both doors, with the same messages', () => {
  const pods = { namespaces: { exclude: ['kube-system'] } };
  const excludes = (charts: LoggingCharts) => charts.alloy.config.includes('metadata.namespace!=kube-system');
  expect(excludes(environment({ alloy: { pods } })())).toBe(true);
  expect(excludes(library({ alloySources: { pods } }).charts)).toBe(true);
  expect(lines(() => library({ alloySources: { pods: { annotations: { tenants: ['nobody'] } } } }))).toEqual([
    expect.stringMatching(/alloySources\.pods\.annotations\.tenants\[0\]: nobody is not one of the tenants/),
  ]);
});

test.each([
  { fargate: true, annotations: true },
  { from: 'api', namespaces: { exclude: ['a', 'b-*'] } },
])('the rules find nothing new with %j', (pods) => {
  const found = (alloy: object) => {
    const props = { ...ENV, cluster: { create: {} }, alloy } as Parameters<typeof resolveEnvironment>[1];
    return checkCharts([resolveEnvironment('team', props)]).flatMap(({ findings }) => findings);
  };
  expect(found({ pods }).map(({ path }) => path)).toEqual(found({}).map(({ path }) => path));
});
