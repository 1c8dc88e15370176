import { filled, keyed, namesOnce, together } from '../../input/combine';
import { GRAFANA_URL, LOKI_LABEL, type TextForm, textForm } from '../../input/forms';
import { REMOTE_WRITE_URL } from '../../input/prometheus-forms';
import { type Problem, show } from '../../input/problems';
import {
  fields,
  list,
  number,
  type PropValidators,
  required,
  text,
  type Validator,
  isReadable,
} from '../../input/props';
import { tenantFault } from '../../endpoint/tenants';
import { lokiSeconds, MOST_SECONDS } from '../config/retention';
import { templateFault } from './template';
import { onePlace, REMOTE_WRITE, type RemoteWrite } from '../../endpoint/remote-write';
import type { AlertRule, RecordingRule, RuleGroup, RulerProps } from './props';

/** Keys that a rule may have. */
type Rule = Partial<AlertRule & RecordingRule>;

const RULE = '{ alert: \'Errors\', expr: \'sum(rate({app="shop"} |= "error" [5m])) > 1\' }';
const GROUP = `{ name: 'shop', rules: [${RULE}] }`;

const DURATION = textForm('5m', /^(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/, 'is not a duration');

/** Duration of a rule. Loki takes no rules of a file with one that its nanoseconds do not hold. */
const PERIOD: TextForm = {
  ...DURATION,
  faultOf: (text) =>
    DURATION.faultOf(text) ??
    ((lokiSeconds(text) ?? 0) > MOST_SECONDS
      ? { wrong: 'is more than Loki counts', fix: 'use at most 292y' }
      : undefined),
};
const METRIC = textForm('shop:errors:rate5m', /^[A-Za-z_:][\w:]*$/, 'is not the name of a metric');
const NAME = textForm('shop', /^\P{Cc}+$/u, 'is not a name');
const ANNOTATION = textForm('summary', /^[A-Za-z_]\w*$/, 'cannot be the name of an annotation');
const QUERY = textForm('sum(rate({app="shop"}[5m]))', /\S/, 'is empty');

/** Text with Go's templates. */
const TEMPLATE = { example: '{{ $value }} errors', faultOf: templateFault };

/** Label of a rule. */
const RULE_LABEL: TextForm = {
  ...LOKI_LABEL,
  faultOf: (name) =>
    name === 'alertname'
      ? { wrong: 'is the name of the alert itself, which takes its place', fix: 'use another name' }
      : LOKI_LABEL.faultOf(name),
};

const FIELDS: PropValidators<Rule> = {
  alert: text(NAME),
  record: text(METRIC),
  expr: required(text(QUERY), `'${QUERY.example}'`),
  for: text(PERIOD),
  keep_firing_for: text(PERIOD),
  labels: keyed(RULE_LABEL, text(TEMPLATE), "severity: 'page'"),
  annotations: keyed(ANNOTATION, text(TEMPLATE), "summary: '{{ $value }} errors'"),
};

/** Keys that only an alert has. */
const OF_ALERTS = ['for', 'keep_firing_for', 'annotations'] as const;

const rule = together<Rule>(fields(RULE, FIELDS), (path, value): Problem[] => {
  if (value.alert !== undefined && value.record !== undefined) {
    return [{ path, found: 'has alert and record', fix: 'make two rules of it' }];
  }
  if (value.alert === undefined && value.record === undefined) {
    return [{ path, found: 'has neither alert nor record', fix: 'write the name of the alert, or of the metric' }];
  }
  return OF_ALERTS.filter((key) => value.record !== undefined && value[key] !== undefined).map((key) => ({
    path: `${path}.${key}`,
    found: 'is for alerts, and this rule records',
    fix: 'leave it out',
  }));
});

/** Rules of one group that make the same series or the same alert. */
const rulesOnce = (path: string, { rules }: RuleGroup): Problem[] => {
  const keys = rules.map((one) => JSON.stringify([nameOf(one), Object.entries(one.labels ?? {}).toSorted()]));
  return rules.flatMap((one, index) =>
    keys.indexOf(keys[index] as string) < index
      ? [
          {
            path: `${path}.rules[${index}]`,
            found: `${show(nameOf(one))} occurs twice with the same labels`,
            fix: 'rename one, or give it other labels',
          },
        ]
      : [],
  );
};

const nameOf = (one: AlertRule | RecordingRule): string => ('alert' in one ? one.alert : one.record);

/** A group of rules. */
export const ruleGroup: Validator = together<RuleGroup>(
  fields<RuleGroup>(GROUP, {
    name: required(text(NAME), "'shop'"),
    interval: text(PERIOD),
    limit: number({ example: '100', least: 0 }),
    rules: required(filled(list(rule, RULE), 'write at least one rule'), `[${RULE}]`),
  }),
  rulesOnce,
);

/** Groups of one tenant: at least one, each with a name of its own. */
const ruleGroups: Validator = filled(together<readonly RuleGroup[]>(list(ruleGroup, GROUP), namesOnce));

/** An object by tenant, with at least one. */
export const byTenant = (validate: Validator, example: string): Validator => {
  const all = keyed({ example: 'apps', faultOf: tenantFault }, validate, example);
  return (path, value) =>
    isReadable(value) && Object.keys(value).length === 0
      ? [{ path, found: '{} is empty', fix: 'write the rules of a tenant, or leave it out' }]
      : all(path, value);
};

/** Rules of tenants. */
export const tenantRules: Validator = byTenant(ruleGroups, `apps: [${GROUP}]`);

/** Settings of the ruler. */
export const rulerSettings: Validator = fields<RulerProps>("{ grafanaUrl: 'https://grafana.example.com' }", {
  remoteWrite: together<RemoteWrite>(
    fields<RemoteWrite>(`{ url: '${REMOTE_WRITE_URL.example}' }`, REMOTE_WRITE),
    onePlace,
  ),
  grafanaUrl: text(GRAFANA_URL),
});
