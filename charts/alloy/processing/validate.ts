import { atMost, filled, keyed, objectOr, once, repeats, someTexts, switchOr, together } from '../../input/combine';
import { matchesNothing } from '../../input/any-text';
import { NAMESPACE_PATTERN, type TextForm } from '../../input/forms';
import { LOCATION, TIME_FORMAT } from '../../input/go-time';
import { type Problem, problemOfValue, show } from '../../input/problems';
import {
  boolean,
  fields,
  list,
  number,
  oneOf,
  type PropValidators,
  required,
  text,
  texts,
  type Validator,
} from '../../input/props';
import { nearest } from '../../input/nearest';
import { GO_REGEX } from '../../input/re2';
import { TENANT } from '../../endpoint/tenants';
import {
  DURATION,
  FIELD_NAME,
  FIXED_VALUE,
  LABEL_NAME,
  PATTERN,
  REASON,
  REPLACEMENT,
  SIZE,
  SOURCE_NAME,
  WAIT,
  FIELD_PATH,
} from './forms';
import { entryProblems } from './entry-problems';
import { LOG_LEVELS } from './levels';
import { MULTILINE } from './multiline';
import { ownStagesFault } from './own-stages';
import { REDACTIONS } from './redaction';
import type {
  AlloyDrop,
  AlloyDropMatch,
  AlloyLabelField,
  AlloyLevel,
  AlloyMultiline,
  AlloyProcessing,
  AlloyRateLimit,
  AlloyRedaction,
  AlloyTimestamp,
} from './settings';

const ENTRY = "{ namespaces: ['shop'], format: 'json', level: true }";

/** One of some names, or an object. */
const namedOr = (names: readonly string[], example: string, ofObject: Validator): Validator =>
  objectOr(ofObject, (path, value) => {
    if (value === undefined || names.includes(value as string)) return [];
    const meant = typeof value === 'string' ? nearest(value, names) : undefined;
    const fix = meant ? `did you mean ${meant}?` : `write one of them, or ${example}`;
    return [problemOfValue(path, value, { wrong: `is not one of ${names.join(', ')}`, fix })];
  });

const regex = text(GO_REGEX);

const FIRST_LINE = String.raw`{ firstLine: '^\\d{4}-\\d{2}-\\d{2} ' }`;
/** Lines that become one. */
export const multiline = namedOr(
  Object.keys(MULTILINE),
  FIRST_LINE,
  fields<AlloyMultiline>(FIRST_LINE, {
    firstLine: required(regex, String.raw`'^\\d{4}-\\d{2}-\\d{2} '`),
    maxLines: number({ example: '500', least: 1, most: 10_000 }),
    maxWait: text(WAIT),
  }),
);

/** Problems of expressions that occur before them: no line is left for the second. Other items are undefined. */
const sameExpressions = (path: string, expressions: readonly (string | undefined)[]): Problem[] =>
  repeats(
    expressions,
    (expression) => expression,
    (expression, index, first) => ({
      path: `${path}[${index}]`,
      found: `${show(expression)} is the expression of item ${first}, too`,
      fix: 'leave one of the two out',
    }),
  );

const drop = fields<AlloyDrop>("{ levels: ['debug'] }", {
  levels: filled(once(list(oneOf(LOG_LEVELS), "'debug'"))),
  matching: filled(
    together<NonNullable<AlloyDrop['matching']>>(
      list(
        objectOr(
          fields<AlloyDropMatch>("{ regex: '^GET /healthz' }", {
            regex: required(regex, "'^GET /healthz'"),
            reason: text(REASON),
          }),
          regex,
        ),
        "'^GET /healthz'",
      ),
      (path, matches) =>
        sameExpressions(
          path,
          matches.map((each) => (typeof each === 'string' ? each : each.regex)),
        ),
    ),
  ),
  longerThan: text(SIZE),
  olderThan: text(DURATION),
});

