import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../charts/input/problems';
import { atEnd } from '../ending';
import { Agent, type AgentState } from './agent';
import { type Failure, notFound, notRead, notWritten, readerFailure } from './failures';
import { type Forward, ForwardError, openForward, type OpenForward } from '../wait/forward';
import { type AwsRunner, readPassword } from './password';
import type { SmokePath } from './path';
import { readLine, type ReadResult } from './reader';
import { Writing, type WritingKubectl } from './writing';

/** Parts of the path that are timed, in order. */
type HopName = 'pod' | 'agent' | 'reader';

/** A part of the path that the line has passed. */
export interface Hop {
  /** Its name. */
  readonly hop: HopName;

  /** Event, in words. */
  readonly what: string;

  /** Seconds since the hop before it. */
  readonly seconds: number;
}

/** Result of a run. */
export interface SmokeResult {
  /** The line. */
  readonly line: string;

  /** Parts that it has passed. */
  readonly hops: readonly Hop[];

  /** Seconds from the creation of the pod to the end. */
  readonly seconds: number;

  /** Reason why it did not arrive. @default - it arrived, once */
  readonly failure?: Failure;
}

/** Inputs of a run. */
export interface SmokeOptions {
  /** Time for all of it, in seconds. */
  readonly timeoutSeconds: number;

  /** If true, the line is read through the door for clients outside the cluster. @default - through a port of kubectl */
  readonly throughDoor?: boolean;

  /** Is told of each hop. */
  readonly onHop?: (hop: Hop) => void;

  /** Opens ports of the cluster. @default - with kubectl */
  readonly open?: OpenForward;

  /** The AWS CLI. @default - the one on PATH */
  readonly aws?: AwsRunner;

  /** Milliseconds between two looks. @default 1000 */
  readonly pauseMs?: number;

  /** Clock, in milliseconds. @default Date.now */
  readonly now?: () => number;
}

/** Seconds with one decimal, since a look is a second apart. */
const rounded = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

/**
 * Sends one line the whole way and reads it back: a pod writes it, the agent on its node reads it, the gateway takes it, Loki
 * stores it, and the reader finds it. The pod is deleted in the end.
 *
 * @throws InputError if the password cannot be read
 */
export async function smoke(kubectl: WritingKubectl, path: SmokePath, options: SmokeOptions): Promise<SmokeResult> {
  const {
    timeoutSeconds,
    onHop,
    pauseMs = 1000,
    now = Date.now,
    open = (target) => openForward(kubectl, target),
  } = options;
  const id = randomBytes(6).toString('hex');
  const line = `eks-loki smoke ${id}`;
  const password = await readPassword(path.password, kubectl, options.aws);
  const start = now();
  const left = (): boolean => now() - start < timeoutSeconds * 1000;
  const hops: Hop[] = [];
  let last = start;
  const pass = (hop: HopName, what: string, at = now()): void => {
    hops.push({ hop, what, seconds: rounded(at - last) });
    last = at;
    onHop?.(hops.at(-1) as Hop);
  };
  const end = (failure?: Failure): SmokeResult => ({
    ...{ line, hops, seconds: rounded(now() - start) },
    ...(failure ? { failure } : {}),
  });

  const isThroughDoor = options.throughDoor || path.service === undefined;
  const gateway = new Gateway(path, isThroughDoor ? undefined : open, password, line);
  const writing = new Writing(kubectl, path, { name: `eks-loki-smoke-${id}`, line, seconds: timeoutSeconds });
  const agent = new Agent(kubectl, open, path);
  const forget = atEnd(() => {
    gateway.close();
    agent.close();
    writing.removeNow();
  });
  try {
    // Without a reader there is no need of a pod.
    const first = await gateway.read();
    const refused = readerFailure(path, first);
    if (refused) return end(refused);

    const complaint = await writing.create();
    if (complaint !== undefined) return end(notWritten(path, complaint));
    while (left() && !(await writing.isWritten())) await sleep(pauseMs);
    const { pod } = writing;
    if (!pod || !writing.written) return end(notWritten(path, await writing.trouble(), await writing.next()));
    pass('pod', `pod ${path.namespace}/${pod.name} on node ${pod.node} wrote the line`);

    let state: AgentState = { refusals: new Map() };
    let readAt: number | undefined;
    for (;;) {
      const [found, seen] = await Promise.all([gateway.read(), agent.state(pod.node, pod.folder)]);
      state = seen;
      if (seen.hasRead) readAt ??= now();
      if (readAt !== undefined && hops.length === 1) pass('agent', `${agentOf(path, state)} read it`, readAt);
      if (found.count > 0) {
        pass('reader', `${path.reader.username} found it in tenant ${path.tenant}`);
        return end(found.count > 1 ? notFound(path, { ...found, state }) : undefined);
      }
      if (!left()) return end(await failureOf(path, { found, state, agent, node: pod.node, folder: pod.folder }));
      await sleep(pauseMs);
    }
  } finally {
    forget();
    gateway.close();
    agent.close();
    await writing.remove();
  }
}

const agentOf = ({ agent: { namespace } }: SmokePath, { pod }: AgentState): string => `agent ${namespace}/${pod?.name}`;

/** Reason why a written line did not arrive. */
async function failureOf(
  path: SmokePath,
  seen: { found: ReadResult; state: AgentState; agent: Agent; node: string; folder: string },
): Promise<Failure> {
  const { found, state, agent, node, folder } = seen;
  const { pod } = state;
  if (!pod?.ready && state.unknown === undefined) {
    return notRead(path, { node, pod: pod?.name, why: pod && (await agent.trouble(pod.name)) });
  }
  if (state.hasRead === false) return notRead(path, { node, pod: pod?.name, folder });
  return readerFailure(path, found, true) ?? notFound(path, { ...found, state });
}

/** The gateway, as the reader reaches it. A port that closes is opened again. */
class Gateway {
  private forward?: Forward;

  constructor(
    private readonly path: SmokePath,
    private readonly open: OpenForward | undefined,
    private readonly password: string,
    private readonly line: string,
  ) {}

  public async read(): Promise<ReadResult> {
    const { service, door = '' } = this.path;
    let url = door;
    if (this.open && service) {
      try {
        this.forward ??= await this.open({ ...service, name: `service/${service.name}` });
        url = this.forward.url;
      } catch (error) {
        if (error instanceof InputError || !(error instanceof ForwardError)) throw error;
        return { count: 0, error: `kubectl port-forward fails: ${error.message}` };
      }
    }
    const result = await readLine(this.path, url, this.password, this.line);
    if (result.status === undefined) this.close();
    return result;
  }

  public close(): void {
    this.forward?.close();
    this.forward = undefined;
  }
}
