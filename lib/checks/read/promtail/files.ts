import { filesOf } from '../../../manifests/files';
import { type Manifest, title } from '../../../manifests/manifest';
import type { Manifests } from '../../../manifests/manifests';
import { isRecord } from '../../../manifests/shape';
import { parseYaml } from '../../../manifests/yaml/parse';

/** A configuration of Promtail in an object. */
export interface PromtailFile {
  /** `Secret logging/promtail promtail.yaml`. */
  readonly path: string;

  /** The object. */
  readonly object: Manifest;

  /** Its text. */
  readonly text: string;

  /** Its value. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** Every configuration of Promtail. */
export function promtailFiles(manifests: Manifests): readonly PromtailFile[] {
  return manifests.read(readFiles);
}

function readFiles(manifests: Manifests): PromtailFile[] {
  return manifests.ofKind('ConfigMap', 'Secret').flatMap((object) =>
    Object.entries(filesOf(object)).flatMap(([key, text]): PromtailFile[] => {
      // A configuration of Prometheus has jobs, too, and neither clients nor positions.
      if (!/^scrape_configs:/m.test(text) || !/^(clients?|positions):/m.test(text)) return [];
      // Promtail reads YAML 1.1, as kubectl does: yes is true.
      const [value] = parseYaml(text, { asKubectl: true }).documents;
      return isRecord(value) ? [{ path: `${title(object)} ${key}`, object, text, value }] : [];
    }),
  );
}
