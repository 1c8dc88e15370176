import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import environments from '../../bin/environments';
import { environmentCharts, resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { RenderedObjects } from './rig/objects';
import { waitFor } from './rig/wait';
import { documents } from './suites/apply';

/**
 * Folder with the CustomResourceDefinitions of the Prometheus Operator and the Grafana operator, a file each, as in
 * example/prometheus-operator-crd and config/crd/bases of their repositories. They are not part of this one.
 */
const DEFINITIONS = process.env.OPERATOR_CRDS;

/** Beginnings of the `apiVersion` of their kinds. */
const GROUPS = ['monitoring.coreos.com/', 'grafana.integreatly.org/'];

const KINDS = ['GrafanaDashboard', 'GrafanaDatasource', 'PodMonitor', 'PrometheusRule'];

describeWith(API_SERVER, 'kinds of operators', () => {
  const objects = new RenderedObjects(
    environmentCharts(
      resolveEnvironment('dev', {
        ...(environments.dev as EnvironmentProps),
        credentials: { from: 'external-secrets' },
        canary: true,
        grafana: { as: 'operator', dashboards: true, traces: { uid: 'tempo' } },
        monitoring: { from: 'prometheus-operator', namespace: 'monitoring', labels: { release: 'prometheus' } },
      }),
    ),
  ).all.filter(({ apiVersion }) => GROUPS.some((group) => String(apiVersion).startsWith(group)));

  test('an environment has objects of each', () => {
    expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual(KINDS);
  });

  (DEFINITIONS ? describe : describe.skip)('with the definitions in OPERATOR_CRDS', () => {
    let api: ApiServer;
    const apply = (all: readonly object[]) =>
      api.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], documents(all));

    beforeAll(async () => {
      api = new ApiServer();
      await api.start();
      const folder = DEFINITIONS as string;
      for (const file of readdirSync(folder)) api.printed(['create', '-f', join(folder, file)]);
      const wait = ['wait', '--for=condition=Established', 'customresourcedefinitions', '--all'];
      await waitFor(
        () => Promise.resolve(api.kubectl(wait).status === 0),
        30,
        () => api.kubectl(wait).stderr,
      );
      for (const namespace of new Set(objects.map(({ metadata }) => metadata.namespace as string))) {
        api.printed(['create', 'namespace', namespace]);
      }
    }, 90_000);
    afterAll(() => api.stop());

    test('the API server takes every object, with strict validation', () => {
      const { status, stdout, stderr } = apply(objects);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.trim().split('\n')).toHaveLength(objects.length);
    });

    test.each(KINDS)('a misspelt field of a %s is refused', (kind) => {
      const object = objects.find((one) => one.kind === kind);
      const { status, stderr } = apply([{ ...object, spec: { ...(object?.spec as object), misspelt: {} } }]);
      expect(status).not.toBe(0);
      expect(stderr).toContain('misspelt');
    });
  });
});
