import { type Fault, type Problem, problemOfValue } from './problems';

/** A form of texts: a valid one, and a function that finds the fault of another. */
export interface TextForm {
  /** Valid text. */
  readonly example: string;

  /** Fault of a text; undefined if it is valid. */
  readonly faultOf: (text: string) => Fault | undefined;
}

/** Form of texts that match a pattern. */
const textForm = (
  example: string,
  pattern: RegExp,
  wrong: string,
  fix = `write one such as '${example}'`,
): TextForm => ({ example, faultOf: (text) => (pattern.test(text) ? undefined : { wrong, fix }) });

/** Name of a namespace: a label of DNS. */
export const NAMESPACE = textForm(
  'loki',
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is not a valid namespace name',
  'use at most 63 lower-case letters, digits and hyphens',
);

/** Name of a namespace, or a pattern of such names. */
export const NAMESPACE_PATTERN = textForm(
  'shop-*',
  /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/,
  'is not a namespace',
  "write one such as 'shop' or 'shop-*'",
);

/** Labels of DNS with dots between them, as the names of most objects are. */
export const SUBDOMAIN = '[a-z0-9]([a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*';

/** Name of an object in Kubernetes. */
export const OBJECT_NAME = textForm(
  'loki-credentials',
  new RegExp(`^(?=.{1,253}$)${SUBDOMAIN}$`),
  'is not a valid Kubernetes name',
  'use lower-case letters, digits, hyphens and dots',
);

/** DNS domain of a cluster. */
export const CLUSTER_DOMAIN = textForm(
  'cluster.local',
  new RegExp(`^(?=.{1,253}$)(?!.*[^.]{64})${SUBDOMAIN}$`),
  'is not a DNS domain',
);

/** Address of an Alertmanager. */
export const ALERTMANAGER_URL = textForm(
  'http://alertmanager.monitoring:9093',
  /^https?:\/\/[^/\s]+(\/\S*)?$/,
  'is not a URL',
);

/** ARN of an IAM role, whose name may follow a path. */
export const ROLE_ARN = textForm(
  'arn:aws:iam::111122223333:role/loki',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/(?:[!-)+->@-~]+\/)*[\w+=,.@-]{1,64}$/,
  'is not the ARN of a role',
  'write arn:<partition>:iam::<account>:role/<name>',
);

/** A day of the calendar. */
export const DAY: TextForm = {
  example: '2024-04-01',
  faultOf: (text) => {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    if (!time) return { wrong: 'is not a day', fix: "write it as '2024-04-01'" };
    // A day that does not exist is no date, or a date of the next month.
    if (!Number.isNaN(time.getTime()) && time.toISOString().startsWith(text)) return undefined;
    return { wrong: 'is not a day of the calendar', fix: 'write a day that exists' };
  },
};

/** A kind of number. */
export interface NumberForm {
  /** Valid number. */
  readonly example: string;

  /** Least number. */
  readonly least: number;

  /** Greatest number. @default - none */
  readonly most?: number;

  /** Reason for the greatest number, in words after it. @default - none */
  readonly why?: string;

  /** If true, it has no fraction. @default true */
  readonly whole?: boolean;
}

/** Fault of a number. */
export function numberFault(value: number, { example, least, most = Infinity, why, whole = true }: NumberForm) {
  const isOfKind = !whole || Number.isInteger(value);
  if (isOfKind && value >= least && value <= Math.min(most, Number.MAX_SAFE_INTEGER)) return undefined;
  const upTo = most < Infinity ? ` and at most ${most}` : '';
  const reason = why !== undefined && isOfKind && value > least ? `: ${why}` : '';
  return {
    wrong: `is not a ${whole ? 'whole ' : ''}number of at least ${least}${upTo}${reason}`,
    fix: `write one such as ${example}`,
  };
}

const kindFault = (kind: string, example: string): Fault => ({
  wrong: `is not ${kind}`,
  fix: `write one such as ${example}`,
});

/** Problem of a value that may be left out. */
function problemsOf(path: string, value: unknown, faultOf: (value: unknown) => Fault | undefined): Problem[] {
  const fault = value === undefined ? undefined : faultOf(value);
  return fault ? [problemOfValue(path, value, fault)] : [];
}

/** Problem of a text. */
export const textProblems = (path: string, value: unknown, { example, faultOf }: TextForm): Problem[] =>
  problemsOf(path, value, (text) => (typeof text === 'string' ? faultOf(text) : kindFault('a string', `'${example}'`)));

/** Problem of a number. */
export const numberProblems = (path: string, value: unknown, form: NumberForm): Problem[] =>
  problemsOf(path, value, (number) =>
    typeof number === 'number' && !Number.isNaN(number)
      ? numberFault(number, form)
      : kindFault('a number', form.example),
  );

/** Problem of true or false. */
export const booleanProblems = (path: string, value: unknown): Problem[] =>
  problemsOf(path, value, (each) => (typeof each === 'boolean' ? undefined : kindFault('true or false', 'true')));

/** Problems of a list of texts. */
export function listProblems(path: string, value: unknown, form: TextForm): Problem[] {
  if (!Array.isArray(value)) return problemsOf(path, value, () => kindFault('a list', `['${form.example}']`));
  return Array.from(value, (item: unknown, index) => textProblems(`${path}[${index}]`, item ?? null, form)).flat();
}

/** Problem of a value that is required. */
export const missingProblems = (path: string, value: unknown, example: string): Problem[] =>
  value === undefined || value === null
    ? [problemOfValue(path, undefined, { wrong: '', fix: `write one such as ${example}` })]
    : [];
