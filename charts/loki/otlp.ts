import { someTexts, together } from '../input/combine';
import { type TextForm, textForm } from '../input/forms';
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

/**
 * Resource attributes whose values have no bound: each pod, process or request would be a stream. Names are those of the
 * semantic conventions of OpenTelemetry 1.37.
 */
const UNBOUNDED =
  /^((k8s[._])?pod[._](name|ip|hostname|start_time)|(k8s[._])?(pod|job|replicaset|container)[._]uid|container\.id|service\.instance\.id|(process|thread)\.(pid|parent_pid|id|command.*)|(host|client|server|net\.\w+|network\.\w+)\.(ip|address)|((trace|span|request|session|transaction|user|enduser|message)[._]?)id|.*\.(trace|span|request|session|user)[._]?id)$/i;

/** Most labels of a stream: Loki's `max_label_names_per_series`. */
const MOST = 15;

/** Name of an attribute that may become a label. */
const ATTRIBUTE: TextForm = {
  example: NAME.example,
  faultOf: (name) =>
    UNBOUNDED.test(name)
      ? {
          wrong: 'has a new value for every pod, process or request, and each would be a stream',
          fix: 'leave it out: it is structured metadata',
        }
      : NAME.faultOf(name),
};

/** Resource attributes of OTLP that become labels. */
export const otlpIndexLabels: Validator = together<readonly string[]>(someTexts(ATTRIBUTE), (path, labels) =>
  labels.length <= MOST
    ? []
    : [
        {
          path,
          found: `${labels.length} labels, and Loki takes ${MOST} in a stream`,
          fix: 'leave the others to metadata',
        },
      ],
);
