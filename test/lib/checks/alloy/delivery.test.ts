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
      `${AT} loki.process.audit forward_to: is empty, and loki.source.file.audit forwards nowhere else; name the receiver of a loki.write`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-1',
    breaks: edit(/(\t\tmax_backoff_retries +=)/, '\t\tretry_on_http_429 = false\n$1'),
    finds: [
      `${AT} loki.write.loki endpoint.retry_on_http_429: false drops a batch when a tenant exceeds its rate limit; leave it out`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-2',
    breaks: edit(/max_backoff_retries += 0/, 'max_backoff_retries = 20'),
    finds: [
      `${AT} loki.write.loki endpoint.max_backoff_retries: a batch is dropped after 20 retries; set max_backoff_retries = 0, which retries for ever`,
    ],
  },
  {
    rule: 'ALLOY-RETRY-2',
    breaks: edit(/\t\tmax_backoff_retries += 0\n/, ''),
    finds: [
      `${AT} loki.write.loki endpoint.max_backoff_retries: a batch is dropped after 10 retries, about 8 minutes, the default of Alloy; set max_backoff_retries = 0, which retries for ever`,
    ],
  },
]);
