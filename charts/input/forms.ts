import { type Fault, type Problem, problemOfValue } from './problems';
import { isToken } from './tokens';
import { canHaveHost, parsedUrl, unreadUrlFault } from './url';

/** A form of texts: a valid one, and a function that finds the fault of another. */
export interface TextForm {
  /** Valid text. */
  readonly example: string;

  /** Fault of a text; undefined if it is valid. */
  readonly faultOf: (text: string) => Fault | undefined;
}

/** Form of texts that match a pattern. */
export const textForm = (
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
const SUBDOMAIN = '[a-z0-9]([a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*';

/** Name of an object in Kubernetes. */
export const OBJECT_NAME = textForm(
  'loki-credentials',
  new RegExp(`^(?=.{1,253}$)${SUBDOMAIN}$`),
  'is not a valid Kubernetes name',
  'use lower-case letters, digits, hyphens and dots',
);

/** Domain, or an address of IPv4. */
export const DNS_DOMAIN = textForm(
  'cluster.local',
  new RegExp(`^(?=.{1,253}$)(?!.*[^.]{64})${SUBDOMAIN}$`),
  'is not a DNS domain',
);

/** DNS domain of a cluster. A host that ends in a number is read as an address of IPv4. */
export const CLUSTER_DOMAIN: TextForm = {
  example: DNS_DOMAIN.example,
  faultOf: (text) =>
    DNS_DOMAIN.faultOf(text) ??
    (/^svc\./.test(text)
      ? {
          wrong: "begins with svc, which is before the domain in a Service's name",
          fix: `write '${text.slice('svc.'.length)}'`,
        }
      : undefined) ??
    (/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(text)
      ? { wrong: 'ends in a number, and no name of DNS does', fix: `write one such as '${DNS_DOMAIN.example}'` }
      : undefined),
};

/** Name of a host in DNS, with the domain that it is in. */
export const HOST_NAME = textForm(
  'loki.example.com',
  new RegExp(`^(?=.{1,253}$)(?!.*[^.]{64})(?=.*\\.[a-z])${SUBDOMAIN}$`),
  'is not the name of a host',
  "write it without https:// and in lower case, such as 'loki.example.com'",
);

/** Form of addresses whose host and port can exist, and that have no password in them. */
export const withPort = ({ example, faultOf }: TextForm): TextForm => ({
  example,
  faultOf: (text) => {
    const fault = faultOf(text);
    const port = /^(?:https?:\/\/)?[^/]*:(\d+)(?:\/|$)/.exec(text)?.[1];
    if (fault) return fault;
    if (/^\w+:\/\/[^/?#]*@/.test(text)) {
      const fix = 'leave it out, and use an address that asks for none';
      return { wrong: 'has a password in it, which manifests would show', fix };
    }
    if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) {
      return { wrong: 'has a port that does not exist', fix: 'use one from 1 to 65535' };
    }
    // Examples: a name with two adjacent dots, an IPv4 address with a number above 255.
    return !canHaveHost(text) || (/^https?:/.test(text) && !parsedUrl(text))
      ? { wrong: 'has a host that cannot exist', fix: `write one such as '${example}'` }
      : unreadUrlFault(text);
  },
});

/** Form of URLs: of a text with a scheme and a host, `wrong` says what else is wrong. */
export const urlForm = (example: string, pattern: RegExp, wrong: string): TextForm =>
  withPort({
    example,
    faultOf: (text) =>
      pattern.test(text)
        ? undefined
        : { wrong: /^https?:\/\/[^/\s]/.test(text) ? wrong : 'is not a URL', fix: `write one such as '${example}'` },
  });

/** Address of a Grafana. */
export const GRAFANA_URL = urlForm(
  'https://grafana.example.com',
  /^https?:\/\/[^/\s]+(\/[^\s?#]*[^\s?#/])?$/,
  'is not a URL without a slash at the end',
);

/** Address of the gateway, without a path. */
export const GATEWAY_URL = urlForm(
  'http://loki-gateway.loki:8080',
  /^https?:\/\/[^/\s]+$/,
  'is not a URL without a path and a slash at the end',
);

/** Host of images, and a part of their path, as the container runtime reads them. */
const IMAGE_HOST = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\\d{1,5})?';
const IMAGE_PART = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';

/** Registry of images: host and path. */
export const REGISTRY = withPort(
  textForm(
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror',
    new RegExp(`^${IMAGE_HOST}(?:/${IMAGE_PART})*$`),
    'is not a registry',
    "write its host and path without https:// and without a slash at the end, such as '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror'",
  ),
);

/** Key of a label or annotation: a name of at most 63 characters, with or without the domain of its owner. */
export const LABEL_KEY = textForm(
  'pool',
  new RegExp(`^(?:(?=[^/]{1,253}/)${SUBDOMAIN}/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`),
  'is not a valid label key',
);

/** Provisioner of volumes: a name of DNS, with or without a path. */
export const PROVISIONER = textForm(
  'ebs.csi.aws.com',
  new RegExp(`^${SUBDOMAIN}(/[a-z0-9-]+)?$`),
  'is not the name of a provisioner',
);

/** Name of an image, with a tag or a digest. */
export const IMAGE = textForm(
  'docker.io/grafana/loki:3.7.6',
  new RegExp(
    `^(?=[^@]{1,255}(?:@|$))(?:${IMAGE_HOST}/)?${IMAGE_PART}(?:/${IMAGE_PART})*(?::\\w[\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
  ),
  'is not an image',
);

/** Value of a label. */
export const LABEL_VALUE = textForm(
  'platform',
  /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
  'is not a valid label value',
  'use at most 63 letters, digits, hyphens, dots and underscores, with a letter or digit at both ends',
);

/** A text on one line that is known when manifests are written. */
export const PLAIN_TEXT: TextForm = {
  example: 'platform',
  faultOf: (text) => {
    if (isToken(text))
      return { wrong: 'has no place in manifests, which are written before', fix: 'write it as plain text' };
    if (/\p{Cc}/u.test(text)) return { wrong: 'has a control character', fix: 'leave it out' };
    // UTF-8 cannot contain half of a pair: Alloy does not start with one.
    return /\p{Cs}/u.test(text)
      ? { wrong: 'has half of a surrogate pair', fix: 'write the whole character' }
      : undefined;
  },
};

/** Name of a cluster, as the label `cluster` of its lines has it. */
export const CLUSTER_LABEL = textForm(
  'prod',
  /^[^\p{Cc}\p{Cs}]+$/u,
  'cannot be the name of the cluster',
  'write the name that its logs are found by',
);

/** Name of a label of Loki. Those with two underscores in front are Alloy's own, and never sent. */
export const LOKI_LABEL = textForm(
  'team',
  /^(?!__)[A-Za-z_]\w*$/,
  'cannot be the name of a label',
  'use letters, digits and underscores, with no digit and no two underscores in front',
);

/** Key of a Secret in Kubernetes, which is the name of a file where the Secret is mounted. */
export const SECRET_KEY = textForm(
  'password',
  /^(?!\.\.)(?!\.$)[-._A-Za-z0-9]{1,253}$/,
  'is not a key of a Secret',
  'use letters, digits, hyphens, dots and underscores',
);

/** A day of the calendar. */
export const DAY: TextForm = {
  example: '2024-04-01',
  faultOf: (text) => {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    if (!time) return { wrong: 'is not a day', fix: "write it as '2024-04-01'" };
    // JavaScript makes a day that does not exist an invalid date, or a date of the next month.
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

/** True for a list that can be read. */
export function isList(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Problems of a list of texts. */
export function listProblems(path: string, value: unknown, form: TextForm): Problem[] {
  if (!isList(value)) return problemsOf(path, value, () => kindFault('a list', `['${form.example}']`));
  return Array.from(value, (item: unknown, index) => textProblems(`${path}[${index}]`, item ?? null, form)).flat();
}

/** Problem of a value that is required. */
export const missingProblems = (path: string, value: unknown, example: string): Problem[] =>
  value === undefined || value === null
    ? [problemOfValue(path, undefined, { wrong: '', fix: `write one such as ${example}` })]
    : [];
