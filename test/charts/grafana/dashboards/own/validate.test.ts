import { dashboards } from '../../../../../charts/grafana/dashboards/own/settings';
import { ownDashboard } from '../../../../../charts/grafana/dashboards/own/validate';
import { problemText } from '../../../../../charts/input/problems';
import { makeCharts } from '../../../../helpers/charts';

const panel = { type: 'timeseries', id: 1 };
const model = (fields: object) => ({ uid: 'shop', title: 'Shop', panels: [panel], ...fields });
const texts = (value: unknown) => ownDashboard('own[0]', value).map(problemText);

test('a dashboard as Grafana exports it is right', () => {
  const unit = (value: string | null) => ({ fieldConfig: { defaults: { unit: value }, overrides: [] } });
  const panels = ['bytes', 'suffix:lines', 'currency:EUR', '', null].map((value, id) => ({
    ...panel,
    id,
    ...unit(value),
  }));
  expect(texts(model({ id: null, panels: [...panels, { id: 9, libraryPanel: { uid: 'x', name: 'y' } }] }))).toEqual([]);
});

test.each([
  [3, 'own[0]: 3 is not an object; write the JSON of a dashboard'],
  [
    { dashboard: {}, meta: {} },
    'own[0]: has the dashboard below the key dashboard, as the API of Grafana answers; write the value of that key',
  ],
  [
    { apiVersion: 'dashboard.grafana.app/v2', spec: {} },
    'own[0]: is in the newer model of Grafana (v2); export it in the classic model',
  ],
  [{ elements: {} }, 'own[0]: is in the newer model of Grafana (v2); export it in the classic model'],
  [{ uid: 'x', title: 'y' }, 'own[0]: has no panels; write the JSON of a dashboard, as Grafana exports it'],
  [model({ panels: [] }), 'own[0]: has no panels; write the JSON of a dashboard, as Grafana exports it'],
  [model({ uid: undefined }), "own[0].uid: missing; write one such as 'shop-orders'"],
  [
    model({ uid: 'a.b' }),
    "own[0].uid: a.b is not a uid of a dashboard; use up to 40 letters, digits, hyphens and underscores, such as 'shop-orders'",
  ],
  [model({ title: '' }), "own[0].title: '' is empty; write one such as 'Orders'"],
  [model({ panels: [{}] }), "own[0].panels[0].type: missing; write one such as 'timeseries'"],
  [model({ panels: [panel, panel] }), 'own[0].panels[1].id: 1 occurs twice; number the panels from 1'],
  [
    model({ description: 'x'.repeat(100_000) }),
    expect.stringMatching(/^own\[0\]: has 100\d{3} bytes; use at most 100000: make two of it$/),
  ],
])('%j', (value, text) => {
  const found = texts(value);
  expect(found.map((one) => one.replace(/undefined is not the type of a panel/, 'missing'))).toEqual([text]);
});

test('what JSON does not have is refused, and not called', () => {
  const toJSON = () => {
    throw new Error('called');
  };
  expect(texts(model({ version: 10n, toJSON }))).toEqual([
    expect.stringMatching(/^own\[0\]\.version: a bigint \(10n\) is not a value of JSON/),
    expect.stringMatching(/^own\[0\]\.toJSON: a function is not a value of JSON/),
  ]);
});

test('a function in the place of a panel is one problem', () => {
  expect(texts(model({ panels: [() => 1, 3] }))).toEqual([
    'own[0].panels[0]: a function is not a value of JSON; write a text, a number, true, false, null, a list or an object',
    "own[0].panels[1]: 3 is not an object; write one such as { type: 'text' }",
  ]);
});

test('panels and queries that are not objects are refused, at any depth', () => {
  const row = { type: 'row', id: 2, panels: ['x', { ...panel, id: 3, targets: [7] }] };
  expect(texts(model({ panels: [null, { ...panel, targets: {} }, { ...panel, id: 4, targets: null }, row] }))).toEqual([
    "own[0].panels[0]: missing; write one such as { type: 'text' }",
    "own[0].panels[1].targets: {} is not a list; write one such as [{ refId: 'A' }]",
    "own[0].panels[3].panels[0]: x is not an object; write one such as { type: 'text' }",
    "own[0].panels[3].panels[1].targets[0]: 7 is not an object; write one such as { refId: 'A' }",
  ]);
});

test('units and queries of closed rows and overrides are looked at too', () => {
  const closed = { type: 'row', id: 2, panels: [{ ...panel, id: 3, targets: [{ refId: 'A' }, { refId: 'A' }] }] };
  const overrides = [
    {
      matcher: {},
      properties: [
        { id: 'min', value: 'x' },
        { id: 'unit', value: 'byte' },
      ],
    },
  ];
  const fieldConfig = { defaults: { unit: 'bottles' }, overrides };
  expect(texts(model({ panels: [{ ...panel, fieldConfig }, closed] }))).toEqual([
    "own[0].panels[0].fieldConfig.defaults.unit: bottles is not a unit of Grafana; write 'suffix:bottles' if it is one of your own",
    'own[0].panels[0].fieldConfig.overrides[0].properties[1].value: byte is not a unit of Grafana; did you mean bytes?',
    'own[0].panels[1].panels[0].targets[1].refId: A occurs twice; name the queries A, B, C',
  ]);
});

