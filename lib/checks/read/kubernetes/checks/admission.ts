import { show } from '../../../../../charts/input/show';
import { asList, type Block, isText, record, records } from '../../../../manifests/shape';
import { type ApiFault, type Check, faultIf, faultsOfTwice, given, has, isOpen } from '../fault';

/** Faults of items of a list that have one name. */
const namesOf =
  (...fields: string[]): Check =>
  (value) =>
    fields.flatMap((field) =>
      faultsOfTwice(
        records(value[field]).map(({ name }) => name),
        (index) => `${field}[${index}].name`,
      ),
    );

/** Versions of the requests that the API server sends to webhooks. */
const REVIEWS = ['v1', 'v1beta1'];

/** Faults of the versions of requests that a webhook takes. */
const reviews =
  (field: string): Check =>
  (value) => {
    const versions = asList(value[field]);
    return [
      ...faultIf(
        versions.length > 0 && !versions.some((version) => REVIEWS.includes(String(version)) || isOpen(version)),
        field,
        `has none of ${REVIEWS.join(' and ')}`,
        'write [v1]',
      ),
      ...faultsOfTwice(versions, (index) => `${field}[${index}]`),
    ];
  };

/** Fault of a list that has * beside other items. */
const starFault = (value: Block, field: string): ApiFault[] => {
  const items = asList(value[field]);
  return faultIf(items.length > 1 && items.includes('*'), field, 'has * and others', 'write * alone');
};

/** Fault of resources of which one includes another. As the API server does, it looks only at those before, unless one is all. */
function resourceFault(value: Block): ApiFault[] {
  const names = asList(value['resources']).filter(isText);
  const bare = names.filter((name) => !name.includes('/'));
  const isAll = names.length > 1 && names.includes('*/*');
  if (isAll || (bare.includes('*') && bare.at(-1) !== '*')) {
    return [{ path: 'resources', found: `has ${isAll ? '*/*' : '*'} and others`, fix: 'write it alone' }];
  }
  return names.flatMap((name, index) => {
    const [resource = '', part] = name.split('/');
    const before = names
      .slice(0, index)
      .find((all) => part !== undefined && [`${resource}/*`, `*/${part}`].includes(all));
    return faultIf(before !== undefined, `resources[${index}]`, `${name} is part of ${String(before)}`, 'remove it');
  });
}

const rule: Check = (value) => [
  ...['operations', 'apiGroups', 'apiVersions'].flatMap((field) => starFault(value, field)),
  ...resourceFault(value),
];

/** Faults of the address of a webhook. */
const client: Check = (value) => {
  const [there, url] = [given(value, ['url', 'service']), value['url']];
  if (there.length !== 1) {
    const isNone = there.length === 0;
    return [
      {
        path: '',
        found: isNone ? 'has no service' : 'has a url and a service',
        fix: isNone ? 'write the service, or a url' : 'write one of them',
      },
    ];
  }
  if (!isText(url) || isOpen(url)) return [];
  return faultIf(
    !/^https:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(url),
    'url',
    `${show(url)} is not an address with https alone`,
    'write one such as https://host/path',
  );
};

/** Faults of the conversion between versions of a kind. */
const conversion: Check = (value) => {
  const isWebhook = value['strategy'] === 'Webhook';
  if (isOpen(value['strategy']) || !has(value, 'strategy')) return [];
  const isThere = has(value, 'webhook');
  const webhook = record(value['webhook']);
  return [
    ...faultIf(isWebhook && !isThere, 'webhook', 'is missing, and the strategy is Webhook', 'write it'),
    ...faultIf(
      isWebhook && isThere && !has(webhook, 'clientConfig'),
      'webhook.clientConfig',
      'is missing',
      'write the service, or a url',
    ),
    ...faultIf(!isWebhook && isThere, 'webhook', 'is for the strategy Webhook', 'leave it out'),
  ];
};

/** Faults of a policy that has nothing to check. */
const policy: Check = (value) => [
  ...faultIf(
    ['validations', 'auditAnnotations'].every((field) => asList(value[field]).length === 0),
    'validations',
    'is missing, and there are no auditAnnotations',
    'write one',
  ),
  ...faultIf(
    has(value, 'matchConstraints') && asList(record(value['matchConstraints'])['resourceRules']).length === 0,
    'matchConstraints.resourceRules',
    'is missing',
    'write which objects are checked',
  ),
];

const binding: Check = (value) => {
  const actions = asList(value['validationActions']);
  return [
    ...faultIf(
      actions.includes('Deny') && actions.includes('Warn'),
      'validationActions',
      'has Deny and Warn, which say the same',
      'write one of them',
    ),
    ...faultsOfTwice(actions, (index) => `validationActions[${index}]`),
  ];
};

const parameters: Check = (value) => {
  const there = given(value, ['name', 'selector']);
  const fix = there.length === 0 ? 'write name, or selector' : 'write one of them';
  return faultIf(there.length !== 1, '', there.length === 0 ? 'names nothing' : 'has a name and a selector', fix);
};

/** Faults of a group of kinds that another server serves. */
const apiService: Check = (value) => {
  const [spec, { name }] = [record(value['spec']), record(value['metadata'])];
  const whole = `${String(spec['version'])}.${String(spec['group'])}`;
  const isKnown = [spec['version'], spec['group'], name].every((part) => isText(part) && part !== '' && !isOpen(part));
  const isLocal = !has(spec, 'service');
  return [
    ...faultIf(isKnown && name !== whole, 'metadata.name', `${show(name)} is not version and group`, `write ${whole}`),
    ...faultIf(
      spec['insecureSkipTLSVerify'] === true && (isLocal || Boolean(spec['caBundle'])),
      'spec.insecureSkipTLSVerify',
      isLocal ? 'true, and there is no service' : 'true, and there is a caBundle',
      isLocal ? 'write the service' : 'leave one of them out',
    ),
    ...faultIf(isLocal && Boolean(spec['caBundle']), 'spec.caBundle', 'is for a service', 'write the service'),
  ];
};

/** Checks of webhooks, of policies of the API server, and of other servers of kinds. */
export const ADMISSION_CHECKS: Readonly<Record<string, readonly Check[]>> = {
  ValidatingWebhookConfiguration: [namesOf('webhooks')],
  MutatingWebhookConfiguration: [namesOf('webhooks')],
  ValidatingWebhook: [reviews('admissionReviewVersions'), namesOf('matchConditions')],
  MutatingWebhook: [reviews('admissionReviewVersions'), namesOf('matchConditions')],
  RuleWithOperations: [rule],
  NamedRuleWithOperations: [rule],
  WebhookClientConfig: [client],
  WebhookConversion: [reviews('conversionReviewVersions')],
  CustomResourceConversion: [conversion],
  ValidatingAdmissionPolicySpec: [policy, namesOf('matchConditions')],
  ValidatingAdmissionPolicyBindingSpec: [binding],
  ParamRef: [parameters],
  APIService: [apiService],
};
