import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { NAMESPACE } from '../input/forms';
import { fields, list, oneOf, propProblems, type PropValidators, refuse, required, text, texts } from '../input/props';
import { addObject, MANAGED_BY, NAMESPACE_NAME_LABEL } from './objects';
import { podLabels } from './validate';

/** Levels of the Pod Security Standards (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export enum PodSecurity {
  /** No root, no privilege escalation, no host access. */
  RESTRICTED = 'restricted',
  /** No restriction: pods that read the node's files need it. */
  PRIVILEGED = 'privileged',
}

/** One namespace. */
export interface NamespaceProps {
  /** Name of the namespace. */
  readonly name: string;

  /**
   * Pod Security level the API server enforces in it.
   *
   * @default - none, since the namespace may hold pods that are not ours
   */
  readonly podSecurity?: PodSecurity;

  /** More labels. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Properties of a `NamespacesChart`. */
export interface NamespacesChartProps {
  /** The namespaces. A name that occurs twice is made once, with the least strict level. */
  readonly namespaces: readonly NamespaceProps[];

  /** Namespaces that hold pods of others. They get no level. @default - only those without a level */
  readonly shared?: readonly string[];
}

const PROPS: PropValidators<NamespacesChartProps> = {
  namespaces: required(
    list(
      fields<NamespaceProps>("{ name: 'loki' }", {
        name: required(text(NAMESPACE), `'${NAMESPACE.example}'`),
        podSecurity: oneOf(Object.values(PodSecurity)),
        labels: podLabels,
      }),
      "{ name: 'loki' }",
    ),
    "[{ name: 'loki' }]",
  ),
  shared: texts(NAMESPACE),
};

/** Namespaces of all other objects. They hold volumes: deliver them so that nothing deletes them. */
export class NamespacesChart extends Chart {
  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: NamespacesChartProps) {
    super(scope, id);
    refuse(propProblems('NamespacesChart', props, PROPS));
    const made = new Map<string, PodSecurity | undefined>();
    const more = new Map<string, Record<string, string>>();
    for (const { name, ...wanted } of props.namespaces) {
      const podSecurity = props.shared?.includes(name) ? undefined : wanted.podSecurity;
      more.set(name, { ...more.get(name), ...wanted.labels });
      made.set(name, made.has(name) ? lessStrict(made.get(name), podSecurity) : podSecurity);
    }
    for (const [name, podSecurity] of made) {
      const metadata = { name, labels: { ...ownLabels(name, podSecurity), ...more.get(name) } };
      addObject(this, k8s.KubeNamespace.manifest({ metadata }));
    }
  }
}

/**
 * Labels of a namespace. Without a level, it is the label that the namespace has anyway: a second apply would change
 * the owner of an object without fields.
 */
function ownLabels(name: string, podSecurity?: PodSecurity): Record<string, string> {
  if (!podSecurity) return { [NAMESPACE_NAME_LABEL]: name };
  return {
    ...MANAGED_BY,
    'pod-security.kubernetes.io/enforce': podSecurity,
    'pod-security.kubernetes.io/warn': podSecurity,
  };
}

function lessStrict(a?: PodSecurity, b?: PodSecurity): PodSecurity | undefined {
  if (!a || !b) return undefined;
  return a === PodSecurity.PRIVILEGED ? a : b;
}
