import { CA_KEY } from '../../charts/endpoint/authority';
import type { RemoteLoki } from '../../lib/environment/hub/remote';
import type { Door, Unseen } from '../../lib/live/doctor/snapshot';
import { at, record, text } from '../../lib/manifests/shape';
import { type KubectlRunner, printedJson } from '../wait/kubectl';
import { get } from './request';
import { unseenBecause, unseenOf } from './unseen';

/** Longest time of a request, in milliseconds. */
const REQUEST_MS = 10_000;

/** Facts about the door of a Loki elsewhere. */
export interface DoorSeen {
  /** Its answer. @default - it could not be judged */
  readonly door?: Door;

  /** Certificates of its authority, as text. @default - the public ones */
  readonly ca?: string;

  readonly unseen: Unseen[];
}

/**
 * Asks the door of a Loki elsewhere for labels, without a password: the gateway of a Loki refuses that. The certificate
 * is checked as agents check it.
 */
export async function askDoor(
  kubectl: KubectlRunner,
  { url, ca }: Pick<RemoteLoki, 'url' | 'ca'>,
  namespace: string,
): Promise<DoorSeen> {
  const authority = await authorityOf(kubectl, ca, namespace);
  if (authority.unseen.length > 0) return authority;
  try {
    const { status } = await get(`${url}/loki/api/v1/labels`, { timeoutMs: REQUEST_MS, ca: authority.ca });
    return { ...authority, door: { status } };
  } catch (error) {
    const { code = 'ERROR', message } = error as NodeJS.ErrnoException;
    const needs = `a way from this machine to ${url}`;
    const unseen = [unseenBecause(['query'], `${url} from this machine`, error, needs)];
    return { ...authority, door: { code, error: message || code }, unseen };
  }
}

/** Text of an authority, which is not a secret although it may be in a Secret. */
async function authorityOf(kubectl: KubectlRunner, ca: RemoteLoki['ca'], namespace: string): Promise<DoorSeen> {
  if (ca?.secret === undefined) return { unseen: [], ...(ca?.pem === undefined ? {} : { ca: ca.pem }) };
  const result = await kubectl.run(['get', 'secret', ca.secret, '--namespace', namespace, '--output', 'json']);
  const data = text(record(at(printedJson(result), 'data'))[ca.key ?? CA_KEY]);
  if (data !== undefined) return { unseen: [], ca: Buffer.from(data, 'base64').toString('utf8') };
  const what = `authority of the door, Secret ${namespace}/${ca.secret}`;
  const failed = unseenOf(result, ['gateway', 'query'], [what]);
  const why = `it has no key ${ca.key ?? CA_KEY}`;
  const needs = `get secret ${ca.secret} in namespace ${namespace}`;
  return { unseen: failed.length > 0 ? failed : [unseenBecause(['gateway', 'query'], what, why, needs)] };
}
