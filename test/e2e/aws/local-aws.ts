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

/** Time limit of the local AWS's start, in seconds: it loads all of moto, the first time without compiled Python. */
const START_SECONDS = 90;

/** Operation of a stack on one of its resources. */
export interface Operation {
  readonly operation: 'create' | 'update' | 'delete' | 'retain';
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** moto with the patches of `local_aws/`, in its own process on a free port of loopback. */
export class LocalAws {
  /** Starts a local AWS. It ends with `stop()`, or with the process that started it. */
  public static async start(): Promise<LocalAws> {
    const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));
    writeFileSync(join(folder, 'issuer.pem'), PUBLIC_KEY);
    const child = spawn(process.env.LOCAL_AWS_PYTHON as string, ['-m', 'local_aws', folder], {
      cwd: __dirname,
      // Standard input closes when this process ends, and the local AWS then ends too.
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
    /** Folder of its records. */
    public readonly folder: string,
    private readonly port: number,
  ) {}

  /** Its address. It must be a name: moto parses the URL of a template only with `localhost`. */
  public get endpoint(): string {
    return `http://localhost:${this.port}`;
  }

  /** Variables with which programs reach it, and no other AWS. */
  public get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** Operations of all stacks so far, in order. */
  public operations(): Operation[] {
    const lines = readFileSync(join(this.folder, 'operations.jsonl'), 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Operation);
  }

  /** Present objects of a cluster. */
  public objects(cluster: string): KubernetesObject[] {
    return JSON.parse(readFileSync(join(this.folder, 'kubernetes', `${cluster}.json`), 'utf8')) as KubernetesObject[];
  }

  /** Turns IAM on or off; at the start all requests are allowed. */
  public async enforceIam(enforced: boolean): Promise<void> {
    const response = await fetch(`${this.endpoint}/moto-api/reset-auth`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: enforced ? '0' : 'inf',
    });
    if (!response.ok) throw new Error(`reset-auth: ${response.status} ${await response.text()}`);
  }

  /** Stops it and removes its files. */
  public async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Port, from the first line of its output. */
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
