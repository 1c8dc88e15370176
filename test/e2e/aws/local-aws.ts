import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KubernetesObject } from '../../helpers/charts';
import { PUBLIC_KEY } from './tokens';

/** Account of the local AWS. */
export const ACCOUNT = '111122223333';

/** Region of the tests. */
export const REGION = 'us-east-1';

/** Seconds the local AWS may take to start: it loads all of moto, on the first start without compiled Python. */
const START_SECONDS = 90;

/** Something a stack did to one of its resources. */
export interface Operation {
  readonly operation: 'create' | 'update' | 'delete' | 'retain';
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** moto on a free port of loopback, in a process of its own, mended by `local_aws/`. */
export class LocalAws {
  /** Starts one. It ends with `stop()`, or with the process that started it. */
  public static async start(): Promise<LocalAws> {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));
    writeFileSync(join(folder, 'issuer.pem'), PUBLIC_KEY);
    const child = spawn(process.env.LOCAL_AWS_PYTHON as string, ['-m', 'local_aws', folder], {
      cwd: __dirname,
      // Standard input stays open as long as this process lives, and the other one ends where it closes.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        MOTO_ACCOUNT_ID: ACCOUNT,
        MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
      },
    });
    child.stderr.pipe(createWriteStream(join(folder, 'server.log')));
    const port = await portOf(child, folder);
    return new LocalAws(child, folder, port);
  }

  private constructor(
    private readonly child: ChildProcess,
    /** Where it writes what it does. */
    public readonly folder: string,
    private readonly port: number,
  ) {}

  /** Its address. A name: moto takes the path of a template's URL apart only with this one. */
  public get endpoint(): string {
    return `http://localhost:${this.port}`;
  }

  /** What programs need to reach it, and nothing that leads to another AWS. */
  public get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** All that stacks have done so far, in order. */
  public operations(): Operation[] {
    const lines = readFileSync(join(this.folder, 'operations.jsonl'), 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Operation);
  }

  /** The objects of a cluster, as they are now. */
  public objects(cluster: string): KubernetesObject[] {
    return JSON.parse(readFileSync(join(this.folder, 'kubernetes', `${cluster}.json`), 'utf8')) as KubernetesObject[];
  }

  /** Whether IAM decides on every request from now on; in the beginning everything is allowed. */
  public async enforceIam(enforced: boolean): Promise<void> {
    const response = await fetch(`${this.endpoint}/moto-api/reset-auth`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: enforced ? '0' : 'inf',
    });
    if (!response.ok) throw new Error(`reset-auth: ${response.status} ${await response.text()}`);
  }

  /** Ends it and removes its files. */
  public async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The port it says on its first line. */
async function portOf(child: ChildProcess, folder: string): Promise<number> {
  const timer = setTimeout(() => child.kill('SIGKILL'), START_SECONDS * 1000);
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      return (JSON.parse(line) as { port: number }).port;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the local AWS did not start: ${readFileSync(join(folder, 'server.log'), 'utf8')}`);
}
