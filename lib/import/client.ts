import { headerValues } from '../../charts/alloy/destinations/headers';
import { FIXED_VALUE, LABEL_NAME } from '../../charts/alloy/processing/forms';
import { isRecord } from '../manifests/shape';
import type { Importing } from './importing';
import { itemNameOf } from './names';
import type { Selection } from './promtail/order';
import type { Node } from './tree/account';
import { BLOCK, pathText } from './tree/path';

/** Settings of a client that pushes to Loki, wherever its program keeps them. */
export interface ClientParts {
  /** The whole client. */
  readonly whole: Node;

  /** URL. */
  readonly url: Node;

  /** Tenant. */
  readonly tenant: Node;

  /** Labels of all its lines. @default - none */
  readonly labels?: Node;

  /** User. @default - none */
  readonly username?: Node;

  /** Password, or the file that has it. @default - none */
  readonly secrets?: readonly Node[];

  /** Bearer token, or the file that has it. @default - none */
  readonly tokens?: readonly Node[];

  /** Headers of its requests. @default - none */
  readonly headers?: Node;

  /** Block of its login. @default - the whole client */
  readonly login?: Node;

  /** Settings whose values are not in the input, each with its field of a destination. @default - none */
  readonly elsewhere?: readonly { readonly node: Node; readonly field: string; readonly note: string }[];
}

/** A host within the cluster: a Service, or a name without a dot. */
const isInside = (host: string): boolean => /^[\w-]+(\.[\w-]+)?$|\.svc(\.|$)|^(localhost|127\.)/.test(host);

/** Converts a client: of the Loki that is replaced, or of another one. */
export function importClient(importing: Importing, parts: ClientParts): void {
  const { whole, url, tenant, headers, labels } = parts;
  const [, host] = /^(?:https?:\/\/)?([^/:?]+)/.exec(url.text ?? '') ?? [];
  const scope = headers?.children.find(({ key }) => key.toLowerCase() === 'x-scope-orgid');
  const tenants = [tenant, ...(scope ? [scope] : [])];
  const first = host !== undefined && isInside(host) ? (importing.former.host ??= host) : undefined;
  if (host !== undefined && first !== undefined && !maybeSameLoki(first, host)) importSecond(parts, first, host);
  else if (host === undefined || isInside(host)) importOwnClient(importing, parts, tenants);
  else importDestination(importing, parts, { host, tenants });
  headers?.differs('headers beside the tenant are those of alloy.destinations');
  importExternalLabels(importing, labels);
  whole.differs('sending is set up here: Alloy sends a line until it is taken');
}

const nameIn = (tenants: readonly Node[]): string | undefined => tenants.find(({ text }) => text !== undefined)?.text;

/** Converts a client of the Loki that is replaced. */
function importOwnClient(
  importing: Importing,
  { url, username, secrets = [], tokens = [] }: ClientParts,
  tenants: readonly Node[],
): void {
  const name = nameIn(tenants);
  url.same('the gateway of the Loki here');
  if (name !== undefined && importing.addTenant(name, 'agents'))
    for (const node of tenants) node.taken('tenants', name);
  username?.differs('Alloy sends as writer here, with a password of its own');
  for (const node of [...secrets, ...tokens]) node.decision('passwords are new, in AWS Secrets Manager');
}

/** False for hosts within the cluster that are Services of two namespaces: no Loki has both. */
function maybeSameLoki(one: string, other: string): boolean {
  const [first, second] = [one, other].map(namespaceOf);
  return first === undefined || second === undefined || first === second;
}

/** Namespace of the Service of a host; undefined if the host does not name it. */
const namespaceOf = (host: string): string | undefined =>
  (/([\w-]+)\.svc(?:\.|$)/.exec(host) ?? /^[a-z][\w-]*\.([\w-]+)$/i.exec(host))?.[1];

/** Client of one more Loki within the cluster. */
function importSecond({ whole, url }: ClientParts, first: string, host: string): void {
  url.decision(
    `lines go to the Loki here in the place of ${first}: if ${host} is to have them as well, name it in alloy.destinations`,
    'alloy.destinations',
  );
  whole.differs(`set for ${host}, which gets no lines from here`);
}

/** Settings of a client that a destination has in another field, or lacks, by the beginnings of their names. */
const CONNECTION: readonly {
  readonly form: RegExp;
  readonly note: string;
  readonly field?: string;
}[] = [
  {
    form: /^tls(config)?$/,
    field: 'ca',
    note: 'its certificate must be of a public authority, unless ca names another one',
  },
  { form: /^proxy/, note: 'no field sends lines through a proxy' },
  {
    form: /^(oauth2|sigv4|azuread)$/,
    note: 'no field logs in this way: passwordSecret, tokenSecret and headerSecrets are what a destination has',
  },
];

