import { FIXED_VALUE, LABEL_NAME } from '../../charts/alloy/processing/forms';
import { isRecord } from '../manifests/shape';
import type { Importing } from './importing';
import { itemNameOf } from './names';
import type { Selection } from './promtail/order';
import type { Node } from './tree/account';
import { pathText } from './tree/path';

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

  /** Headers of its requests. @default - none */
  readonly headers?: Node;
}

/** A host within the cluster: a Service, or a name without a dot. */
const isInside = (host: string): boolean => /^[\w-]+(\.[\w-]+)?$|\.svc(\.|$)|^(localhost|127\.)/.test(host);

/** Converts a client: of the Loki that is replaced, or of another one. */
export function importClient(
  importing: Importing,
  { whole, url, tenant, labels, username, secrets = [], headers }: ClientParts,
): void {
  const { draft } = importing;
  const [, host] = /^(?:https?:\/\/)?([^/:?]+)/.exec(url.text ?? '') ?? [];
  const scope = headers?.children.find(({ key }) => key.toLowerCase() === 'x-scope-orgid');
  const name = tenant.text ?? scope?.text;
  const isOwn = host === undefined || isInside(host);
  if (isOwn) {
    url.same('the gateway of the Loki here');
    if (name !== undefined && importing.addTenant(name, 'agents'))
      for (const node of [tenant, scope]) node?.taken('tenants', name);
    username?.differs('Alloy sends as writer here, with a password of its own');
    for (const node of secrets) node.decision('passwords are new, in AWS Secrets Manager');
  } else {
    const label = itemNameOf(host);
    const address = (url.text as string).replace(/^(?!https?:)/, 'https://');
    const path = draft.push(
      ['alloy', 'destinations'],
      {
        name: /^[a-z]/.test(label) ? label : itemNameOf(`loki-${label}`),
        loki: {
          url: address,
          ...(name === undefined ? {} : { tenant: name }),
          ...(username?.text === undefined
            ? {}
            : { username: username.text, passwordSecret: { name: 'loki-destination', key: 'password' } }),
        },
      },
      whole,
    );
    const field = pathText(path);
    url.taken(`${field}.loki.url`);
    for (const node of [tenant, scope]) node?.taken(`${field}.loki.tenant`);
    username?.taken(`${field}.loki.username`);
    for (const node of secrets)
      node.decision(
        'make a Secret in the namespace of Alloy, and name it in passwordSecret',
        `${field}.loki.passwordSecret`,
      );
    importing.decide(
      path,
      `lines go to ${host} as well as to the Loki here: leave this out if that is the Loki that is replaced`,
    );
  }
  headers?.differs('headers beside the tenant are those of alloy.destinations');
  importExternalLabels(importing, labels);
  whole.differs('sending is set up here: Alloy sends a line until it is taken');
}

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
