import type { LimitsConfig, LokiConfig } from './config/generated/types';
import { parsedUrl, portOf } from '../input/url';

/** Target that pods of the ruler send alerts or samples to. */
export interface RulerEgress {
  /** Port of the target's pod, which may differ from that of its Service. */
  readonly port: number;

  /** Address range of the target, such as `10.0.0.0/16`. Not with `namespace`. @default - any address */
  readonly cidr?: string;

  /** Namespace of the target's pods. @default - any */
  readonly namespace?: string;
}

/** Key of a target. Equal targets have the same key. */
export const targetKey = ({ port, cidr, namespace }: RulerEgress): string => JSON.stringify([port, cidr, namespace]);

/**
 * Ports of the URLs to which the ruler sends alerts and samples, according to a configuration and its limits; each port
 * once.
 */
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
  // Loki accepts several Alertmanagers, separated by commas.
  const ports = urls.flatMap((url) => (typeof url === 'string' ? url.split(',').map(portIn) : []));
  return [...new Set(ports.filter((port) => port !== undefined))];
}

/** Port of a URL; undefined for any other text. Loki finds addresses in DNS for `dns+http://…`. */
function portIn(written: string): number | undefined {
  const text = written.trim().replace(/^dns(srv|srvnoa)?\+/, '');
  const url = parsedUrl(text);
  return url && portOf(url);
}
