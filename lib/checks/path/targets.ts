import { isOwnPod, portOf } from '../../../charts/input/url';
import { attributeOf, components, textOf } from '../read/alloy/config';
import { alloyGraphs } from '../read/alloy/graph';
import { blocksWithin } from '../read/alloy/blocks';
import {
  gatewayAt,
  addressOf,
  addressProblem,
  type Address,
  lokiOf,
  podPortAt,
  shownUrl,
  urlOf,
  withPath,
  workloadsAt,
} from '../read/path/address';
import { canaries, promtails } from '../read/path/agents';
import { type Client, QUERY_PATH } from '../read/path/client';
import { clients } from '../read/path/clients';
import { gateways, locationFor } from '../read/gateway/gateway';
import { readersWithPods } from '../read/path/readers';
import { writers } from '../read/path/writers';
import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import type { Manifests } from '../../manifests/manifests';
import type { Service } from '../../manifests/manifest';
import { selectedIn } from '../../manifests/lookup';
import { sameNamespace } from '../../manifests/selectors';
import { records } from '../../manifests/shape';
import { containersOf, type Workload } from '../../manifests/workloads';
import { portsOf } from '../read/loki/ports';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { enumerate } from '../words';

const component: ManifestsRule = {
  id: 'PATH-URL-6',
  severity: Severity.ERROR,
  title: 'lines and queries go to a component of Loki that answers them',
  why: 'a component has the paths of its own API alone: another answers 404, and the port of gRPC not at all',
  evidence: 'https://grafana.com/docs/loki/latest/reference/loki-http-api/',
  check: ({ manifests }) =>
    oncePerPath([
      ...clients(manifests).flatMap(({ kind, namespace, url: { path, value } }) => {
        const address = typeof value === 'string' ? addressOf(value, namespace) : undefined;
        return address && typeof value === 'string'
          ? wrongTarget(manifests, address, kind, { path, shown: shownUrl(value) })
          : [];
      }),
      ...gateways(manifests).flatMap((gateway) =>
        Object.entries(API_PATHS).flatMap(([kind, api]) =>
          (locationFor(gateway, api)?.passesTo ?? []).flatMap(({ host, port }) => {
            const address = addressOf(`http://${host}:${port}`, gateway.namespace);
            const at = { path: `${gateway.path} location of ${api}`, shown: `${host}:${port}` };
            return address ? wrongTarget(manifests, address, kind as Client['kind'], at) : [];
          }),
        ),
      ),
    ]),
};

const otlp: ManifestsRule = {
  id: 'PATH-URL-7',
  severity: Severity.ERROR,
  title: 'the endpoint of OTLP at Loki ends in /otlp',
  why: 'the exporter adds /v1/logs to the endpoint: Loki answers any other path with 404, and every line is dropped',
  evidence: 'https://github.com/grafana/loki/issues/14037',
  check: ({ manifests }) =>
    alloyGraphs(manifests).flatMap(({ reading }) =>
      components(reading, 'otelcol.exporter.otlphttp').flatMap((exporter) =>
        blocksWithin(exporter)
          .filter(({ block: { name } }) => name === 'client')
          .flatMap(({ block, path }) => {
            const text = textOf(attributeOf(block, 'endpoint'));
            if (text === undefined || attributeOf(exporter.block, 'logs_endpoint')) return [];
            return otlpFault(manifests, text, reading.workloads[0]?.namespace).map((fault) => ({
              path: `${path}.endpoint`,
              ...fault,
            }));
          }),
      ),
    ),
};

const itself: ManifestsRule = {
  id: 'PATH-URL-8',
  severity: Severity.ERROR,
  title: 'no client sends to its own pod, where nothing listens',
  why: 'localhost is the pod of the client: "connection refused", nothing arrives, and Grafana shows no data',
  evidence: 'https://github.com/grafana/loki/issues/10692',
  check: ({ manifests }) =>
    oncePerPath(
      [...writers(manifests), ...promtails(manifests), ...readersWithPods(manifests), ...canaries(manifests)].flatMap(
        ({ url: { path, value }, workloads }) => {
          const url = typeof value === 'string' ? urlOf(value) : undefined;
          if (!url || !isOwnPod(url.hostname)) return [];
          if (workloads.length === 0 || !workloads.every((workload) => isAlone(workload, portOf(url)))) return [];
          const found = `${shownUrl(String(value))} is ${workloads[0]?.title ?? ''} itself`;
          return [{ path, found, fix: 'use the Service of Loki, such as http://loki-gateway.loki' }];
        },
      ),
    ),
};

/** A path that clients of each kind ask for. */
const API_PATHS: Readonly<Record<Client['kind'], string>> = { writer: LokiEndpoint.PUSH_PATH, reader: QUERY_PATH };

/** Components that answer clients of each kind. */
const ANSWERING: Readonly<Record<Client['kind'], readonly string[]>> = {
  writer: ['distributor', 'write', 'all'],
  reader: ['query-frontend', 'querier', 'read', 'all'],
};

