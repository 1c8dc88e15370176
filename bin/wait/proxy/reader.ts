import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../../ending';
import type { KubectlRunner } from '../kubectl';

/** An answer of the API server. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** Options of a request. */
interface ApiRequest {
  /** Form of the answer. @default application/json */
  readonly accept?: string;

  /** Longest time, in seconds. @default 60 */
  readonly seconds?: number;
}

/** Reads paths of the API. */
export interface ApiReader {
  /** Gets a path. @throws Error if no answer comes */
  get(path: string, options?: ApiRequest): Promise<ApiAnswer>;

  /** Ends the reader. */
  close(): void;
}

/** Line in which kubectl says that its proxy listens. */
const LISTENS = /^Starting to serve on /;

/** Longest time to wait for that line, in milliseconds. */
const OPENS_WITHIN = 5_000;

/** Requests that the proxy refuses, since a reader changes nothing. */
const CHANGES = 'POST,PUT,PATCH,DELETE';

/** Longest time of a request, in seconds. */
const USUAL_SECONDS = 60;

/**
 * Starts `kubectl proxy`, which has the user's credentials, plugins and proxies, and reads through it. It listens at a socket in a
 * folder that only the user may enter. Returns undefined if it does not start, as on systems without such sockets.
 */
export async function openReader(kubectl: KubectlRunner): Promise<ApiReader | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'eks-loki-'));
  const socketPath = join(folder, 'api');
  const end = new AbortController();
  const agent = new Agent({ keepAlive: true });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = atEnd(remove);
  const close = () => {
    end.abort();
    agent.destroy();
    forget();
    remove();
  };
  const isOpen = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), OPENS_WITHIN);
    const answer = (isListening: boolean) => {
      clearTimeout(timer);
      resolve(isListening);
    };
    kubectl
      .run(['proxy', '--unix-socket', socketPath, '--reject-methods', CHANGES], {
        signal: end.signal,
        onLine: (line) => LISTENS.test(line) && answer(true),
      })
      .then(
        () => answer(false),
        () => answer(false),
      );
  });
  if (!isOpen) {
    close();
    return undefined;
  }
  return { close, get: (path, options) => get({ socketPath, agent, path }, options) };
}

function get(
  where: { readonly socketPath: string; readonly agent: Agent; readonly path: string },
  { accept = 'application/json', seconds = USUAL_SECONDS }: ApiRequest = {},
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(seconds * 1000);
    // The proxy answers only requests to this machine.
    const headers = { host: 'localhost', accept };
    const onAnswer = (response: IncomingMessage): void => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        .on('error', reject);
    };
    request({ ...where, headers, signal }, onAnswer)
      .on('error', reject)
      .end();
  });
}
