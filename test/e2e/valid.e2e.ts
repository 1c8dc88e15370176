import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubernetesObject } from '../helpers/charts';
import { CUSTOM_KINDS } from '../kubernetes/custom-resources';
import { describeWith, program, type ProgramName } from '../helpers/programs';
import { validEnvironment } from '../helpers/valid/environment';
import { API_SERVER, ApiServer } from './rig/api-server';
import { customResourceDefinitions } from './rig/custom-resource-definitions';
import { RenderedObjects } from './rig/objects';
import { documents } from './suites/apply';

/** Random environments of odd but valid values. Each text goes to the program that reads it. */
const SEEDS = [2, 3, 5, 7, 11, 13];

const objectsOf = (seed: number): readonly KubernetesObject[] =>
  new RenderedObjects(validEnvironment(seed).checked.charts).all;

/** True for kinds of Kubernetes itself, and those that the tests have definitions of: not for KEDA and the Grafana operator. */
const isDefined = ({ apiVersion, kind }: KubernetesObject): boolean =>
  /^[^.]*$|^[a-z.]*\.k8s\.io\//.test(apiVersion) || CUSTOM_KINDS[`${apiVersion}/${kind}`] !== undefined;

/** Containers of all workloads, with the namespace and name of theirs. */
const containersOf = (objects: readonly KubernetesObject[]) =>
  objects.flatMap(({ metadata, spec }) => {
    const containers = (spec as { template?: { spec?: { containers?: { args?: string[]; env?: unknown[] }[] } } })
      ?.template?.spec?.containers;
    return (containers ?? []).map(({ args = [] }) => ({ ...metadata, args }));
  });

/** Values of ConfigMaps whose key ends so, by namespace and name. */
const textsOf = (objects: readonly KubernetesObject[], end: string): string[] =>
  objects
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .flatMap(([key, text]) => (key.endsWith(end) ? [text] : []));

describe.each(SEEDS)('the environment of seed %d', (seed) => {
  const folder = mkdtempSync(join(tmpdir(), 'valid-'));
  const file = join(folder, 'file');
  let objects: readonly KubernetesObject[];
  beforeAll(() => {
    objects = objectsOf(seed);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Output of a program that refuses a text in a file; undefined if it takes it. */
  const refusal = (name: ProgramName, args: readonly string[], text: string): string | undefined => {
    writeFileSync(file, text);
    const env = { ...process.env, NODE_NAME: 'node' };
    const { status, stdout, stderr } = spawnSync(program(name), args, { encoding: 'utf8', env });
    return status === 0 ? undefined : `${name} ${args.join(' ')}: ${stdout}${stderr}`;
  };
  const configOf = (namespace: string | undefined, name: string, key: string): string =>
    (
      objects.find(
        ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name && metadata.namespace === namespace,
      )?.data as Record<string, string>
    )[key] ?? '';

  describeWith(['loki'], 'Loki', () => {
    test('takes its configuration with the arguments of each component', () => {
      const all = containersOf(objects).filter(({ args }) => args.some((arg) => arg.startsWith('-config.file=')));
      const refusals = all.map(({ namespace, args }) => {
        const given = args
          .filter((arg) => !arg.startsWith('-config.file='))
          .map((arg) => arg.replace('$(POD_IP)', '10.0.0.1'));
        return refusal(
          'loki',
          ['-verify-config', `-config.file=${file}`, ...given],
          configOf(namespace, 'loki', 'config.yaml'),
        );
      });
      expect(refusals.filter(Boolean)).toEqual([]);
    });
  });

  describeWith(['alloy'], 'Alloy', () => {
    test('takes the configuration of each collector, as it would format it', () => {
      const all = containersOf(objects).filter(({ args }) => args.includes('/etc/alloy/config.alloy'));
      expect(all.length).toBeGreaterThan(0);
      const refusals = all.flatMap(({ namespace, name, args }) => {
        const config = configOf(namespace, name, 'config.alloy');
        const level = args.filter((arg) => arg.startsWith('--stability.level='));
        return [refusal('alloy', ['validate', ...level, file], config), refusal('alloy', ['fmt', '-t', file], config)];
      });
      expect(refusals.filter(Boolean)).toEqual([]);
    });
  });

  describeWith(['promtool'], 'Prometheus', () => {
    test('takes the alerts', () => {
      const rules = objects.filter(({ kind }) => kind === 'PrometheusRule').map(({ spec }) => JSON.stringify(spec));
      const files = textsOf(objects, 'alerts.yaml').map((text) => JSON.stringify(parse(text)));
      expect(
        [...rules, ...files].map((text) => refusal('promtool', ['check', 'rules', file], text)).filter(Boolean),
      ).toEqual([]);
    });
  });

  describeWith(['busybox'], 'the shell of the images', () => {
    test('takes the scripts', () => {
      expect(
        textsOf(objects, '.sh')
          .map((text) => refusal('busybox', ['sh', '-n', file], text))
          .filter(Boolean),
      ).toEqual([]);
    });
  });
});

describeWith(API_SERVER, 'a real API server', () => {
  const api = new ApiServer();
  beforeAll(async () => {
    await api.start();
    api.printed(['create', '-f', '-'], documents(customResourceDefinitions()));
  });
  afterAll(() => api.stop());

  test.each(SEEDS)('takes the objects of seed %d, without a warning', (seed) => {
    const objects = objectsOf(seed).filter(isDefined);
    const apply = (some: readonly KubernetesObject[], ...flags: string[]) => {
      const { status, stderr } = api.kubectl(
        ['apply', '--server-side', '--force-conflicts', '--validate=strict', ...flags, '-f', '-'],
        documents(some),
      );
      return { status, stderr };
    };
    // Those of others exist already.
    const names = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined));
    const namespaces = [...names].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
    expect(apply(namespaces as KubernetesObject[])).toEqual({ status: 0, stderr: '' });
    expect(apply(objects.filter(({ kind }) => kind === 'Namespace'))).toEqual({ status: 0, stderr: '' });
    expect(apply(objects, '--dry-run=server')).toEqual({ status: 0, stderr: '' });
  });
});
