import { BATCH_RULES } from '../../../../lib/checks/alloy/batches';
import { type Case, type Parts, describeRules } from '../harness';

const AT = 'ConfigMap alloy/alloy config.alloy loki.process.audit';

/** Puts stages at the end of a process. */
const add =
  (stages: string): Case['breaks'] =>
  (parts: Parts) => {
    parts.replace('alloy', 'config.alloy', /(loki\.process "audit" \{\n\tforward_to = .*\n)/, `$1${stages}`);
  };

const JSON_STAGE = 'stage.json {\nexpressions = { at = "time", app = "" }\n}\n';
const TIME = 'stage.timestamp {\nsource = "at"\nformat = "RFC3339"\nfallback_formats = ["UnixMs"]\n}\n';
const LABELS = 'stage.labels {\nvalues = { service = "app" }\n}\n';

describeRules(BATCH_RULES, [
  {
    rule: 'ALLOY-BATCH-1',
    breaks: add(JSON_STAGE + TIME),
    finds: [
      `${AT} stage.timestamp: takes at of stage.json for UnixMs, in any length; put a stage.regex between them that captures a number of the right length under another name, and use that as source`,
    ],
  },
  {
    rule: 'ALLOY-BATCH-1',
    breaks: add('stage.logfmt {\nmapping = { at = "" }\n}\n' + TIME.replace('"RFC3339"', '"Unix"')),
    finds: [
      `${AT} stage.timestamp: takes at of stage.logfmt for Unix, in any length; put a stage.regex between them that captures a number of the right length under another name, and use that as source`,
    ],
  },
  {
    rule: 'ALLOY-BATCH-1',
    breaks: add(JSON_STAGE + TIME.replace('UnixMs', 'RFC822')),
    finds: [],
  },
  {
    rule: 'ALLOY-BATCH-1',
    breaks: add(
      JSON_STAGE +
        'stage.regex {\nsource = "at"\nexpression = "^(?P<found>\\\\d{13})$"\n}\n' +
        TIME.replace('"at"', '"found"'),
    ),
    finds: [],
  },
  {
    rule: 'ALLOY-BATCH-2',
    breaks: add(JSON_STAGE + LABELS),
    finds: [
      String.raw`${AT} stage.labels: makes the label service of app of stage.json as it is; put a stage.template between them: source = "app", template = "{{ Replace .Value \"\ufffd\" \"?\" -1 }}"`,
    ],
  },
  {
    rule: 'ALLOY-BATCH-2',
    breaks: add(JSON_STAGE + 'stage.template {\nsource = "app"\ntemplate = "{{ ToLower .Value }}"\n}\n' + LABELS),
    finds: [],
  },
]);
