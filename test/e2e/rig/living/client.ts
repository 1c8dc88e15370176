import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { KubernetesObject } from '../../../helpers/charts';
import { ADMIN_TOKEN, type ApiServer } from '../api-server';
import { sleep } from '../wait';

/** Content type of a patch that merges lists by their keys, such as conditions. */
export const STRATEGIC = 'application/strategic-merge-patch+json';

/** Content type of a patch that replaces lists. */
export const MERGE = 'application/merge-patch+json';

/** Answer of the API server that is an error. */
class ApiError extends Error {
  constructor(
    message: string,
    public readonly code: number,
  ) {
    super(message);
  }
}

/** Change of an object that is followed. */
export type Change = 'ADDED' | 'MODIFIED' | 'DELETED';

/** Requests to an API server with the rights of its admin. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly ended = new AbortController();

  constructor(private readonly api: ApiServer) {
    // One for each kind that is followed.
    setMaxListeners(0, this.ended.signal);
  }

  /** Sends a request. @throws ApiError if the answer is an error */
  public async request(
    method: string,
    path: string,
    body?: object,
    type = 'application/json',
  ): Promise<KubernetesObject> {
    // Node.js sends the body of a DELETE without its length, which the API server does not accept.
    const text = body ? JSON.stringify(body) : '';
    const headers = { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) };
    return new Promise((resolve, reject) => {
      const asked = request(this.url(path), { ...this.options(headers), method, agent: this.agent }, (response) => {
        let got = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (got += chunk));
        response.once('error', reject).once('end', () => {
          const { statusCode = 0 } = response;
          if (statusCode < 400) resolve(JSON.parse(got) as KubernetesObject);
          else reject(new ApiError(`${method} ${path}: ${got}`, statusCode));
        });
      });
      asked.once('error', reject).end(text);
    });
  }

  /** Sends a request about something that may be gone, or be there already. */
  public async attempt(...args: Parameters<Client['request']>): Promise<KubernetesObject | undefined> {
    try {
      return await this.request(...args);
    } catch (error) {
      // A connection that is cut when the client is closed is no fault.
      if (this.isClosed || (error instanceof ApiError && [404, 409].includes(error.code))) return undefined;
      throw error;
    }
  }

  /** Calls a function with every object of a list, then with every change of it, until the client is closed. */
  public async follow(path: string, on: (object: KubernetesObject, change: Change) => void): Promise<void> {
    const known = new Map<string, KubernetesObject>();
    const changed = (object: KubernetesObject, change: Change) => {
      const { uid } = object.metadata as { uid?: string };
      if (change === 'DELETED') known.delete(String(uid));
      else known.set(String(uid), object);
      on(object, change);
    };
    while (!this.ended.signal.aborted) {
      try {
        const list = await this.request('GET', path);
        const items = list['items'] as KubernetesObject[];
        const listed = new Set(items.map(({ metadata }) => (metadata as { uid?: string }).uid));
        // What was deleted between two watches.
        for (const [uid, object] of [...known]) if (!listed.has(uid)) changed(object, 'DELETED');
        for (const item of items) changed(item, 'ADDED');
        const version = (list.metadata as { resourceVersion?: string }).resourceVersion;
        await this.watch(`${path}${path.includes('?') ? '&' : '?'}watch=1&resourceVersion=${version}`, changed);
      } catch {
        await sleep(0.5);
      }
    }
  }

  /** True once it is closed. */
  public get isClosed(): boolean {
    return this.ended.signal.aborted;
  }

  /** Ends all that is followed. */
  public close(): void {
    this.ended.abort();
    this.agent.destroy();
  }

  private watch(path: string, on: (object: KubernetesObject, change: Change) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = this.ended;
      const asked = request(this.url(path), { ...this.options(), agent: false, signal }, (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          reject(new Error(`${path}: ${response.statusCode}`));
          return;
        }
        let rest = '';
        response.setEncoding('utf8').once('end', resolve).once('error', reject);
        response.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            const { type, object } = JSON.parse(line) as { type: string; object: KubernetesObject };
            if (type === 'ERROR') response.destroy(new Error(line));
            else if (type !== 'BOOKMARK') on(object, type as Change);
          }
        });
      });
      asked.once('error', reject).end();
    });
  }

  private url(path: string): string {
    return this.api.url + path;
  }

  private options(headers: Record<string, string> = {}) {
    const ca = readFileSync(this.api.certificate);
    return { ca, headers: { authorization: `Bearer ${ADMIN_TOKEN}`, accept: 'application/json', ...headers } };
  }
}
