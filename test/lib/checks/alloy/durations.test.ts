import { DURATION_RULES } from '../../../../lib/checks/alloy/durations';
import { type Case, describeRules } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy';

/** Adds a remote configuration that is read at some frequency. */
const remotely =
  (text: string): Case['breaks'] =>
  (parts) => {
    parts.replace('alloy', 'config.alloy', /$/, `\nremotecfg {\n url = "https://a"\n poll_frequency = "${text}"\n}\n`);
  };

describeRules(DURATION_RULES, [
  {
    rule: 'ALLOY-DURATION-1',
    breaks: (parts) => {
      parts.replace('alloy', 'config.alloy', /max_backoff_period\s+= "[^"]+"/, 'max_backoff_period = "-5s"');
    },
    finds: [`${AT} loki.write.loki endpoint.max_backoff_period: "-5s" is negative; write "5s"`],
  },
  {
    rule: 'ALLOY-DURATION-1',
    breaks: (parts) => {
      parts.replace('alloy', 'config.alloy', /max_backoff_period\s+= "[^"]+"/, 'max_backoff_period = "-0s"');
    },
    finds: [],
  },
  ...['5s', '900ms'].map((text): Case => ({
    rule: 'ALLOY-DURATION-2',
    breaks: remotely(text),
    finds: [`${AT} remotecfg poll_frequency: "${text}" is shorter than 10s; write "1m", or leave it out`],
  })),
  ...['10s', '15000ms', '1m', '1h5s'].map((text): Case => ({
    rule: 'ALLOY-DURATION-2',
    breaks: remotely(text),
    finds: [],
  })),
]);
