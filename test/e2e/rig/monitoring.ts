import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, type ProgramName } from '../../helpers/programs';
import { HOST } from './network';
import { waitFor } from './wait';

/** A real program of a monitoring stack on an address of the bridge. */
class MonitoringProgram {
  private child?: ChildProcess;

  constructor(
    private readonly name: ProgramName,
    private readonly folder: string,
    /** Its URL. */
    public readonly url: string,
    private readonly files: Readonly<Record<string, string>>,
    private readonly options: (folder: string) => string[],
  ) {}

  /** Starts it and waits until it is ready. */
  public async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    for (const [file, text] of Object.entries(this.files)) writeFileSync(join(this.folder, file), text);
    const log = openSync(join(this.folder, 'log'), 'a');
    this.child = spawn(program(this.name), this.options(this.folder), { stdio: ['ignore', log, log] });
    closeSync(log);
    await waitFor(
      async () => (await fetch(`${this.url}/-/ready`).catch(() => undefined))?.status === 200,
      60,
      () => readFileSync(join(this.folder, 'log'), 'utf8').slice(-2000),
    );
  }

  /** Asks its API. */
  public async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Ends it. */
  public stop(): void {
    this.child?.kill('SIGKILL');
  }
}

/** An Alertmanager on a port of `alertmanager.<any namespace>`. */
export function alertmanager(folder: string, port: number): MonitoringProgram {
  const config = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';
  return new MonitoringProgram(
    'prometheus-alertmanager',
    folder,
    `http://${HOST.alertmanager}:${port}`,
    { 'config.yaml': config },
    (at) => [
      `--config.file=${join(at, 'config.yaml')}`,
      `--storage.path=${join(at, 'data')}`,
      `--web.listen-address=${HOST.alertmanager}:${port}`,
      '--cluster.listen-address=',
    ],
  );
}

/** A Prometheus at `prometheus.<any namespace>`, port 9090, that takes samples. */
export function prometheus(folder: string): MonitoringProgram {
  return new MonitoringProgram(
    'prometheus',
    folder,
    `http://${HOST.prometheus}:9090`,
    { 'config.yaml': 'global: {}\n' },
    (at) => [
      `--config.file=${join(at, 'config.yaml')}`,
      `--storage.tsdb.path=${join(at, 'data')}`,
      `--web.listen-address=${HOST.prometheus}:9090`,
      '--web.enable-remote-write-receiver',
    ],
  );
}
