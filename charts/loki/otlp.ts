import { someTexts, together } from '../input/combine';
import { type TextForm, textForm } from '../input/forms';
import type { Validator } from '../input/props';

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
