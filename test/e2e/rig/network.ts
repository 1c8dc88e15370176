import { execFileSync } from 'node:child_process';
import { program } from '../../helpers/programs';

/** Network of the pods. It exists only inside the network namespace of the run. */
const PREFIX = '10.42';

/** Addresses of programs outside pods: they are on the bridge itself. */
export const HOST = {
  /** This process. */
  self: `${PREFIX}.0.1`,
  /** The DNS server. */
  dns: `${PREFIX}.0.10`,
  /** AWS: S3 and STS. */
  aws: `${PREFIX}.0.20`,
  /** Alertmanagers. */
  alertmanager: `${PREFIX}.0.30`,
  /** Prometheus. */
  prometheus: `${PREFIX}.0.60`,
  /** The Kubernetes API. */
  api: `${PREFIX}.0.40`,
  /** A Loki elsewhere. */
  elsewhere: `${PREFIX}.0.50`,
} as const;

/** Bridge of all pods. */
const BRIDGE = 'pods';

/** Runs commands of `ip` one after the other. They are one process of this one, which waits for them. */
function ip(...commands: readonly string[]): void {
  const script = commands.map((command) => `${program('ip')} ${command}`).join('\n');
  execFileSync('/bin/sh', ['-euc', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Creates the bridge of all pods, once per run. */
export function makeNetwork(): void {
  ip(
    'link set lo up',
    `link add ${BRIDGE} type bridge`,
    ...Object.values(HOST).map((address) => `addr add ${address}/16 dev ${BRIDGE}`),
    `link set ${BRIDGE} up`,
  );
}

/** Gives this machine an address on the bridge. */
export const addAddress = (address: string): void => ip(`addr replace ${address}/32 dev ${BRIDGE}`);

/** Network namespace of a pod, with its own address on `eth0`, as in a cluster. */
export class PodNetwork {
  private static number = 0;

  /** The pod's address. */
  public readonly address: string;

  /** Name of the namespace. */
  public readonly namespace: string;

  private readonly link: string;

  constructor() {
    const number = ++PodNetwork.number;
    this.namespace = `pod-${number}`;
    this.link = `veth${number}`;
    this.address = `${PREFIX}.${1 + Math.floor(number / 250)}.${1 + (number % 250)}`;
    ip(
      `netns add ${this.namespace}`,
      `link add ${this.link} type veth peer name eth0 netns ${this.namespace}`,
      `link set ${this.link} master ${BRIDGE} up`,
      `-n ${this.namespace} addr add ${this.address}/16 dev eth0`,
      `-n ${this.namespace} link set lo up`,
      `-n ${this.namespace} link set eth0 up`,
      `-n ${this.namespace} route add default via ${HOST.self}`,
    );
  }

  /** Connects the pod to the network, or disconnects it. */
  public connect(connected: boolean): void {
    ip(`link set ${this.link} ${connected ? 'up' : 'down'}`);
  }

  /** Bytes that the pod has received and sent, headers included. */
  public get traffic(): { readonly received: number; readonly sent: number } {
    const text = execFileSync(program('ip'), ['-s', '-j', 'link', 'show', 'dev', this.link], { encoding: 'utf8' });
    const [link] = JSON.parse(text) as { stats64: Record<'rx' | 'tx', { bytes: number }> }[];
    // This end of the link sends what the pod's end receives.
    return { received: link?.stats64.tx.bytes ?? 0, sent: link?.stats64.rx.bytes ?? 0 };
  }

  /** Removes it: pods of the next cluster have the same names and addresses, on other interfaces. */
  public remove(): void {
    ip(`link del ${this.link}`, `netns del ${this.namespace}`, `neigh flush dev ${BRIDGE} to ${this.address}`);
  }
}
