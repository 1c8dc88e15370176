import { alertmanagerApi } from '../../../charts/input/alertmanager-url';
import { isLoopback } from '../../../charts/input/url';
import type { Manifests } from '../../manifests/manifests';
import { sameNamespace } from '../../manifests/selectors';
import { at, isText, records, texts } from '../../manifests/shape';
import { containerPath } from '../../manifests/workloads';
import {
  type Address,
  addressOf,
  addressProblem,
  lokiOf,
  podPortAt,
  shownUrl,
  workloadsAt,
} from '../read/path/address';
import { addressesOf, type LokiAddress } from '../read/loki/addresses';
import { type Loki, type LokiPods, podCount } from '../read/loki/loki';
import { type LokiPorts, portsOf } from '../read/loki/ports';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { placesIn } from '../read/loki/places';

const CONFIGURE = 'https://grafana.com/docs/loki/latest/configure/';

const exists: ManifestsRule = {
  id: 'LOKI-ADDRESS-1',
  severity: Severity.ERROR,
  title: 'addresses of other pods in the configuration of Loki lead to an existing Service and port',
  why: 'pods are ready without it, but no query is answered, no ring is joined, or no alert is sent',
  evidence: 'https://github.com/grafana/loki/issues/7649',
  check: everyLoki((loki, { manifests }) =>
    oncePerPath(
      addressesIn(loki).flatMap(({ key, text, port, listener, address }): Finding[] => {
        const problem = hasServices(manifests, address) ? addressProblem(manifests, address) : undefined;
        const isFound = manifests.index.named('Service', address.namespace, address.service).length > 0;
        if (!problem || (port === undefined && isFound) || (listener === 'other' && problem.isElsewhere)) return [];
        const found = `${shownUrl(text)} cannot be reached: ${problem.found}`;
        return [{ path: `${loki.path} ${key}`, found, fix: problem.fix }];
      }),
    ),
  ),
};

const protocol: ManifestsRule = {
  id: 'LOKI-ADDRESS-2',
  severity: Severity.ERROR,
  title: 'addresses for gRPC have the port of gRPC, and URLs that of HTTP',
  why: 'the other port answers in another protocol: "error reading server preface", and no query is answered',
  evidence: 'https://github.com/grafana/loki/issues/9193',
  check: everyLoki((loki, { manifests }) =>
    oncePerPath(
      addressesIn(loki).flatMap(({ key, text, listener, port, address }): Finding[] => {
        const isLoki = listener === 'gRPC' || listener === 'HTTP';
        const ports = port === undefined || !isLoki ? undefined : portsAt(manifests, address);
        const asked = podPortAt(manifests, address);
        const [right, wrong] = listener === 'gRPC' ? [ports?.grpc, ports?.http] : [ports?.http, ports?.grpc];
        if (!right || asked !== wrong || right === wrong) return [];
        const other = listener === 'gRPC' ? 'HTTP' : 'gRPC';
        const found = `${text} is the port of ${other}, and this address is for ${listener}`;
        return [{ path: `${loki.path} ${key}`, found, fix: `use port ${right}` }];
      }),
    ),
  ),
};

