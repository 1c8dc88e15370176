import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execIn, type Mount, startContainer } from './container';
import { environmentOf, type PodValues } from './env';
import type { PodIdentity } from './identity';
import { PodNetwork } from './network';
import type { Container, PodSpec } from './objects';
import { type Asked, failureOf } from './probes';
import { PodVolumes, type VolumeSources } from './volumes';

/** Properties of what a pod's containers share. */
export interface SandboxProps {
  readonly name: string;
  readonly namespace: string;
  readonly spec: PodSpec;

  /** Folder for its volumes and logs. */
  readonly folder: string;

  readonly sources: VolumeSources;

  /** Variables that are added to its containers. */
  readonly env: Readonly<Record<string, string>>;

  /** Files besides its volumes: resolv.conf, certificates. */
  readonly files: readonly Mount[];

  /** Its identity in AWS. */
  readonly identity: PodIdentity;

  /** Fields of the pod, by their paths. */
  readonly fields: (address: string) => Readonly<Record<string, string>>;

  /** Values of ConfigMaps and Secrets in its namespace. */
  readonly data: PodValues['data'];

  /** True if each container has processes of its own. @default false */
  readonly ownProcesses?: boolean;
}

/** Network and volumes that the containers of a pod share; it starts and probes them. */
export class Sandbox {
  /** Its network. */
  public readonly network = new PodNetwork();

  private readonly volumes: PodVolumes;

  constructor(private readonly props: SandboxProps) {
    this.volumes = new PodVolumes(join(props.folder, 'volumes'), props.namespace, props.spec, props.sources);
  }

  /** Its address. */
  public get address(): string {
    return this.network.address;
  }

  /** Port with a name, of the first container that has one. */
  public port(name: string): number {
    const ports = this.props.spec.containers.flatMap((container) => container.ports ?? []);
    const found = ports.find((port) => port.name === name);
    if (!found) throw new Error(`${this.props.name} has no port ${name}`);
    return found.containerPort;
  }

  /** Asks its program for a path. */
  public async ask(path: string, method = 'GET'): Promise<Response> {
    return fetch(`http://${this.address}:${this.port('http-metrics')}${path}`, { method });
  }

  /** Its metrics in the text format of Prometheus. */
  public async metrics(): Promise<string> {
    return (await this.ask('/metrics')).text();
  }

  /** File with the output of a container. */
  public logFile({ name }: Container): string {
    return join(this.folderOf(name), 'log');
  }

  /** Bytes of the output of a container so far. */
  public logSize(container: Container): number {
    const file = this.logFile(container);
    return existsSync(file) ? statSync(file).size : 0;
  }

  /** Output of a container so far. */
  public logOf(container: Container): string {
    const file = this.logFile(container);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Starts a container, in a group of processes with limits if it has one. */
  public run(
    container: Container,
    onExit: (code: number | null, signal: NodeJS.Signals | null) => void,
    processes?: string,
  ): ChildProcess {
    const { spec, identity, data, fields } = this.props;
    const { securityContext } = spec;
    const { env, files } = identity.skippedContainers.includes(container.name) ? { env: {}, files: [] } : identity;
    return startContainer({
      container,
      folder: this.folderOf(container.name),
      networkNamespace: this.network.namespace,
      hostname: this.props.name,
      env: {
        ...{ ...this.props.env, ...env },
        ...environmentOf(container, { spec, data, fields: fields(this.address) }),
      },
      mounts: [
        ...this.props.files,
        ...files,
        ...(container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => {
          const source = this.volumes.prepare(name);
          return { source, path: mountPath, readOnly, file: statSync(source).isFile() };
        }),
      ],
      user: securityContext?.runAsUser ?? 0,
      group: securityContext?.runAsGroup ?? securityContext?.fsGroup ?? 0,
      ownProcesses: this.props.ownProcesses,
      processes,
      onExit,
    });
  }

  /** Runs a probe of a running container once: its failure, or undefined. */
  public failure(child: ChildProcess, probe: Parameters<typeof failureOf>[0]): Promise<string | undefined> {
    const asked: Asked = {
      address: this.address,
      port: (port) => (typeof port === 'number' ? port : this.port(port)),
      exec: (command, seconds) => execIn(child, command, seconds),
    };
    return failureOf(probe, asked);
  }

  /** Fills a volume again, as its sources are now. */
  public refresh(volume: string): void {
    this.volumes.prepare(volume);
  }

  /** Removes its volumes and its network. */
  public release(): void {
    this.volumes.release();
    this.network.remove();
  }

  private folderOf(container: string): string {
    return join(this.props.folder, container);
  }
}
