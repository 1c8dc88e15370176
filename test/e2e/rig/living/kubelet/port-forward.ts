import { spawn } from 'node:child_process';
import { program } from '../../../../helpers/programs';
import type { SpdyStream } from './spdy';
import { KubeletError, type Subject } from './subject';

/** Streams of a connection that is forwarded. */
interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

/** Leads connections to ports of a pod, at the loopback address of its network. @throws KubeletError if it has no network */
export function servePorts({ pod }: Subject): (stream: SpdyStream) => void {
  const { sandbox } = pod;
  if (!sandbox || pod.isStopping) throw new KubeletError(500, 'the pod has no network');
  const { namespace } = sandbox.network;
  const pairs = new Map<string, Pair>();
  return (stream) => {
    const { streamtype = '', requestid = '', port = '' } = stream.headers;
    const pair = pairs.get(requestid) ?? {};
    pair[streamtype as keyof Pair] = stream;
    pairs.set(requestid, pair);
    const { data, error } = pair;
    if (!data || !error) return;
    pairs.delete(requestid);
    lead(namespace, port, { data, error });
  };
}

function lead(namespace: string, port: string, { data, error }: Required<Pair>): void {
  const connect = [program('busybox'), 'nc', '127.0.0.1', port];
  const child = spawn(program('ip'), ['netns', 'exec', namespace, ...connect], { stdio: 'pipe' });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  // What is left to send to a port that closes is lost, as with any connection.
  child.stdin.on('error', () => undefined);
  data.pipe(child.stdin);
  child.stdout.pipe(data);
  data.once('close', () => child.kill());
  child.once('error', (failure) => (said += failure.message));
  child.once('close', (code) => {
    const message = `error forwarding port ${port} to the pod: failed to connect to localhost:${port} inside namespace: ${said}`;
    if (code !== 0 && said !== '') error.end(message);
    else error.end();
  });
  error.resume();
}
