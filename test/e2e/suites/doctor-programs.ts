import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Pod } from '../rig/pod';
import { sleep } from '../rig/wait';
import { alloyOf, away, changed, configured, type DoctorRig, type Faults, gone } from './doctor-injected';

/** Faults of programs: pods that are away, and what the agent is told. */
export const programFaults = (rig: DoctorRig): Faults => ({
  'no distributor': gone(rig, 'distributor', 'distributor'),
  'no gateway': gone(rig, 'gateway', 'gateway'),
  'two of three ingesters': gone(rig, 'ingester', 'ingester', 2),
  'one of three ingesters': gone(rig, 'ingester', 'ingester', 1),
  'no querier': gone(rig, 'query', 'querier'),
  'no query frontend': gone(rig, 'query', 'query-frontend'),
  'no query scheduler': gone(rig, 'query', 'query-scheduler'),
  'no ruler': gone(rig, 'query', 'ruler'),
  'no index gateway': gone(rig, 'store', 'index-gateway'),
  'no compactor': gone(rig, 'store', 'compactor'),
  'no cache of chunks': gone(rig, 'caches', 'chunks-cache'),
  'no cache of results': gone(rig, 'caches', 'results-cache'),
  'no agent': {
    hop: 'agent',
    first: /^pod-/,
    fix: /kubectl logs --namespace alloy alloy-0/,
    inject: away(rig, 'agent'),
  },
  'a wrong password of the writer': {
    hop: 'agent',
    first: /^agent-password$/,
    fix: /rollout restart --namespace loki deployment\/loki-gateway/,
    inject: changed(rig, () => {
      const { secrets } = alloyOf(rig).props.sources as unknown as {
        secrets: Record<string, Record<string, { text: string }>>;
      };
      const files = Object.values(secrets).flatMap((all) => Object.values(all));
      const before = files.map(({ text }) => text);
      for (const file of files) file.text = 'wrong';
      return () => files.forEach((file, index) => (file.text = before[index] ?? ''));
    }),
  },
  'an unknown tenant of the writer': {
    hop: 'agent',
    first: /^agent-tenant$/,
    fix: /loki-gateway/,
    inject: configured(rig, (text) => text.replace(/tenant_id(\s+)= "platform"/g, 'tenant_id$1= "nobody"')),
  },
  // grafana/loki#10239 and many more: the path of the push API is left out.
  'a URL without the path of the push API': {
    hop: 'agent',
    first: /^agent-path$/,
    fix: /kubectl get service --namespace loki loki-gateway/,
    inject: configured(rig, (text) => text.replace(/\/loki\/api\/v1\/push"/g, '/loki/push"')),
  },
  'a URL of another name': {
    hop: 'agent',
    // The log of an agent says that nobody has that name, if a look sees the line.
    first: /^agent-(?:unreachable|name)$/,
    fix: /(?:endpointslices|get service) --namespace loki/,
    inject: configured(rig, (text) => text.replace(/\/\/loki-gateway\.loki/g, '//loki.loki')),
  },
  // Alloy logs no try but the last, and waits up to a minute between two: most looks see none.
  'a URL of another name for a minute': {
    hop: 'agent',
    // The log of an agent says that nobody has that name, if a look sees the line.
    first: /^agent-(?:unreachable|name)$/,
    fix: /(?:endpointslices|get service) --namespace loki/,
    seconds: 70,
    inject: configured(rig, (text) => text.replace(/\/\/loki-gateway\.loki/g, '//loki.loki')),
  },
  'a configuration that Alloy refuses': {
    hop: 'agent',
    first: /^config-differs$/,
    fix: /eks-loki diff .* --cluster/,
    inject: configured(rig, (text) => `${text}\nloki.unknown "x" {\n}\n`),
  },
  // grafana/alloy#4961: without the mount Alloy does nothing, and says nothing.
  'files of pods where no file is': {
    hop: 'node',
    first: /^node-no-files$/,
    fix: /alloy\.pods\.namespaces|mount \/var\/log/,
    seconds: 66,
    inject: configured(rig, (text) => text.replace(/"\/var\/log\/pods\//g, '"/var/log/pots/')),
  },
  'a stage that drops every line': {
    hop: 'agent',
    first: /^agent-silent$/,
    fix: /alloy\.processing/,
    inject: configured(rig, (text) =>
      text.replace(
        /^loki\.process "(\w+)" \{\n.*forward_to.*$/gm,
        (block) => `${block}\n\tstage.drop {\n\t\texpression = ".*"\n\t}`,
      ),
    ),
  },
  'a full volume': {
    hop: 'ingester',
    first: /^wal-(full|filling|throttled)$/,
    fix: /eks-loki volumes/,
    seconds: 12,
    inject: () => {
      const [ingester] = rig.running().cluster.component('ingester');
      const filler = join((ingester as Pod).volume('data'), 'filler');
      fill(filler);
      return Promise.resolve(async () => {
        rmSync(filler);
        await sleep(1);
      });
    },
  },
});

/** Writes a file until there is no room left. */
function fill(file: string): void {
  for (const bytes of [1024 * 1024, 4096]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
