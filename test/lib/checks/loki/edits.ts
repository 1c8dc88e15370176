import type { Parts } from '../harness';

/** Change of Loki's configuration. */
export const config =
  (from: string | RegExp, to: string) =>
  (parts: Parts): void =>
    parts.replace('loki', 'config.yaml', from, to);

/** Limits of tenants in the runtime configuration. */
export const overrides =
  (text: string) =>
  (parts: Parts): void =>
    parts.replace('loki-runtime', 'runtime-config.yaml', 'overrides: {}', `overrides:\n${text}`);
