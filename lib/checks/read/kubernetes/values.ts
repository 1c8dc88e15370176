import { placeOf } from '../../../../charts/input/go-time';
import { isIP, isIPv4 } from 'node:net';
import {
  LABEL_KEY,
  NAMESPACE,
  type NumberForm,
  numberFault,
  OBJECT_NAME,
  SECRET_KEY,
  type TextForm,
  textForm,
} from '../../../../charts/input/forms';
import type { Fault } from '../../../../charts/input/problems';
import { isText } from '../../../manifests/shape';
import { useSimilar } from '../../words';

/** Fault of a value that has the type of its field. */
export type Form = (value: unknown) => Fault | undefined;

/** Form of texts. */
export const text =
  ({ faultOf }: TextForm): Form =>
  (value) =>
    isText(value) ? faultOf(value) : undefined;

/** Form of texts that is told in other words. */
const told =
  ({ faultOf }: TextForm, wrong: string): Form =>
  (value) => {
    const fault = isText(value) ? faultOf(value) : undefined;
    return fault && { wrong, fix: fault.fix };
  };

/** Form of texts that may be empty. */
export const optional =
  (form: Form): Form =>
  (value) =>
    value === '' ? undefined : form(value);

/** One of some words. */
export const oneOf =
  (...words: string[]): Form =>
  (value) =>
    !isText(value) || words.includes(value)
      ? undefined
      : {
          wrong: `is not one of ${words.filter(Boolean).join(', ')}`,
          fix: useSimilar(value, words, 'write one of them'),
        };

/** Number from a least one to a greatest one. */
export const number = (least: number, most?: number, example = least): Form => {
  const form: NumberForm = { example: String(example), least, ...(most === undefined ? {} : { most }) };
  return (value) => (typeof value === 'number' ? numberFault(value, form) : undefined);
};

export const NAME = text(OBJECT_NAME);

/** Label of DNS. */
export const LABEL = told(NAMESPACE, 'is not a label of DNS');

export const PORT = number(1, 65_535, 8080);

/** Name of a port. */
export const PORT_NAME = text(
  textForm(
    'http',
    /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'is not a name of a port',
    'use at most 15 lower-case letters, digits and single hyphens, with a letter among them',
  ),
);

/** Number or name of a port. */
export const PORT_REF: Form = (value) => (isText(value) ? PORT_NAME(value) : PORT(value));

export const PROTOCOL = oneOf('TCP', 'UDP', 'SCTP');
export const NONE = number(0);
export const SOME = number(1);
export const MODE = number(0, 0o777, 420);
export const ID = number(0, 2 ** 31 - 1, 1000);

/** Number or percentage of pods, with the greatest percentage. */
export const share =
  (most = Infinity): Form =>
  (value) => {
    if (!isText(value)) return NONE(value);
    const [, percent] = /^(\d+)%$/.exec(value) ?? [];
    if (percent === undefined)
      return { wrong: 'is neither a number nor a percentage', fix: "write one such as 1 or '25%'" };
    return Number(percent) > most ? { wrong: 'is more than all pods', fix: "use at most '100%'" } : undefined;
  };

/** Name of a variable of a container. */
export const VARIABLE = text(
  textForm('LOG_LEVEL', /^[ -<>-~]+$/, 'is not a name of a variable', 'use letters, digits and underscores'),
);

/** Key of a ConfigMap or Secret. */
export const DATA_KEY = told(SECRET_KEY, 'is not a key of data');

/** Path within a volume. */
export const INNER_PATH = text(
  textForm(
    'logs',
    /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))/,
    'leads out of the volume',
    'write a path without .. and without a slash in front',
  ),
);

/** Address without the zeros in front of its numbers, which the API server still reads. */
export const bareAddress = (address: string): string => address.replace(/(^|\.)0+(?=\d)/g, '$1');

export const ADDRESS: Form = (value) =>
  !isText(value) || isIP(bareAddress(value)) !== 0
    ? undefined
    : { wrong: 'is not an address', fix: 'write one such as 10.0.0.10' };

/** Addresses that are no place in a network: none, the own host, and those of one link. */
const NO_PLACE = /^(0\.0\.0\.0$|127\.|169\.254\.|224\.0\.0\.|::$|::1$|fe[89ab][0-9a-f]:|ff02:)/i;

/** Address at which somebody in the network can be. */
export const PLACE: Form = (value) =>
  isText(value) && NO_PLACE.test(value)
    ? { wrong: 'is not an address of a network', fix: 'write the address of a host' }
    : undefined;

/** A range of addresses; it need not begin at its first one. */
export const CIDR: Form = (value) => {
  const [, address = '', bits] = /^(.*)\/(\d{1,3})$/.exec(isText(value) ? value.trim() : '') ?? [];
  if (!isText(value) || (isIP(bareAddress(address)) !== 0 && Number(bits) <= (isIPv4(bareAddress(address)) ? 32 : 128)))
    return undefined;
  return { wrong: 'is not a range of addresses', fix: 'write one such as 10.0.0.0/8' };
};

/** Host of a rule of an Ingress. */
export const HOST: Form = (value) =>
  isText(value) && /^[\d.]+$/.test(value) ? { wrong: 'is an address', fix: 'write a name' } : TLS_HOST(value);

