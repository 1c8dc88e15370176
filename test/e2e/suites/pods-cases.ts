import { TRACES } from './traces';

/** Label of pods for Fargate, as the API server of EKS sets it. */
export const PROFILE = { 'eks.amazonaws.com/fargate-profile': 'default' };

/** Time of the first line of each pod. */
export const START = Date.now() - 60_000;

/** Numbered lines. */
export const numbered = (count: number, text: string): string[] =>
  Array.from({ length: count }, (_, n) => `${text} ${n}`);

/** A pod of a namespace, its lines in files unless it runs on Fargate. */
export interface WrittenPod {
  readonly namespace: string;
  readonly lines: readonly string[];
  readonly container?: string;
  readonly init?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Record<string, string>;
  readonly isFargate?: boolean;
  readonly isInApi?: boolean;
}

/** An annotation of a pod. */
const annotated = (name: string, value: string) => ({ annotations: { [`logs.eks-loki/${name}`]: value } });

/** Pods and their lines. */
export const PODS: readonly WrittenPod[] = [
  { namespace: 'plain', lines: ['a', 'b'], init: 'prepare' },
  { namespace: 'kube-system', lines: ['never'] },
  { namespace: 'secret-x', lines: ['never'] },
  { namespace: 'mesh', lines: ['never'], container: 'istio-proxy' },
  { namespace: 'hidden', lines: ['never'], ...annotated('collect', 'false') },
  { namespace: 'shown', lines: ['yes'], ...annotated('collect', 'true') },
  { namespace: 'java', lines: TRACES.java, ...annotated('multiline', 'java') },
  { namespace: 'rust', lines: ['one', ' two'], ...annotated('multiline', 'rust') },
  { namespace: 'json', lines: ['{"level":"WARNING"}', 'no json'], ...annotated('format', 'json') },
  { namespace: 'moved', lines: ['moved'], ...annotated('tenant', 'apps') },
  { namespace: 'bold', lines: ['bold'], ...annotated('tenant', 'audit') },
  // A pod of a node whose owner writes the label of Fargate: it must not be read twice.
  { namespace: 'trap', lines: numbered(20, 'trap'), labels: PROFILE, isInApi: true },
  ...numbered(8, 'f').map((name) => ({
    namespace: name.replace(' ', '-'),
    lines: numbered(100, name),
    isFargate: true,
  })),
  { namespace: 'secret-f', lines: ['never'], isFargate: true },
  { namespace: 'f-java', lines: TRACES.java, isFargate: true, ...annotated('multiline', 'java') },
  { namespace: 'f-moved', lines: ['moved'], isFargate: true, ...annotated('tenant', 'apps') },
];
