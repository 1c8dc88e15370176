import type { k8s } from 'cdk8s-plus-28';
import type * as z from 'zod';
import { LABEL_KEY, LABEL_VALUE } from '../../../charts/input/forms';
import type { DeepReadonly, PodAffinityProps } from '../../../charts/kubernetes/pod-settings';
import { podLabels } from '../../../charts/kubernetes/validate';
import { filledList, formed, list, must, number, objectOf, oneOf, string, validatedTexts } from './fields';
import { namespace } from './names';

const words = (...items: string[]): z.ZodType<string, string> => oneOf<string>(...items);
const key = formed(LABEL_KEY);
const labelValue = formed(LABEL_VALUE);
const weight = number('100', 1, { most: 100 });

/** Operator of a requirement, and the values that it compares with. */
interface Compared {
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Operators that compare with no value, and with one number. */
const OF_KEYS = ['Exists', 'DoesNotExist'];
const OF_NUMBERS = ['Gt', 'Lt'];

/** A requirement with the values that its operator takes: the API server refuses any other. */
const compared = <T extends Compared>(requirement: z.ZodType<T, T>): z.ZodType<T, T> =>
  must(
    must(
      must(
        requirement,
        ({ operator, values = [] }) => OF_KEYS.includes(operator) || OF_NUMBERS.includes(operator) || values.length > 0,
        { wrong: 'compares with no value', fix: "write values: ['logs'], or operator: 'Exists'" },
      ),
      ({ operator, values = [] }) => !OF_KEYS.includes(operator) || values.length === 0,
      { wrong: 'has values, and its operator compares with none', fix: 'leave out the values' },
    ),
    ({ operator, values = [] }) =>
      !OF_NUMBERS.includes(operator) || (values.length === 1 && /^-?\d+$/.test(values[0] ?? '')),
    { wrong: 'does not compare with one whole number', fix: "write one, such as values: ['4']" },
  );

const nodeRequirement = compared(
  objectOf<DeepReadonly<k8s.NodeSelectorRequirement>>(
    'a requirement',
    "{ key: 'pool', operator: 'In', values: ['logs'] }",
  )({
    key,
    operator: words('In', 'NotIn', 'Exists', 'DoesNotExist', ...OF_NUMBERS),
    values: list(labelValue, "'logs'").optional(),
  }),
);
/** Fields of nodes have one key, and one value. */
const nodeField = must(
  objectOf<DeepReadonly<k8s.NodeSelectorRequirement>>(
    'a requirement',
    "{ key: 'metadata.name', operator: 'In', values: ['node-1'] }",
  )({
    key: words('metadata.name'),
    operator: words('In', 'NotIn'),
    values: list(string('node-1')).optional(),
  }),
  ({ values = [] }) => values.length === 1,
  { wrong: 'does not compare with one name', fix: "write one, such as values: ['node-1']" },
);
const nodeTerm = objectOf<DeepReadonly<k8s.NodeSelectorTerm>>()({
  matchExpressions: list(nodeRequirement).optional(),
  matchFields: list(nodeField).optional(),
});
const nodeAffinity = objectOf<DeepReadonly<k8s.NodeAffinity>>()({
  requiredDuringSchedulingIgnoredDuringExecution: objectOf<DeepReadonly<k8s.NodeSelector>>()({
    nodeSelectorTerms: filledList(nodeTerm, '{ matchExpressions: [] }', 'write a term, or leave the affinity out'),
  }).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: list(
    objectOf<DeepReadonly<k8s.PreferredSchedulingTerm>>(
      'a term',
      '{ weight: 100, preference: { … } }',
    )({ weight, preference: nodeTerm }),
  ).optional(),
});

const labelSelector = objectOf<DeepReadonly<k8s.LabelSelector>>()({
  matchLabels: validatedTexts(podLabels).optional(),
  matchExpressions: list(
    compared(
      objectOf<DeepReadonly<k8s.LabelSelectorRequirement>>(
        'a requirement',
        "{ key: 'app', operator: 'Exists' }",
      )({
        key,
        operator: words('In', 'NotIn', ...OF_KEYS),
        values: list(labelValue, "'shop'").optional(),
      }),
    ),
  ).optional(),
});
const podTerm = objectOf<DeepReadonly<k8s.PodAffinityTerm>>(
  'a term',
  "{ topologyKey: 'kubernetes.io/hostname' }",
)({
  topologyKey: key,
  labelSelector: labelSelector.optional(),
  namespaceSelector: labelSelector.optional(),
  namespaces: list(namespace, "'shop'").optional(),
});
const podAffinity = objectOf<DeepReadonly<k8s.PodAffinity>>()({
  requiredDuringSchedulingIgnoredDuringExecution: list(podTerm).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: list(
    objectOf<DeepReadonly<k8s.WeightedPodAffinityTerm>>(
      'a term',
      '{ weight: 100, podAffinityTerm: { … } }',
    )({ weight, podAffinityTerm: podTerm }),
  ).optional(),
});

/** Affinity of pods. */
export const affinity = objectOf<PodAffinityProps>()({
  nodeAffinity: nodeAffinity.optional(),
  podAffinity: podAffinity.optional(),
  podAntiAffinity: podAffinity.optional(),
});
