import { CA_KEY } from '../../../../charts/endpoint/authority';
import type { Manifest } from '../../../manifests/manifest';
import { asList, at, records, text } from '../../../manifests/shape';
import { yamlValue } from '../../../manifests/yaml/parse';
import { Manifests } from '../../../manifests/manifests';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { blockOf, everyNodeBlocks, textOf } from './blocks';
import { nameOfRole } from './place';

/** Path of a gateway that lines are pushed to. */
const PUSH = /\/loki\/api\/v1\/push$/;

/** Reads the Loki elsewhere that all lines go to: its address, the users, and where their passwords are. */
export function readElsewhere(importing: Importing, objects: readonly Manifest[], texts: readonly ConfigText[]): void {
  const { draft } = importing;
  const endpoint = blockOf(blockOf(everyNodeBlocks(texts), 'loki.write', 'loki')?.blocks, 'endpoint');
  const url = textOf(endpoint, 'url');
  if (url === undefined || !PUSH.test(url)) return;
  draft.set(['loki', 'url'], url.replace(PUSH, ''));
  const tenant = textOf(endpoint, 'tenant_id') ?? '';
  // Without another name, an environment has one tenant of its name.
  if (nameOfRole(objects) === undefined && /^[a-z][a-z0-9-]*$/.test(tenant)) importing.suggestName(tenant);
  const writer = textOf(blockOf(endpoint?.blocks, 'basic_auth'), 'username');
  const [writers, readers] = [passwordsOf(objects, 'alloy'), passwordsOf(objects, 'canary')];
  for (const [field, value, usual] of [
    ['writer', writer, 'writer'],
    ['reader', readers?.user, 'reader'],
    ['secretArn', writers?.arn, undefined],
    ['readerSecretArn', readers?.arn, undefined],
  ] as const) {
    if (value !== undefined && value !== usual) draft.set(['loki', field], value);
  }
  const file = textOf(blockOf(endpoint?.blocks, 'tls_config'), 'ca_file');
  const secret = file === undefined ? undefined : authorityOf(objects, file.replace(/^.*\//, ''));
  if (secret !== undefined) draft.set(['loki', 'ca'], secret);
}

/** Secret of a client's password in Secrets Manager, and its user. */
function passwordsOf(objects: readonly Manifest[], client: string): { user?: string; arn: string } | undefined {
  const named = objects.filter(({ metadata }) => metadata.name === `loki-credentials-${client}`);
  const mounted = named.find(({ kind }) => kind === 'SecretProviderClass');
  const [object] = records(yamlValue(text(at(mounted, 'spec.parameters.objects')) ?? ''));
  const copied = named.find(({ kind }) => kind === 'ExternalSecret');
  const [datum] = records(at(copied, 'spec.data'));
  const arn = text(object?.['objectName']) ?? text(at(datum, 'remoteRef.key'));
  if (arn === undefined || !arn.startsWith('arn:')) return undefined;
  const user = /^(.+?)(?:\.json|-password)$/.exec(text(object?.['objectAlias'] ?? datum?.['secretKey']) ?? '')?.[1];
  return { arn, ...(user === undefined ? {} : { user }) };
}

/** Secret with a certificate that Alloy mounts. */
function authorityOf(objects: readonly Manifest[], key: string): Record<string, string> | undefined {
  const agent = new Manifests(objects).workloads.find(({ name }) => name === 'alloy');
  const volumes = records(agent?.pod.volumes).filter((volume) =>
    asList(at(volume, 'secret.items')).some((item) => at(item, 'key') === key),
  );
  const [secret] = volumes.flatMap((volume) => text(at(volume, 'secret.secretName')) ?? []);
  return secret === undefined ? undefined : { secret, ...(key === CA_KEY ? {} : { key }) };
}
