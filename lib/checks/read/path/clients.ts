import type { Manifests } from '../../../manifests/manifests';
import { canaries, promtails } from './agents';
import type { Client } from './client';
import { readers } from './readers';
import { writers } from './writers';

/** Everything that sends requests to Loki: agents, datasources of Grafana and canaries. */
export const clients = (manifests: Manifests): Client[] => [
  ...writers(manifests),
  ...readers(manifests),
  ...promtails(manifests),
  ...canaries(manifests),
];
