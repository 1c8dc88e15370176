import { someTexts, together } from '../input/combine';
import { type TextForm, textForm } from '../input/forms';
import type { Fault } from '../input/problems';
import { MAX_LABELS, unboundedFault } from '../input/labels';
import type { Validator } from '../input/props';

/**
 * Resource attributes of OTLP that become labels: those with the meaning of Alloy's labels of pods, and Loki's own defaults
 * without the ones that have a new value for every pod, rollout or run. The rest is structured metadata. The names have
 * underscores in Loki: `k8s_node_name`.
 *
 * https://grafana.com/docs/loki/latest/get-started/labels/modify-default-labels/
 */
export const OTLP_LABELS = [
  ...['k8s.cluster.name', 'k8s.namespace.name', 'k8s.container.name', 'k8s.node.name', 'service.name'],
  ...['service.namespace', 'deployment.environment', 'deployment.environment.name'],
  ...['cloud.region', 'cloud.availability_zone'],
  ...['k8s.deployment.name', 'k8s.statefulset.name', 'k8s.daemonset.name', 'k8s.cronjob.name'],
];

/** Name of an attribute of OpenTelemetry. */
const NAME = textForm('k8s.namespace.name', /^[A-Za-z_][\w.]*$/, 'is not the name of a resource attribute');

/** Fault of a name as Loki writes it: no attribute has it, so no line would have the label. */
function underscoreFault(name: string): Fault | undefined {
  const meant = OTLP_LABELS.find((label) => label !== name && label.replaceAll('.', '_') === name);
  return meant === undefined
    ? undefined
    : { wrong: 'is the label, and its attribute has another name', fix: `write '${meant}'` };
}

/** Name of an attribute that may become a label. */
const ATTRIBUTE: TextForm = {
  example: NAME.example,
  faultOf: (name) =>
    unboundedFault(name, 'leave it out: it is structured metadata') ??
    // Such as `__tenant_id__`, by which a sender could choose a tenant.
    (/^_[._]/.test(name)
      ? { wrong: "begins with two underscores, as Alloy's own labels do", fix: 'use another name' }
      : (NAME.faultOf(name) ?? underscoreFault(name))),
};

/** Resource attributes of OTLP that become labels. */
export const otlpIndexLabels: Validator = together<readonly string[]>(someTexts(ATTRIBUTE), (path, labels) =>
  labels.length <= MAX_LABELS
    ? []
    : [
        {
          path,
          found: `${labels.length} labels, and Loki takes ${MAX_LABELS} in a stream`,
          fix: 'leave the others to metadata',
        },
      ],
);
