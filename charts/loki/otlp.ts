import { someTexts, together } from '../input/combine';
import { textForm } from '../input/forms';
import type { Validator } from '../input/props';

/** Name of an attribute of OpenTelemetry. */
const ATTRIBUTE = textForm('k8s.namespace.name', /^[A-Za-z_][\w.]*$/, 'is not the name of a resource attribute');

/** Most labels of a stream: Loki's `max_label_names_per_series`. */
const MOST = 15;

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