/** Name of a host, or one with * in front. */
export const TLS_HOST: Form = (value) => {
  if (!isText(value)) return undefined;
  return (
    NAME(value.startsWith('*.') ? value.slice(2) : value) && {
      wrong: 'is not a name of DNS',
      fix: 'write one such as loki.example.com',
    }
  );
};

/** Name of a Service, which is a name in DNS. */
export const SERVICE_NAME = textForm(
  'loki-gateway',
  /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is not a name of a Service',
  'use at most 63 lower-case letters, digits and hyphens, with a letter in front',
);

/** Key of a label, and other names with or without a domain in front. */
export const QUALIFIED = told(LABEL_KEY, 'is not a key of a label');

const NO_ZONE: Fault = { wrong: 'is not a time zone', fix: 'write one such as Europe/Berlin or Etc/UTC' };

export const TIME_ZONE: Form = (value) => {
  if (!isText(value)) return undefined;
  // The data of time zones are files, whose names have upper and lower case.
  if (!/^[A-Z]/.test(value)) return NO_ZONE;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    const place = placeOf(value);
    return place === undefined || place === value ? undefined : { ...NO_ZONE, fix: `write ${place}` };
  } catch {
    return NO_ZONE;
  }
};

export const HEADER = text(
  textForm('X-Scope-OrgID', /^[-A-Za-z0-9]+$/, 'is not a name of a header', 'use letters, digits and hyphens'),
);

export const SYSCTL = text(
  textForm(
    'net.core.somaxconn',
    /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/,
    'is not a name of a setting of the kernel',
  ),
);

/** Resources of a container that a variable can have. */
export const RESOURCE_FIELDS = ['limits', 'requests'].flatMap((field) =>
  ['cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'hugepages-1Gi'].map((name) => `${field}.${name}`),
);

/** Modes in which nodes may mount a volume. */
export const ACCESS_MODE = oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod');

export const VOLUME_MODE = oneOf('Filesystem', 'Block');

/** Name of what makes volumes. */
export const DRIVER: Form = (value) => QUALIFIED(isText(value) ? value.toLowerCase() : value);

/** Name of a controller of Ingresses. */
export const CONTROLLER = text(
  textForm(
    'example.com/ingress',
    /^(?=.{1,250}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/,
    'is not a domain with a path',
  ),
);

/** Label of DNS with a letter in front. */
export const LETTER_LABEL = told(SERVICE_NAME, 'is not a label of DNS with a letter in front');

/** Name of a kind. */
export const KIND: Form = (value) => LETTER_LABEL(isText(value) ? value.toLowerCase() : value);

/** Group of kinds, which is a domain. */
export const DOMAIN: Form = (value) =>
  NAME(value) ??
  (isText(value) && value !== '' && !value.includes('.')
    ? { wrong: 'is not a domain', fix: 'write one such as example.com' }
    : undefined);

/** Name of a webhook: a name of DNS with three parts at least. */
export const WEBHOOK_NAME: Form = (value) =>
  NAME(value) ??
  (isText(value) && value !== '' && value.split('.').length < 3
    ? { wrong: 'has less than three parts', fix: 'write one such as pods.example.com' }
    : undefined);

/** One of some words, or a word of others with their domain. */
export const kindOrDomain =
  (...words: string[]): Form =>
  (value) =>
    isText(value) && value.includes('/') ? QUALIFIED(value) : oneOf(...words)(value);

/** Name of a variable in CEL. */
export const CEL_NAME = text(
  textForm('replicas', /^[_a-zA-Z][_a-zA-Z0-9]*$/, 'is not a name in CEL', 'use letters, digits and underscores'),
);

export const ONE_LINE = text(textForm('use two replicas', /^[^\r\n]*$/, 'has several lines', 'write one line'));

/** Path at which a Service answers. */
export const SERVICE_PATH: Form = (value) =>
  isText(value) && !/^\/$|^(\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?)+\/?$/.test(value)
    ? { wrong: 'is not a plain path', fix: 'write one such as /validate' }
    : undefined;

/** Domain of DNS that is searched for short names. */
export const SEARCHED: Form = (value) =>
  value === '.' || !isText(value)
    ? undefined
    : NAME(value.replace(/\.$/, '').replaceAll('_', 'x')) && {
        wrong: 'is not a domain',
        fix: 'write one such as example.com',
      };

/** Quantity that is not below none. */
export const AMOUNT: Form = (value) =>
  (typeof value === 'number' && value < 0) || (isText(value) && /^-[\d.]*[1-9]/.test(value))
    ? { wrong: 'is less than none', fix: 'write more' }
    : undefined;

/** Seconds that a token of an account lasts. */
export const TOKEN_SECONDS = number(600, 2 ** 32, 3600);

export const ABSOLUTE = text(textForm('/data', /^\//, 'does not begin with /', 'write the whole path'));

/** Names of what holds an object that is deleted. */
export const FINALIZER = kindOrDomain('orphan', 'foregroundDeletion', 'kubernetes');

export const PULL_POLICY = optional(oneOf('Always', 'IfNotPresent', 'Never'));
