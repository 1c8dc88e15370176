import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** Place that connections lead to. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Address and port of a Service, and the places that new connections may go to. */
export interface Door extends Place {
  readonly targets: readonly Place[];
}

/** Doors that are open, by address and port. */
const open = new Map<string, { readonly server: Server; targets: readonly Place[] }>();

const keyOf = ({ host, port }: Place): string => `${host}:${port}`;

/** Leads a connection to one of the places, with which it stays. */
function lead(client: Socket, targets: readonly Place[]): void {
  const target = targets[Math.floor(Math.random() * targets.length)];
  if (!target) return void client.resetAndDestroy();
  const server = createConnection({ ...target, allowHalfOpen: true, noDelay: true });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy()).once('close', () => !other.writableEnded && other.destroy());
    one.pipe(other);
  }
}

/** Opens, changes and closes doors, so that there are those of a list. */
function change(doors: readonly Door[]): void {
  for (const door of doors) {
    const key = keyOf(door);
    const known = open.get(key);
    if (known) {
      known.targets = door.targets;
      continue;
    }
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      lead(socket, open.get(key)?.targets ?? []),
    );
    server.listen(door.port, door.host);
    open.set(key, { server, targets: door.targets });
  }
  const wanted = new Set(doors.map(keyOf));
  for (const [key, { server }] of open) {
    if (wanted.has(key)) continue;
    server.close();
    open.delete(key);
  }
}

// It is a process of its own: tests and agent would hold up its connections.
process.on('message', change);
process.on('disconnect', () => process.exit());