const alertmanager: ManifestsRule = {
  id: 'LOKI-ADDRESS-3',
  severity: Severity.ERROR,
  title: 'the address of the Alertmanager is a URL without the path of its API',
  why: 'the ruler adds the path itself, and sends nothing without a scheme: only its log says so',
  evidence: 'https://github.com/grafana/loki/issues/6141',
  check: everyLoki(({ path, config }) => {
    const value = at(config, 'ruler.alertmanager_url');
    if (!isText(value) || /\$|\{\{/.test(value)) return [];
    const fault = (url: string): Omit<Finding, 'path'> | undefined => {
      if (!/^https?:\/\//.test(url)) return { found: `${url} has no scheme`, fix: `write http://${url}` };
      const api = alertmanagerApi(url);
      return api ? { found: `${url} has the path of the API`, fix: `write ${url.slice(0, -api.length)}` } : undefined;
    };
    return value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .flatMap((url) => fault(shownUrl(url)) ?? [])
      .map((one) => ({ path: `${path} ruler.alertmanager_url`, ...one }))
      .slice(0, 1);
  }),
};

const loopback: ManifestsRule = {
  id: 'LOKI-ADDRESS-4',
  severity: Severity.ERROR,
  title: 'several pods of Loki do not give each other a loopback address',
  why: 'each pod sends to itself what is meant for another: lines and answers of the others are missing',
  evidence: 'https://github.com/grafana/loki/issues/4948',
  check: everyLoki((loki) => {
    const pods = podCount(loki.pods) ?? loki.pods.length;
    if (pods < 2) return [];
    return placesIn(loki.config, '').flatMap(({ path, key, value }): Finding[] => {
      // No component uses the compactor's address in its ring.
      if (path.startsWith('compactor.')) return [];
      const isOwn = OWN_ADDRESS.test(path) && isText(value) && isLoopback(value);
      const interfaces = /(^|_)interface_names$/.test(key) ? texts(value) : [];
      if (!isOwn && (interfaces.length === 0 || interfaces.some((one) => one !== 'lo'))) return [];
      const found = `${isOwn ? value : 'lo'} is the pod itself, and there are ${pods} pods`;
      return [{ path: `${loki.path} ${path}`, found, fix: 'leave it out: Loki finds the address of the pod' }];
    });
  }),
};

const listens: ManifestsRule = {
  id: 'LOKI-ADDRESS-5',
  severity: Severity.ERROR,
  title: 'Loki listens where probes and Services reach it',
  why: 'the pod never becomes ready and is restarted again and again, or every connection to it is refused',
  evidence: CONFIGURE + '#server',
  check: everyLoki((loki) =>
    oncePerPath(loki.pods.flatMap((pods) => [...onlyItself(loki, pods), ...otherPort(loki, pods)])),
  ),
};

/** Keys with the address that a pod gives to others. */
const OWN_ADDRESS = /(^|\.)(instance_addr|advertise_addr|lifecycler\.address)$|^frontend\.address$/;

/** Addresses with the Service that each leads to, seen from the pods. */
function addressesIn(loki: Loki): (LokiAddress & { readonly address: Address })[] {
  const namespace = loki.pods[0]?.workload.namespace;
  if (!loki.pods[0]) return [];
  return addressesOf(loki).flatMap((one) => {
    const address = addressOf(`http://${one.host}:${one.port ?? 80}`, namespace);
    return address ? [{ ...one, address }] : [];
  });
}

/** True if Services of the namespace of an address are among the manifests. */
function hasServices(manifests: Manifests, { namespace }: Address): boolean {
  return manifests.ofKind('Service').some(({ metadata }) => sameNamespace(metadata.namespace, namespace));
}

/** Ports of the Loki behind an address; undefined if there are other pods. */
function portsAt(manifests: Manifests, address: Address): LokiPorts | undefined {
  const workloads = workloadsAt(manifests, address);
  const loki = lokiOf(manifests, workloads);
  const pods = loki?.pods.find(({ workload }) => workloads.includes(workload));
  return loki && pods ? portsOf(loki, pods) : undefined;
}

/** The kinds of probes that ask a port of the pod. */
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
  ['httpGet', 'tcpSocket'].map((kind) => `${probe}.${kind}`),
);

function onlyItself({ path, config }: Loki, { container, workload }: LokiPods): Finding[] {
  const address = at(config, 'server.http_listen_address');
  const isProbed = PROBES.some((probe) => at(container, probe) !== undefined);
  if (!isText(address) || !isLoopback(address) || !isProbed || workload.pod.hostNetwork === true) return [];
  const found = `${address} is reached from the pod alone, and the kubelet asks from outside`;
  return [{ path: `${path} server.http_listen_address`, found, fix: 'leave it out' }];
}

/** Port that a container declares for HTTP but does not listen on. */
function otherPort(loki: Loki, pods: LokiPods): Finding[] {
  const { container, workload } = pods;
  const ports = portsOf(loki, pods);
  const isWritten = at(loki.config, 'server.http_listen_port') !== undefined;
  const declared = records(container.ports).map(({ name, containerPort }) => ({ name, port: containerPort }));
  if (!ports || !isWritten || declared.length === 0 || declared.some(({ port }) => port === ports.http)) return [];
  const wrong = declared.find(
    ({ name, port }) => /http/.test(String(name)) && !Object.values(ports).includes(Number(port)),
  );
  if (!wrong) return [];
  const found = `${String(wrong.port)} is not server.http_listen_port, ${ports.http}`;
  return [
    { path: `${containerPath(workload, container)}.ports[${String(wrong.name)}]`, found, fix: `use ${ports.http}` },
  ];
}

/** Rules about addresses in the configuration of Loki. */
export const ADDRESS_RULES: readonly ManifestsRule[] = [exists, protocol, alertmanager, loopback, listens];
