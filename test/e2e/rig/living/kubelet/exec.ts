import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { SpdyStream } from './spdy';
import { KubeletError, type Subject } from './subject';

/** Streams of a command, and the parameters that ask for them. Nobody asks for a terminal: its size would be one more. */
const STREAMS = { stdin: 'input', stdout: 'output', stderr: 'error' } as const;

/** Runs a command in a container, as soon as the API server has made the streams of it. @throws KubeletError if it cannot run */
export function serveExec({ pod, container, query }: Subject): (stream: SpdyStream) => void {
  const words = container?.command(query.getAll('command'));
  if (!words)
    throw new KubeletError(500, `container not found ("${container?.spec.name ?? pod.object.metadata.name}")`);
  if (query.has('tty')) throw new KubeletError(400, 'this node has no terminals: leave --tty out');
  const wanted = [
    'error',
    ...Object.entries(STREAMS).flatMap(([name, parameter]) => (query.has(parameter) ? [name] : [])),
  ];
  const streams = new Map<string, SpdyStream>();
  return (stream) => {
    streams.set(stream.headers['streamtype'] ?? '', stream);
    if (wanted.every((name) => streams.has(name))) run(words, streams);
  };
}

function run([program = '', ...args]: readonly string[], streams: ReadonlyMap<string, SpdyStream>): void {
  const child = spawn(program, args, { stdio: 'pipe', detached: true });
  const { stdin, stdout, stderr } = child;
  // A command that does not read its input may have ended.
  stdin.on('error', () => undefined);
  if (streams.has('stdin')) streams.get('stdin')?.pipe(stdin);
  else stdin.end();
  for (const [name, output] of Object.entries({ stdout, stderr })) {
    const stream = streams.get(name);
    if (stream) output.pipe(stream);
    else output.resume();
  }
  const status = streams.get('error');
  // Whoever asked is gone.
  status?.once('close', () => child.exitCode === null && child.pid !== undefined && kill(child.pid));
  child.once('error', (error) => status?.end(failure(error.message)));
  child.once('close', (code, signal) => {
    const exit = code ?? 128 + (signal ? constants.signals[signal] : 0);
    streams.get('stdin')?.end();
    status?.end(exit === 0 ? JSON.stringify({ metadata: {}, status: 'Success' }) : nonZero(exit));
  });
  status?.resume();
}

function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

const failure = (message: string): string =>
  JSON.stringify({ metadata: {}, status: 'Failure', message, reason: 'InternalError', code: 500 });

/** Status of a command that ended with another code than 0. */
function nonZero(code: number): string {
  return JSON.stringify({
    ...{ metadata: {}, status: 'Failure', reason: 'NonZeroExitCode' },
    message: `command terminated with non-zero exit code: ${code}`,
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  });
}