const rateLimit = fields<AlloyRateLimit>('{ linesPerSecond: 100 }', {
  linesPerSecond: required(number({ example: '100', least: 0.001, most: 1_000_000, whole: false }), '100'),
  burst: number({ example: '1000', least: 1, most: 10_000_000 }),
  by: text(FIELD_NAME),
});

/** Expression of what is replaced. Alloy would write the replacement between all characters, where it finds nothing. */
const REDACTED: TextForm = {
  example: 'ssn=(\\d+)',
  faultOf: (value) =>
    GO_REGEX.faultOf(value) ??
    (matchesNothing(value)
      ? {
          wrong: 'also matches an empty text, so its replacement would stand between all characters',
          fix: 'match at least one character, with + in place of *',
        }
      : undefined),
};

type Redactions = NonNullable<AlloyProcessing['redact']>;

const redact = together<Redactions>(
  once<Redactions[number]>(
    list(
      namedOr(
        Object.keys(REDACTIONS),
        "{ regex: 'ssn=(\\\\d+)' }",
        fields<AlloyRedaction>("{ regex: 'ssn=(\\\\d+)' }", {
          regex: required(text(REDACTED), "'ssn=(\\\\d+)'"),
          replacement: text(REPLACEMENT),
        }),
      ),
      "'authorization'",
    ),
    (each) => (typeof each === 'string' ? each : undefined),
  ),
  (path, redactions) =>
    sameExpressions(
      path,
      redactions.map((each) => (typeof each === 'string' ? undefined : each.regex)),
    ),
);

/** Alloy takes no rate that JavaScript prints with an exponent, and one of 0 sends nothing. */
const sample = number({ example: '0.1', least: 0.000_01, most: 1, whole: false });

const level = switchOr(
  fields<AlloyLevel>("{ field: 'severity' }", { field: text(FIELD_NAME), label: boolean }),
  "{ field: 'severity' }",
);

const timestamp = fields<AlloyTimestamp>("{ field: 'time' }", {
  field: required(text(FIELD_NAME), "'time'"),
  format: text(TIME_FORMAT),
  location: text(LOCATION),
});

const labels = keyed(
  LABEL_NAME,
  objectOr(
    fields<AlloyLabelField>("{ field: 'team' }", { field: required(text(FIELD_NAME), "'team'") }),
    text(FIXED_VALUE),
  ),
  "team: 'shop'",
);

const patterns = someTexts(PATTERN);
const namespaces = someTexts(NAMESPACE_PATTERN);

const ENTRY_VALIDATORS: PropValidators<AlloyProcessing> = {
  sources: someTexts(SOURCE_NAME),
  namespaces,
  exceptNamespaces: namespaces,
  pods: patterns,
  apps: patterns,
  containers: patterns,
  match: keyed(FIELD_NAME, patterns, "unit: ['kubelet.service']"),
  multiline,
  format: oneOf(['json', 'logfmt', 'klog', 'text']),
  fields: keyed(FIELD_NAME, text(FIELD_PATH), "status: 'http.status'"),
  regex,
  malformed: oneOf(['keep', 'drop']),
  level,
  drop,
  sample,
  rateLimit,
  redact,
  timestamp,
  structuredMetadata: once(texts(FIELD_NAME)),
  labels,
  tenant: text(TENANT),
  stages: text({ example: 'stage.decolorize { }', faultOf: ownStagesFault }),
  stagesAt: oneOf(['first', 'parsed', 'last']),
};

const entry = fields<AlloyProcessing>(ENTRY, ENTRY_VALIDATORS);

/** Entries of processing, each alone. What several have to do with one another is for `processingProblems`. */
export const processing: Validator = together<readonly AlloyProcessing[]>(
  atMost(5000, 'Kubernetes takes no larger configuration of Alloy', list(entry, ENTRY)),
  (path, entries) => entries.flatMap((each, index) => entryProblems(`${path}[${index}]`, each)),
);
