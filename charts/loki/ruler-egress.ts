import type { LimitsConfig, LokiConfig } from './config/generated/types';
import { parsedUrl } from '../input/url';

/** Target that pods of the ruler send alerts or samples to. */
export interface RulerEgress {
  /** Port of the target's pod, which may differ from that of its Service. */
  readonly port: number;

  /** Address range of the target, such as `10.0.0.0/16`. Not with `namespace`. @default - any address */
  readonly cidr?: string;

  /** Namespace of the target's pods. @default - any */
  readonly namespace?: string;
}

/** Key of a target: two with one key are the same. */
export const targetKey = ({ port, cidr, namespace }: RulerEgress): string => JSON.stringify([port, cidr, namespace]);

/** URLs that a configuration and its limits tell the ruler to send alerts and samples to, the same port once. */
export function rulerPorts(config: LokiConfig, limits: readonly LimitsConfig[]): number[] {
  const { alertmanager_url, remote_write } = config.ruler ?? {};
  const urls = [
    alertmanager_url,
    ...(remote_write?.enabled ? [remote_write.client, ...Object.values(remote_write.clients ?? {})] : []).map(
      (client) => client?.url,
    ),
    ...[config.limits_config ?? {}, ...limits].flatMap((own) => [
      own.ruler_alertmanager_config?.alertmanager_url,
      ...Object.values(own.ruler_remote_write_config ?? {}).map((client) => client?.url),
    ]),
  ];
  // Loki takes several Alertmanagers, separated by commas.
  const ports = urls.flatMap((url) => (typeof url === 'string' ? url.split(',').map(portOf) : []));
  return [...new Set(ports.filter((port) => port !== undefined))];
}

/** Port of a URL; undefined for any other text. Loki finds addresses in DNS for `dns+http://…`. */
function portOf(written: string): number | undefined {
  const text = written.trim().replace(/^dns(srv|srvnoa)?\+/, '');
  const url = parsedUrl(text);
  if (!url) return undefined;
  const { port, protocol } = url;
  return port ? Number(port) : protocol === 'https:' ? 443 : 80;
}