/** Converts a client of a Loki elsewhere, which becomes a destination. */
function importDestination(
  importing: Importing,
  { whole, url, username, secrets = [], tokens = [], headers, login, elsewhere = [] }: ClientParts,
  { host, tenants }: { readonly host: string; readonly tenants: readonly Node[] },
): void {
  const { draft } = importing;
  const label = itemNameOf(host);
  const address = (url.text as string).replace(/^(?!https?:)/, 'https://');
  const former = draft.below(['alloy', 'destinations']).length;
  const secret = former === 0 ? SECRET : `${SECRET}-${former + 1}`;
  const name = nameIn(tenants);
  const plain = (headers?.children ?? []).filter(isPlainHeader);
  const hidden = (headers?.children ?? [])
    .filter((one) => !tenants.includes(one) && (one.hasHidden || MAY_BE_SECRET.test(one.key)))
    .map((one) => one.key);
  const key = username?.text !== undefined ? 'password' : tokens.length > 0 ? 'token' : undefined;
  const path = draft.push(
    ['alloy', 'destinations'],
    {
      name: /^[a-z]/.test(label) ? label : itemNameOf(`loki-${label}`),
      loki: {
        url: address,
        ...(name === undefined ? {} : { tenant: name }),
        ...(key === 'password' ? { username: username?.text } : {}),
        ...(key === undefined ? {} : { [`${key}Secret`]: { name: secret, key } }),
        ...(plain.length > 0 ? { headers: Object.fromEntries(plain.map(({ key, text }) => [key, text])) } : {}),
      },
    },
    whole,
  );
  const field = pathText([...path, 'loki']);
  url.taken(`${field}.url`);
  for (const node of tenants) node.taken(`${field}.tenant`);
  username?.taken(`${field}.username`);
  for (const [nodes, to] of [
    [secrets, 'passwordSecret'],
    [tokens, 'tokenSecret'],
  ] as const) {
    for (const node of nodes)
      node.decision(`make a Secret in the namespace of Alloy, and name it in ${to}`, `${field}.${to}`);
  }
  for (const node of plain) node.taken(`${field}.headers`);
  for (const { node, field: to, note } of elsewhere) node.decision(note, `${field}.${to}`);
  for (const node of [whole, ...(login ? [login] : [])].flatMap(({ children }) => children)) {
    const known = CONNECTION.find(({ form }) =>
      form.test(node.key.replace(BLOCK, '').replaceAll('_', '').toLowerCase()),
    );
    if (!known || !isSet(node)) continue;
    if (known.field === undefined) node.impossible(known.note);
    else node.decision(known.note, `${field}.${known.field}`);
  }
  importing.decide(
    path,
    `lines go to ${host} as well as to the Loki here: leave this out if that is the Loki that is replaced`,
  );
  if (key !== undefined)
    importing.decide(path, `make the Secret ${secret} with the key ${key} in the namespace of Alloy`);
  if (hidden.length > 0)
    importing.decide(path, `values of headers are not copied: write ${hidden.join(', ')} in headerSecrets`);
}

/** Name of the Secret of the first destination, which the user makes. */
const SECRET = 'loki-destination';

/** Names of headers whose values may be secrets. */
const MAY_BE_SECRET = /key|token|auth|secret|passw|cookie|session|sign|cred/i;

/** True for a header that a destination takes as plain text. */
const isPlainHeader = ({ key, text, hasHidden }: Node): boolean =>
  text !== undefined && !hasHidden && !MAY_BE_SECRET.test(key) && headerValues('headers', { [key]: text }).length === 0;

/** True for a setting that is there and not off. */
const isSet = (node: Node): boolean =>
  node.isBlock || node.hasHidden || (node.text !== undefined && node.boolean !== false) || node.boolean === true;

/** Converts labels of all lines. The label of the cluster has its own field. */
export function importExternalLabels(importing: Importing, labels: Node | undefined): void {
  if (!labels || !isRecord(labels.value)) return;
  setLabels(
    importing,
    labels.children.flatMap((node) => (node.text === undefined ? [] : [{ key: node.key, text: node.text, node }])),
  );
}

/** A label of all lines, and the key of the input that sets it. */
export interface LabelOfAll {
  readonly key: string;
  readonly text: string;
  readonly node: Node;
}

/** Sets labels of all lines, or of those that a selection has. */
export function setLabels(
  { draft }: Importing,
  labels: readonly LabelOfAll[],
  selection: Selection = { sources: ['*'] },
): void {
  for (const { text, node } of labels.filter(({ key }) => key === 'cluster')) {
    draft.set(['cluster', 'existing', 'name'], text, node);
    node.taken('cluster.existing.name', 'the label of every line is the name of the cluster');
  }
  const faults = labels.map(({ key, text }) => LABEL_NAME.faultOf(key) ?? FIXED_VALUE.faultOf(text));
  for (const [index, { key, node }] of labels.entries()) {
    const fault = key === 'cluster' ? undefined : faults[index];
    // One that is refused takes none of the others with it.
    if (fault) node.impossible(`${key} ${fault.wrong}; ${fault.fix}`);
  }
  const others = labels.filter(({ key }, index) => key !== 'cluster' && !faults[index]);
  if (others.length === 0) return;
  const fields = Object.fromEntries(others.map(({ key, text }) => [key, text]));
  const entry = { ...selection, labels: fields };
  const same = draft
    .below(['alloy', 'processing'])
    .find(({ value }) => JSON.stringify(value) === JSON.stringify(entry));
  const path = same?.path ?? draft.push(['alloy', 'processing'], entry, ...others.map(({ node }) => node));
  for (const { key, node } of others) node.taken(pathText([...path, 'labels', key]));
}
