import { importClient } from '../../client';
import type { Importing } from '../../importing';
import { decideStages } from '../../pods';
import type { Node } from '../../tree/account';
import { HIDDEN_LABELS, importExtraStages } from './stages';

/** Converts destinations: a list or, beside it, a map up to version 3, and a map alone since version 4. */
export function importDestinations(importing: Importing, ...nodes: readonly Node[]): void {
  const all = nodes
    .flatMap(({ children }) => children)
    .map((destination) => ({
      destination,
      type: destination.at('type').text,
      isOff: destination.at('disabled').boolean === true,
    }));
  const isOnly = all.filter(({ type, isOff }) => type === 'loki' && !isOff).length === 1;
  for (const { destination, type, isOff } of all) {
    if (isOff) destination.ignored('is disabled');
    else if (type === 'loki') importLoki(importing, destination, isOnly);
    else {
      const kind = type === undefined ? 'has no type' : `of the type ${type}`;
      destination.impossible(`${kind}: only Loki takes lines here`);
    }
  }
  for (const node of nodes) node.same('none');
}

function importLoki(importing: Importing, destination: Node, isOnly: boolean): void {
  const auth = destination.at('auth');
  const stages = destination.at('logProcessingStages');
  if (isOnly || stages.text === undefined)
    importExtraStages(importing, stages, { sources: ['*'] }, { isTemplate: false });
  else decideStages(importing, [stages], 'stages of one destination: here all of them get the same lines');
  importService(importing, {
    whole: destination,
    url: destination.at('url'),
    hiddenUrl: destination.at('urlFrom'),
    labels: destination.at('extraLabels'),
    hiddenLabels: destination.at('extraLabelsFrom'),
    login: auth,
    isBasic: auth.at('type').text === 'basic',
    basic: auth,
    tokens: ['bearerToken', 'bearerTokenKey', 'bearerTokenFrom', 'bearerTokenFile'].map((key) => auth.at(key)),
  });
}

/** Converts `externalServices.loki` of version 1. */
export function importOldService(importing: Importing, node: Node): void {
  const loki = node.at('loki');
  const basic = loki.at('basicAuth');
  if (loki.isBlock) {
    importService(importing, {
      whole: loki,
      url: loki.at('host'),
      hiddenUrl: loki.at('hostKey'),
      labels: loki.at('externalLabels'),
      hiddenLabels: loki.at('externalLabelsFrom'),
      login: loki,
      isBasic: basic.isBlock,
      basic,
      tokens: ['token', 'tokenKey', 'tokenFile'].map((key) => loki.at('bearerToken', key)),
    });
  }
  node.impossible('not about logs: leave it with this chart');
}

/** Settings of a Loki, which stand in other places in version 1. Those of the same name are in the whole. */
interface Service {
  readonly whole: Node;
  readonly url: Node;

  /** Place of its address outside the values. */
  readonly hiddenUrl: Node;

  readonly labels: Node;

  /** Labels whose values are elsewhere. */
  readonly hiddenLabels: Node;

  readonly login: Node;
  readonly isBasic: boolean;

  /** Block with user and password. */
  readonly basic: Node;

  readonly tokens: readonly Node[];
}

/** Converts a Loki. What its values keep in Secrets is asked for. */
function importService(importing: Importing, service: Service): void {
  const { whole, url, hiddenUrl, labels, hiddenLabels, login, isBasic, basic } = service;
  if (!url.exists && hiddenUrl.exists) {
    importing.decide(['alloy', 'destinations'], HIDDEN_URL);
    hiddenUrl.decision(HIDDEN_URL, 'alloy.destinations');
  }
  if (!whole.at('tenantId').exists) {
    for (const node of ['tenantIdKey', 'tenantIdFrom'].map((key) => whole.at(key)).filter(({ exists }) => exists)) {
      importing.decide(['tenants'], HIDDEN_TENANT);
      node.decision(HIDDEN_TENANT, 'tenants');
    }
  }
  if (hiddenLabels.isBlock) hiddenLabels.decision(HIDDEN_LABELS, 'alloy.processing');
  const username = basic.at('username');
  importClient(importing, {
    whole,
    url,
    tenant: whole.at('tenantId'),
    labels,
    username: isBasic ? username : undefined,
    secrets: isBasic ? [basic.at('password')].filter(({ exists }) => exists) : [],
    tokens: isBasic ? [] : service.tokens.filter(({ exists }) => exists),
    headers: whole.at('extraHeaders'),
    login,
    elsewhere: [
      ...(isBasic && username.text === undefined
        ? ['type', 'usernameKey', 'usernameFrom', 'passwordKey', 'passwordFrom'].map((key) => ({
            node: basic.at(key),
            field: 'username',
            note: 'user and password are in a Secret: write username, and name the Secret in passwordSecret',
          }))
        : []),
      {
        node: whole.at('extraHeadersFrom'),
        field: 'headerSecrets',
        note: 'headers whose values are not in the input: write them in headers or headerSecrets',
      },
    ],
  });
}

/** Question where the address of a Loki is not in the values. */
const HIDDEN_URL = 'a Loki whose address is not in the values: write it here, unless it is the Loki that is replaced';

/** Question where the tenant of its lines is not in the values. */
const HIDDEN_TENANT = 'the tenant of the lines is not in the values: write it';
