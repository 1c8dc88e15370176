import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import type { AlloyPipeline } from '../../../../charts/alloy/pipeline';
import { isDirect } from '../../../../charts/alloy/sources/receivers/otlp/way';
import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { at, record, records, text } from '../../../manifests/shape';
import type { Importing } from '../../importing';
import type { ConfigText } from '../texts';
import { attributeOf, blockOf, mapOf, textOf } from './blocks';
import { peersOf } from './peers';

/** Name of the objects of the collector that runs receivers. */
const COLLECTOR = 'alloy-receivers';

/** Receivers: the component that listens, and the name of a port that their policy admits clients to. */
const RECEIVERS = {
  push: { component: 'loki.source.api', ports: ['push'] },
  otlp: { component: 'otelcol.receiver.otlp', ports: ['otlp-grpc'] },
  syslog: { component: 'loki.source.syslog', ports: ['syslog', 'syslog-tls'] },
  firehose: { component: 'loki.source.awsfirehose', ports: ['firehose'] },
} as const;

/** Reads the receivers: their clients, their TLS and the tenants of their lines. */
export function readOwnReceivers(
  { draft, tenants }: Importing,
  objects: readonly Manifest[],
  texts: readonly ConfigText[],
): void {
  const config = texts.find(({ kind, object }) => kind === 'alloy' && object.metadata.name === COLLECTOR);
  if (!config) return;
  const { blocks } = parseAlloy(config.text);
  const workload = new Manifests(objects).workloads.find(({ name }) => name === COLLECTOR);
  const [container] = records(workload?.pod.containers);
  const listening = records(container?.['ports']).map((port) => ({
    name: text(port['name']),
    number: Number(port['containerPort']),
  }));
  const secrets = secretsOf(records(at(workload?.pod, 'volumes')));
  for (const [name, { component, ports }] of Object.entries(RECEIVERS)) {
    if (!blockOf(blocks, component, name)) continue;
    const port = listening.find((one) => ports.some((own) => own === one.name));
    const { namespaces, ranges } = peersOf(objects, COLLECTOR, port?.number ?? 0);
    const server = secrets.get(`${name}-tls`);
    const clients = secrets.get(`${name}-clients`);
    const key = name === 'firehose' ? secrets.get('firehose-access-key') : undefined;
    const isDirectHere = blockOf(blocks, 'otelcol.exporter.otlphttp', name) !== undefined;
    const destinations = draft.get(['alloy', 'destinations']) as AlloyPipeline['destinations'];
    const fields = {
      ...(namespaces.length > 0 ? { clientNamespaces: namespaces } : {}),
      ...(ranges.length > 0 ? { clientRanges: ranges } : {}),
      ...(server ? { tls: { secretName: server.name, ...(clients ? { clientCaSecretName: clients.name } : {}) } } : {}),
      ...tenantOf(name, blocks, draft.get(['tenants']) ?? tenants),
      ...(name === 'otlp' && isDirectHere !== isDirect({}, { destinations }) ? { direct: isDirectHere } : {}),
      ...(key ? { accessKey: { secretName: key.name, ...(key.key === 'access-key' ? {} : { key: key.key }) } } : {}),
    };
    draft.set(['alloy', name], Object.keys(fields).length > 0 ? fields : true);
  }
}

/** Secrets by the name of their volume, with their first key. */
function secretsOf(volumes: readonly Readonly<Record<string, unknown>>[]): Map<string, { name: string; key?: string }> {
  return new Map(
    volumes.flatMap((volume) => {
      const secret = record(volume['secret']);
      const name = text(secret['secretName']);
      const key = text(records(secret['items'])[0]?.['key']);
      return name === undefined ? [] : [[String(volume['name']), { name, key }] as const];
    }),
  );
}

/** Tenant of all lines, or those that senders choose among. */
function tenantOf(name: string, blocks: readonly AlloyBlock[], all: unknown): Record<string, unknown> {
  if (name === 'otlp') {
    const exporter = blockOf(blocks, 'otelcol.exporter.otlphttp', name);
    const headers = mapOf(attributeOf(blockOf(exporter?.blocks, 'client'), 'headers'));
    const tenant = headers[LokiEndpoint.TENANT_HEADER];
    const [first] = Array.isArray(all) ? (all as unknown[]) : [];
    return tenant === undefined || first === undefined || tenant === first ? {} : { tenant };
  }
  const stages = blockOf(blocks, 'loki.process', name)?.blocks ?? [];
  const [own, ...rest] = stages.filter((stage) => stage.name !== 'stage.structured_metadata_drop');
  const chosen = /^\{__tenant_id__!~"(.+)"\}$/.exec(textOf(own, 'selector') ?? '')?.[1];
  if (chosen !== undefined) return { tenants: chosen.replaceAll('\\\\', '').split('|') };
  // The first stage removes the sender's tenant; the second one, if it exists, sets the receiver's.
  const tenant = rest[0]?.name === 'stage.tenant' ? textOf(rest[0], 'value') : undefined;
  return tenant === undefined ? {} : { tenant };
}
