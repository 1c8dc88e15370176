import { createConnection } from 'node:net';
import type { Probe } from './objects';

/** How a probe asks a container. */
export interface Asked {
  /** Address of its pod. */
  readonly address: string;

  /** Number of a port. */
  readonly port: (port: string | number) => number;

  /** True if a command succeeds inside the container, in time. */
  readonly exec: (command: readonly string[], seconds: number) => Promise<boolean>;
}

/** Runs a probe once: what is wrong, as the kubelet says it; undefined if it succeeds. */
export async function failureOf(probe: Probe, { address, port, exec }: Asked): Promise<string | undefined> {
  const { httpGet, tcpSocket, exec: command, timeoutSeconds = 1 } = probe;
  if (httpGet) return failureOfGet(`http://${address}:${port(httpGet.port)}${httpGet.path}`, timeoutSeconds);
  if (command)
    return (await exec(command.command, timeoutSeconds)) ? undefined : `command ${command.command[0]} failed`;
  const number = port(tcpSocket?.port ?? 0);
  if (await listens(address, number, timeoutSeconds)) return undefined;
  return `dial tcp ${address}:${number}: connect: connection refused`;
}

async function failureOfGet(url: string, seconds: number): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(seconds * 1000) });
    await response.text();
    if (response.status >= 200 && response.status < 400) return undefined;
    return `HTTP probe failed with statuscode: ${response.status}`;
  } catch (error) {
    const { cause = error } = error as { cause?: unknown };
    return `Get "${url}": ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

function listens(host: string, port: number, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: seconds * 1000 }, () => {
      socket.destroy();
      resolve(true);
    });
    socket
      .once('error', () => resolve(false))
      .once('timeout', () => {
        socket.destroy();
        resolve(false);
      });
  });
}