test.each([
  [
    { only: ['pipelin'] },
    'dashboards.only[0]: pipelin is not one of logs, nodes, events, flows, pipeline, write, read, storage, tenants, agents; did you mean pipeline?',
  ],
  [{ only: ['logs'], without: ['read'] }, 'dashboards.without: is there beside only; leave one of the two out'],
  [{ datasources: ['cloudwatch'] }, 'dashboards.datasources: has no effect without own dashboards; leave it out'],
  [{ only: [] }, 'dashboards.only: [] is empty; write at least one, or false instead of the object'],
  [{ without: [] }, 'dashboards.without: [] is empty; write at least one, or leave it out'],
  [{ folder: '' }, "dashboards.folder: '' is empty; write a name such as 'Logs'"],
  [{ own: [] }, 'dashboards.own: [] is empty; write at least one, or leave it out'],
  ['on', "dashboards: on is not true, false or an object; write one such as { without: ['flows'] }"],
  [
    { prometheus: 'a b' },
    "dashboards.prometheus: a b is not a uid of a datasource; use up to 40 letters, digits, hyphens and underscores, such as 'prometheus'",
  ],
])('settings %j', (value, text) => {
  expect(dashboards('dashboards', value).map(problemText)).toEqual([text]);
});

describe('charts refuse dashboards that do not go together', () => {
  const problems = (own: object[], settings: object = {}, grafanaDatasources?: object) => {
    try {
      makeCharts({}, { grafanaDashboards: { own: own as never, ...settings }, grafanaDatasources });
      return [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  };
  const asking = (datasource: unknown, fields: object = {}) => model({ panels: [{ ...panel, datasource }], ...fields });

  test('uids of ours and of others', () => {
    expect(problems([model({ uid: 'loki-test_read' }), model({}), model({})])).toEqual([
      'dashboards.own[0].uid: loki-test_read is the uid of a dashboard of the library; write another',
      'dashboards.own[2].uid: shop occurs twice; write another',
    ]);
  });

  test.each([
    [{ uid: 'loki-test_platform' }, []],
    [{ uid: '-- Mixed --' }, []],
    [undefined, []],
    [null, []],
    [{ uid: 'tempo' }, []],
    [{ uid: 'amp' }, []],
    [{ uid: 'cloudwatch' }, []],
    [
      { uid: 'loki-test_platfrom' },
      ['uid: loki-test_platfrom is not a datasource of this environment; did you mean loki-test_platform?'],
    ],
    [
      { uid: 'nowhere-at-all' },
      [
        'uid: nowhere-at-all is not a datasource of this environment; add it to datasources beside own if your Grafana has it',
      ],
    ],
    [
      { uid: '${DS_LOKI}' },
      [
        'uid: ${DS_LOKI} is not a variable of the dashboard for a datasource; add the variable, or export the dashboard without sharing it externally',
      ],
    ],
    ['Loki', [" Loki names a datasource by its title; write its uid, such as { uid: 'prometheus' }"]],
    ['-- Mixed --', []],
    [
      '$DS_LOKI',
      [
        ' $DS_LOKI is not a variable of the dashboard for a datasource; add the variable, or export the dashboard without sharing it externally',
      ],
    ],
  ])('a datasource %j', (datasource, expected) => {
    const settings = { prometheus: 'amp', datasources: ['cloudwatch'] };
    const found = problems([asking(datasource)], settings, { traces: { uid: 'tempo' } });
    expect(found.map((text) => text.replace(/^dashboards\.own\[0\]\.panels\[0\]\.datasource[.:]/, ''))).toEqual(
      expected,
    );
  });

  test('a variable of the dashboard is a datasource', () => {
    const templating = { list: [{ type: 'datasource', name: 'ds', query: 'loki' }] };
    for (const uid of ['$ds', '${ds}', '[[ds]]']) {
      expect(problems([asking({ uid }, { templating })])).toEqual([]);
      // Dashboards of older versions of Grafana have the text alone.
      expect(problems([asking(uid, { templating })])).toEqual([]);
    }
  });

  test('datasources of annotations and of variables are looked at too, and a short list is named', () => {
    const of = (uid: string) => ({ datasource: { type: 'loki', uid } });
    const annotations = {
      list: [{ builtIn: 1, datasource: '-- Grafana --' }, of('loki-test_platform'), of('loki-of-somebody-else')],
    };
    const templating = { list: [{ type: 'query', name: 'app', ...of('loki-of-somebody-else') }, { type: 'custom' }] };
    expect(problems([model({ annotations, templating })])).toEqual([
      'dashboards.own[0].annotations.list[2].datasource.uid: loki-of-somebody-else is not a datasource of this environment; write loki-test_platform or loki-test_apps, or add it to datasources beside own if your Grafana has it',
      'dashboards.own[0].templating.list[0].datasource.uid: loki-of-somebody-else is not a datasource of this environment; write loki-test_platform or loki-test_apps, or add it to datasources beside own if your Grafana has it',
    ]);
  });

  test('a folder of files', () => {
    expect(problems([model({})], { folder: 'Logs' }, { as: 'files' })).toEqual([
      'dashboards.folder: Logs has no effect on files; leave it out, and mount them in a folder',
    ]);
  });
});
