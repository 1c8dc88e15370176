import { ANSWERS } from '../kubernetes/answers';
import { objectWith } from '../kubernetes/answers/answer';
import { KIND_ANSWERS } from '../kubernetes/answers/others';
import { POD_ANSWERS, podOf } from '../kubernetes/answers/pod-security';
import type { Loose } from '../lib/checks/harness';
import { describeWith } from '../helpers/programs';
import { ADMIN_TOKEN, API_SERVER, ApiServer } from './rig/api-server';

/** Kinds of the objects that are in no namespace. */
const CLUSTER_WIDE = [
  ...['Namespace', 'StorageClass', 'PriorityClass', 'ClusterRole', 'ClusterRoleBinding', 'PersistentVolume'],
  ...['CSIDriver', 'VolumeAttributesClass', 'RuntimeClass', 'IngressClass', 'ServiceCIDR', 'APIService'],
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'CustomResourceDefinition'],
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
];

/** Name of a kind in paths. */
const plural = (kind: string): string =>
  kind === 'Endpoints' ? 'endpoints' : kind.toLowerCase().replace(/ss$/, 'sse').replace(/y$/, 'ie').concat('s');

/** Path of the objects of a kind. */
function pathOf({ apiVersion, kind, metadata }: Loose): string {
  const namespace = typeof metadata['namespace'] === 'string' ? (metadata['namespace'] as string) : 'default';
  const group = /\//.test(String(apiVersion)) ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${group}${CLUSTER_WIDE.includes(kind) ? '' : `/namespaces/${namespace}`}/${plural(kind)}`;
}

describeWith(API_SERVER, 'the real API server', () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = new ApiServer();
    await api.start();
  });
  afterAll(() => api.stop());

  /** True if it takes an object. */
  const takes = async (object: Loose, isLate = false): Promise<boolean> => {
    const query = `?${isLate ? '' : 'dryRun=All&'}fieldValidation=Strict`;
    return (await api.ask('POST', `${pathOf(object)}${query}`, ADMIN_TOKEN, object)) < 300;
  };

  test.each(ANSWERS)('$kind $path: answers as the rules say', async ({ kind, path, takes: right, refuses, late }) => {
    const answers = async (values: readonly unknown[]) => {
      const all: string[] = [];
      for (const value of values) if (await takes(objectWith(kind, path, value), late)) all.push(JSON.stringify(value));
      return all;
    };
    expect(await answers(right)).toEqual(right.map((value) => JSON.stringify(value)));
    expect(await answers(refuses)).toEqual([]);
  });

  test.each(KIND_ANSWERS)('%s %s: does not exist', async (apiVersion, kind) => {
    expect(await takes({ apiVersion, kind, metadata: { name: 'a' } })).toBe(false);
  });

  describe.each(['restricted', 'baseline'] as const)('a namespace of level %s', (level) => {
    beforeAll(() => {
      api.printed(['create', 'namespace', level]);
      api.printed(['label', 'namespace', level, `pod-security.kubernetes.io/enforce=${level}`]);
      api.printed(['create', 'serviceaccount', 'default', '-n', level]);
    });

    test.each(POD_ANSWERS)('answers $refusedBy to $pod $container $annotations', async (answer) => {
      expect(await takes(podOf(answer, level))).toBe(!answer.refusedBy.includes(level));
    });
  });
});
