import { type PodTemplate, withPodSettings } from '../../../charts/kubernetes/pod-settings';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const term = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' }] });
const near = (topologyKey: string) => ({ topologyKey });

describe('settings of pods', () => {
  test('change nothing if there are none', () => {
    const template: PodTemplate = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } };
    expect(withPodSettings(template, {})).toEqual(template);
  });

  test('append tolerations, merge node selectors, and never replace what others depend on', () => {
    const template: PodTemplate = {
      metadata: { labels: { app: 'a' }, annotations: { 'checksum/config': '1' } },
      spec: { tolerations: [{ operator: 'Exists' }], nodeSelector: { 'kubernetes.io/os': 'linux' } },
    };
    const settings = {
      labels: { app: 'mine', team: 'b' },
      annotations: { 'checksum/config': 'mine', owner: 'b' },
      tolerations: [{ key: 'pool', value: 'logs' }],
      nodeSelector: { 'kubernetes.io/os': 'windows', pool: 'logs' },
      priorityClassName: 'high',
      imagePullSecrets: ['a', 'b'],
    };
    expect(withPodSettings(template, settings)).toEqual({
      metadata: { labels: { app: 'a', team: 'b' }, annotations: { 'checksum/config': '1', owner: 'b' } },
      spec: {
        tolerations: [{ operator: 'Exists' }, { key: 'pool', value: 'logs' }],
        nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'logs' },
        priorityClassName: 'high',
        imagePullSecrets: [{ name: 'a' }, { name: 'b' }],
      },
    });
  });

  test('add required terms about pods to ours', () => {
    const ours = { podAntiAffinity: { [REQUIRED]: [near('host')] } };
    const theirs = { podAntiAffinity: { [REQUIRED]: [near('zone')] }, podAffinity: { [REQUIRED]: [near('rack')] } };
    const { spec } = withPodSettings({ spec: { affinity: ours } }, { affinity: theirs });
    expect(spec.affinity).toEqual({
      podAntiAffinity: { [REQUIRED]: [near('host'), near('zone')] },
      podAffinity: { [REQUIRED]: [near('rack')] },
    });
  });

  test('hold with ours on the same node: terms of nodes are alternatives, so each is joined with each', () => {
    const nodes = (...keys: string[]) => ({ nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: keys.map(term) } } });
    const { spec } = withPodSettings({ spec: { affinity: nodes('a', 'b') } }, { affinity: nodes('c') });
    const terms = spec.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms;
    expect(terms?.map(({ matchExpressions }) => matchExpressions?.map(({ key }) => key))).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
  });

  test('keep preferences of both', () => {
    const prefer = (key: string) => ({ nodeAffinity: { [PREFERRED]: [{ weight: 1, preference: term(key) }] } });
    const { spec } = withPodSettings({ spec: { affinity: prefer('a') } }, { affinity: prefer('b') });
    expect(spec.affinity?.nodeAffinity).toEqual({
      [PREFERRED]: [
        { weight: 1, preference: term('a') },
        { weight: 1, preference: term('b') },
      ],
    });
  });
});
