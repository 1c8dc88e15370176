import { Yaml } from 'cdk8s';
import { AGE_RULES } from '../../../../lib/checks/path/ages';
import { type Case, describeRules, Parts } from '../harness';

const AT = 'ConfigMap loki/loki config.yaml limits_config.reject_old_samples_max_age';
const RUNTIME = 'ConfigMap loki/loki-runtime runtime-config.yaml overrides';
const JOURNAL = 'loki.source.journal.journal';

const accepts =
  (line: string): Case['breaks'] =>
  (parts: Parts) =>
    parts.replace('loki', 'config.yaml', /reject_old_samples_max_age: .*/, line);

const alloy =
  (from: string | RegExp, to: string): Case['breaks'] =>
  (parts: Parts) =>
    parts.replace('alloy', 'config.alloy', from, to);

const overrides =
  (limits: object): Case['breaks'] =>
  (parts: Parts) => {
    parts.object('ConfigMap', 'loki-runtime')['data']['runtime-config.yaml'] = Yaml.stringify({ overrides: limits });
  };

const all =
  (...changes: Case['breaks'][]): Case['breaks'] =>
  (parts: Parts) =>
    changes.forEach((change) => change(parts));

const drops = (age: string) =>
  alloy(/(loki\.process "journal" \{\n)/, `$1\tstage.drop {\n\t\tolder_than = "${age}"\n\t}\n`);

const MATCH = 'sync_period = "5s"';
const OLDER = 'sync_period = "5s"\n\t\tignore_older_than = "240h"';

describeRules(AGE_RULES, [
  {
    rule: 'PATH-AGE-1',
    breaks: accepts('reject_old_samples_max_age: 12h'),
    finds: [`${AT}: 12h is shorter than the 24h that ${JOURNAL} looks back; use at least 24h, or a shorter max_age`],
  },
  {
    rule: 'PATH-AGE-1',
    breaks: all(accepts(''), alloy('max_age       = "24h"', 'max_age       = "720h"')),
    finds: [
      `${AT}: the default of 1w is shorter than the 720h that ${JOURNAL} looks back; use at least 720h, or a shorter max_age`,
    ],
  },
  {
    // Without the argument, Alloy looks back 7 hours.
    rule: 'PATH-AGE-1',
    breaks: all(accepts('reject_old_samples_max_age: 6h'), alloy(/max_age +=.*\n/, '')),
    finds: [`${AT}: 6h is shorter than the 7h that ${JOURNAL} looks back; use at least 7h, or a shorter max_age`],
  },
  {
    // The journal goes to the first tenant.
    rule: 'PATH-AGE-1',
    breaks: overrides({ platform: { reject_old_samples_max_age: '1h' } }),
    finds: [
      `${RUNTIME}.platform.reject_old_samples_max_age: 1h is shorter than the 24h that ${JOURNAL} looks back; use at least 24h, or a shorter max_age`,
    ],
  },
  {
    // What a stage drops is not rejected; what it keeps must be accepted.
    rule: 'PATH-AGE-1',
    breaks: all(accepts('reject_old_samples_max_age: 12h'), drops('18h')),
    finds: [`${AT}: 12h is shorter than the 18h that ${JOURNAL} looks back; use at least 18h, or a shorter older_than`],
  },
  {
    rule: 'PATH-AGE-1',
    breaks: alloy(MATCH, OLDER),
    finds: [
      `${AT}: 168h is shorter than the 240h that loki.source.file.pods looks back; use at least 240h, or a shorter ignore_older_than`,
    ],
  },
  {
    // The search of the source itself leaves nothing out, and finds what another one found.
    rule: 'PATH-AGE-1',
    breaks: all(
      alloy(MATCH, 'sync_period = "5s"\n\t\tignore_older_than = "0s"'),
      alloy(
        /(loki\.source\.file "pods" \{\n\s*targets\s*=\s*)([\w.]+)/,
        'local.file_match "older" {\n\tpath_targets = $2\n\tignore_older_than = "240h"\n}\n\n$1local.file_match.older.targets',
      ),
    ),
    finds: [
      `${AT}: 168h is shorter than the 240h that loki.source.file.pods looks back; use at least 240h, or a shorter ignore_older_than`,
    ],
  },
  {
    // The route of a tenant.
    rule: 'PATH-AGE-1',
    breaks: all(
      accepts('reject_old_samples_max_age: 2y'),
      overrides({ apps: { reject_old_samples_max_age: '2d' } }),
      alloy(MATCH, OLDER),
    ),
    finds: [
      `${RUNTIME}.apps.reject_old_samples_max_age: 2d is shorter than the 240h that loki.source.file.pods looks back; use at least 240h, or a shorter ignore_older_than`,
    ],
  },
]);

describe('nothing is found', () => {
  test.each<[string, Case['breaks']]>([
    ['if Loki accepts as much', accepts('reject_old_samples_max_age: 1d')],
    ['if Loki accepts everything', accepts('reject_old_samples_max_age: 1h\n  reject_old_samples: false')],
    ['for a tenant that accepts more than others', overrides({ platform: { reject_old_samples_max_age: '2w' } })],
    ['for a tenant without lines of the journal', overrides({ apps: { reject_old_samples_max_age: '1h' } })],
    ['if a stage drops older lines on purpose', all(accepts('reject_old_samples_max_age: 12h'), drops('12h'))],
    [
      'for lines with the time at which they are read',
      all(alloy(MATCH, OLDER), alloy(/stage\.cri\b/, 'stage.decolorize')),
    ],
    [
      'if the value is not known',
      all(accepts('reject_old_samples_max_age: 12h'), alloy('max_age       = "24h"', 'max_age = sys.env("NODE_NAME")')),
    ],
  ])('%s', (_what, change) => {
    const parts = new Parts('prod');
    change(parts);
    expect(AGE_RULES.flatMap(({ check }) => check(parts.subject))).toEqual([]);
  });
});