/** Components that answer no client of either kind. */
const OTHERS = ['ingester', 'query-scheduler', 'index-gateway', 'compactor', 'ruler', 'backend', 'pattern-ingester'];

/** A finding if the pods behind an address do not answer clients of a kind, or not on its port. */
function wrongTarget(
  manifests: Manifests,
  address: Address,
  kind: Client['kind'],
  { path, shown }: { readonly path: string; readonly shown: string },
): Finding[] {
  const workloads = workloadsAt(manifests, address);
  const loki = lokiOf(manifests, workloads);
  const pods = (loki?.pods ?? []).filter(({ workload }) => workloads.includes(workload));
  if (!loki || !pods[0] || pods.length < workloads.length) return [];
  const targets = [...new Set(pods.flatMap((one) => one.targets))];
  const known = [...OTHERS, ...ANSWERING.writer, ...ANSWERING.reader];
  if (targets.length === 0 || targets.some((target) => !known.includes(target))) return [];
  if (!targets.some((target) => ANSWERING[kind].includes(target))) {
    const verb = kind === 'writer' ? 'pushes' : 'queries';
    const found = `${shown} is ${enumerate(targets)}, which answers no ${verb}`;
    return [{ path, found, fix: rightService(manifests, address, kind) }];
  }
  const ports = portsOf(loki, pods[0]);
  if (!ports || ports.http === ports.grpc || podPortAt(manifests, address) !== ports.grpc) return [];
  return [{ path, found: `${shown} is the port of gRPC`, fix: `use port ${ports.http}` }];
}

/** Instruction to use a Service whose pods answer. */
function rightService(manifests: Manifests, { namespace }: Address, kind: Client['kind']): string {
  const runs = (target: string) => {
    return manifests.ofKind<Service>('Service').find(({ metadata, spec }) => {
      if (!sameNamespace(metadata.namespace, namespace) || !spec?.selector || spec.clusterIP === 'None') return false;
      const workloads = selectedIn(manifests, metadata.namespace, { matchLabels: spec.selector });
      const pods = lokiOf(manifests, workloads)?.pods.filter(({ workload }) => workloads.includes(workload)) ?? [];
      return pods.some(({ targets }) => targets.includes(target));
    });
  };
  const right = ANSWERING[kind].map(runs).find((service) => service !== undefined);
  return right ? `use Service ${right.metadata.name}` : `use the Service of ${enumerate(ANSWERING[kind])}`;
}

function otlpFault(manifests: Manifests, text: string, from: string | undefined): Omit<Finding, 'path'>[] {
  const url = urlOf(text);
  if (!url || !/^https?:$/.test(url.protocol)) return [];
  const path = url.pathname.replace(/\/+$/, '');
  const use = (change: (path: string) => string): string => `use ${withPath(text, change)}`;
  if (/\/v1\/logs$/.test(path)) {
    const fix = use((whole) => whole.replace(/\/v1\/logs\/*$/, ''));
    return [{ found: `${shownUrl(text)} ends in /v1/logs, which the exporter adds`, fix }];
  }
  if (/\/(loki\/api|api\/prom)\//.test(path)) {
    return [{ found: `${shownUrl(text)} is for pushes of Loki's own form`, fix: use(() => OTLP_PATH) }];
  }
  const address = addressOf(text, from);
  // Without that path, it may be the address of another program, which is not in these manifests.
  const problem = address && path.endsWith(OTLP_PATH) ? addressProblem(manifests, address) : undefined;
  if (problem) return [{ found: `${shownUrl(text)} cannot be reached: ${problem.found}`, fix: problem.fix }];
  const isLoki = address && lokiOf(manifests, workloadsAt(manifests, address)) && !gatewayAt(manifests, address);
  if (!isLoki || path.endsWith(OTLP_PATH)) return [];
  return [{ found: `${shownUrl(text)} does not end in ${OTLP_PATH}`, fix: use(() => OTLP_PATH) }];
}

/** Path of OTLP at Loki, to which exporters add that of logs. */
const OTLP_PATH = '/otlp';

/** Programs in the pods of a client that listen on no port of Loki. */
const SILENT =
  /(^|\/)(alloy|agent|promtail|loki-canary|grafana(-oss|-enterprise)?|k8s-sidecar|(prometheus-)?config-reloader|busybox|curl)(:|@|$)/;

/** True if no container of a pod may be Loki, or a proxy to it, at a port. */
function isAlone(workload: Workload, port: number): boolean {
  const isSilent = containersOf(workload).every((container) => SILENT.test(String(container.image)));
  const others = workload.pod.containers.flatMap(({ ports }) => records(ports));
  return workload.pod.hostNetwork !== true && isSilent && !others.some(({ containerPort }) => containerPort === port);
}

/** Rules about what answers at the address of a client. */
export const TARGET_RULES: readonly ManifestsRule[] = [component, otlp, itself];
