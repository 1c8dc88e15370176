import { importAlloyConfig } from '../alloy/config';
import { alloyValue } from '../alloy/tree';
import { importComponent } from '../charts/components';
import type { FormerMode, Importing } from '../importing';
import { hasValues } from '../input/gitops/values';
import { importLokiConfig } from '../loki/config';
import { importPromtailConfig } from '../charts/promtail';
import type { Manifest } from '../../manifests/manifest';
import { title } from '../../manifests/manifest';
import { Manifests } from '../../manifests/manifests';
import { at } from '../../manifests/shape';
import { Account } from '../tree/account';
import { hideSecrets } from '../tree/secrets';
import { formerPromtail, formerWorkloads } from '../plan/workloads';
import { kubernetesName } from '../release';
import { roleAccount } from '../role';
import { ROLE_ANNOTATION } from '../../manifests/service-accounts';
import { otherObject } from './other-objects';
import { isOwn } from './own/labels';
import { importOwnManifests } from './own/own';
import { type ConfigFile, configTexts } from './texts';
import { componentOf, sectionOf } from './workloads';

/** Objects that another program rendered or runs. */
export interface ManifestsInput {
  /** Name of the folder or file. */
  readonly name: string;

  /** The objects. */
  readonly objects: readonly Manifest[];

  /** Configurations in files of their own. @default - none */
  readonly configurations?: readonly ConfigFile[];
}

/**
 * Takes rendered objects over: the configurations in them, and the sizes of what runs.
 *
 * @returns false if nothing in them is about logs
 */
export function importManifests(importing: Importing, { objects, configurations = [] }: ManifestsInput): boolean {
  importing.former.charts.add('manifests');
  if (objects.some(isOwn)) {
    importing.former.isOwn = true;
    importOwnManifests(importing, objects);
    return true;
  }
  const texts = configTexts(objects);
  // Keys of a single input file need no name before them.
  const [only] = configurations;
  importTexts(
    importing,
    objects.length === 0 && configurations.length === 1 && only
      ? [{ ...only, name: '' }]
      : [...texts, ...configurations],
  );
  const manifests = new Manifests(objects);
  importing.former.release ??= {
    namespace: kubernetesName(texts.find(({ kind }) => kind === 'loki')?.object.metadata.namespace),
  };
  const workloads = manifests.workloads.flatMap((workload) => {
    const component =
      workload.labels['app.kubernetes.io/name']?.includes('loki') || /loki/.test(workload.name)
        ? componentOf(workload)
        : undefined;
    return component ? [{ workload, component }] : [];
  });
  const values: Record<string, unknown> = {};
  for (const { workload } of workloads) values[workload.title] = hideSecrets(sectionOf(workload));
  const known = new Set([
    ...workloads.map(({ workload }) => workload.title),
    ...texts.map(({ object }) => title(object)),
  ]);
  for (const object of objects) if (!known.has(title(object))) values[title(object)] = roleOf(object) ?? 'object';
  const account = new Account('', values);
  importing.accounts.push(account);
  importing.former.workloads ??= formerWorkloads(objects);
  importing.former.promtail ??= formerPromtail(objects);
  importing.former.mode ??= modeOf(workloads.map(({ component }) => component));
  for (const { workload, component } of workloads)
    importComponent(importing, account.root.at(workload.title), component);
  for (const object of objects) importRole(importing, account, object);
  for (const object of objects.filter(hasValues))
    account.root.at(title(object)).impossible('its values are read from a file, not from a folder: name its file');
  const others = objects.flatMap((object) => {
    const words = otherObject(object);
    return words === undefined ? [] : [{ object, words }];
  });
  for (const { object, words } of others) account.root.at(title(object)).impossible(words);
  for (const node of account.unknown) node.differs('this library makes objects of its own');
  return known.size > 0 || configurations.length > 0 || others.length > 0 || objects.some(hasValues);
}

function modeOf(components: readonly string[]): FormerMode | undefined {
  return components.includes('ingester') ? 'distributed' : components.length > 0 ? 'simple-scalable' : undefined;
}

/** Converts configurations. */
function importTexts(importing: Importing, texts: readonly ConfigFile[]): void {
  const accounts = texts.map((text) => {
    const parsed = text.kind === 'alloy' ? alloyValue(text.text) : undefined;
    const value = parsed && 'value' in parsed ? parsed.value : (text.value ?? { '': text.text });
    return {
      text,
      parsed,
      account: new Account(
        text.name === '' ? '' : `${text.name} `,
        hideSecrets(value, { keepsTemplates: text.kind === 'alloy' }),
      ),
    };
  });
  importing.accounts.push(...accounts.map(({ account }) => account));
  const overrides = accounts.find(({ text }) => text.kind === 'overrides')?.account.root;
  for (const { text, parsed, account } of accounts) {
    const { root } = account;
    if (text.kind === 'loki') {
      importLokiConfig(importing, {
        config: [{ node: root, at: [] }],
        overrides: overrides?.at('overrides'),
        hasTenantsByDefault: true,
      });
    } else if (text.kind === 'promtail') {
      importing.former.agents.add('promtail');
      importPromtailConfig(importing, root);
    } else if (parsed && 'blocks' in parsed) importAlloyConfig(importing, root, parsed.blocks);
    else if (parsed) root.impossible(`is not Alloy: ${parsed.error}`);
  }
  overrides?.same('no tenant has limits of its own');
  for (const { account } of accounts) for (const node of account.unknown) node.differs('set here as the part needs it');
}

/** Role of a service account. */
function roleOf({ kind, metadata }: Manifest): object | undefined {
  const annotations = at(metadata, 'annotations');
  const role =
    kind === 'ServiceAccount' && typeof annotations === 'object' && annotations
      ? (annotations as Record<string, unknown>)[ROLE_ANNOTATION]
      : undefined;
  return typeof role === 'string' ? { [ROLE_ANNOTATION]: role } : undefined;
}

function importRole({ draft }: Importing, account: Account, object: Manifest): void {
  const node = account.root.at(title(object), ROLE_ANNOTATION);
  const owner = roleAccount(node.text);
  if (owner === undefined) return;
  draft.set(['account'], owner, node);
  node.taken('account', 'Loki gets a role of its own');
}
