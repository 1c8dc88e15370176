import { type Case, type Parts, describeRules } from '../harness';
import { DELIVERY_RULES } from '../../../../lib/checks/alloy/delivery';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Changes the configuration of Alloy. */
const edit =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', from, to);
  };

describeRules(DELIVERY_RULES, [
  {
    rule: 'ALLOY-FORWARD-1',
    breaks: edit(/(loki\.process "audit" \{\n\tforward_to = )\[.*\]/, '$1[]'),
    finds: [
      `${AT} loki.process.audit forward_to: is empty, and loki.source.file.audit goes nowhere else; name the receiver of a loki.write`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-1',
    breaks: edit(/(\t\tmax_backoff_retries +=)/, '\t\tretry_on_http_429 = false\n$1'),
    finds: [
      `${AT} loki.write.loki endpoint.retry_on_http_429: false drops a batch when Loki says it is too much for now; leave it out`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-2',
    breaks: edit(/max_backoff_retries += 0/, 'max_backoff_retries = 20'),
    finds: [
      `${AT} loki.write.loki endpoint.max_backoff_retries: a batch is dropped after 20 tries; set max_backoff_retries = 0, which is for ever`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-2',
    breaks: edit(/\t\tmax_backoff_retries += 0\n/, ''),
    finds: [
      `${AT} loki.write.loki endpoint.max_backoff_retries: a batch is dropped after 10 tries, some 8 minutes, which is what Alloy does by itself; set max_backoff_retries = 0, which is for ever`,
    ],
  },
]);
